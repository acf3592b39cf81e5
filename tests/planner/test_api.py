"""The plan's API: the same rules as the pages, one error shape, stale copies refused, retries harmless."""

import pytest

from planner.models import Goal, Milestone, Project
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import (
    BaselineFactory,
    GoalFactory,
    MilestoneFactory,
    MoveFactory,
    ProjectFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db

BASE = "/api/v1/teams/acme"


def test_a_milestone_is_made_read_changed_and_removed(api, member):
    project = ProjectFactory(team=member.team)
    goal = GoalFactory(team=member.team, project=project)
    client = api(member)

    made = client.post(
        f"{BASE}/milestones/",
        {"project": project.pk, "goals": [goal.pk], "title": "Beta", "starts_on": "2026-01-01", "due_on": "2026-02-01"},
    )
    url = f"{BASE}/milestones/{made.data['id']}/"
    changed = client.patch(url, {"title": "Public beta", "version": made.data["version"]})
    removed = client.delete(url)

    assert (made.status_code, changed.status_code, removed.status_code) == (201, 200, 204)
    assert (made.data["code"], made.data["goals"], made.data["state"]) == ("M-1", [goal.pk], "planned")
    assert (changed.data["title"], changed.data["version"]) == ("Public beta", 2)
    assert not Milestone.objects.exists()


def test_a_milestone_says_how_many_of_its_gates_are_met_today(api, viewer, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")
    milestone = MilestoneFactory(team=viewer.team)
    MilestoneFactory(team=viewer.team, title="Without")
    for each in ({"state": "passed"}, {"state": "waived", "reason": "Later"}, {"state": "failed"}, {}):
        GateCheckFactory(team=viewer.team, milestone=milestone, **each)
    GateCheckFactory(team=viewer.team, milestone=milestone, state="passed", counts_until="2026-03-01")
    client = api(viewer)

    rows = client.get(f"{BASE}/milestones/").data["results"]
    one = client.get(f"{BASE}/milestones/{milestone.pk}/").data

    tallies = {row["title"]: (row["gates_met"], row["gates_waived"], row["gates_total"]) for row in [*rows, one]}
    assert tallies == {milestone.title: (2, 1, 5), "Without": (0, 0, 0)}


def test_a_broken_rule_answers_with_field_code_and_message(api, member):
    project = ProjectFactory(team=member.team)

    answer = api(member).post(
        f"{BASE}/milestones/",
        {"project": project.pk, "title": "Beta", "starts_on": "2026-03-01", "due_on": "2026-02-01"},
    )

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.data["errors"] == [
        {
            "field": None,
            "code": "milestone_ends_after_start",
            "message": "A milestone cannot be due before it starts.",
        }
    ]


def test_a_stale_version_answers_409_and_changes_nothing(api, member):
    milestone = MilestoneFactory(team=member.team, title="Beta", version=3)

    answer = api(member).patch(f"{BASE}/milestones/{milestone.pk}/", {"title": "Gamma", "version": 2})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (409, "stale")
    assert Milestone.objects.get().title == "Beta"


def test_a_change_without_version_is_refused(api, member):
    milestone = MilestoneFactory(team=member.team, title="Beta")

    answer = api(member).patch(f"{BASE}/milestones/{milestone.pk}/", {"title": "Gamma"})

    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "version")
    assert Milestone.objects.get().title == "Beta"


def test_a_row_of_another_team_looks_like_one_that_does_not_exist(api, member, stranger):
    alien = ProjectFactory(team=stranger.team)

    answer = api(member).post(f"{BASE}/goals/", {"project": alien.pk, "title": "Steal", "horizon": "short"})

    assert answer.status_code == 400
    assert answer.data["errors"][0]["field"] == "project"
    assert "does not exist" in answer.data["errors"][0]["message"]
    assert not Goal.objects.exists()


def test_a_parent_cannot_be_moved(api, member):
    goal = GoalFactory(team=member.team)
    elsewhere = ProjectFactory(team=member.team)

    answer = api(member).patch(f"{BASE}/goals/{goal.pk}/", {"project": elsewhere.pk, "version": 1})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "immutable")
    assert Goal.objects.get().project_id == goal.project_id


