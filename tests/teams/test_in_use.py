"""What is still used is kept, and the refusal names what uses it."""

import pytest
from django.core.exceptions import ValidationError

from planner.models import Goal
from teams.models import change
from tests.factories.funding import OpportunityFactory, SourceFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def refusal(row, owner):
    with pytest.raises(ValidationError) as refused:
        row.discard(by=owner)
    return refused.value.messages


def test_a_row_is_used_by_the_other_ends_of_what_joins_them(owner):
    goal = GoalFactory(team=owner.team, title="Twelve clinics")
    first, second = (MilestoneFactory(team=owner.team, project=goal.project, goal=goal) for _ in range(2))

    assert refusal(goal, owner) == [
        f"{goal} is still used by {first}, {second}. Change those first, or close it instead of removing it."
    ]


def test_what_points_at_a_row_is_named_beside_what_is_joined_to_it(owner):
    goal = GoalFactory(team=owner.team)
    milestone = MilestoneFactory(team=owner.team, project=goal.project, goal=goal)
    task, risk = TaskFactory(team=owner.team, milestone=milestone), RiskFactory(team=owner.team, milestones=[milestone])

    assert refusal(milestone, owner) == [
        f"{milestone} is still used by {task}, {risk}. Change those first, or cancel it instead of removing it."
    ]


@pytest.mark.parametrize(("number", "more"), [(5, ""), (6, " and 1 more"), (8, " and 3 more")])
def test_five_are_named_and_the_rest_is_counted(owner, number, more):
    project = ProjectFactory(team=owner.team)
    goals = GoalFactory.create_batch(number, team=owner.team, project=project)

    [message] = refusal(project, owner)

    assert f"is still used by {', '.join(str(goal) for goal in goals[:5])}{more}. Change those first" in message


def test_only_what_can_be_cancelled_is_advised_to_be(owner):
    source = SourceFactory(team=owner.team)
    opportunity = OpportunityFactory(team=owner.team, source=source)

    assert refusal(source, owner) == [f"{source} is still used by {opportunity}. Change those first."]


def test_an_act_whose_many_rows_are_used_by_now_names_the_users_too(owner):
    project = ProjectFactory(team=owner.team)
    with change(owner, "Six goals") as act:
        goals = [Goal(team=owner.team, project=project, title=f"{n}", horizon="mid").store(by=act) for n in range(6)]
    milestone = MilestoneFactory(team=owner.team, project=project, goal=goals[0])

    with pytest.raises(ValidationError) as refused:
        act.undo(by=owner)

    assert refused.value.messages == [f"This cannot be undone: what it made is used by {milestone}."]


def test_an_act_whose_rows_were_changed_since_names_ten_and_counts_the_rest(owner):
    with change(owner, "Twelve goals") as act:
        goals = [
            Goal(team=owner.team, project=ProjectFactory(team=owner.team), title=f"{n}", horizon="mid").store(by=act)
            for n in range(12)
        ]
    for goal in goals:
        goal.title = "Another"
        goal.store(by=owner)

    with pytest.raises(ValidationError, match="and 2 more"):
        act.undo(by=owner)
