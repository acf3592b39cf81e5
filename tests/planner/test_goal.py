"""A goal: what counts for it, how it ends, and that row and set agree."""

import pytest
from django.core.exceptions import ValidationError

from planner.models import Goal, MilestoneState
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

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


@pytest.mark.parametrize(
    ("target", "horizon"),
    [("2026-09-02", "short"), ("2026-09-03", "mid"), ("2028-03-02", "mid"), ("2028-03-03", "long")],
)
def test_a_horizon_left_open_follows_from_the_target_date(browse, api, member, time_machine, target, horizon):
    time_machine.move_to(NOW)
    project = ProjectFactory(team=member.team)
    given = {"project": str(project.pk), "title": "Launch", "target_on": target}

    by_form = browse(member).post("/t/acme/goals/new/", given | {"horizon": ""})
    by_api = api(member).post("/api/v1/teams/acme/goals/", given)

    assert (by_form.status_code, by_api.status_code) == (303, 201)
    assert set(Goal.objects.values_list("horizon", flat=True)) == {horizon}


def test_a_horizon_somebody_chose_stays(browse, member):
    project = ProjectFactory(team=member.team)

    browse(member).post(
        "/t/acme/goals/new/", {"project": project.pk, "title": "Launch", "target_on": "2099-01-01", "horizon": "short"}
    )

    assert Goal.objects.get().horizon == "short"


def test_a_goal_needs_a_horizon_or_a_date_that_suggests_one(browse, api, member):
    project = ProjectFactory(team=member.team)
    given = {"project": str(project.pk), "title": "Launch"}
    message = "Choose a horizon, or give a target date, which suggests one."

    by_form = browse(member).post("/t/acme/goals/new/", given)
    by_api = api(member).post("/api/v1/teams/acme/goals/", given)

    assert (by_form.status_code, by_form.context["form"].errors) == (422, {"horizon": [message]})
    assert (by_api.status_code, by_api.data["errors"][0]["message"]) == (400, message)
    assert not Goal.objects.exists()


def test_the_form_asks_for_the_date_first_and_knows_the_spans_of_the_horizons(browse, member, time_machine):
    time_machine.move_to(NOW)

    form = browse(member).get("/t/acme/goals/new/").context["form"]

    names = list(form.fields)
    assert names.index("target_on") + 1 == names.index("horizon")
    assert form.fields["horizon"].widget.attrs["data-horizon-of"] == form["target_on"].id_for_label
    assert form.fields["horizon"].widget.attrs["data-lanes"] == "short:2026-09-02 mid:2028-03-02 long:"


def test_a_horizon_that_does_not_fit_is_a_link_away_from_one_that_does(browse, member, viewer):
    goal = GoalFactory(team=member.team, target_on="2099-01-01")
    way = f"/t/acme/goals/{goal.pk}/edit/?horizon=long"

    client = browse(member)
    offered = f'href="{way}"' in client.get(goal.get_absolute_url()).content.decode()
    chosen = client.get(way).context["form"]["horizon"].value()
    told = browse(viewer).get(goal.get_absolute_url()).content.decode()

    assert (offered, chosen) == (True, "long")
    assert "By its target date this would be a goal of the horizon" in told
    assert way not in told


# Weights


@pytest.fixture
def weighed(team):
    """A goal with a milestone done and one to do, of equal weight."""
    goal = GoalFactory(team=team)
    done = MilestoneFactory(team=team, project=goal.project, goal=goal, state="completed", completed_at=NOW)
    left = MilestoneFactory(team=team, project=goal.project, goal=goal)
    TaskFactory(team=team, milestone=left)
    return goal, done, left


def test_a_milestone_counts_by_its_weight(member, weighed):
    goal, done, left = weighed

    changed = [goal.weigh({done.pk: 1, left.pk: 3}, by=member), goal.weigh({left.pk: 3}, by=member)]

    assert (changed, goal.percent) == ([1, 0], 25)
    assert Activity.objects.filter(subject_id=goal.pk, verb="weighed").count() == 1


@pytest.mark.parametrize("weight", [0, 101])
def test_a_weight_out_of_range_changes_nothing(member, weighed, weight):
    goal, done, left = weighed

    with pytest.raises(ValidationError):
        goal.weigh({done.pk: 5, left.pk: weight}, by=member)

    assert set(goal.milestone_links.values_list("weight", flat=True)) == {1}


def test_what_leads_elsewhere_or_to_a_closed_goal_is_not_weighed(member, weighed):
    goal, done, _left = weighed
    elsewhere = MilestoneFactory(team=member.team, project=goal.project)

    with pytest.raises(ValidationError, match="No such milestone"):
        goal.weigh({elsewhere.pk: 2}, by=member)
    goal.close("partial", by=member)
    with pytest.raises(ValidationError, match="is closed"):
        goal.weigh({done.pk: 2}, by=member)


def test_weights_are_set_by_form_and_by_api(browse, api, member, weighed):
    goal, done, left = weighed
    path = f"/api/v1/teams/acme/goals/{goal.pk}/weights/"

    sent = browse(member).post(f"/t/acme/goals/{goal.pk}/weights/", {f"weight-{done.pk}": 2, f"weight-{left.pk}": 3})
    by_form = {row["milestone"]: row["weight"] for row in api(member).get(path).data["results"]}
    answer = api(member).post(path, {"weights": [{"milestone": done.pk, "weight": 4}]})
    refused = api(member).post(path, {"weights": [{"milestone": done.pk, "weight": 101}]})

    assert (sent.status_code, by_form) == (303, {str(done.pk): 2, str(left.pk): 3})
    assert (answer.data, refused.status_code) == ({"changed": 1}, 400)
    assert dict(goal.milestone_links.values_list("milestone", "weight")) == {done.pk: 4, left.pk: 3}
    assert "weight 4" in browse(member).get(goal.get_absolute_url()).content.decode()
