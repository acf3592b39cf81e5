"""The palette: opened by a key, steered by keys, heard by screen readers, and whole without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from planner.models import Milestone, Task
from tests.desk.searching import kept
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/t/acme/"


@pytest.fixture
def rows(team):
    project = ProjectFactory(team=team, name="Reader")
    kept(MilestoneFactory(team=team, project=project, number=4, title="Pilot with a clinic"))
    kept(TaskFactory(team=team, number=9, title="Sign the pilot", milestone=None))


@pytest.fixture
def page(visit, member, rows):
    visitor = visit(member)
    visitor.open(HOME)
    visitor.page.visitor = visitor
    return visitor.page


def options(page):
    return page.locator("#palette [role=option]")


def chosen(page):
    return page.locator("#palette [role=option][aria-selected=true]")


def test_a_row_is_found_and_opened_by_keys_alone(page):
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Words or a number")
    expect(field).to_be_focused()
    expect(options(page).first).to_be_visible()  # what one can do and open
    page.keyboard.type("pilot")
    expect(options(page)).to_have_count(2)

    expect(page.locator("#palette [role=status]")).to_have_text("2 results")
    expect(chosen(page)).to_contain_text("M-4")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("T-9")
    expect(field).to_have_attribute("aria-activedescendant", chosen(page).get_attribute("id"))
    assert page.visitor.axe() == []
    page.keyboard.press("ArrowDown")  # round again
    expect(chosen(page)).to_contain_text("M-4")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Pilot with a clinic")
    assert page.visitor.violations() == []


def test_enter_before_the_answer_opens_what_is_found_first(page):
    page.keyboard.press("Control+k")
    expect(options(page).first).to_be_visible()
    page.keyboard.type("t9")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("Sign the pilot")


def test_what_was_opened_stands_there_next_time(page):
    page.goto(f"{page.visitor.base}{Task.objects.get().get_absolute_url()}")
    page.goto(f"{page.visitor.base}{Milestone.objects.get().get_absolute_url()}edit/")
    page.goto(f"{page.visitor.base}{Milestone.objects.get().get_absolute_url()}")
    page.keyboard.press("/")

    expect(options(page).nth(0)).to_contain_text("M-4")
    expect(options(page).nth(1)).to_contain_text("T-9")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_keys_are_letters_where_somebody_types_or_an_input_method_is_at_work(page):
    page.goto(f"{page.visitor.base}/t/acme/tasks/new/")
    page.locator("[name=title]").focus()
    page.keyboard.type("and/or?")
    expect(page.locator("[name=title]")).to_have_value("and/or?")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.keyboard.press("Control+k")
    page.keyboard.type("pilot")
    expect(options(page)).to_have_count(2)
    address = page.url
    page.locator("#palette [name=q]").evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert page.url == address


def test_the_shortcuts_are_shown_and_can_be_switched_off(page, member):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert page.visitor.axe() == []
    page.keyboard.press("Escape")

    type(member.user).objects.update(shortcuts=False)
    page.reload()
    for key in ("?", "/", "Control+k"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("link", name="Search").first.click()  # the way in by hand stays
    expect(page.locator("#palette")).to_be_visible()


def test_without_javascript_the_same_is_found_on_a_page(visit, member, rows):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(HOME)
    visitor.page.get_by_role("link", name="Search").first.click()
    visitor.page.get_by_role("searchbox").fill("pilot")
    visitor.page.get_by_role("button", name="Search").click()

    expect(visitor.page.get_by_role("link", name=re.compile("T-9 Sign the pilot"))).to_be_visible()
