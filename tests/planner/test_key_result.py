"""Key results: what they measure, value by value, and what becomes of a goal's progress."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from planner.models import KeyResult, KeyResultValue, key_result
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, KeyResultFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


def day(before):
    return TODAY - dt.timedelta(days=before)


@pytest.mark.parametrize(
    ("start", "target", "current", "percent", "left"),
    [
        (0, 100, 40, 40, 60),
        (900, 300, 600, 50, 300),
        (900, 300, 1000, 0, 700),
        (0, 100, 140, 100, 0),
        (0, 100, None, None, None),
        (Decimal("0.2"), Decimal("0.05"), Decimal("0.1625"), 25, Decimal("0.1125")),
    ],
)
def test_a_key_result_says_how_far_it_is(team, start, target, current, percent, left):
    row = KeyResultFactory(team=team, start=start, target=target, current=current)
    row.refresh_from_db()

    assert (row.percent, row.left) == (percent, left)
    assert row.goal.percent == percent


def test_a_day_without_a_value_is_a_gap_and_a_later_day_is_current(member):
    row = KeyResultFactory(team=member.team)

    row.measure([(day(7), Decimal(10)), (day(1), Decimal(30))], by=member)
    row.measure([(day(3), Decimal(20))], by=member)

    assert list(row.values.values_list("on", "value")) == [(day(1), 30), (day(3), 20), (day(7), 10)]
    row.refresh_from_db()
    assert (row.current, row.current_on) == (30, day(1))


def test_a_day_has_one_value_of_each_origin(member):
    row = KeyResultFactory(team=member.team)

    row.measure([(TODAY, Decimal(1))], by=member)
    row.measure([(TODAY, Decimal(2))], by=member, origin="evals")
    row.measure([(None, Decimal(3))], by=member, origin="evals")
    again = row.measure([(None, Decimal(3))], by=member, origin="evals")

    assert set(row.values.values_list("origin", "value")) == {("", 1), ("evals", 3)}
    assert (row.current, again) == (3, 0)
    assert Activity.objects.filter(subject_id=row.pk, verb="measured").count() == 3


def test_a_value_of_a_day_to_come_is_refused(member):
    row = KeyResultFactory(team=member.team)

    with pytest.raises(ValidationError, match="not known yet"):
        row.measure([(day(-1), Decimal(1))], by=member)

    assert KeyResultValue.objects.exists() is False


@pytest.mark.parametrize(
    ("made", "value"),
    [
        ({"metric": "yes_no", "target": 1}, "0.5"),
        ({"metric": "yes_no", "target": 1}, "2"),
        ({"metric": "currency", "currency": "EUR"}, "1.234"),
        ({"metric": "currency", "currency": "JPY"}, "1.5"),
        ({}, "1.23456"),
        ({}, "100000000000000"),
    ],
)
def test_a_value_its_kind_cannot_be_is_refused(member, made, value):
    row = KeyResultFactory(team=member.team, **made)

    with pytest.raises(ValidationError) as refused:
        row.measure([(None, Decimal(value))], by=member)

    assert list(refused.value.error_dict) == ["value"]
    assert KeyResultValue.objects.exists() is False


def test_a_number_may_be_as_fine_as_it_is_kept(member):
    row = KeyResultFactory(team=member.team)

    row.measure([(None, Decimal("0.1234"))], by=member)

    assert KeyResult.objects.get().current == Decimal("0.1234")


def test_a_yes_or_no_needs_no_figures(member):
    goal = GoalFactory(team=member.team)
    row = KeyResult(team=member.team, goal=goal, title="Certified", metric="yes_no", unit="x").store(by=member)

    row.measure([(None, Decimal(1))], by=member)

    assert (row.start, row.target, row.unit, row.currency, row.percent) == (0, 1, "", "", 100)


def test_an_amount_of_money_is_in_the_team_currency_unless_told(member):
    goal = GoalFactory(team=member.team)
    row = KeyResult(team=member.team, goal=goal, title="Revenue", metric="currency", target=10).store(by=member)
    plain = KeyResult(team=member.team, goal=goal, title="Users", target=10, currency="USD").store(by=member)

    assert (row.currency, plain.currency) == (member.team.currency, "")


def test_a_goal_takes_so_many_key_results_and_no_more(member, monkeypatch):
    monkeypatch.setattr(key_result, "MOST_KEY_RESULTS", 2)
    goal = GoalFactory(team=member.team)
    KeyResultFactory.create_batch(2, team=member.team, goal=goal)
    KeyResultFactory(team=member.team)

    with pytest.raises(ValidationError, match="at most 2 key results"):
        KeyResult(team=member.team, goal=goal, title="One more", target=1).store(by=member)

    assert goal.key_results.count() == 2


def test_a_closed_goal_is_measured_no_more(member):
    row = KeyResultFactory(team=member.team, current=50)
    row.goal.close("partial", by=member)
    row.refresh_from_db()

    with pytest.raises(ValidationError, match="is closed"):
        row.measure([(None, Decimal(70))], by=member)
    with pytest.raises(ValidationError, match="is closed"):
        KeyResult(team=member.team, goal=row.goal, title="Late", target=1).store(by=member)

    KeyResult.objects.update(current=90)
    row.goal.refresh_from_db()
    assert (row.goal.percent, KeyResult.objects.count()) == (50, 1)


# What of a goal's progress comes from where


@pytest.fixture
def goal(team):
    """A goal with a milestone done and one not measurable, a key result at 20 of 100, and a sub-goal at 60."""
    goal = GoalFactory(team=team)
    MilestoneFactory(team=team, project=goal.project, goal=goal, state="completed", completed_at=NOW)
    MilestoneFactory(team=team, project=goal.project, goal=goal)
    KeyResultFactory(team=team, goal=goal, current=20)
    below = GoalFactory(team=team, project=goal.project, parent=goal, weight=3)
    KeyResultFactory(team=team, goal=below, current=60)
    return goal


@pytest.mark.parametrize(
    ("source", "percent", "measurable", "total"),
    [("mixed", 60, 3, 4), ("value", 20, 1, 1), ("milestones", 100, 1, 2), ("subgoals", 60, 1, 1)],
)
def test_progress_comes_from_what_the_goal_names(goal, source, percent, measurable, total):
    goal.progress_source = source

    assert (goal.percent, goal.progress.measurable, goal.progress.total) == (percent, measurable, total)


@pytest.mark.parametrize(("outcome", "percent", "total"), [("partial", 60, 4), ("dropped", 60, 3), ("achieved", 60, 4)])
def test_a_closed_sub_goal_counts_with_what_was_frozen_and_a_dropped_one_not(member, goal, outcome, percent, total):
    below = goal.subgoals.get()
    below.close(outcome, by=member)
    KeyResult.objects.filter(goal=below).update(current=0)

    assert (goal.percent, goal.progress.total) == (percent, total)


def test_progress_comes_up_from_the_deepest_level(team):
    goals = [GoalFactory(team=team)]
    for _level in range(4):
        goals.append(GoalFactory(team=team, project=goals[0].project, parent=goals[-1]))
    KeyResultFactory(team=team, goal=goals[-1], current=30)

    assert [goal.percent for goal in goals] == [30] * 5


@pytest.mark.parametrize("rows", [1, 4])
def test_progress_costs_one_statement_whatever_leads_there(team, queries, rows):
    goals = GoalFactory.create_batch(rows, team=team, project=ProjectFactory(team=team))
    for goal in goals:
        KeyResultFactory.create_batch(rows, team=team, goal=goal, current=1)
        GoalFactory.create_batch(rows, team=team, project=goal.project, parent=goal)

    with queries(2):
        found = list(goals[0].__class__.objects.filter(parent=None).with_progress())

    assert [goal.progress.total for goal in found] == [2 * rows] * rows
