"""The first-week list as a founder meets it, and the way from a project into the calendar."""

import datetime as dt

import icalendar
import pytest
from django.test import Client
from playwright.sync_api import expect

from teams.models import CalendarFeed
from tests.factories.planner import MilestoneFactory, ProjectFactory

PHONE = {"width": 390, "height": 844}
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_that_is_done_leaves_the_list_and_the_list_can_be_put_away(visit, owner):
    ProjectFactory(team=owner.team)
    visitor = visit(owner)
    page = visitor.page
    visitor.open("/t/acme/")
    week = page.locator(".first-week")

    week.get_by_role("link", name="Enter the cash you have").click()
    page.wait_for_url("**/cash/")
    for name, figure in (("balance", "300000"), ("monthly_income", "0"), ("monthly_expense", "20000"), ("floor", "0")):
        page.fill(f"[name={name}]", figure)
    page.locator("main form button[data-kind=primary]").first.click()
    page.wait_for_load_state()
    visitor.open("/t/acme/")
    expect(week.get_by_role("link", name="Rate a first risk yourself")).to_be_visible()
    expect(week.get_by_role("link", name="Enter the cash you have")).to_have_count(0)

    week.get_by_role("button", name="Put away").click()
    expect(week).to_have_count(0)
    page.locator("#toast").get_by_role("button", name="Undo").click()

    expect(week).to_be_visible()


def test_it_is_put_away_without_javascript(visit, owner):
    ProjectFactory(team=owner.team)
    visitor = visit(owner, java_script_enabled=False)
    page = visitor.page
    visitor.open("/t/acme/")

    page.locator(".first-week").get_by_role("button", name="Put away").click()

    expect(page.locator(".first-week")).to_have_count(0)


def test_a_project_is_brought_into_a_calendar_on_a_phone_and_taken_back(visit, member):
    project = ProjectFactory(team=member.team, name="Reader")
    MilestoneFactory(team=member.team, project=project, title="Beta", due_on=member.team.today() + dt.timedelta(days=3))
    visitor = visit(member, viewport=PHONE)
    page = visitor.page
    visitor.open(project.get_absolute_url())

    page.locator("details.menu summary", has_text="More").last.click()
    page.get_by_role("link", name="Show in my calendar").click()
    page.fill("[name=name]", "my phone")
    page.get_by_role("button", name="Make calendar feed").click()
    address = page.locator("#new-feed").input_value()
    calendar = icalendar.Calendar.from_ical(Client().get(address.removeprefix(visitor.base)).content)
    page.get_by_role("button", name="Revoke").click()
    expect(page.locator("main")).to_contain_text("Revoked")

    assert [str(event["SUMMARY"]).split(" ", 1)[1] for event in calendar.walk("VEVENT")] == ["Beta"]
    assert CalendarFeed.objects.get().revoked_at is not None
    assert Client().get(address.removeprefix(visitor.base)).status_code == 404
