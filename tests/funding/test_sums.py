"""Sums made by the database: whatever the opportunities are, they are what the definition says of each of them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.fields import MONEY_LIMIT
from funding.models import Opportunity
from funding.piles import weigh
from funding.stages import CHANNELS, stages
from funding.sums import buckets_of, chances_of, standing_of
from tests.factories.funding import OpportunityFactory, RoundFactory, SourceFactory

from .stakes import measure, stake_of, weighted

TODAY = dt.date(2026, 3, 2)
PLACES = [(channel, place) for channel in CHANNELS for place in stages(channel)]
CENTS = Decimal("0.0001")


@st.composite
def opportunities(draw):
    """Return the values of one opportunity that the rules allow."""
    channel, place = draw(st.sampled_from(PLACES))
    amounts = st.decimals(0, MONEY_LIMIT - 1, places=4) | st.integers(0, 900).map(Decimal)
    low, likely, high = sorted(draw(st.tuples(amounts, amounts, amounts)))
    known = draw(st.booleans())
    day = TODAY + dt.timedelta(days=draw(st.integers(-40, 40)))
    return {
        "channel": channel,
        "stage": place.code,
        "amount": likely if known else None,
        "amount_min": low if known and draw(st.booleans()) else None,
        "amount_max": high if known and draw(st.booleans()) else None,
        "currency": draw(st.sampled_from(["EUR", "USD", "CNY"])),
        "probability": draw(st.none() | st.integers(0, 100)),
        "expected_close_on": day if place.kind == "open" or draw(st.booleans()) else None,
        "won_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if place.kind == "won" else None,
        "lost_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC) if place.kind == "lost" else None,
        "reason_lost": "no" if place.kind == "lost" else "",
    }


class Sums(TestCase):
    """Each example is taken back by itself."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(opportunities(), max_size=12), st.sampled_from(["planned", "open", "closed"]))
    def test_sums_of_the_database_are_those_of_the_definition(self, given_rows, state):
        ended = {"ended_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)} if state == "closed" else {}
        round_ = RoundFactory(state=state, **ended)
        source = SourceFactory(team=round_.team)
        rows = Opportunity.objects.bulk_create(
            OpportunityFactory.build(team=round_.team, round=round_, source=source, number=n, **values)
            for n, values in enumerate(given_rows, start=1)
        )
        asked, stakes = Opportunity.objects.filter(round=round_), [stake_of(row, on=TODAY) for row in rows]

        assert buckets_of(asked, "EUR", on=TODAY) == measure(stakes, "EUR")
        assert weigh(chances_of(asked), "EUR") == weighted(stakes, "EUR")
        counted = [stake_of(row, on=TODAY) for row in rows if row.counts]
        assert round_.totals(on=TODAY) == measure(counted, round_.currency)
        standings = dict(asked.annotate(now=standing_of(TODAY)).values_list("pk", "now"))
        assert standings == {row.pk: stake_of(row, on=TODAY).standing or "lost" for row in rows}


@pytest.mark.django_db
def test_amounts_are_added_exactly_however_large(team):
    """SQLite adds 64 bits and refuses more."""
    round_, source = RoundFactory(team=team), SourceFactory(team=team)
    most = MONEY_LIMIT - CENTS
    for _ in range(12):
        OpportunityFactory(team=team, round=round_, source=source, stage="diligence", amount=most, probability=50)

    asked = Opportunity.objects.filter(round=round_)
    chance = weigh(chances_of(asked), "EUR")

    assert buckets_of(asked, "EUR", on=TODAY).expected.likely == most * 12
    assert chance.value == most * 6
    assert chance.spread == weighted([stake_of(row, on=TODAY) for row in asked], "EUR").spread


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 40])
def test_sums_cost_one_statement_however_many_rows_there_are(team, queries, rows):
    round_, source = RoundFactory(team=team), SourceFactory(team=team)
    for _ in range(rows):
        OpportunityFactory(team=team, round=round_, source=source, amount=Decimal(7))

    with queries(2):
        buckets = buckets_of(Opportunity.objects.all(), "EUR", on=TODAY)
        list(chances_of(Opportunity.objects.all()))

    assert (buckets.target.count, buckets.target.likely) == (rows, 7 * rows)
