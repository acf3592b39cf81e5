"""Where what a plan waits for begins to hold: the day or figure before it, the one on it, and what is not known."""

import datetime as dt
from decimal import Decimal

import pytest

from alerts.watch import Facts, holds
from planner.models import Milestone
from risks.models import Risk
from tests.factories.forecast import milestone_results, run_of
from tests.factories.funding import OpportunityFactory, RoundFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import MoneyTriggerFactory, TriggerFactory, prepared_plan

from .conftest import MONDAY

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
LAST_FRIDAY, FRIDAY = TODAY - dt.timedelta(days=3), TODAY + dt.timedelta(days=4)
DAY = dt.timedelta(days=1)


@pytest.fixture
def plan(team, anna):
    return prepared_plan(Risk(team=team, title="Provider goes away", category="technical").store(by=None), anna)


def judged(trigger, clock):
    """Return whether it holds, as the worker finds it."""
    row = type(trigger).objects.select_related("team", "plan").get(pk=trigger.pk)
    if getattr(row, "milestone_id", None):
        row.milestone = Milestone.objects.with_promise().select_related("team", "project").get(pk=row.milestone_id)
    return holds(row, Facts(row.team, clock.now))


@pytest.mark.parametrize(("on", "is_met"), [(TODAY + DAY, False), (TODAY, True), (TODAY - DAY, True)])
def test_a_day_has_come_once_it_has_begun(plan, clock, on, is_met):
    assert judged(TriggerFactory(team=plan.team, plan=plan, kind="date", on=on), clock) is is_met


def test_a_day_comes_when_it_begins_where_the_team_is(plan, clock):
    plan.team.time_zone = "Asia/Shanghai"
    plan.team.save()
    row = TriggerFactory(team=plan.team, plan=plan, kind="date", on=TODAY + DAY)
    clock.move_to(2026, 3, 2, 15, 59)
    before = judged(row, clock)
    clock.move_to(2026, 3, 2, 16, 0)

    assert (before, judged(row, clock)) == (False, True)


@pytest.mark.parametrize(
    ("promised", "milestone", "is_met"),
    [
        (LAST_FRIDAY, {"due_on": LAST_FRIDAY + 4 * DAY}, False),  # Tuesday: two working days
        (LAST_FRIDAY, {"due_on": LAST_FRIDAY + 5 * DAY}, True),
        (LAST_FRIDAY - 3 * DAY, {"due_on": LAST_FRIDAY + 2 * DAY, "state": "completed"}, True),  # done today: 4
        (LAST_FRIDAY, {"due_on": FRIDAY, "state": "completed"}, False),  # done today, though due later: one
        (LAST_FRIDAY - DAY, {"due_on": LAST_FRIDAY - DAY}, False),  # overdue by two until today
        (LAST_FRIDAY - 2 * DAY, {"due_on": LAST_FRIDAY - 2 * DAY}, True),  # nobody moved it, and it is late by three
        (LAST_FRIDAY - 2 * DAY, {"due_on": None}, True),
        (FRIDAY, {"due_on": None}, False),
        (LAST_FRIDAY, {"due_on": FRIDAY, "state": "cancelled"}, None),
        (None, {"due_on": None}, None),
    ],
)
def test_a_milestone_has_slipped_from_so_many_working_days_on(plan, clock, promised, milestone, is_met):
    if milestone.get("state") == "completed":
        milestone = milestone | {"completed_at": clock.now}
    beta = MilestoneFactory(team=plan.team, first_due_on=promised, **milestone)

    row = TriggerFactory(team=plan.team, plan=plan, kind="milestone_slip", milestone=beta, days=3)

    assert judged(row, clock) is is_met


@pytest.mark.parametrize(
    ("direction", "threshold", "value", "is_met"),
    [
        ("up", None, "19.99", False),
        ("up", None, "20", True),
        ("up", "15", "14.99", False),
        ("up", "15", "15", True),
        ("down", None, "5.01", False),
        ("down", None, "5", True),
        ("down", "8", "8.01", False),
        ("down", "8", "8", True),
    ],
)
def test_an_indicator_has_reached_a_threshold_that_it_equals(plan, clock, direction, threshold, value, is_met):
    red = Decimal(20 if direction == "up" else 5)
    queue = IndicatorFactory(team=plan.team, risk=plan.risk, direction=direction, red=red)
    queue.measure(by=None, value=Decimal(value))

    row = TriggerFactory(
        team=plan.team, plan=plan, kind="indicator", indicator=queue, threshold=threshold and Decimal(threshold)
    )

    assert judged(row, clock) is is_met


