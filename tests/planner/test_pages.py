"""Pages of the plan: full for a browser, one partial for htmx, the same cost for more rows."""

import re

import pytest

from planner.models import Goal, Milestone, Project, Task
from tests.conftest import NOW
from tests.factories.planner import BaselineFactory, GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db

BASE = "/t/acme"


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "expected"), [("projects/", 6), ("goals/", 12), ("milestones/", 13), ("tasks/", 10), ("baselines/", 5)]
)
def test_a_list_costs_the_same_for_more_rows(browse, viewer, queries, rows, path, expected):
    for number in range(rows):
        project = ProjectFactory(team=viewer.team)
        goal = GoalFactory(team=viewer.team, project=project, owner=viewer)
        milestone = MilestoneFactory(team=viewer.team, project=project, goal=goal, owner=viewer)
        TaskFactory(team=viewer.team, milestone=milestone, assignee=viewer, title=f"Task {number}")
        BaselineFactory(team=viewer.team, by=viewer)
    client = browse(viewer)

    with queries(expected):
        answer = client.get(f"{BASE}/{path}")

    assert answer.status_code == 200


def test_an_htmx_request_gets_the_partial_it_names_and_others_the_page(browse, viewer):
    MilestoneFactory(team=viewer.team, title="Beta")
    client = browse(viewer)

    partial = client.get(f"{BASE}/milestones/", headers={"HX-Request": "true", "HX-Target": "milestone-table"})
    nonsense = client.get(f"{BASE}/milestones/", headers={"HX-Request": "true", "HX-Target": "nonsense"})
    restored = client.get(
        f"{BASE}/milestones/",
        headers={"HX-Request": "true", "HX-Target": "milestone-table", "HX-History-Restore-Request": "true"},
    )

    assert b"<html" not in partial.content
    assert b"Beta" in partial.content
    assert b"<html" in nonsense.content
    assert b"<html" in restored.content
    assert {"HX-Request", "HX-Target"} <= {part.strip() for part in partial["Vary"].split(",")}


def test_completing_in_place_answers_with_the_row_and_an_undo(browse, member):
    milestone = MilestoneFactory(team=member.team, title="Beta")
    target = f"milestone-row-{milestone.pk}"

    answer = browse(member).post(
        f"{BASE}/milestones/{milestone.pk}/completion/", headers={"HX-Request": "true", "HX-Target": target}
    )

    page = answer.content.decode()
    milestone.refresh_from_db()
    assert (answer.status_code, milestone.state) == (200, "completed")
    assert f'id="{target}"' in page
    assert "<html" not in page
    assert f"/milestones/{milestone.pk}/completion/undo/" in page
    assert "hx-swap-oob" in page


def test_completing_without_javascript_leads_back(browse, member):
    milestone = MilestoneFactory(team=member.team)

    answer = browse(member).post(f"{BASE}/milestones/{milestone.pk}/completion/", {"next": f"{BASE}/milestones/"})
    elsewhere = browse(member).post(
        f"{BASE}/milestones/{milestone.pk}/completion/", {"next": "https://evil.example.com/"}
    )

    assert (answer.status_code, answer["Location"]) == (303, f"{BASE}/milestones/")
    assert elsewhere["Location"] == milestone.get_absolute_url()


def test_undo_takes_completion_back(browse, member):
    milestone = MilestoneFactory(team=member.team)
    client = browse(member)
    client.post(f"{BASE}/milestones/{milestone.pk}/completion/")

    client.post(f"{BASE}/milestones/{milestone.pk}/completion/undo/")

    milestone.refresh_from_db()
    assert (milestone.state, milestone.completed_at) == ("planned", None)


@pytest.mark.parametrize(("kind", "make"), [("milestones", MilestoneFactory), ("tasks", TaskFactory)])
def test_the_toast_of_a_cancellation_takes_the_cancellation_back(browse, member, kind, make):
    row = make(team=member.team, state="in_progress")
    client = browse(member)

    toast = client.post(f"{BASE}/{kind}/{row.pk}/cancellation/", follow=True).content.decode()
    client.post(f"{BASE}/{kind}/{row.pk}/cancellation/undo/")

    row.refresh_from_db()
    assert f'action="{BASE}/{kind}/{row.pk}/cancellation/undo/"' in toast
    assert row.state == "in_progress"


def test_a_goal_is_made_with_a_form(browse, member):
    project = ProjectFactory(team=member.team)

    answer = browse(member).post(
        f"{BASE}/goals/new/", {"project": project.pk, "title": "Launch", "horizon": "short", "target_on": "2026-12-01"}
    )

    goal = Goal.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, goal.get_absolute_url())
    assert (goal.title, goal.project, str(goal.target_on)) == ("Launch", project, "2026-12-01")


