"""A task: its verbs and what takes them back, and when it still counts as open."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.models import Task
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)


@pytest.mark.parametrize("state", ["backlog", "todo", "in_progress"])
@pytest.mark.parametrize(("verb", "undo"), [("complete", "undo_completion"), ("cancel", "undo_cancellation")])
def test_undo_restores_the_state_before(member, state, verb, undo):
    task = TaskFactory(team=member.team, state=state)
    getattr(task, verb)(by=member)

    getattr(task, undo)(by=member)

    assert (task.state, task.completed_at) == (state, None)


def test_reopening_leads_to_what_is_to_be_done(member):
    task = TaskFactory(team=member.team, state="in_progress")
    task.complete(by=member)

    task.reopen(by=member)

    assert (task.state, task.completed_at) == ("todo", None)


def test_a_cancelled_task_is_not_done_and_a_finished_one_not_cancelled(member):
    cancelled, done = TaskFactory(team=member.team), TaskFactory(team=member.team)
    cancelled.cancel(by=member)
    done.complete(by=member)

    with pytest.raises(ValidationError, match="A cancelled task cannot be done"):
        cancelled.complete(by=member)
    with pytest.raises(ValidationError, match="A finished task cannot be cancelled"):
        done.cancel(by=member)

    assert sorted(Task.objects.values_list("state", flat=True)) == ["cancelled", "done"]


def test_a_task_is_cancelled_by_the_verb_alone(member):
    task = TaskFactory(team=member.team)
    task.state = "cancelled"

    with pytest.raises(ValidationError) as refused:
        task.store(by=member)

    assert [error.code for error in refused.value.error_dict["state"]] == ["by_verb"]


@pytest.mark.parametrize(
    ("milestone", "project", "is_open"),
    [
        ("planned", "active", True),
        ("completed", "active", True),  # what is left of its work is still somebody's
        ("cancelled", "active", False),
        ("planned", "finished", False),
        ("planned", "discontinued", False),
        (None, None, True),
    ],
)
def test_the_row_and_the_set_agree_on_what_is_open_and_overdue(team, milestone, project, is_open):
    parent = None
    if milestone:
        done = MAY if milestone == "completed" else None
        parent = MilestoneFactory(
            team=team,
            project=ProjectFactory(team=team, state=project),
            state=milestone,
            completed_at=done and dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
        )
    task = TaskFactory(team=team, milestone=parent, due_on=MAY)

    assert (task.is_closed, task.is_overdue(on=JUNE)) == (not is_open, is_open)
    assert (Task.objects.open().exists(), Task.objects.overdue(on=JUNE).exists()) == (is_open, is_open)


def test_a_task_due_today_or_undated_is_not_overdue(team):
    TaskFactory(team=team, due_on=MAY)
    TaskFactory(team=team)

    assert list(Task.objects.overdue(on=MAY)) == []
