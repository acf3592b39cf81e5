"""Next actions, financing steps, sources, cash and settings; and the questions others ask about them."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from funding.models import CashPosition, NextAction, Opportunity, PlanStep, Settings, Source
from teams.leaving import leave
from tests.conftest import NOW
from tests.factories.funding import (
    NextActionFactory,
    OpportunityFactory,
    PlanStepFactory,
    RoundFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)
FOLLOWING = {"title": "Call", "owner": None, "due_on": dt.date(2026, 3, 20)}


def test_an_opportunity_has_at_most_one_open_next_action(manager):
    standing = NextActionFactory(team=manager.team)

    with pytest.raises(ValidationError) as error:
        NextAction(team=manager.team, opportunity=standing.opportunity, **FOLLOWING).store(by=manager)

    assert error.value.error_dict["__all__"][0].code == "nextaction_one_open"


def test_completing_an_action_may_say_what_follows(manager):
    row = NextActionFactory(team=manager.team)

    row.complete(by=manager, next=FOLLOWING)
    row.complete(by=manager, next=FOLLOWING)

    assert list(NextAction.objects.order_by("created_at").values_list("title", "state")) == [
        (row.title, "done"),
        ("Call", "open"),
    ]


def test_an_action_is_not_reopened_beside_another(manager):
    row = NextActionFactory(team=manager.team)
    row.complete(by=manager, next=FOLLOWING)

    with pytest.raises(ValidationError, match="next action already"):
        row.reopen(by=manager)


@pytest.mark.parametrize(
    ("first", "then", "code"), [("complete", "cancel", "done"), ("cancel", "complete", "cancelled")]
)
def test_an_ended_action_ends_no_other_way(manager, first, then, code):
    row = NextActionFactory(team=manager.team)
    getattr(row, first)(by=manager)

    with pytest.raises(ValidationError) as error:
        getattr(row, then)(by=manager)

    assert error.value.code == code


def test_a_step_is_done_skipped_and_opened_again(manager):
    row = PlanStep(team=manager.team, title="Data room").store(by=manager)

    row.complete(by=manager)
    row.complete(by=manager)
    assert (row.state, row.version, row.completed_at is None) == ("done", 2, False)
    row.reopen(by=manager)
    row.cancel(by=manager)
    assert (row.state, row.completed_at) == ("skipped", None)


@pytest.mark.parametrize(("end", "undo"), [("complete", "undo_completion"), ("cancel", "undo_cancellation")])
def test_undo_puts_a_step_back_where_it_stood(manager, end, undo):
    row = PlanStep(team=manager.team, title="Data room", state="in_progress").store(by=manager)
    getattr(row, end)(by=manager)

    getattr(row, undo)(by=manager)

    row.refresh_from_db()
    assert (row.state, row.completed_at) == ("in_progress", None)


def test_a_step_of_an_abandoned_round_is_not_late(manager):
    row = PlanStepFactory(team=manager.team, round=RoundFactory(team=manager.team), due_on="2026-01-01")
    row.refresh_from_db()
    before = row.is_overdue(on=TODAY)

    row.round.state = "abandoned"

    assert (before, row.is_overdue(on=TODAY)) == (True, False)


def test_a_step_ends_by_verbs_alone(manager):
    row = PlanStep(team=manager.team, title="Data room").store(by=manager)
    row.state = "skipped"

    with pytest.raises(ValidationError) as error:
        row.store(by=manager)

    assert error.value.error_dict["state"][0].code == "by_verb"


def test_the_name_of_a_source_is_unique_whatever_its_case(manager):
    SourceFactory(team=manager.team, name="Northwind")

    with pytest.raises(ValidationError) as error:
        Source(team=manager.team, name="NORTHWIND").store(by=manager)

    assert error.value.error_dict["__all__"][0].code == "source_name_once_per_team"


@pytest.mark.parametrize("address", ["ftp://example.com", "javascript:alert(1)", "example"])
def test_a_website_is_http(manager, address):
    with pytest.raises(ValidationError):
        Source(team=manager.team, name="Northwind", website=address).store(by=manager)


def test_the_latest_balance_counts_and_of_one_day_the_last_one_entered(manager):
    for minute, (balance, day) in enumerate([(1, TODAY), (2, TODAY), (3, dt.date(2026, 1, 1))]):
        with time_machine.travel(NOW + dt.timedelta(minutes=minute), tick=False):
            CashPosition(team=manager.team, balance=Decimal(balance), balance_on=day).store(by=manager)

    assert CashPosition.objects.latest_of(manager.team).balance == 2


@time_machine.travel(NOW, tick=False)
def test_a_balance_of_tomorrow_is_refused(manager):
    with pytest.raises(ValidationError) as error:
        CashPosition(team=manager.team, balance=Decimal(1), balance_on=dt.date(2026, 3, 3)).store(by=manager)

    assert error.value.error_dict["balance_on"][0].code == "in_future"


def test_a_negative_month_is_refused_but_a_negative_balance_is_not(manager):
    fine = CashPosition(team=manager.team, balance=Decimal(-5), balance_on=TODAY).store(by=manager)

    with pytest.raises(ValidationError, match="cannot be negative"):
        CashPosition(team=manager.team, balance=Decimal(1), balance_on=TODAY, monthly_expense=Decimal(-1)).store(
            by=manager
        )

    assert fine.figures.balance == -5


def test_a_team_has_one_row_of_settings(manager):
    Settings.of(manager.team).store(by=manager)

    with pytest.raises(ValidationError):
        Settings(team=manager.team).store(by=manager)


# Questions with a date, as alerts and home ask them


def test_actions_due_and_overdue_leave_out_what_no_longer_matters(manager):
    due = NextActionFactory(team=manager.team, due_on=TODAY)
    late = NextActionFactory(team=manager.team, due_on=dt.date(2026, 3, 1))
    NextActionFactory(team=manager.team, due_on=dt.date(2026, 3, 3))
    NextActionFactory(
        team=manager.team,
        due_on=TODAY,
        opportunity__stage="passed",
        opportunity__lost_at=NOW,
        opportunity__reason_lost="No",
    )
    ended = RoundFactory(team=manager.team, state="abandoned", ended_at=NOW)
    NextActionFactory(team=manager.team, due_on=TODAY, opportunity__round=ended)

    assert set(NextAction.objects.due_by(TODAY)) == {due, late}
    assert list(NextAction.objects.overdue(on=TODAY)) == [late]


def test_steps_due_and_overdue_leave_out_abandoned_rounds(manager):
    due = PlanStepFactory(team=manager.team, due_on=TODAY)
    late = PlanStepFactory(team=manager.team, due_on=dt.date(2026, 3, 1))
    PlanStepFactory(team=manager.team)
    ended = RoundFactory(team=manager.team, state="abandoned", ended_at=NOW)
    PlanStepFactory(team=manager.team, due_on=TODAY, round=ended)

    assert set(PlanStep.objects.due_by(TODAY)) == {due, late}
    assert list(PlanStep.objects.overdue(on=TODAY)) == [late]


def test_slipped_is_open_unbound_and_past_its_close(manager):
    yesterday = dt.date(2026, 3, 1)
    slipped = OpportunityFactory(team=manager.team, expected_close_on=yesterday)
    OpportunityFactory(team=manager.team, expected_close_on=TODAY)
    OpportunityFactory(team=manager.team, channel="bank_loan", stage="conditions", expected_close_on=yesterday)
    OpportunityFactory(team=manager.team, stage="wired", won_at=NOW, expected_close_on=yesterday)

    assert list(Opportunity.objects.slipped(on=TODAY)) == [slipped]
    assert [row.is_slipped(on=TODAY) for row in Opportunity.objects.order_by("number")] == [True, False, False, False]


def test_without_next_action_means_open_and_none_open(manager):
    bare = OpportunityFactory(team=manager.team)
    finished = NextActionFactory(team=manager.team, state="done", ended_at=NOW).opportunity
    NextActionFactory(team=manager.team)

    assert set(Opportunity.objects.without_next_action()) == {bare, finished}


def test_what_somebody_owns_is_passed_on_when_they_leave(manager, owner):
    action = NextActionFactory(team=manager.team, owner=manager)
    step = PlanStepFactory(team=manager.team, responsible=manager)
    done = PlanStepFactory(team=manager.team, responsible=manager, state="done", completed_at=NOW)

    leave(manager, by=owner, successors={"funding.planstep": owner})

    for row in (action, step, done):
        row.refresh_from_db()
    assert (action.owner, step.responsible, done.responsible) == (None, owner, manager)
