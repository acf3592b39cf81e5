"""From an empty database to the first list of one's own that is cleared: in both languages, at desk and phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from planner.models import Goal, Task
from teams.models import Membership, Team
from tests.browser.test_first_day import sign_up_and_make_a_team

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
pytestmark = pytest.mark.django_db(transaction=True)


def save(page):
    page.locator("main form button[data-kind=primary]").last.click()


def write_a_goal(page):
    page.locator("main a[href$='/goals/new/']").click()
    page.fill("[name=new_project]", "Reader")
    page.fill("[name=title]", "A reader that clinics pay for")
    page.fill("[name=target_on]", str(dt.date.today() + dt.timedelta(days=200)))
    save(page)
    page.wait_for_url("**/goals/*-*/")


def write_a_task_of_today(founder, team):
    page = founder.page
    founder.open(f"/t/{team.slug}/tasks/new/")
    page.fill("[name=title]", "Ask ten clinics for sample letters")
    page.fill("[name=due_on]", str(dt.date.today()))
    page.select_option("[name=assignee]", str(Membership.objects.get().pk))
    save(page)
    page.wait_for_url("**/tasks/*-*/")


@pytest.mark.parametrize(
    ("locale", "viewport", "home", "mine", "done"),
    [
        ("en-GB", DESK, "How do you want to start?", "My work", "Done lately"),
        ("zh-CN", PHONE, "想怎样开始？", "我的工作", "最近完成"),
    ],
)
def test_a_new_founder_clears_their_first_list(visit, locale, viewport, home, mine, done):
    founder = visit(locale=locale, viewport=viewport)
    page = founder.page

    sign_up_and_make_a_team(founder)
    team = Team.objects.get()
    founder.open(f"/t/{team.slug}/")
    expect(page.locator("main")).to_contain_text(home)
    write_a_goal(page)
    write_a_task_of_today(founder, team)

    founder.open(f"/t/{team.slug}/my-work/")
    expect(page.locator("h1")).to_have_text(mine)
    row = page.locator(".work-list li", has_text="Ask ten clinics")
    row.locator("form[action$='/completion/'] button").click()
    expect(row.locator("form[action$='/completion/']")).to_have_count(0)
    founder.open(f"/t/{team.slug}/my-work/")
    expect(page.locator("section", has=page.locator("h2", has_text=done))).to_contain_text("Ask ten clinics")

    assert (Goal.objects.count(), Task.objects.get().state) == (1, "done")
    assert {Membership.objects.get().user.language, team.language} == {"zh-hans" if locale == "zh-CN" else "en"}
    assert founder.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