def test_a_broken_rule_answers_422_keeps_the_text_and_stores_nothing(browse, member):
    project = ProjectFactory(team=member.team)

    answer = browse(member).post(
        f"{BASE}/milestones/new/",
        {"project": project.pk, "title": "Beta", "starts_on": "2026-02-01", "due_on": "2026-01-01", "state": "planned"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A milestone cannot be due before it starts." in page
    assert 'value="Beta"' in page
    assert not Milestone.objects.exists()


def test_the_name_of_a_project_is_unique_by_form_as_by_api(browse, api, member):
    ProjectFactory(team=member.team, name="Beacon")

    page = browse(member).post(f"{BASE}/projects/new/", {"name": "Beacon"})
    answer = api(member).post("/api/v1/teams/acme/projects/", {"name": "Beacon"})

    message = "The team has a project of this name already."
    assert message in page.content.decode()
    assert message == answer.data["errors"][0]["message"]
    assert Project.objects.count() == 1


def test_choices_of_a_form_hold_no_row_of_another_team(browse, member, stranger):
    alien = ProjectFactory(team=stranger.team, name="Secret plan")

    page = browse(member).get(f"{BASE}/goals/new/").content.decode()
    answer = browse(member).post(f"{BASE}/goals/new/", {"project": alien.pk, "title": "Steal", "horizon": "short"})

    assert "Secret plan" not in page
    assert (answer.status_code, Goal.objects.count()) == (422, 0)


def test_a_stale_form_is_kept_and_saving_again_replaces(browse, member):
    milestone = MilestoneFactory(team=member.team, title="Beta")
    client = browse(member)
    fields = {"title": "Gamma", "state": "planned", "version": 1}
    milestone.title = "Theirs"
    milestone.store(by=member)

    first = client.post(f"{BASE}/milestones/{milestone.pk}/edit/", fields)
    milestone.refresh_from_db()
    kept = milestone.title
    second = client.post(f"{BASE}/milestones/{milestone.pk}/edit/", fields | {"version": 2})

    milestone.refresh_from_db()
    assert (first.status_code, kept) == (422, "Theirs")
    assert 'value="Gamma"' in first.content.decode()
    assert 'name="version" value="2"' in first.content.decode()
    assert (second.status_code, milestone.title) == (303, "Gamma")


def test_moving_a_milestone_is_kept_in_the_slip_ledger(browse, member):
    project = ProjectFactory(team=member.team)
    milestone = Milestone(team=member.team, project=project, title="Beta", due_on="2026-05-01").store(by=member)

    browse(member).post(
        f"{BASE}/milestones/{milestone.pk}/edit/",
        {"title": "Beta", "state": "planned", "due_on": "2026-06-01", "version": 1},
    )

    milestone.refresh_from_db()
    move = milestone.moves.get()
    assert (str(move.old_due_on), str(move.new_due_on), move.by) == ("2026-05-01", "2026-06-01", member)
    assert (str(milestone.first_due_on), milestone.slip_days) == ("2026-05-01", 21)


def test_a_task_is_added_from_the_page_of_its_milestone(browse, member):
    milestone = MilestoneFactory(team=member.team)

    answer = browse(member).post(
        f"{BASE}/tasks/new/", {"milestone": milestone.pk, "title": "Call ten clinics", "state": "todo"}
    )

    assert answer["Location"] == milestone.get_absolute_url()
    assert Task.objects.get().milestone == milestone


def test_closing_a_goal_freezes_its_progress_and_can_be_taken_back(browse, member):
    goal = GoalFactory(team=member.team)
    MilestoneFactory(team=member.team, project=goal.project, goal=goal, state="completed", completed_at=NOW)
    client = browse(member)

    client.post(f"{BASE}/goals/{goal.pk}/closing/", {"outcome": "achieved", "lesson": "Ask earlier."})
    goal = Goal.objects.get()
    closed = (goal.lifecycle, goal.outcome, goal.percent, goal.lesson)
    client.post(f"{BASE}/goals/{goal.pk}/closing/undo/")

    assert closed == ("closed", "achieved", 100, "Ask earlier.")
    assert Goal.objects.get().lifecycle == "active"


def test_a_goal_without_a_milestone_is_pointed_out(browse, viewer):
    goal = GoalFactory(team=viewer.team, title="Lonely")
    MilestoneFactory(team=viewer.team, project=goal.project, goal=GoalFactory(team=viewer.team, project=goal.project))

    answer = browse(viewer).get(f"{BASE}/goals/")

    assert answer.context["orphan_count"] == 1
    assert [orphan.title for orphan in Goal.objects.without_milestone()] == ["Lonely"]


def test_undated_milestones_are_never_overdue(viewer):
    MilestoneFactory(team=viewer.team, due_on=None)

    assert list(Milestone.objects.overdue(on=viewer.team.today())) == []


def test_a_viewer_sees_no_way_to_change_anything(browse, viewer):
    goal = GoalFactory(team=viewer.team)
    milestone = MilestoneFactory(team=viewer.team, project=goal.project, goal=goal)
    done = MilestoneFactory(team=viewer.team, project=goal.project, state="completed", completed_at=NOW)
    task = TaskFactory(team=viewer.team, milestone=milestone)
    client = browse(viewer)
    lists = [f"{BASE}/{kind}/" for kind in ("projects", "goals", "milestones", "tasks")]

    for url in (*lists, *(row.get_absolute_url() for row in (goal.project, goal, milestone, done, task))):
        page = client.get(url).content.decode()
        posts = re.findall(r'action="([^"]+)"', "".join(re.findall(r'<form[^>]*method="post"[^>]*>', page)))
        ways = re.findall(r'(?:href|hx-post)="(/t/acme/[^"]*(?:new|edit|import|completion|reopening)/[^"]*)"', page)
        assert ([path for path in posts if path.startswith(BASE)], ways) == ([], []), url


def test_a_hostile_title_is_shown_as_text(browse, member):
    milestone = MilestoneFactory(team=member.team, title="<script>alert(1)</script>")
    client = browse(member)

    pages = [client.get(path).content.decode() for path in (f"{BASE}/milestones/", milestone.get_absolute_url())]

    assert all("<script>alert" not in page for page in pages)
    assert all("&lt;script&gt;alert(1)" in page for page in pages)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("", "A goal says where the product should be by a date"), ("?horizon=long", "No goal matches these filters.")],
)
def test_the_goals_page_without_goals_says_what_a_goal_is_or_that_none_matches(browse, member, query, sentence):
    page = browse(member).get(f"/t/acme/goals/{query}").content.decode()

    assert sentence in page
