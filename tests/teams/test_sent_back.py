"""A program may send back what it read; what cannot be set is refused where it would change."""

import pytest

from planner.models import Milestone, Project
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory


def test_a_row_may_be_sent_back_as_it_was_read(owner, api):
    goal = GoalFactory(team=owner.team)
    MilestoneFactory(team=owner.team, project=goal.project, goal=goal)
    address = f"/api/v1/teams/acme/goals/{goal.pk}/"
    row = api(owner).get(address).json()

    answer = api(owner).patch(address, row | {"title": "Renamed"}, format="json")

    assert (answer.status_code, answer.json()["title"]) == (200, "Renamed")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("lifecycle", "closed", "read_only"),
        ("id", "01900000-0000-7000-8000-000000000000", "read_only"),
        ("code", "G-99", "read_only"),
        ("created_at", "2020-01-01T00:00:00Z", "read_only"),
        ("project", "01900000-0000-7000-8000-000000000000", "immutable"),
    ],
)
def test_what_cannot_be_set_is_refused_where_it_would_change(owner, api, field, value, code):
    goal = GoalFactory(team=owner.team)

    answer = api(owner).patch(
        f"/api/v1/teams/acme/goals/{goal.pk}/", {"version": goal.version, field: value}, format="json"
    )

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_figures_that_move_by_themselves_are_not_looked_at(owner, api):
    goal = GoalFactory(team=owner.team)

    answer = api(owner).patch(
        f"/api/v1/teams/acme/goals/{goal.pk}/",
        {"version": goal.version, "progress_percent": 99, "title": "Renamed"},
        format="json",
    )

    assert (answer.status_code, answer.json()["title"]) == (200, "Renamed")


@pytest.mark.parametrize("value", ["99", [99], {"share": 99}, True])
def test_of_figures_that_move_the_kind_is_looked_at(owner, api, value):
    goal = GoalFactory(team=owner.team)
    MilestoneFactory(team=owner.team, project=goal.project, goal=goal, state="completed", completed_at=NOW)

    answer = api(owner).patch(
        f"/api/v1/teams/acme/goals/{goal.pk}/", {"version": goal.version, "progress_percent": value}, format="json"
    )

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("progress_percent", "read_only")]


def test_a_stale_row_that_is_sent_back_is_told_that_it_is_stale(owner, api):
    project = ProjectFactory(team=owner.team)
    address = f"/api/v1/teams/acme/projects/{project.pk}/"
    row = api(owner).get(address).json()
    api(owner).patch(address, {"version": row["version"], "name": "Quicker"}, format="json")

    answer = api(owner).patch(address, row | {"name": "Slower"}, format="json")

    assert answer.status_code == 409
    assert Project.objects.get(pk=project.pk).name == "Quicker"


@pytest.mark.parametrize("field", ["id", "code", "version", "created_at", "progress_percent"])
def test_a_new_row_is_not_given_what_cannot_be_set(owner, api, field):
    risk = RiskFactory(team=owner.team)
    row = api(owner).get(f"/api/v1/teams/acme/risks/{risk.pk}/").json()
    milestone = MilestoneFactory(team=owner.team)
    row = row if field in row else api(owner).get(f"/api/v1/teams/acme/milestones/{milestone.pk}/").json()
    kind = "risks" if "cause" in row else "milestones"

    answer = api(owner).post(f"/api/v1/teams/acme/{kind}/", {"title": "Copy", field: row[field]}, format="json")

    assert answer.status_code == 400
    assert (field, "read_only") in {(error["field"], error["code"]) for error in answer.json()["errors"]}
    assert not Milestone.objects.filter(title="Copy").exists()
