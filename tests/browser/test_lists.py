"""In a list: rows are added one after the other, ticked and changed together, and taken back at once."""

import pytest
from playwright.sync_api import expect

from planner.models import Task
from tests.factories.planner import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(visit, member):
    for title in ("Write the guide", "Ask ten clinics", "Call the bank"):
        TaskFactory(team=member.team, title=title)
    visitor = visit(member)
    visitor.open("/t/acme/tasks/")
    return visitor.page


def test_rows_are_ticked_changed_and_taken_back(page):
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_role("checkbox", name="Write the guide").check()
    page.get_by_role("checkbox", name="Call the bank").click(modifiers=["Shift"])

    expect(page.locator("#bulk output")).to_have_text("3")
    page.locator("#bulk").get_by_label("State").select_option("done")
    page.locator("#bulk").get_by_role("button", name="Apply").click()

    expect(page.locator("#toast")).to_contain_text("3 rows were changed.")
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("was undone")
    assert set(Task.objects.values_list("state", flat=True)) == {"todo"}


def test_tasks_are_added_one_after_the_other_and_a_blank_one_is_refused_in_place(page):
    for title in ("Order the sensors", "Book the room"):
        page.locator("#quick-title").fill(title)
        page.keyboard.press("Enter")
        expect(page.locator("#task-table tbody")).to_contain_text(title)
        expect(page.locator("#quick-title")).to_be_focused()
        expect(page.locator("#quick-title")).to_have_value("")

    page.locator("#quick-title").fill("   ")
    page.keyboard.press("Enter")

    expect(page.locator("#quick [role=alert]")).to_contain_text("This field is required.")
    expect(page.locator("#task-table tbody tr")).to_have_count(5)


def test_the_keys_go_through_the_rows_tick_complete_and_edit(page):
    rows = page.locator("#task-table tbody tr")
    for key in "jjkx":
        page.keyboard.press(key)

    expect(rows.nth(0).locator("th a")).to_be_focused()
    expect(page.locator("#bulk output")).to_have_text("1")
    page.keyboard.press("c")
    expect(rows.nth(0)).to_contain_text("Done")
    expect(rows.nth(0).get_by_role("button", name="Reopen")).to_be_attached()
    expect(rows.nth(0).locator("th a")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("e")

    page.wait_for_url("**/edit/")
    assert Task.objects.filter(state="done").count() == 1


def test_the_keys_are_letters_where_somebody_types(page):
    page.locator("#quick-title").press_sequentially("jkecx")

    expect(page.locator("#quick-title")).to_have_value("jkecx")
    expect(page.locator("#bulk")).to_be_hidden()


def test_a_state_is_changed_in_its_cell_and_taken_back(page):
    row = page.locator("#task-table tbody tr", has_text="Call the bank")
    cell = row.locator("[id^=cell-state]")
    cell.get_by_role("link").click()
    cell.get_by_label("State").select_option("in_progress")
    cell.get_by_role("button", name="Save").click()

    expect(cell.get_by_role("link")).to_have_text("In progress")
    expect(cell.get_by_role("link")).to_be_focused()
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("To do")
