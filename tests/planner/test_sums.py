"""Progress summed by the database is what the definition says of the same tasks and milestones."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from planner.goal_sums import standings_of_goals
from planner.models import Goal, Milestone, MilestoneGoal, MilestoneState, Task, TaskState
from planner.progress import GoalPart, TaskPart, goal_progress, milestone_progress
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory

DONE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TASKS = st.tuples(st.sampled_from(TaskState.values), st.none() | st.integers(0, 5) | st.integers(0, 999))
MILESTONES = st.tuples(st.sampled_from(MilestoneState.values), st.integers(1, 100), st.lists(TASKS, max_size=6))


def stored(goal, drawn):
    """Store milestones of a goal with their tasks; return the parts the definition is about."""
    milestones = Milestone.objects.bulk_create(
        MilestoneFactory.build(
            team=goal.team,
            project=goal.project,
            number=n,
            state=state,
            completed_at=DONE if state == "completed" else None,
        )
        for n, (state, _weight, _tasks) in enumerate(drawn, start=1)
    )
    MilestoneGoal.objects.bulk_create(
        MilestoneGoal(milestone=milestone, goal=goal, weight=weight)
        for milestone, (_state, weight, _tasks) in zip(milestones, drawn, strict=True)
    )
    tasks = [
        TaskFactory.build(
            team=goal.team,
            milestone=milestone,
            state=state,
            estimate=estimate,
            completed_at=DONE if state == "done" else None,
        )
        for milestone, (_state, _weight, found) in zip(milestones, drawn, strict=True)
        for state, estimate in found
    ]
    Task.objects.bulk_create(tasks)
    return milestones


class Sums(TestCase):
    """Each example is taken back by itself."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(MILESTONES, max_size=7))
    def test_sums_of_the_database_are_those_of_the_definition(self, drawn):
        goal, other = GoalFactory(), GoalFactory()
        milestones = stored(goal, drawn)
        shares = [milestone_progress(state, [TaskPart(*task) for task in tasks]) for state, _weight, tasks in drawn]
        defined = goal_progress(
            GoalPart(state, share, weight) for (state, weight, _tasks), share in zip(drawn, shares, strict=True)
        )

        found = {pk: standing.progress for pk, standing in standings_of_goals([goal, other]).items()}

        assert found == {goal.pk: defined, other.pk: goal_progress([])}
        assert goal.progress == defined
        assert {row.pk: row for row in Goal.objects.with_progress()}[goal.pk].progress == defined
        listed = {row.pk: row.progress for row in Milestone.objects.with_parts()}
        assert listed == {row.pk: share for row, share in zip(milestones, shares, strict=True)}
        assert {row.pk: row.progress for row in milestones} == listed


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 60])
def test_progress_costs_one_statement_however_much_there_is(queries, rows):
    goal = GoalFactory()
    stored(goal, [("planned", 1, [("done", 1), ("todo", n)]) for n in range(1, rows + 1)])

    with queries(1):
        assert goal.progress.total == rows
    with queries(2):
        assert [row.progress.measurable for row in Goal.objects.with_progress()] == [rows]


@pytest.mark.django_db
def test_what_closing_keeps_is_counted_anew(member):
    goal = GoalFactory(team=member.team)
    fetched = Goal.objects.with_progress().get()
    stored(goal, [("planned", 1, [("done", None)])])

    fetched.close("achieved", by=member)

    assert fetched.closed_share == 100
