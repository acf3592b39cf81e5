"""The first list of one's own, cleared on a phone; and the same without JavaScript."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from planner.models import Milestone, Task
from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def list_of_three(member, owner):
    team, today = member.team, member.team.today()
    milestone = MilestoneFactory(team=team, owner=member, title="Public beta", due_on=today)
    TaskFactory(team=team, milestone=milestone, assignee=member, title="Write the guide", due_on=today)
    TaskFactory(team=team, milestone=milestone, assignee=member, title="Ask ten clinics", due_on=today)
    TaskFactory(team=team, milestone=milestone, assignee=owner, title="Sign the contract", due_on=today)


def row(page, title):
    return page.locator("li", has_text=title).first


def test_a_member_clears_the_first_list_on_a_phone(visit, member, owner, list_of_three):
    visitor = visit(member, **PHONE)
    page = visitor.page
    visitor.open("/start/")
    expect(page).to_have_title("My work · Acme · Landfall")
    expect(page.locator("#work-waiting")).to_contain_text("Sign the contract")
    expect(page.locator("#work-waiting")).to_contain_text("Olga Owner")
    faults = visitor.axe()
    width = page.evaluate("document.documentElement.scrollWidth")

    row(page, "Write the guide").get_by_role("button", name="Done").click()
    expect(row(page, "Write the guide").locator(".state")).to_have_text("Done")
    expect(page.locator("#toast")).to_contain_text("Write the guide is done.")
    expect(row(page, "Write the guide").get_by_role("link", name="Write the guide")).to_be_focused()

    row(page, "Ask ten clinics").locator("summary").click()
    row(page, "Ask ten clinics").get_by_role("button", name="1 week later").click()
    expect(row(page, "Ask ten clinics").locator(".due")).to_contain_text("in 7 days")

    row(page, "Public beta").locator("summary").click()
    row(page, "Public beta").get_by_role("link", name="Hand on").click()
    page.get_by_label("Owner").select_option(label="Olga Owner")
    page.get_by_role("button", name="Hand on").click()
    expect(page.locator("#toast")).to_contain_text("Public beta was handed on.")

    assert faults == []
    assert width == PHONE["viewport"]["width"]
    assert Milestone.objects.get().owner == owner
    today = member.team.today()
    assert sorted(Task.objects.filter(assignee=member).values_list("title", "state", "due_on")) == [
        ("Ask ten clinics", "todo", today + dt.timedelta(days=7)),
        ("Write the guide", "done", today),
    ]


def test_the_list_is_cleared_without_javascript(visit, member, list_of_three):
    visitor = visit(member, java_script_enabled=False)
    page = visitor.page
    page.goto(f"{visitor.base}/t/acme/my-work/")

    row(page, "Write the guide").get_by_role("button", name="Done").click()
    expect(page.locator("#toast")).to_contain_text("Write the guide is done.")
    page.get_by_role("link", name="Done lately").click()
    expect(page.locator("main")).to_contain_text("Write the guide")
    page.go_back()
    row(page, "Public beta").locator("summary").click()
    row(page, "Public beta").get_by_role("link", name="Another date").click()
    page.get_by_label("Due").fill("2031-05-06")
    page.get_by_label("Why the date moves").select_option(label="People")
    page.get_by_role("button", name="Move the date").click()

    expect(page).to_have_title("My work · Acme · Landfall")
    assert Milestone.objects.get().due_on == dt.date(2031, 5, 6)
    assert Milestone.objects.get().moves.get().reason == "people"
