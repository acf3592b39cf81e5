"""A choice among many rows: searched with the keyboard, and the same without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from core.text import search_form
from planner.models import Milestone, Task
from risks.models import Risk
from teams.choices import LISTED_AT_MOST
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEW_TASK = "/t/acme/tasks/new/"
PILOT, BETA = LISTED_AT_MOST + 1, LISTED_AT_MOST + 3


@pytest.fixture
def milestones(team):
    """More milestones than a list may have; two of them are about a pilot, one is the beta."""
    project = ProjectFactory(team=team)
    Milestone.objects.bulk_create(
        MilestoneFactory.build(team=team, project=project, **searchable(number, f"Step {number}"))
        for number in range(1, LISTED_AT_MOST + 1)
    )
    return [
        MilestoneFactory(team=team, project=project, **searchable(PILOT + place, title))
        for place, title in enumerate(("First pilot", "Second pilot", "Public beta"))
    ]


def searchable(number, title):
    return {"number": number, "title": title, "search_text": search_form(f"M-{number}", title)}


@pytest.fixture
def start(visit, member, milestones):
    """Open a page of the member's; returns it."""

    def opened(path, **options):
        visitor = visit(member, **options)
        visitor.open(path)
        return visitor

    return opened


def matches(page):
    return page.locator("[data-choice-list] [role=option]:visible")


def search(page, name, words, count):
    """Type words where a row is asked for, and await so many matches."""
    page.locator(f"[name={name}-words]").focus()
    page.keyboard.type(words)
    expect(matches(page)).to_have_count(count)


def test_with_the_keyboard_one_row_is_found_and_chosen(start):
    page = start(NEW_TASK).page
    page.fill("[name=title]", "Ask ten clinics")
    field = page.get_by_role("combobox", name="Milestone")

    search(page, "milestone", "beta", 1)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")  # the only match
    expect(page.get_by_role("checkbox", name=f"M-{BETA} Public beta")).to_be_checked()
    expect(field).to_have_value("")
    expect(field).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Enter")  # nothing is open any more: the form is sent
    expect(page.locator("h1")).to_contain_text("Public beta")
    assert Task.objects.get().milestone.title == "Public beta"


def test_of_several_matches_the_arrows_choose_and_the_last_choice_counts(start):
    visitor = start(NEW_TASK)
    page = visitor.page
    search(page, "milestone", "beta", 1)
    page.keyboard.press("Enter")

    search(page, "milestone", "pilot", 2)
    assert visitor.axe() == []
    page.keyboard.press("Escape")
    expect(matches(page)).to_have_count(0)
    page.keyboard.press("ArrowDown")  # opens them again
    page.keyboard.press("Enter")  # several: marks the first, and sends nothing
    page.keyboard.press("ArrowDown")
    second = matches(page).nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page.locator("[name=milestone-words]")).to_have_attribute(
        "aria-activedescendant", second.get_attribute("id")
    )
    page.keyboard.press("Enter")

    expect(page.get_by_role("checkbox", name="Second pilot")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Public beta")).not_to_be_checked()


def test_several_rows_are_chosen_and_one_let_go(start, member, milestones):
    risk = RiskFactory(team=member.team)
    RiskMilestoneFactory(team=risk.team, risk=risk, milestone=milestones[1])
    page = start(f"{risk.get_absolute_url()}edit/").page

    for words in (f"M-{PILOT}", f"M-{BETA}"):
        search(page, "milestones", words, 1)
        page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Second pilot").uncheck()
    page.get_by_role("button", name="Save risk").click()

    expect(page.locator("h1")).to_contain_text(risk.title)
    assert sorted(Risk.objects.get().milestones.values_list("number", flat=True)) == [PILOT, BETA]


def test_a_filter_is_searched_and_its_choice_says_what_it_is(start, milestones):
    for row in milestones:
        TaskFactory(team=row.team, milestone=row, title=f"Task of {row.title}.")
    page = start("/t/acme/tasks/").page

    page.locator("summary", has_text="Milestone").focus()
    page.keyboard.press("Enter")
    search(page, "milestone", "beta", 1)
    page.keyboard.press("Enter")

    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text("Task of Public beta.")
    expect(page.locator("summary", has_text="Milestone")).to_contain_text(f"M-{BETA} Public beta")
    expect(page).to_have_url(re.compile(f"milestone={milestones[-1].pk}"))


def test_without_javascript_words_are_sent_and_what_they_may_mean_is_asked(start):
    page = start(NEW_TASK, java_script_enabled=False).page

    page.fill("[name=title]", "Ask ten clinics")
    page.fill("[name=milestone-words]", "pilot")
    page.get_by_role("button", name="Create task").click()
    expect(page.get_by_text("may mean several")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("Ask ten clinics")
    expect(page.get_by_role("radio")).to_have_count(2)

    page.get_by_role("radio", name="Second pilot").check()
    page.get_by_role("button", name="Create task").click()
    expect(page.locator("h1")).to_contain_text("Second pilot")
    assert Task.objects.get().milestone.title == "Second pilot"


def test_without_javascript_a_number_is_enough_and_a_wrong_one_is_told(start):
    page = start(NEW_TASK, java_script_enabled=False).page

    page.fill("[name=title]", "Ask ten clinics")
    page.fill("[name=milestone-words]", "M-999")
    page.get_by_role("button", name="Create task").click()
    expect(page.get_by_text("Nothing that can be chosen here matches “M-999”.")).to_be_visible()

    page.fill("[name=milestone-words]", f"M-{BETA}")
    page.get_by_role("button", name="Create task").click()
    expect(page.locator("h1")).to_contain_text("Public beta")
    assert Task.objects.get().milestone.title == "Public beta"