@pytest.mark.parametrize(("days", "is_met"), [(30, True), (31, None)])
def test_a_value_that_has_become_stale_tells_nothing(plan, clock, days, is_met):
    queue = IndicatorFactory(team=plan.team, risk=plan.risk)
    queue.measure(by=None, value=Decimal(25), measured_on=TODAY - days * DAY)

    assert judged(TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=queue), clock) is is_met


def test_a_retired_indicator_tells_nothing(plan, clock):
    queue = IndicatorFactory(team=plan.team, risk=plan.risk)
    queue.measure(by=None, value=Decimal(25))
    queue.retire(by=None)

    assert judged(TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=queue), clock) is None


# Money


def financing(plan, **values):
    values = {"amount": 100, "currency": "EUR", "by_on": TODAY - DAY} | values
    return MoneyTriggerFactory(team=plan.team, plan=plan, kind="financing", percent=None, **values)


@pytest.mark.parametrize(("by_on", "is_met"), [(TODAY + DAY, False), (TODAY, False), (TODAY - DAY, True)])
def test_money_may_arrive_all_through_its_last_day(plan, clock, by_on, is_met):
    assert judged(financing(plan, by_on=by_on), clock) is is_met


@pytest.mark.parametrize(
    ("deal", "trigger", "is_met"),
    [
        ({"amount": 99}, {}, True),
        ({"amount": 100}, {}, False),
        ({"amount": 100, "currency": "USD"}, {}, True),
        ({"amount": 100, "stage": "signed"}, {}, True),
        ({"amount": 100, "stage": "signed"}, {"counted": "signed"}, False),
        ({"amount": 100, "stage": "term_sheet", "won_at": None}, {"counted": "signed"}, True),
        ({"amount": 100}, {"round": "Seed"}, False),
        ({"amount": 100}, {"round": "Bridge"}, True),
    ],
)
def test_what_counts_is_of_its_currency_its_round_and_far_enough(plan, clock, deal, trigger, is_met):
    rounds = {name: RoundFactory(team=plan.team, name=name) for name in ("Seed", "Bridge")}
    OpportunityFactory(
        team=plan.team, round=rounds["Seed"], **{"stage": "wired", "currency": "EUR", "won_at": clock.now} | deal
    )

    row = financing(plan, **trigger | {"round": rounds.get(trigger.get("round"))})

    assert judged(row, clock) is is_met


# Chances


@pytest.mark.parametrize(("p", "is_met"), [(0.501, False), (0.5, False), (0.4999, True)])
def test_a_chance_is_below_a_figure_that_it_does_not_equal(plan, clock, p, is_met):
    beta = MilestoneFactory(team=plan.team, due_on=FRIDAY)
    run_of(beta, on=TODAY, plan=milestone_results(p=p), joint=p)
    rows = [
        TriggerFactory(team=plan.team, plan=plan, kind="chance", milestone=beta, percent=50),
        MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=50),
    ]

    assert [judged(row, clock) for row in rows] == [is_met, is_met]


@pytest.mark.parametrize(("days", "is_met"), [(7, True), (8, None)])
def test_the_forecast_of_a_night_says_something_for_a_week(plan, clock, days, is_met):
    beta = MilestoneFactory(team=plan.team, due_on=FRIDAY)
    run_of(beta, on=TODAY - days * DAY, plan=milestone_results(p=0.1), joint=0.1)
    rows = [
        TriggerFactory(team=plan.team, plan=plan, kind="chance", milestone=beta, percent=50),
        MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=50),
    ]

    assert [judged(row, clock) for row in rows] == [is_met, is_met]


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_milestone_that_has_ended_is_neither_likely_nor_unlikely(plan, clock, state):
    ended = {"completed_at": clock.now} if state == "completed" else {}
    beta = MilestoneFactory(team=plan.team, due_on=FRIDAY, state=state, **ended)
    run_of(beta, on=TODAY, plan=milestone_results(p=0.1))

    row = TriggerFactory(team=plan.team, plan=plan, kind="chance", milestone=beta, percent=50)

    assert judged(row, clock) is None
