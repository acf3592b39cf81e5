"""The risk board on a phone, on paper and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/t/acme/risks/board/"
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
SHEET = re.compile(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)")
IN_SIGHT = """card => { const box = card.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"""
SHIFTS = """() => new Promise(done => new PerformanceObserver(list =>
  done(list.getEntries().reduce((sum, each) => sum + each.value, 0))).observe({type: "layout-shift", buffered: true})
  || setTimeout(() => done(0), 500))"""


@pytest.fixture
def risk(member):
    for impact in (1, 2, 3, 4, 5):
        RiskFactory(team=member.team, title=f"Level {impact}", score=(impact, impact))
    return RiskFactory(team=member.team, title="The cash runs out before the next round closes", score=(4, 5))


def card(page, risk):
    return page.locator(f"[data-card='{risk.pk}']:visible")


@pytest.mark.usefixtures("risk")
@pytest.mark.parametrize("size", [(390, 844), (640, 450)], ids=["a phone", "zoom of 200 per cent"])
def test_where_room_is_short_the_board_is_a_list_by_level(visit, member, size):
    visitor = visit(member, viewport=dict(zip(("width", "height"), size, strict=True)))
    visitor.open(BOARD)

    expect(visitor.page.locator(".board")).to_be_hidden()
    levels = visitor.page.locator(".board-levels h2").all_inner_texts()
    assert [" ".join(level.split()) for level in levels] == [
        "Critical 2",
        "High 1",
        "Moderate 1",
        "Low 1",
        "Very low 1",
    ]
    title = visitor.page.locator(".risk-line-title", has_text="The cash runs out")
    assert title.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    assert visitor.page.evaluate(SHIFTS) <= 0.02


def test_on_a_desk_titles_have_three_lines_and_empty_columns_are_narrow(visit, member):
    RiskFactory(team=member.team, title="Level 1", score=(1, 1))
    RiskFactory(team=member.team, title="The cash runs out before the next round closes", score=(4, 5))
    visitor = visit(member)
    visitor.open(BOARD)

    widths = visitor.page.locator(".board tfoot tr:first-child th").evaluate_all("all => all.map(e => e.offsetWidth)")
    assert widths[1] == widths[2] == widths[3] < widths[0] == widths[4]
    title = visitor.page.locator(".risk-card-title", has_text="The cash runs out")
    assert title.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    assert visitor.page.evaluate(SHIFTS) <= 0.02


@pytest.mark.parametrize(("each", "shown"), [(1, 1), (6, 2)])
def test_the_board_prints_whole_on_one_landscape_page(visit, member, each, shown):
    for place in range(25):
        for _ in range(each):
            title = "A risk whose title is rather long, as such titles are"
            RiskFactory(team=member.team, title=title, score=(place // 5 + 1, place % 5 + 1))
    for _ in range(each):
        RiskFactory(team=member.team, title="Nobody has rated this risk yet")
    RiskFactory(team=member.team, kind="opportunity")
    visitor = visit(member, viewport={"width": 390, "height": 844})  # a phone prints the same page
    visitor.open(BOARD)

    paper = visitor.page.pdf(prefer_css_page_size=True, print_background=True)
    visitor.page.emulate_media(media="print")

    assert len(PAGE.findall(paper)) == 1
    width, height = map(float, SHEET.search(paper).groups())
    assert width > height
    assert visitor.page.locator(".risk-card-title:visible").count() == 26 * shown
    for words in ("Critical", "the target is lower", "Score shown: Current", "1 opportunity hidden"):
        expect(visitor.page.locator("main")).to_contain_text(words)
    expect(visitor.page.locator(".board-legend")).to_be_visible()


def test_escape_closes_the_panel_and_the_focus_stays_with_the_risk(visit, member, risk):
    visitor = visit(member)
    visitor.open(BOARD)
    page = visitor.page

    card(page, risk).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#risk-panel")).to_contain_text("Because of")
    expect(page.locator(".board")).to_be_hidden()  # beside the panel five columns have no room
    expect(card(page, risk)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#risk-panel")).not_to_contain_text("Because of")
    expect(page.locator(".board")).to_be_visible()
    expect(card(page, risk)).to_be_focused()
    expect(page).to_have_url(re.compile(r"/risks/board/$"))
    assert page.locator("[data-card][aria-current]").count() == 0


def test_escape_in_a_field_of_the_panel_leaves_the_field_alone(visit, member, risk):
    visitor = visit(member)
    visitor.open(f"{BOARD}?risk={risk.pk}")
    page = visitor.page
    page.locator("#risk-panel summary").click()
    page.fill("#panel-reason", "Half a sentence")

    page.keyboard.press("Escape")

    expect(card(page, risk)).to_be_focused()
    expect(page.locator("#panel-reason")).to_have_value("Half a sentence")


def test_the_focus_stays_with_a_risk_that_is_rated_beside_the_board(visit, member, risk):
    visitor = visit(member)
    visitor.open(f"{BOARD}?risk={risk.pk}")
    page = visitor.page
    page.locator("#risk-panel summary").click()
    page.select_option("#panel-probability", "1")
    page.select_option("#panel-impact", "1")
    page.fill("#panel-reason", "A bridge is signed")

    page.get_by_role("button", name="Save assessment").click()

    expect(page.locator(".board-levels section", has_text="Very low").locator(card(page, risk))).to_be_focused()
    assert card(page, risk).evaluate(IN_SIGHT)
    risk.refresh_from_db()
    assert (risk.level, risk.current.reason) == ("very_low", "A bridge is signed")