def test_a_repeated_post_with_the_same_key_makes_one_row(api, owner):
    client = api(owner)
    headers = {"Idempotency-Key": "abc"}

    first = client.post(f"{BASE}/projects/", {"name": "Beacon"}, headers=headers)
    second = client.post(f"{BASE}/projects/", {"name": "Beacon"}, headers=headers)
    other = client.post(f"{BASE}/projects/", {"name": "Other"}, headers=headers)

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 409)
    assert first.data["id"] == second.data["id"]
    assert Project.objects.count() == 1


def test_completion_is_done_and_undone(api, member):
    milestone = MilestoneFactory(team=member.team)
    client = api(member)

    done = client.post(f"{BASE}/milestones/{milestone.pk}/completion/")
    undone = client.delete(f"{BASE}/milestones/{milestone.pk}/completion/")

    assert (done.data["state"], done.data["progress_percent"]) == ("completed", 100)
    assert (undone.data["state"], undone.data["completed_at"]) == ("planned", None)


def test_cancelling_has_one_door(api, member):
    rows = {"milestones": MilestoneFactory(team=member.team), "tasks": TaskFactory(team=member.team)}
    client = api(member)

    for kind, row in rows.items():
        url = f"{BASE}/{kind}/{row.pk}/"
        typed = client.patch(url, {"state": "cancelled", "version": 1})
        done = client.post(f"{url}cancellation/")
        undone = client.delete(f"{url}cancellation/")

        assert (typed.status_code, typed.data["errors"][0]["code"]) == (400, "by_verb")
        assert (done.data["state"], undone.data["state"]) == ("cancelled", row.state)


def test_what_was_changed_since_is_reopened_by_name(api, member):
    milestone = MilestoneFactory(team=member.team)
    client = api(member)
    url = f"{BASE}/milestones/{milestone.pk}/"
    done = client.post(f"{url}completion/")
    client.patch(url, {"title": "Gamma", "version": done.data["version"]})

    undone = client.delete(f"{url}completion/")
    reopened = client.post(f"{url}reopening/")

    assert (undone.status_code, undone.data["errors"][0]["code"]) == (400, "changed_since")
    assert (reopened.status_code, reopened.data["state"]) == (200, "in_progress")


def test_completed_cannot_be_typed(api, member):
    milestone = MilestoneFactory(team=member.team)

    answer = api(member).patch(f"{BASE}/milestones/{milestone.pk}/", {"state": "completed", "version": 1})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "by_verb")


def test_a_viewer_reads_and_changes_nothing(api, viewer):
    milestone = MilestoneFactory(team=viewer.team)
    client = api(viewer)
    url = f"{BASE}/milestones/{milestone.pk}/"

    answers = [
        client.get(url),
        client.patch(url, {"title": "X", "version": 1}),
        client.delete(url),
        client.post(f"{url}completion/"),
        client.post(f"{BASE}/milestones/", {}),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 403, 403]


def test_a_stranger_finds_nothing(api, stranger, team):
    milestone = MilestoneFactory(team=team)
    client = api(stranger)

    answers = [client.get(f"{BASE}/milestones/"), client.get(f"{BASE}/milestones/{milestone.pk}/")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_nobody_gets_401(client, team):
    answer = client.get(f"{BASE}/milestones/")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("projects", 5), ("goals", 7), ("milestones", 7), ("tasks", 5), ("slips", 5), ("baselines", 5)],
)
def test_a_list_costs_the_same_for_more_rows(api, viewer, queries, rows, kind, expected):
    for _ in range(rows):
        goal = GoalFactory(team=viewer.team)
        milestone = MilestoneFactory(team=viewer.team, project=goal.project, goal=goal)
        TaskFactory(team=viewer.team, milestone=milestone)
        GateCheckFactory(team=viewer.team, milestone=milestone)
        MoveFactory(team=viewer.team, milestone=milestone, by=viewer)
        BaselineFactory(team=viewer.team, by=viewer)
    client = api(viewer)

    with queries(expected):
        answer = client.get(f"{BASE}/{kind}/")

    assert answer.data["count"] == rows


def test_making_a_milestone_takes_few_statements(api, member, django_assert_max_num_queries):
    project = ProjectFactory(team=member.team)
    client = api(member)
    client.get(f"{BASE}/milestones/")

    with django_assert_max_num_queries(20):
        answer = client.post(
            f"{BASE}/milestones/", {"project": str(project.pk), "title": "Beta", "due_on": "2026-05-01"}
        )

    assert answer.status_code == 201
