"""My work by the API: the rows of the page, and no parameter nobody knows."""

import datetime as dt

import pytest

from desk.my_work.kinds import KINDS
from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/teams/acme/my-work/"


def test_the_rows_are_those_of_the_page_in_their_order(api, member):
    today = member.team.today()
    milestone = MilestoneFactory(team=member.team, title="Beta")
    task = TaskFactory(team=member.team, milestone=milestone, assignee=member, title="Soon", due_on=today)
    TaskFactory(team=member.team, assignee=member, title="Late", due_on=today - dt.timedelta(days=1))

    answer = api(member).get(LIST).json()

    assert [(row["section"], row["title"]) for row in answer["results"]] == [("overdue", "Late"), ("week", "Soon")]
    assert answer["results"][1] == {
        "section": "week",
        "kind": "task",
        "id": str(task.pk),
        "version": 1,
        "number": task.number,
        "title": "Soon",
        "state": "todo",
        "day": str(today),
        "ended_at": None,
        "person": str(member.pk),
        "about": str(milestone.pk),
        "about_title": "Beta",
        "url": task.get_absolute_url(),
    }


def test_section_and_kind_narrow_it(api, owner):
    MilestoneFactory(team=owner.team, owner=owner, title="Undated")
    TaskFactory(team=owner.team, assignee=owner, title="Work", due_on=dt.date(2020, 1, 1))
    client = api(owner)

    def titles(query):
        return [row["title"] for row in client.get(f"{LIST}?{query}").json()["results"]]

    assert titles("section=later") == ["Undated"]
    assert titles("kind=task") == ["Work"]
    assert titles("kind=task&section=later") == []


@pytest.mark.parametrize("query", ["section=soon", "kind=project", "owner=me", "section=", "page=0"])
def test_what_nobody_knows_is_refused(api, owner, query):
    assert api(owner).get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_each_kind_can_be_asked_for_alone(api, owner, kind):
    answer = api(owner).get(f"{LIST}?kind={kind.key}")

    assert (answer.status_code, answer.data["count"]) == (200, 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_more_rows(api, owner, queries, rows):
    TaskFactory.create_batch(rows, team=owner.team, assignee=owner)
    client = api(owner)
    client.get(LIST)

    with queries(6):
        answer = client.get(LIST)

    assert answer.json()["count"] == rows
