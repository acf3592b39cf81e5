"""On the page of a milestone: what is done in place changes all of it and leaves the keyboard where it was."""

import pytest
from playwright.sync_api import expect

from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(visit, member):
    milestone = MilestoneFactory(team=member.team, title="Public beta")
    TaskFactory(team=member.team, milestone=milestone, title="Write the guide")
    visitor = visit(member)
    visitor.open(milestone.get_absolute_url())
    expect(visitor.page.locator("#milestone-risks")).not_to_contain_text("Risks of this milestone")
    return visitor.page


def test_tasks_are_added_one_after_the_other(page):
    page.fill("#new-task-title", "Ask ten clinics")
    page.get_by_role("button", name="Add task").click()

    expect(page.locator("#milestone-page tbody")).to_contain_text("Ask ten clinics")
    expect(page.locator("#new-task-title")).to_be_focused()
    expect(page.locator("#new-task-title")).to_have_value("")
    expect(page.locator("#tasks-heading")).to_contain_text("2")


def test_a_task_without_words_is_refused_and_what_was_typed_stays(page):
    page.fill("#new-task-title", "   ")
    page.get_by_role("button", name="Add task").click()

    expect(page.locator("#problem")).to_contain_text("Title: This field is required.")
    expect(page.locator("#new-task-title")).to_have_value("   ")


def test_a_task_done_moves_the_progress_and_keeps_the_focus(page):
    page.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#milestone-page .progress").first).to_contain_text("100%")
    expect(page.get_by_role("button", name="Reopen", exact=True)).to_be_focused()
    expect(page.locator("#toast")).to_contain_text("is done")


def test_completing_with_open_tasks_asks_what_becomes_of_them_and_one_undo_takes_all_back(page):
    page.get_by_role("button", name="Complete milestone").click()

    expect(page.get_by_text("1 of its tasks is still open")).to_be_visible()
    page.get_by_label("Complete them too").check()
    page.get_by_role("button", name="Complete milestone").click()

    expect(page.locator(".facts")).to_contain_text("Completed")
    expect(page.locator("#milestone-page .progress").first).to_contain_text("100%")
    page.locator("#toast").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Complete milestone")).to_be_visible()
    expect(page.get_by_role("button", name="Done")).to_be_visible()


def test_completing_changes_facts_history_and_menu(page):
    page.get_by_role("button", name="Done").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#milestone-page .progress").first).to_contain_text("100%")
    page.get_by_role("button", name="Complete milestone").click()

    expect(page.locator(".facts")).to_contain_text("Completed")
    expect(page.locator(".activity")).to_contain_text("completed")
    expect(page.locator("#new-task-title")).to_have_count(0)
    expect(page.locator("#milestone-cancel button")).to_have_count(0)
    expect(page.locator("#milestone-risks")).not_to_contain_text("Risks of this milestone")
    expect(page.get_by_role("button", name="Reopen milestone")).to_be_focused()
