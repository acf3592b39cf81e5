"""What a row points at by a many-to-many name: how many at most, and at what cost it is found."""

import pytest

from risks.models import ResponseAction, Risk
from risks.serializers import ResponseActionSerializer
from teams.models.links import LINKS_AT_MOST
from tests.factories.planner import GoalFactory, MilestoneFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/teams/acme/response-actions/"


def risks(team, count):
    return Risk.objects.bulk_create(RiskFactory.build(team=team, number=n) for n in range(1, count + 1))


def ids(rows):
    return [str(row.pk) for row in rows]


@pytest.mark.parametrize(
    ("count", "status"), [(LINKS_AT_MOST - 1, 201), (LINKS_AT_MOST, 201), (LINKS_AT_MOST + 1, 400)]
)
def test_a_row_points_at_a_hundred_others_at_most(api, member, count, status):
    rows = risks(member.team, count)

    answer = api(member).post(ADDRESS, {"title": "Ask", "risks": ids(rows)})

    assert answer.status_code == status
    assert ResponseAction.objects.count() == (status == 201)
    if status == 400:
        assert answer.data["errors"] == [{"field": "risks", "code": "too_many", "message": "Choose at most 100."}]


def test_page_and_api_say_the_same_of_too_many(browse, member):
    rows = risks(member.team, LINKS_AT_MOST + 1)

    answer = browse(member).post("/t/acme/response-actions/new/", {"title": "Ask", "risks": ids(rows), "state": "todo"})

    assert answer.status_code == 422
    assert answer.context["form"].errors["risks"] == ["Choose at most 100."]


@pytest.mark.parametrize("count", [1, 3])
def test_links_are_found_in_one_query(member, queries, count):
    rows = risks(member.team, count)
    given = ResponseActionSerializer(data={"title": "Ask", "risks": ids(rows)}, context={"membership": member})

    with queries(1):
        assert given.is_valid()
    assert given.validated_data["risks"] == rows


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("x", "not_a_list"),
        ({"a": 1}, "not_a_list"),
        ([], "empty"),
        ([1], "incorrect_type"),
        ([True], "incorrect_type"),
        ([None], "incorrect_type"),
        ([[]], "incorrect_type"),
        (["x"], "invalid"),
        (["01900000-0000-7000-8000-000000000000"], "does_not_exist"),
    ],
)
def test_what_is_no_list_of_ids_is_refused(api, member, given, code):
    answer = api(member).post(ADDRESS, {"title": "Ask", "risks": given})

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.data["errors"]] == [("risks", code)]


def test_a_row_of_another_team_looks_as_if_it_did_not_exist(api, member, other_team):
    [alien] = risks(other_team, 1)

    answer = api(member).post(ADDRESS, {"title": "Ask", "risks": ids([alien])})

    assert answer.data["errors"][0]["code"] == "does_not_exist"


def test_a_link_taken_away_stays_with_other_rows(owner):
    goal = GoalFactory(team=owner.team)
    first, second = MilestoneFactory.create_batch(2, team=owner.team, project=goal.project, goal=goal)

    first.store(by=owner, links={"goals": []})

    assert list(first.goals.all()) == []
    assert list(second.goals.all()) == [goal]
