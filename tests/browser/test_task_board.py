"""The board of tasks by hand, by key and by the form of a card; what is refused goes back to where it was."""

import pytest
from playwright.sync_api import expect

from planner.models import Task
from tests.factories.planner import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/t/acme/tasks/board/"


@pytest.fixture
def task(team):
    TaskFactory(team=team, title="Call the bank", state="in_progress")
    return TaskFactory(team=team, title="Ask ten clinics", state="todo")


@pytest.fixture
def visitor(visit, member, task):
    visitor = visit(member)
    visitor.open(BOARD)
    visitor.page.wait_for_load_state("networkidle")
    return visitor


def column(page, state):
    return page.locator(f"[data-stage={state}]")


def drag(page, title, state):
    """Drag a card by its number, which is neither a link nor a control, into a column, by the steps of a hand."""
    number = page.locator(".stage-card", has_text=title).locator(".number").bounding_box()
    goal = column(page, state).bounding_box()
    page.mouse.move(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    page.mouse.down()
    x, y = goal["x"] + goal["width"] / 2, goal["y"] + 40
    page.mouse.move(x, y, steps=12)
    for tremble in range(40):  # while the card still glides into a column on the way, it is not taken further
        if column(page, state).locator("li", has_text=title).count():
            break
        page.wait_for_timeout(50)
        page.mouse.move(x, y + tremble % 2)
    page.mouse.up()


def test_a_card_is_dragged_into_another_column_and_undo_takes_it_back(visitor, task):
    page = visitor.page

    drag(page, "Ask ten clinics", "in_progress")

    expect(page.locator("#toast")).to_contain_text("was moved")
    expect(column(page, "in_progress").locator("li")).to_have_count(2)
    expect(page.locator("section", has=column(page, "in_progress")).locator(".count")).to_have_text("2")
    assert Task.objects.get(pk=task.pk).state == "in_progress"
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(column(page, "todo")).to_contain_text("Ask ten clinics")
    assert Task.objects.get(pk=task.pk).state == "todo"


def test_what_was_swapped_in_can_be_dragged_again(visitor, task):
    page = visitor.page

    for state in ("in_progress", "done", "todo"):
        drag(page, "Ask ten clinics", state)
        expect(column(page, state)).to_contain_text("Ask ten clinics")
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
        expect(page.locator(f"#card-{task.pk}")).to_be_focused()

    assert Task.objects.get(pk=task.pk).state == "todo"


def test_a_card_somebody_else_changed_meanwhile_goes_back_to_where_it_was(visitor, task, member):
    page = visitor.page
    task.title = "Ask twelve clinics"
    task.store(by=member)

    drag(page, "Ask ten clinics", "in_progress")

    expect(page.locator("#problem")).to_contain_text("changed by somebody else meanwhile")
    expect(column(page, "todo")).to_contain_text("Ask ten clinics")
    expect(column(page, "in_progress").locator("li")).to_have_count(1)
    assert Task.objects.get(pk=task.pk).state == "todo"


def test_shift_and_an_arrow_move_the_card_that_has_the_focus_and_keep_it(visitor, task):
    page = visitor.page
    page.locator(f"#card-{task.pk}").focus()

    for key, state in (("ArrowRight", "in_progress"), ("ArrowRight", "done"), ("ArrowLeft", "in_progress")):
        page.keyboard.press(f"Shift+{key}")
        expect(column(page, state)).to_contain_text("Ask ten clinics")
        expect(page.locator(f"#card-{task.pk}")).to_be_focused()

    assert Task.objects.get(pk=task.pk).state == "in_progress"


def test_the_form_of_a_card_is_reached_by_keyboard(visitor, task):
    page = visitor.page
    form = page.locator(f"#card-{task.pk}").locator("xpath=ancestor::article").locator("form")

    form.locator("select").focus()
    expect(form).to_be_in_viewport()
    form.locator("select").select_option("done")
    form.get_by_role("button", name="Move").press("Enter")

    expect(column(page, "done")).to_contain_text("Ask ten clinics")
    expect(page.locator(f"#card-{task.pk}")).to_be_focused()


def test_without_javascript_the_form_of_a_card_moves_it(visit, member, task):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(BOARD)

    form = visitor.page.locator(".stage-card", has_text="Ask ten clinics").locator("form")
    form.locator("select").select_option("in_progress")
    form.get_by_role("button", name="Move").press("Enter")

    expect(visitor.page.locator("#toast")).to_contain_text("was moved")
    assert visitor.page.url.endswith(BOARD)
    assert Task.objects.get(pk=task.pk).state == "in_progress"


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}])
def test_the_board_has_nothing_for_axe_and_never_pushes_its_page_sideways(visit, member, task, options):
    visitor = visit(member, **options)
    visitor.open(BOARD)

    hidden = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert (visitor.axe(), visitor.violations(), hidden) == ([], [], 0)
