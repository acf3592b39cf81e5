"""The weekly visit to the board: what is new, a card dragged to a square, five risks rated, the way of one."""

import pytest
from playwright.sync_api import expect

from risks.models import BoardVisit, Risk
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/t/acme/risks/board/"


@pytest.fixture
def risk(member):
    return RiskFactory(team=member.team, title="The vendor leaves", score=(2, 2), target=(1, 1))


@pytest.fixture
def visitor(visit, member, risk):
    visitor = visit(member, viewport={"width": 1600, "height": 1000})
    visitor.open(BOARD)
    visitor.page.wait_for_load_state("networkidle")
    return visitor


def square(page, place):
    return page.locator(f"[data-square='{place}']")


def drag(page, card, goal):
    start, end = card.bounding_box(), goal.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 8, steps=14)
    page.mouse.up()


def test_a_dragged_card_asks_why_and_saves_nothing_by_itself(visitor, risk):
    page = visitor.page

    drag(page, square(page, "2-2").locator(".risk-card"), square(page, "4-5"))

    panel = page.locator("#risk-panel")
    expect(panel.locator("[name=probability]")).to_have_value("4")
    expect(panel.locator("[name=impact]")).to_have_value("5")
    expect(panel.locator("textarea[name=reason]")).to_be_focused()
    assert "to=4-5" in page.url
    assert Risk.objects.get(pk=risk.pk).current.probability == 2
    panel.get_by_role("button", name="Save assessment").click()
    expect(page.locator("h1")).to_contain_text("Assess")  # its page says what is missing
    assert Risk.objects.get(pk=risk.pk).current.probability == 2
    page.locator("textarea[name=reason]").fill("A second outage")
    page.get_by_role("button", name="Save assessment").click()
    expect(square(page, "4-5").locator(f"[data-card='{risk.pk}']")).to_have_count(1)
    assert Risk.objects.get(pk=risk.pk).level == "critical"
    assert visitor.violations() == []


def test_five_risks_are_added_and_rated_on_the_board_by_keyboard_and_click(visitor):
    page = visitor.page

    for number in range(5):
        page.locator("#quick input[name=title]").fill(f"Worry {number}")
        page.locator("#quick select[name=category]").select_option("market")
        page.keyboard.press("Enter") if number == 0 else page.get_by_role("button", name="Add", exact=True).click()
        place = page.locator(f"#risk-panel:has-text('Worry {number}') [data-place='3-4']")
        expect(place).to_be_visible()
        expect(page.locator("#quick input[name=title]")).to_be_focused()  # where the next one would be typed
        place.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#risk-panel [name=impact]")).to_have_value("4")
        page.locator("#risk-panel").get_by_role("button", name="Save assessment").click()
        expect(page.locator("#toast")).to_contain_text("was assessed")

    assert Risk.objects.filter(current__probability=3, current__impact=4).count() == 5


def test_a_click_on_a_square_puts_the_open_risk_there(visitor, risk):
    page = visitor.page
    square(page, "2-2").locator(".risk-card").click()
    expect(page.locator("#risk-panel h2")).to_contain_text("The vendor leaves")

    square(page, "5-3").click()

    expect(page.locator("#risk-panel [name=probability]")).to_have_value("5")
    assert Risk.objects.get(pk=risk.pk).current.probability == 2


def test_the_way_of_a_risk_is_drawn_while_it_is_in_focus_or_under_the_pointer(visitor):
    page = visitor.page
    card = square(page, "2-2").locator(".risk-card")

    card.hover()
    expect(page.locator(".board-ways circle")).to_have_count(2)
    page.mouse.move(5, 5)
    expect(page.locator(".board-ways")).to_have_count(0)
    card.focus()
    expect(page.locator(".board-ways path[data-to=t]")).to_have_count(1)
    assert visitor.violations() == []


def test_looking_is_noted_once_the_page_is_shown_and_all_can_be_marked_as_seen(visitor, member):
    page = visitor.page
    expect(page.locator(".since")).to_contain_text("In the last 7 days")
    expect(page.locator(".since")).to_contain_text("1 new")
    assert BoardVisit.objects.get(membership=member).since is None

    page.get_by_role("button", name="Mark as seen").click()

    expect(page.locator(".since")).to_contain_text("Nothing has changed.")
    assert BoardVisit.objects.get(membership=member).since is not None


@pytest.mark.parametrize(
    "path", ["report/", "exposure/", "{risk}/bow-tie/", "{risk}/trend/", "board/?risk={risk}&to=4-5"]
)
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["a phone", "a desk"])
def test_pages_of_the_board_fit_and_are_accessible(visit, member, risk, path, size):
    visitor = visit(member, viewport=dict(zip(("width", "height"), size, strict=True)))
    visitor.open(f"/t/acme/risks/{path.format(risk=risk.pk)}")

    assert visitor.violations() == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
