"""Rounds: terms, states, totals."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from funding.models import Round, RoundTerms
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory, RoundFactory, RoundTermsFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)


def codes(error):
    return [each.code for errors in error.value.error_dict.values() for each in errors]


def test_a_round_takes_the_currency_of_its_team(manager):
    row = Round(team=manager.team, name="Seed").store(by=manager)

    assert (row.currency, row.state, str(row)) == ("EUR", "planned", "F-1 Seed")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "Seed"}, "round_name_once_per_team"),
        (
            {"name": "A", "starts_on": dt.date(2026, 5, 1), "expected_close_on": dt.date(2026, 4, 1)},
            "round_closes_after_start",
        ),
    ],
)
def test_a_broken_rule_of_a_round_is_refused(manager, values, code):
    RoundFactory(team=manager.team, name="Seed", number=99)

    with pytest.raises(ValidationError) as error:
        Round(team=manager.team, **values).store(by=manager)

    assert codes(error) == [code]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"target": 0}, "round_target_positive"),
        ({"target": 10, "minimum": 11}, "round_minimum_within_target"),
        ({"target": 10, "minimum": 0}, "round_minimum_within_target"),
        ({"target": 10, "cap": 9}, "round_cap_above_target"),
    ],
)
def test_a_broken_rule_of_the_terms_is_refused(manager, values, code):
    values = {name: Decimal(value) for name, value in values.items()}

    with pytest.raises(ValidationError) as error:
        RoundTerms(team=manager.team, round=RoundFactory(team=manager.team), **values).store(by=manager)

    assert codes(error) == [code]


def test_a_round_goes_from_planned_to_closed_and_each_step_is_told_once(manager):
    row = RoundFactory(team=manager.team, state="planned")

    for verb in (row.open, row.open, row.start_closing, row.close, row.close):
        verb(by=manager)

    assert (row.state, row.version) == ("closed", 4)
    assert row.ended_at is not None


@pytest.mark.parametrize(("state", "verb"), [("planned", "close"), ("open", "close"), ("closed", "abandon")])
def test_a_state_out_of_reach_is_refused(manager, state, verb):
    row = RoundFactory(team=manager.team, state=state, ended_at=NOW if state == "closed" else None)

    with pytest.raises(ValidationError) as error:
        getattr(row, verb)(by=manager)

    assert error.value.code == "unreachable_state"


@pytest.mark.parametrize("state", ["planned", "open", "closing"])
def test_every_round_under_way_can_be_abandoned_and_the_step_taken_back(manager, state):
    row = RoundFactory(team=manager.team, state=state)

    row.abandon(by=manager)
    row.step_back(by=manager)

    assert (row.state, row.ended_at) == (state, None)


def test_closing_waits_until_the_minimum_is_signed(manager):
    row = RoundFactory(team=manager.team, target=Decimal(500), target__minimum=Decimal(300))
    OpportunityFactory(team=manager.team, round=row, stage="wired", amount=Decimal(200), won_at=NOW)

    with pytest.raises(ValidationError, match="200 of 300 EUR"):
        row.start_closing(by=manager)
    OpportunityFactory(team=manager.team, round=row, stage="signed", amount=Decimal(100), won_at=NOW)
    row.start_closing(by=manager)

    assert row.state == "closing"


def test_the_refusal_to_close_names_the_amounts_exactly(manager):
    row = RoundFactory(team=manager.team, target=Decimal(5000), target__minimum=Decimal(3000))
    OpportunityFactory(team=manager.team, round=row, stage="wired", amount=Decimal("2999.995"), won_at=NOW)

    with pytest.raises(ValidationError, match=r"2,999\.995 of 3,000 EUR"):
        row.start_closing(by=manager)


def test_totals_count_each_opportunity_once(manager):
    row = RoundFactory(team=manager.team)
    OpportunityFactory(team=manager.team, round=row, stage="diligence", amount=Decimal(10))
    OpportunityFactory(team=manager.team, round=row, stage="term_sheet", amount=Decimal(20), currency="USD")
    OpportunityFactory(
        team=manager.team, round=row, stage="legal", amount=Decimal(40), expected_close_on=dt.date(2026, 3, 1)
    )

    totals = row.totals(on=TODAY)

    assert (totals.expected.likely, totals.committed.likely, totals.slipped.likely) == (10, 0, 40)
    assert totals.not_converted == 1


def test_an_ended_round_counts_what_is_won_and_no_longer_what_is_open(manager):
    row = RoundFactory(team=manager.team, state="closed", ended_at=NOW)
    OpportunityFactory(team=manager.team, round=row, stage="diligence", amount=Decimal(10))
    OpportunityFactory(team=manager.team, round=row, stage="wired", amount=Decimal(20), won_at=NOW)

    totals = row.totals(on=TODAY)

    assert (totals.expected.count, totals.slipped.count, totals.paid.likely) == (0, 0, 20)


def test_a_round_goes_with_its_terms_unless_something_belongs_to_it(manager):
    free, used = RoundTermsFactory(team=manager.team).round, RoundFactory(team=manager.team)
    OpportunityFactory(team=manager.team, round=used)

    free.discard(by=manager)
    with pytest.raises(ValidationError, match="still used"):
        used.discard(by=manager)

    assert list(Round.objects.all()) == [used]
    assert not RoundTerms.objects.exists()
