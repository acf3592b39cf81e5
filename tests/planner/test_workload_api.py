"""The work ahead by API: the figures of the page."""

import datetime as dt

import pytest

from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]  # a Monday, 2 March 2026
ADDRESS = "/api/v1/teams/acme/workload/weeks/"


def test_programs_read_who_has_how_much_to_do(api, viewer):
    team, busy = viewer.team, MembershipFactory(team=viewer.team, name="Busy")
    TaskFactory(team=team, assignee=busy, due_on=dt.date(2026, 2, 27))
    MilestoneFactory(team=team, owner=busy, starts_on=dt.date(2026, 3, 9), due_on=dt.date(2026, 3, 20))
    TaskFactory(team=team, assignee=viewer, due_on=dt.date(2026, 3, 3))

    told = api(viewer).get(ADDRESS).json()

    assert told["weeks"][:2] == ["2026-03-02", "2026-03-09"]
    assert (len(told["weeks"]), told["people_count"]) == (8, 2)
    assert told["people"] == [
        {"person": str(busy.pk), "late": 1, "weeks": [0, 1, 1, 0, 0, 0, 0, 0]},
        {"person": str(viewer.pk), "late": 0, "weeks": [1, 0, 0, 0, 0, 0, 0, 0]},
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_more_people(api, viewer, queries, rows):
    for _row in range(rows):
        TaskFactory(team=viewer.team, assignee=MembershipFactory(team=viewer.team), due_on=dt.date(2026, 3, 3))
    client = api(viewer)

    with queries(5):
        told = client.get(ADDRESS).json()

    assert told["people_count"] == rows


def test_the_work_of_another_team_is_not_there(api, member, stranger):
    TaskFactory(team=stranger.team, assignee=stranger, due_on=dt.date(2026, 3, 3))

    assert api(member).get(ADDRESS).json()["people"] == []
