"""Money pages with many rows: the first of them, how many there are, and the way to the rest."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from core.fetching import ROWS_AT_MOST
from core.paging import ROWS_A_PAGE
from funding.board import CARDS_AT_MOST
from funding.models import CashPosition, NextAction, Opportunity, OpportunityEvent, PlanStep, Round
from funding.views.opportunities import DONE_AT_MOST
from funding.views.overview import SHOWN
from tests.conftest import NOW
from tests.factories.funding import (
    CashPositionFactory,
    NextActionFactory,
    OpportunityFactory,
    PlanStepFactory,
    RoundFactory,
    SourceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PIPELINE, API = "/t/acme/pipeline/", "/api/v1/teams/acme/opportunities/"


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def round_(team):
    return RoundFactory(team=team)


@pytest.fixture
def source(team):
    return SourceFactory(team=team)


def deals(round_, source, count, *, first=1, **values):
    return Opportunity.objects.bulk_create(
        OpportunityFactory.build(
            team=round_.team, round=round_, source=source, number=first + n, amount=Decimal(10), **values
        )
        for n in range(count)
    )


def columns(answer):
    return {column.stage: column for column in [*answer.context["columns"], answer.context["slipped"]]}


@pytest.mark.parametrize(
    ("count", "cards", "is_cut"),
    [
        (CARDS_AT_MOST - 1, CARDS_AT_MOST - 1, False),
        (CARDS_AT_MOST, CARDS_AT_MOST, False),
        (CARDS_AT_MOST + 1, CARDS_AT_MOST, True),
    ],
)
@pytest.mark.parametrize("channel", ["", "venture_capital"])
def test_a_column_and_the_band_show_eight_cards_at_most(browse, manager, round_, source, channel, count, cards, is_cut):
    deals(round_, source, count, stage="diligence")
    deals(round_, source, count, first=500, stage="diligence", expected_close_on=dt.date(2026, 1, 1))

    answer = browse(manager).get(PIPELINE, {"channel": channel})

    shown = columns(answer)
    for part in (shown["diligence" if channel else "expected"], shown["slipped"]):
        assert (len(part.cards), part.count, part.is_cut) == (cards, count, is_cut)
        assert part.sums == [(10 * count, "EUR")]
    assert answer.content.decode().count(f"{cards} of {count}: show all") == (2 if is_cut else 0)


def test_three_hundred_deals_in_a_column_cost_what_nine_do(browse, manager, queries, round_, source):
    client, sizes = browse(manager), []

    for first, more in ((1, 9), (1_000, 291)):
        deals(round_, source, more, first=first, stage="diligence")
        client.get(PIPELINE)
        with queries(10):
            sizes.append(len(client.get(PIPELINE).content))

    assert sizes[1] - sizes[0] < 100  # some figures have more digits
    assert sizes[1] < 60_000


@pytest.mark.parametrize(
    "query", [{}, {"channel": "venture_capital"}, {"channel": "bank_loan", "q": "source"}, {"owner": "none"}]
)
def test_the_rest_of_each_column_is_the_table_narrowed_to_it(browse, api, manager, round_, query):
    team, over = manager.team, RoundFactory(team=manager.team, state="closed", ended_at=NOW)
    source = SourceFactory(team=team)
    for number, (channel, stage) in enumerate(
        [("venture_capital", "diligence"), ("venture_capital", "target"), ("bank_loan", "applied")]
    ):
        for place, parent in enumerate((round_, over)):
            first = 10_000 * number + 5_000 * place
            deals(parent, source, 3, first=first + 1, channel=channel, stage=stage)
            deals(parent, source, 2, first=first + 50, channel=channel, stage=stage, expected_close_on=NOW.date())
            late = NOW.date() - dt.timedelta(days=1)
            deals(parent, source, 2, first=first + 90, channel=channel, stage=stage, expected_close_on=late)
    deals(round_, source, 2, first=90_000, stage="passed", reason_lost="No", lost_at=NOW)
    deals(round_, source, 2, first=91_000, stage="wired", won_at=NOW)
    client = browse(manager)

    found = columns(client.get(PIPELINE, query))

    assert sum(column.count for column in found.values()) > 0
    for column in found.values():
        listed = client.get(column.url).context["page_obj"].paginator.count
        answer = api(manager).get(f"{API}?{column.url.partition('?')[2]}").data["count"]
        assert (listed, answer) == (column.count, column.count), column.url


def test_the_table_says_that_it_is_narrowed_to_a_column(browse, manager, round_, source):
    deals(round_, source, 1, stage="diligence")
    client = browse(manager)

    page = client.get(columns(client.get(PIPELINE))["expected"].url).content.decode()

    assert 'name="standing" value="expected" checked><span>Money: Expected' in page


@pytest.mark.parametrize(("count", "shown"), [(ROWS_AT_MOST, ROWS_AT_MOST), (ROWS_AT_MOST + 1, ROWS_AT_MOST)])
def test_a_round_and_a_source_show_their_first_opportunities(browse, manager, round_, source, count, shown):
    deals(round_, source, count - 1, stage="passed", reason_lost="No", lost_at=NOW, expected_close_on=None)
    deals(round_, source, 1, first=900, stage="diligence")
    client = browse(manager)

    for row in (round_, source):
        page = client.get(row.get_absolute_url())
        part = page.context["opportunities"]
        assert (len(part), part.count) == (shown, count)
        assert part.rows[0].number == 900 or not part.is_cut  # open ones first, once not all are shown
        assert client.get(part.url).context["page_obj"].paginator.count == count
        assert (f"{shown} of {count}: show all" in page.content.decode()) is part.is_cut


def test_a_round_shows_its_first_steps(browse, manager, round_):
    steps = [PlanStepFactory.build(team=manager.team, round=round_, number=n) for n in range(1, ROWS_AT_MOST + 2)]
    PlanStep.objects.bulk_create(steps)
    client = browse(manager)

    part = client.get(round_.get_absolute_url()).context["steps"]

    assert (len(part), part.count) == (ROWS_AT_MOST, ROWS_AT_MOST + 1)
    assert client.get(part.url).context["page_obj"].paginator.count == ROWS_AT_MOST + 1


@pytest.mark.parametrize(("count", "is_cut"), [(SHOWN, False), (SHOWN + 1, True)])
def test_the_overview_shows_the_first_rounds_and_sums_all_of_them(browse, manager, source, count, is_cut):
    rounds = [RoundFactory.build(team=manager.team, number=n, name=f"Round {n}") for n in range(1, count + 1)]
    Round.objects.bulk_create(rounds)
    for number, row in enumerate(rounds):
        deals(row, source, 2, first=10 * number + 1, stage="diligence")

    answer = browse(manager).get("/t/acme/money/")

    part = answer.context["round_part"]
    assert (len(part), part.count, part.is_cut) == (SHOWN, count, is_cut)
    assert answer.context["opportunity_count"] == 2 * count
    assert {row["key"]: row["sums"] for row in answer.context["buckets"]}["expected"] == [(20 * count, "EUR")]


@pytest.mark.parametrize("rows", [1, 3])
def test_totals_of_rounds_cost_one_statement(api, manager, queries, rows, source):
    for number in range(rows):
        deals(RoundFactory(team=manager.team), source, 3, first=10 * number + 1)
    client = api(manager)
    client.get("/api/v1/teams/acme/rounds/")

    with queries(6):
        answer = client.get("/api/v1/teams/acme/rounds/")
    assert [row["totals"]["target"]["likely"] for row in answer.data["results"]] == ["30"] * rows


@pytest.mark.parametrize(("count", "is_cut"), [(DONE_AT_MOST, False), (DONE_AT_MOST + 1, True)])
def test_an_opportunity_shows_what_was_done_last_and_a_link_to_all(browse, manager, round_, source, count, is_cut):
    (deal,) = deals(round_, source, 1, stage="diligence")
    done = {"team": deal.team, "opportunity": deal, "owner": manager, "state": "done", "ended_at": NOW}
    NextAction.objects.bulk_create(NextActionFactory.build(**done) for _number in range(count))
    client = browse(manager)

    part = client.get(deal.get_absolute_url()).context["done_actions"]

    assert (len(part), part.count, part.is_cut) == (DONE_AT_MOST, count, is_cut)
    assert client.get(part.url).context["paginator"].count == count


def test_how_an_opportunity_went_has_pages(browse, manager, round_, source):
    (deal,) = deals(round_, source, 1, stage="diligence")
    OpportunityEvent.objects.bulk_create(
        OpportunityEvent(team=deal.team, opportunity=deal, field="amount", old=str(n), new=str(n + 1))
        for n in range(ROWS_A_PAGE + 1)
    )
    client, url = browse(manager), deal.get_absolute_url()

    assert [len(client.get(f"{url}?page={page}").context["events"]) for page in (1, 2)] == [ROWS_A_PAGE, 1]


def test_positions_of_cash_have_pages_and_the_latest_counts_on_each(browse, owner):
    CashPosition.objects.bulk_create(
        CashPositionFactory.build(team=owner.team, balance_on=NOW.date() - dt.timedelta(days=n))
        for n in range(ROWS_A_PAGE + 1)
    )
    pages = [browse(owner).get(f"/t/acme/cash/?page={page}") for page in (1, 2)]

    assert [len(page.context["positions"]) for page in pages] == [ROWS_A_PAGE, 1]
    assert [page.context["latest"].balance_on for page in pages] == [NOW.date()] * 2
    assert [page.content.decode().count("data-done") for page in pages] == [ROWS_A_PAGE - 1, 1]


@pytest.mark.parametrize("channel", ["", "venture_capital"])
def test_cards_of_one_day_stand_by_number(browse, manager, round_, source, channel):
    for number in (3, 1, 2):
        deals(round_, source, 1, first=number, stage="diligence")

    answer = browse(manager).get(PIPELINE, {"channel": channel})

    cards = columns(answer)["diligence" if channel else "expected"].cards
    assert [card["code"] for card in cards] == ["O-1", "O-2", "O-3"]
