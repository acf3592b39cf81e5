"""A table or board with more columns than room scrolls by itself; a head stays in sight."""

import pytest
from playwright.sync_api import expect

from tests.factories.funding import OpportunityFactory, SourceFactory

from .conftest import SETTLED

LONG_NAME = "The Extraordinarily Patient Capital Partnership"
HIDDEN_OF_PAGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TOP_OF_HEAD = "document.querySelector('.table thead th').getBoundingClientRect().top"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(visit, team, owner):
    """The list of forty opportunities that all have much to say."""
    source = SourceFactory(team=team, name=LONG_NAME)
    OpportunityFactory.create_batch(
        40, team=team, source=source, stage="follow_up", amount=12_500_000, expected_close_on="2099-06-30"
    )
    visitor = visit(owner)
    visitor.open("/t/acme/opportunities/")
    return visitor.page


def test_a_table_never_pushes_its_page_sideways(page):
    hidden = {}
    for width in (390, 700, 860, 1024, 1200, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(SETTLED)
        hidden[width] = page.evaluate(HIDDEN_OF_PAGE)

    assert set(hidden.values()) == {0}, hidden


def test_a_table_says_on_which_side_more_of_it_lies(page):
    page.set_viewport_size({"width": 700, "height": 800})
    wrap = page.locator(".table-wrap")

    expect(wrap).to_have_attribute("data-more", "end")
    wrap.evaluate("(wrap) => wrap.scrollTo(9999, 0)")

    expect(wrap).to_have_attribute("data-more", "start")


def test_the_head_of_a_table_stays_in_sight(page):
    for width, more in ((1000, "end"), (1440, "")):
        page.set_viewport_size({"width": width, "height": 600})
        wrap = page.locator(".table-wrap")
        expect(wrap).to_have_attribute("data-more", more)

        wrap.evaluate("(wrap) => { wrap.scrollTo(0, 300); wrap.scrollIntoView(); scrollBy(0, 300) }")

        assert 0 <= page.evaluate(TOP_OF_HEAD) < 50, width
        assert page.locator("tbody tr").first.bounding_box()["y"] < 0


def test_a_board_shows_all_of_its_columns_or_says_that_there_are_more(page):
    page.set_viewport_size({"width": 1280, "height": 800})
    home = page.url.removesuffix("opportunities/")

    for address, more in (("pipeline/", ""), ("pipeline/?channel=venture_capital", "end")):
        page.goto(home + address)
        expect(page.locator(".pipeline")).to_have_attribute("data-more", more)
        assert page.evaluate(HIDDEN_OF_PAGE) == 0, address
        assert page.locator(".pipeline-column:not([data-empty])").count() == 1


def test_what_is_typed_into_a_table_can_be_typed_where_its_rows_are_cards(visit, owner):
    visitor = visit(owner)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open("/t/acme/risks/matrix/new/")

    fields = visitor.page.locator(".matrix-rows input")

    assert fields.count() == 45
    assert [each for each in fields.all() if not each.is_visible()] == []
