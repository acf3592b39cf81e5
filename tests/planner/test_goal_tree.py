"""Goals below goals: no circle, no more than five levels, in one team."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from planner.models import Goal
from tests.factories.planner import GoalFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def line(team, length):
    goals = [GoalFactory(team=team, project=ProjectFactory(team=team))]
    for _level in range(length - 1):
        goals.append(GoalFactory(team=team, project=goals[0].project, parent=goals[-1]))
    return goals


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_goal_cannot_stand_below_itself(member, length):
    goals = line(member.team, length)
    goals[0].parent = goals[-1]

    with pytest.raises(ValidationError, match="circle") as refused:
        goals[0].store(by=member)

    assert list(refused.value.error_dict) == ["parent"]
    assert Goal.objects.get(pk=goals[0].pk).parent is None


def test_goals_stand_five_levels_deep_at_most(member):
    goals = line(member.team, 4)
    new = {"team": member.team, "project": goals[0].project, "horizon": "short"}

    fifth = Goal(title="Fifth", parent=goals[-1], **new).store(by=member)
    with pytest.raises(ValidationError, match="at most 5 levels"):
        Goal(title="Sixth", parent=fifth, **new).store(by=member)
    top = Goal(title="Top", **new).store(by=member)
    goals[0].parent = top
    with pytest.raises(ValidationError, match="at most 5 levels"):
        goals[0].store(by=member)

    assert Goal.objects.get(pk=goals[0].pk).parent is None


def test_a_goal_may_lead_to_one_of_another_project_but_not_of_another_team(member, stranger):
    goal, other = GoalFactory(team=member.team), GoalFactory(team=member.team)
    foreign = GoalFactory(team=stranger.team)

    goal.parent = other
    goal.store(by=member)
    goal.parent = foreign
    with pytest.raises(ValidationError):
        goal.store(by=member)

    assert Goal.objects.get(pk=goal.pk).parent == other


def test_a_goal_with_sub_goals_is_not_removed(member):
    goals = line(member.team, 2)

    with pytest.raises(ValidationError, match="still used"):
        goals[0].discard(by=member)

    assert Goal.objects.count() == 2


def test_what_leads_to_a_goal_keeps_it_from_being_an_orphan(team):
    above, below = line(team, 2)

    assert (above.is_orphan, below.is_orphan) == (False, True)
    assert list(Goal.objects.without_milestone()) == [below]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_place_goals_at_once_make_no_circle(owner):
    if connection.vendor == "sqlite":
        pytest.skip("asks PostgreSQL: SQLite lets one writer in at a time")
    first, second = GoalFactory.create_batch(2, team=owner.team, project=ProjectFactory(team=owner.team))
    refused = []

    def other():
        try:
            second.parent = first
            second.store(by=owner)
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    with transaction.atomic():
        first.parent = second
        first.store(by=owner)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)

    assert len(refused) == 1
    assert Goal.objects.filter(parent=None).count() == 1
