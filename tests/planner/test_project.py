"""A project: which state follows which, and what a closed one takes with it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.models import Goal, Milestone, Project, ProjectState, Task
from teams.models import Activity
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db

NEXT = {
    "planned": {"active", "discontinued"},
    "active": {"paused", "finished", "discontinued"},
    "paused": {"active", "discontinued"},
    "finished": {"active"},
    "discontinued": {"active"},
}
LONG_AGO, TODAY = dt.date(2020, 1, 1), dt.date(2026, 3, 2)


@pytest.mark.parametrize("before", ProjectState.values)
@pytest.mark.parametrize("after", ProjectState.values)
def test_a_state_is_entered_exactly_where_the_table_allows(member, before, after):
    project = ProjectFactory(team=member.team, state=before)

    if after in NEXT[before] | {before}:
        project.change_state(after, by=member)
        expected = after
    else:
        with pytest.raises(ValidationError) as refused:
            project.change_state(after, by=member)
        assert refused.value.code == "unreachable_state"
        expected = before

    assert Project.objects.get().state == expected
    assert {state.value for state in ProjectFactory.build(state=before).next_states} == NEXT[before]


def test_entering_the_state_it_is_in_leaves_no_trace(member):
    project = ProjectFactory(team=member.team, state="active")

    project.change_state("active", by=member)

    assert Activity.objects.count() == 0


def test_a_change_of_state_is_taken_back_once(member):
    project = ProjectFactory(team=member.team, state="active")
    project.change_state("finished", by=member)

    project.undo_state(by=member)
    project.undo_state(by=member)

    assert (project.state, Activity.objects.filter(verb="restored").count()) == ("active", 1)


def test_a_change_of_state_is_not_taken_back_once_the_project_was_changed(member):
    project = ProjectFactory(team=member.team, state="active")
    project.change_state("paused", by=member)
    project.name = "Lighthouse"
    project.store(by=member)

    with pytest.raises(ValidationError, match="was changed since"):
        project.undo_state(by=member)

    assert Project.objects.get().state == "paused"


@pytest.mark.parametrize("state", ProjectState.values)
def test_a_closed_project_leaves_every_list_of_what_is_open_or_late(team, state):
    project = ProjectFactory(team=team, state=state)
    goal = GoalFactory(team=team, project=project, target_on=LONG_AGO)
    TaskFactory(
        team=team, due_on=LONG_AGO, milestone=MilestoneFactory(team=team, project=project, goal=goal, due_on=LONG_AGO)
    )
    is_open = state not in ("finished", "discontinued")

    assert Project.objects.open().exists() is is_open
    for model in (Goal, Milestone, Task):
        found = (model.objects.open().exists(), model.objects.overdue(on=TODAY).exists(), model.objects.get().is_closed)
        assert found == (is_open, is_open, not is_open), model.__name__
    assert Goal.objects.closed().exists() is not is_open
