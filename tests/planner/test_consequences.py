"""What a move means: what becomes late for its goal, by how much the end moves, and what upper apps know of it."""

import datetime as dt

import pytest
import time_machine

from planner.cascading import Asked, preview
from planner.consequences import consequences_of
from planner.models import Responsibility
from teams.roles import Role
from tests.conftest import NOW
from tests.factories.bonuses import ResponsibilityFactory
from tests.factories.funding import TrancheFactory
from tests.factories.planner import DependencyFactory, GoalFactory, MilestoneFactory
from tests.factories.teams import MembershipFactory

TODAY = NOW.date()


def day(number):
    return TODAY + dt.timedelta(days=number)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def chain(team, owner):
    """Two milestones, the second after the first; a goal wants the second by day 30."""
    goal = GoalFactory(team=team, target_on=day(30))
    cleo = MembershipFactory(team=team, name="Cleo")
    first = MilestoneFactory(team=team, project=goal.project, starts_on=day(0), due_on=day(11), owner=cleo)
    second = MilestoneFactory(
        team=team, project=goal.project, goal=goal, starts_on=day(14), due_on=day(25), follows_links=True, owner=owner
    )
    DependencyFactory(team=team, predecessor=first, successor=second)
    return first, second


def found(first, who, due):
    return consequences_of(preview(first, Asked(due_on=due), by=who), by=who)


def texts(consequences, key):
    return [(each.text, each.is_late) for each in consequences.effects if each.key == key]


def test_what_comes_to_lie_after_the_day_its_goal_wants_it_by_becomes_late(owner, chain):
    first, second = chain

    assert [row.milestone for row in found(first, owner, day(18)).late] == [second]
    assert found(first, owner, day(14)).late == []


def test_what_was_late_before_does_not_become_late(owner, chain):
    first, second = chain
    type(second).objects.filter(pk=second.pk).update(due_on=day(31))

    assert found(first, owner, day(18)).late == []


def test_the_end_of_the_plan_moves_by_working_days(owner, chain):
    first, _second = chain

    assert found(first, owner, day(18)).path_days == 5
    assert found(first, owner, day(9)).path_days == -2


def test_a_tranche_is_at_risk_where_its_milestone_becomes_late_and_moved_where_not(team, owner, chain):
    first, second = chain
    TrancheFactory(team=team, milestone=second, due_on=None, position=2, opportunity__source__name="Nordtor")
    tranche = "funding.tranche"

    assert texts(found(first, owner, day(18)), tranche) == [("tranche 2 of Nordtor at risk", True)]
    assert texts(found(first, owner, day(14)), tranche) == [("1 tranche comes later", False)]
    assert texts(found(first, owner, day(9)), tranche) == []


def test_tranches_are_for_who_may_read_the_money(team, chain):
    first, second = chain
    TrancheFactory(team=team, milestone=second, due_on=None)
    member = MembershipFactory(team=team, role=Role.MEMBER)

    assert texts(found(first, member, day(18)), "funding.tranche") == []


def test_those_in_charge_of_what_moves_will_be_told_but_not_who_moves_it(team, owner, chain):
    first, _second = chain
    other = MembershipFactory(team=team, role=Role.OWNER)

    assert texts(found(first, owner, day(18)), "teams.membership") == [("1 person will be told", False)]
    assert texts(found(first, other, day(18)), "teams.membership") == [("2 people will be told", False)]


def test_those_consulted_about_what_moves_are_named(team, owner, chain):
    first, second = chain
    names = ["Ben", "Ada", "Cleo", "Dan", "Eva", "Fay", "Gil"]
    for name in names:
        person = MembershipFactory(team=team, name=name)
        ResponsibilityFactory(team=team, milestone=second, person=person, letter="C")
    ResponsibilityFactory(team=team, milestone=first, person=owner, letter="C")  # who moves it
    informed = ResponsibilityFactory(team=team, milestone=first, letter="I")
    doing = ResponsibilityFactory(team=team, milestone=first, letter="R")

    later = found(first, owner, day(18))
    Responsibility.objects.exclude(person__name__in=("Ada", "Ben")).exclude(pk__in=[informed.pk, doing.pk]).delete()
    fewer = found(first, owner, day(18))

    assert texts(later, "planner.responsibility") == [("consulted: Ada, Ben, Cleo, Dan, Eva and 2 more", False)]
    assert texts(later, "teams.membership") == [("9 people will be told", False)]  # and the owner of the first, and R
    assert texts(fewer, "planner.responsibility") == [("consulted: Ada, Ben", False)]
    assert texts(fewer, "teams.membership") == [("4 people will be told", False)]


def test_who_has_left_or_owns_the_milestone_is_not_named(team, owner, chain):
    first, _second = chain
    left = MembershipFactory(team=team, ended_at=NOW)
    for person in (left, first.owner):
        ResponsibilityFactory(team=team, milestone=first, person=person, letter="C")

    assert texts(found(first, owner, day(18)), "planner.responsibility") == []


def test_the_look_at_what_follows_says_it_on_its_page_and_by_the_api(browse, api, owner, chain):
    first, second = chain
    ResponsibilityFactory(team=owner.team, milestone=second, person__name="Ada", letter="C")

    page = browse(owner).get(f"/t/acme/milestones/{first.pk}/cascade/?due_on={day(18)}").content.decode()
    body = {"due_on": str(day(18)), "dry_run": True}
    answer = api(owner).post(f"/api/v1/teams/acme/milestones/{first.pk}/cascade/", body).json()

    assert ("consulted: Ada" in page, "2 people will be told" in page) == (True, True)
    assert [each["text"] for each in answer["effects"]] == ["2 people will be told", "consulted: Ada"]


@pytest.mark.parametrize("more", [1, 3])
def test_a_look_costs_the_same_for_more_rows(team, owner, chain, queries, more):
    first, before = chain
    for number in range(more):
        after = MilestoneFactory(team=team, project=first.project, due_on=day(30 + number), follows_links=True)
        DependencyFactory(team=team, predecessor=before, successor=after)
        TrancheFactory(team=team, milestone=after, due_on=None)
        before = after
    first.team, first.project  # noqa: B018 - read before

    with queries(10):
        found(first, owner, day(18))
