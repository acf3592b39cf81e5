"""Of what was just done, the last two acts are told at a time, and the keyboard is not left nowhere."""

import pytest
from playwright.sync_api import expect

from tests.factories.planner import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(visit, owner):
    """My work on a phone, with four tasks."""
    for number in range(4):
        TaskFactory(team=owner.team, assignee=owner, title=f"Call {number}", due_on=owner.team.today())
    visitor = visit(owner)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open("/t/acme/my-work/")
    return visitor.page


def finish(page, *numbers):
    for number in numbers:
        page.get_by_role("button", name=f"Done Call {number}").click()
        expect(page.locator("#toast")).to_contain_text(f"Call {number} is done.")
        expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)  # the focus has moved


def test_the_oldest_goes_when_a_third_comes(page):
    finish(page, 0, 1, 2)

    told = page.locator("#toast .toast")
    expect(told).to_have_count(2)
    expect(told.first).to_contain_text("Call 1")
    expect(told.last).to_contain_text("Call 2")
    expect(page.locator("#toast")).to_have_attribute("aria-live", "polite")


def test_one_somebody_is_at_stays(page):
    finish(page, 0)
    page.locator("#toast").get_by_role("button", name="Undo").focus()

    page.evaluate(
        """() => {
          const region = document.getElementById("toast");
          for (const word of ["second", "third"]) {
            const toast = region.querySelector(".toast").cloneNode(true);
            toast.removeAttribute("data-timed");
            toast.querySelector("p").textContent = word;
            region.append(toast);
          }
        }"""
    )

    expect(page.locator("#toast .toast")).to_have_count(3)
    expect(page.locator("#toast .toast").first.get_by_role("button", name="Undo")).to_be_focused()


def test_closing_by_keyboard_goes_on_at_the_next_and_then_at_the_page(page):
    finish(page, 0, 1)
    last = page.locator("#toast .toast").last.get_by_role("button", name="Close")

    last.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#toast .toast")).to_have_count(1)
    expect(page.locator("#toast .toast").get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
