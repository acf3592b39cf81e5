"""A contingency plan that is less ready than it was: its owner hears of it once."""

import datetime as dt

import pytest

from alerts.models import Alert
from risks.models import ContingencyPlan, ContingencyStep, Risk
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import prepared_plan

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def plan(team, anna, ben, cleo, clock):
    """Return a ready plan of Cleo's that the worker has seen."""
    made = prepared_plan(Risk(team=team, title="Outage", category="technical", owner=anna).store(by=None), cleo)
    clock.tick()
    return made


def told(plan):
    """Return (step, day, who) of each alert about a plan that is less ready."""
    rows = Alert.objects.filter(rule="readiness_lost", subject_id=plan.pk).order_by("fires_at", "step")
    names = "membership__name"
    return [(row.step, row.about_on, sorted(row.deliveries.values_list(names, flat=True))) for row in rows]


def test_the_owner_hears_once_that_somebody_elses_edit_made_a_draft_of_it(plan, anna, clock):
    ContingencyStep(team=plan.team, plan=plan, title="Call").store(by=anna)

    for _look in range(2):
        clock.tick()
        clock.forward(hours=13)

    assert told(plan) == [(0, None, ["Cleo Member"])]


def test_nobody_hears_of_their_own_edit(plan, cleo, clock):
    ContingencyStep(team=plan.team, plan=plan, title="Call").store(by=cleo)

    clock.tick()

    assert [who for _step, _day, who in told(plan)] in ([], [[]])


def test_it_is_over_once_the_plan_is_ready_again(plan, anna, clock):
    plan.redraft(by=anna)
    clock.tick()
    plan.make_ready(by=anna)

    clock.tick()

    assert Alert.objects.get(rule="readiness_lost").state != "open"


def test_a_plan_that_is_used_again_as_a_draft_lost_nothing(plan, anna, clock):
    plan.activate(by=anna)
    plan.fail(by=anna)
    plan.rearm(by=anna)

    clock.tick()

    assert (ContingencyPlan.objects.get().state, told(plan)) == ("draft", [])


def test_a_rehearsal_that_no_longer_counts_is_told_on_its_day(plan, cleo, clock):
    plan.rehearse(by=cleo)
    lapses = dt.date(2026, 3, 2) + 181 * DAY
    clock.tick()
    clock.move_to(2026, 8, 29, 9, 0)  # the day before
    clock.tick()
    before = told(plan)

    for hours in (23, 1, 24):
        clock.forward(hours=hours)
        clock.tick()

    assert lapses == dt.date(2026, 8, 30)
    assert [each for each in before if each[1] != lapses] == []
    assert told(plan) == [(1, lapses, ["Cleo Member"])]


def test_a_plan_that_would_come_too_late_is_told_once_and_not_after_the_milestone_moved(plan, cleo, clock):
    milestone = MilestoneFactory(team=plan.team, due_on=dt.date(2026, 3, 20))
    plan.risk.store(by=None, links={"milestones": [milestone]})
    plan.lead_time_days = 10
    plan.store(by=cleo)
    clock.tick()
    clock.move_to(2026, 3, 10, 9, 0)
    clock.tick()
    clock.forward(hours=24)
    clock.tick()
    found = told(plan)

    milestone.due_on = dt.date(2026, 5, 1)
    milestone.store(by=None)
    clock.tick()

    assert found == [(2, dt.date(2026, 3, 10), ["Cleo Member"])]
    assert Alert.objects.get(rule="readiness_lost").state != "open"


@pytest.mark.parametrize(("act", "is_told"), [("fire", True), ("set the lead time", False)])
def test_what_was_lost_while_nothing_ran_is_told_unless_somebody_saw_to_it_since(plan, cleo, clock, act, is_told):
    Risk.objects.filter(pk=plan.risk_id).update(window_from=dt.date(2026, 3, 14))
    plan.lead_time_days = 10
    plan.store(by=cleo)
    clock.tick()
    clock.move_to(2026, 3, 5, 10, 0)

    if act == "fire":
        plan.triggers.get().fire(by=None)
    else:
        plan.lead_time_days = 11
        plan.store(by=cleo)
    clock.tick()

    assert told(plan) == ([(2, dt.date(2026, 3, 4), ["Cleo Member"])] if is_told else [])
