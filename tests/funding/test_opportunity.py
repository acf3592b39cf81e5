"""Opportunities: their rules, their way through the stages of a channel, and what is kept of it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from funding.models import NextAction, Opportunity, OpportunityEvent
from funding.stages import CHANNELS
from funding.states import Channel
from teams.models import Activity, Change, change
from tests.conftest import NOW
from tests.factories.funding import NextActionFactory, OpportunityFactory, RoundFactory, SourceFactory

pytestmark = pytest.mark.django_db

MEETING = {"title": "Send the deck", "owner": None, "due_on": dt.date(2026, 3, 9)}


def new(by, **values):
    values = {
        "round": RoundFactory(team=by.team, currency="CHF"),
        "source": SourceFactory(team=by.team, name="Northwind"),
        "channel": "angel",
        "expected_close_on": dt.date(2026, 6, 30),
    } | values
    return Opportunity(team=by.team, **values)


def codes(error):
    return {name: [each.code for each in errors] for name, errors in error.value.error_dict.items()}


def test_the_channels_of_the_model_are_those_of_the_stages():
    assert tuple(Channel.values) == CHANNELS


@pytest.mark.parametrize(("channel", "first"), [("angel", "target"), ("bank_loan", "prepare"), ("grant", "found")])
def test_a_new_opportunity_begins_at_the_first_stage_in_the_currency_of_its_round(manager, channel, first):
    row = new(manager, channel=channel).store(by=manager)

    assert (row.stage, row.currency, str(row)) == (first, "CHF", "O-1 Northwind")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"expected_close_on": None}, "opportunity_open_has_close"),
        ({"amount": Decimal(-1)}, "opportunity_amount_not_negative"),
        ({"amount_max": Decimal(5)}, "opportunity_range_has_likely"),
        ({"amount": Decimal(9), "amount_max": Decimal(5)}, "opportunity_range_in_order"),
        ({"amount": Decimal(9), "amount_min": Decimal(10)}, "opportunity_range_in_order"),
    ],
)
def test_a_broken_rule_is_refused(manager, values, code):
    with pytest.raises(ValidationError) as error:
        new(manager, **values).store(by=manager)

    assert codes(error) == {"__all__": [code]}


def test_a_probability_beyond_100_is_refused(manager):
    with pytest.raises(ValidationError, match="100"):
        new(manager, probability=101).store(by=manager)


def test_a_row_of_another_team_is_refused(manager, other_team):
    with pytest.raises(ValidationError) as error:
        new(manager, source=SourceFactory(team=other_team)).store(by=manager)

    assert codes(error) == {"source": ["foreign"]}


def test_the_channel_may_change_at_the_beginning_and_between_like_channels(manager):
    row = new(manager, channel="grant").store(by=manager)
    row.channel = "bank_loan"
    row.store(by=manager)

    assert row.stage == "prepare"


def test_an_opportunity_that_has_moved_on_keeps_its_channel(manager):
    row = OpportunityFactory(team=manager.team, channel="grant", stage="eligible")
    row.channel = "bank_loan"

    with pytest.raises(ValidationError) as error:
        row.store(by=manager)

    assert codes(error) == {"__all__": ["opportunity_stage_of_its_channel"]}


@time_machine.travel(NOW, tick=False)
def test_a_move_is_kept_with_its_reason_and_counts_the_days_anew(manager):
    row = OpportunityFactory(team=manager.team, channel="grant")

    row.advance("eligible", by=manager, reason="They fund our field")

    event = OpportunityEvent.objects.get()
    assert (row.stage, row.stage_since, row.days_in_stage(on=dt.date(2026, 3, 10))) == ("eligible", NOW, 8)
    assert (event.field, event.old, event.new, event.reason, event.by) == (
        "stage",
        "found",
        "eligible",
        "They fund our field",
        manager,
    )
    assert Activity.objects.about(row).get().verb == "advanced"


def test_a_repeated_move_is_harmless(manager):
    row = OpportunityFactory(team=manager.team, channel="grant")

    row.advance("eligible", by=manager)
    row.advance("eligible", by=manager)

    assert OpportunityEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"expected_close_on": dt.date(2026, 9, 1)}, "expected_close_on"),
        ({"next_action": MEETING}, "next_action"),
    ],
)
def test_what_is_sent_along_to_the_stage_it_is_in_is_refused_and_not_dropped(manager, more, field):
    row = OpportunityFactory(team=manager.team, channel="grant", amount=Decimal(50))

    with pytest.raises(ValidationError) as error:
        row.advance(row.stage, by=manager, **more)

    assert codes(error) == {field: ["same_stage"]}


def test_a_move_repeated_with_all_it_said_is_harmless(manager):
    row = OpportunityFactory(team=manager.team, channel="angel")

    for _time in range(2):
        row.advance("first_meeting", by=manager, amount=Decimal(70), next_action=MEETING)

    assert (row.amount, OpportunityEvent.objects.filter(field="stage").count()) == (Decimal(70), 1)
    assert NextAction.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "start", "stage", "error_codes"),
    [
        ("angel", "target", "wired_twice", {"stage": ["unknown_stage"]}),
        ("bank_loan", "drawn", "declined", {"stage": ["unreachable_stage"]}),
        ("angel", "passed", "wired", {"stage": ["unreachable_stage"]}),
    ],
)
def test_a_stage_out_of_reach_is_refused(manager, channel, start, stage, error_codes):
    ended = {"won_at": NOW} if start == "drawn" else {"lost_at": NOW, "reason_lost": "No"} if start == "passed" else {}
    row = OpportunityFactory(team=manager.team, channel=channel, stage=start, **ended)

    with pytest.raises(ValidationError) as error:
        row.advance(stage, by=manager)

    assert codes(error) == error_codes


@pytest.mark.parametrize(
    ("channel", "stage", "asked"),
    [
        ("bank_loan", "applied", ["amount"]),
        ("angel", "first_meeting", ["next_action"]),
        ("crowdfunding", "live", ["amount"]),
        ("grant", "declined", ["reason"]),
    ],
)
def test_a_stage_asks_for_what_it_requires_and_nothing_changes(manager, channel, stage, asked):
    row = OpportunityFactory(team=manager.team, channel=channel)

    with pytest.raises(ValidationError) as error:
        row.advance(stage, by=manager)

    assert codes(error) == {name: ["required"] for name in asked}
    assert Opportunity.objects.get().version == 1
    assert not OpportunityEvent.objects.exists()


def test_a_move_fills_in_what_the_stage_asks_for_in_one_act(manager):
    row = OpportunityFactory(team=manager.team, channel="angel", stage="intro_asked")

    row.advance("first_meeting", by=manager, next_action=MEETING)

    assert (row.stage, row.next_action.title) == ("first_meeting", "Send the deck")
    assert Change.objects.get().activities.count() == 2


def test_a_next_action_given_with_a_move_replaces_the_open_one(manager):
    standing = NextActionFactory(team=manager.team, opportunity__channel="angel")

    standing.opportunity.advance("first_meeting", by=manager, next_action=MEETING)

    standing.refresh_from_db()
    assert (standing.state, NextAction.objects.get(state="open").title) == ("cancelled", "Send the deck")


@time_machine.travel(NOW, tick=False)
def test_winning_losing_and_opening_again_keep_their_moments(manager):
    row = OpportunityFactory(team=manager.team, channel="angel", amount=Decimal(10))

    row.advance("signed", by=manager)
    assert (row.won_at, row.lost_at, row.odds) == (NOW, None, 1)
    row.advance("passed", by=manager, reason="Board said no")
    assert (row.won_at, row.lost_at, row.reason_lost, row.odds) == (None, NOW, "Board said no", 0)
    row.advance("diligence", by=manager)
    assert (row.won_at, row.lost_at, row.reason_lost, row.odds) == (None, None, "", None)


@time_machine.travel(NOW, tick=False)
def test_a_move_is_taken_back_exactly(manager):
    row = OpportunityFactory(team=manager.team, channel="angel", stage="passed", reason_lost="No", lost_at=NOW)

    row.advance("target", by=manager)
    row.move_back(by=manager)
    row.move_back(by=manager)

    assert (row.stage, row.reason_lost, row.lost_at, row.stage_since) == ("passed", "No", NOW, NOW)
    assert list(OpportunityEvent.objects.order_by("created_at").values_list("old", "new")) == [
        ("passed", "target"),
        ("target", "passed"),
    ]


def test_a_move_with_a_next_action_is_taken_back_whole(manager):
    row = OpportunityFactory(team=manager.team, channel="angel")

    row.advance("first_meeting", by=manager, next_action=MEETING)
    row.move_back(by=manager)

    assert (row.stage, NextAction.objects.count()) == ("target", 0)


def test_a_move_is_not_taken_back_over_a_later_change(manager):
    row = OpportunityFactory(team=manager.team, channel="grant")
    row.advance("eligible", by=manager)
    row.notes = "Call on Monday"
    row.store(by=manager)

    with pytest.raises(ValidationError, match="changed since"):
        row.move_back(by=manager)

    assert row.stage == "eligible"


def test_a_grouped_act_may_move_several(manager):
    rows = OpportunityFactory.create_batch(2, team=manager.team, channel="angel")

    with change(manager, "All met") as act:
        for row in rows:
            row.advance("first_meeting", by=act, next_action=MEETING)
    act.undo(by=manager)

    assert set(Opportunity.objects.values_list("stage", flat=True)) == {"target"}
    assert not NextAction.objects.exists()


def test_changes_of_amount_date_and_odds_are_kept_and_others_are_not(manager):
    row = OpportunityFactory(team=manager.team, amount=Decimal(100))
    row.amount, row.probability, row.expected_close_on = Decimal(250), 0, dt.date(2026, 9, 30)
    row.notes = "They asked for more"
    row.store(by=manager)

    assert set(OpportunityEvent.objects.values_list("field", "old", "new")) == {
        ("amount", "100", "250"),
        ("probability", "", "0"),
        ("expected_close_on", "2026-06-30", "2026-09-30"),
    }


def test_unknown_odds_are_not_zero(manager):
    unknown = OpportunityFactory(team=manager.team)
    none = OpportunityFactory(team=manager.team, probability=0)

    assert (unknown.odds, none.odds) == (None, 0)


def test_an_opportunity_goes_with_its_actions_and_events(manager):
    row = new(manager).store(by=manager)
    NextAction(team=manager.team, opportunity=row, **MEETING).store(by=manager)

    row.discard(by=manager)

    assert [model.objects.count() for model in (Opportunity, NextAction, OpportunityEvent)] == [0, 0, 0]
