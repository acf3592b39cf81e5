"""A goal: what counts for it, how it ends, and that row and set agree."""

import pytest
from django.core.exceptions import ValidationError

from planner.models import Goal, MilestoneState
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", MilestoneState.values)
def test_every_milestone_but_a_cancelled_one_leads_to_its_goal(team, state):
    goal = GoalFactory(team=team)
    done = NOW if state == "completed" else None
    MilestoneFactory(team=team, project=goal.project, goal=goal, state=state, completed_at=done)
    is_orphan = state == "cancelled"

    assert Goal.objects.with_progress().get().is_orphan is is_orphan
    assert Goal.objects.without_milestone().exists() is is_orphan


def test_one_milestone_that_counts_is_enough(team):
    goal = GoalFactory(team=team)
    MilestoneFactory(team=team, project=goal.project, goal=goal, state="cancelled")
    MilestoneFactory(team=team, project=goal.project, goal=goal)

    assert Goal.objects.without_milestone().exists() is False


@pytest.mark.parametrize(("lifecycle", "project"), [("closed", "active"), ("active", "finished")])
def test_a_goal_that_is_over_asks_for_no_milestone(team, lifecycle, project):
    ended = {"outcome": "missed", "closed_at": NOW} if lifecycle == "closed" else {}
    GoalFactory(team=team, project=ProjectFactory(team=team, state=project), lifecycle=lifecycle, **ended)

    assert Goal.objects.get().is_orphan is False
    assert (Goal.objects.without_milestone().exists(), Goal.objects.closed().exists()) == (False, True)


def test_a_goal_is_closed_once_and_opened_again(member):
    goal = GoalFactory(team=member.team)

    goal.close("partial", by=member, lesson="Ask earlier.")
    goal.close("achieved", by=member)
    closed = (goal.lifecycle, goal.outcome, goal.lesson, goal.closed_at is not None)
    goal.reopen(by=member)

    assert closed == ("closed", "partial", "Ask earlier.", True)
    assert (goal.lifecycle, goal.outcome, goal.closed_at, goal.closed_share) == ("active", "", None, None)
    assert Activity.objects.filter(verb="closed").count() == 1


def test_a_goal_does_not_end_without_an_outcome(member):
    goal = GoalFactory(team=member.team)

    with pytest.raises(ValidationError, match="Say how the goal ended"):
        goal.close("fine", by=member)

    assert Goal.objects.get().lifecycle == "active"
