"""What the pages of the plan offer: choices that are alive, ways that lead somewhere, an undo for each act."""

import pytest

from planner.models import Goal, Milestone, Project
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db

BASE = "/t/acme"


@pytest.fixture
def plan(member):
    """Two projects at work and one that is over, with goals and milestones."""
    team = member.team
    beacon = ProjectFactory(team=team, name="Beacon")
    other = ProjectFactory(team=team, name="Other")
    over = ProjectFactory(team=team, name="Over", state="discontinued")
    rows = {"beacon": beacon, "other": other, "over": over}
    rows["launch"] = GoalFactory(team=team, project=beacon, title="Launch")
    rows["closed"] = GoalFactory(
        team=team, project=beacon, title="Closed", lifecycle="closed", outcome="missed", closed_at=NOW
    )
    rows["theirs"] = GoalFactory(team=team, project=other, title="Theirs")
    rows["beta"] = MilestoneFactory(team=team, project=beacon, goal=rows["closed"], title="Beta")
    rows["reached"] = MilestoneFactory(team=team, project=beacon, title="Reached", state="completed", completed_at=NOW)
    return rows


def choices(answer, name):
    return {getattr(row, "title", str(row)) for row in answer.context["form"].fields[name].queryset}


def test_a_new_row_goes_to_a_project_at_work(browse, member, plan):
    client = browse(member)

    for path in ("goals/new/", "milestones/new/"):
        assert choices(client.get(f"{BASE}/{path}"), "project") == {"Beacon", "Other"}


@pytest.fixture
def beginner(browse, member):
    """The browser of somebody in a team that has no project yet."""
    return browse(member)


@pytest.mark.parametrize(
    ("path", "model", "given"),
    [
        ("goals/new/", Goal, {"title": "Launch", "horizon": "short"}),
        ("milestones/new/", Milestone, {"title": "Beta", "state": "planned"}),
    ],
)
def test_the_first_goal_or_milestone_names_the_project_it_belongs_to(beginner, member, path, model, given):
    page = beginner.get(f"{BASE}/{path}")

    answer = beginner.post(f"{BASE}/{path}", given | {"new_project": "Beacon"})

    row, project = model.objects.get(), Project.objects.get()
    assert [name for name in page.context["form"].fields if "project" in name] == ["new_project"]
    assert (answer.status_code, answer["Location"]) == (303, row.get_absolute_url())
    assert (row.project, str(project), project.code, project.team) == (project, "Beacon", "P-1", member.team)
    assert Activity.objects.about(project).get().by == member


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"title": "Launch", "new_project": " "}, "new_project", "This field is required."),
        ({"title": "", "new_project": "Beacon"}, "title", "This field is required."),
        ({"title": "Launch", "new_project": "Over"}, "new_project", "The team has a project of this name already."),
    ],
)
def test_a_goal_that_is_refused_leaves_no_project_behind(beginner, member, given, field, message):
    ProjectFactory(team=member.team, name="Over", state="finished")

    answer = beginner.post(f"{BASE}/goals/new/", given | {"horizon": "short"})

    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [message]
    assert (Project.objects.count(), Goal.objects.count()) == (1, 0)


@pytest.mark.parametrize("path", ["goals/new/", "milestones/new/"])
def test_the_only_project_at_work_is_chosen_in_advance(browse, member, path):
    ProjectFactory(team=member.team, state="finished")
    project = ProjectFactory(team=member.team)

    form = browse(member).get(f"{BASE}/{path}").context["form"]

    assert form["project"].value() == project.pk
    assert "new_project" not in form.fields


def test_a_milestone_leads_to_open_goals_of_its_own_project_and_keeps_those_it_has(browse, member, plan):
    client = browse(member)

    chosen = client.get(f"{BASE}/milestones/new/?project={plan['beacon'].pk}")
    edited = client.get(f"{BASE}/milestones/{plan['beta'].pk}/edit/")
    open_yet = client.get(f"{BASE}/milestones/new/")

    assert choices(chosen, "goals") == {"Launch"}
    assert choices(edited, "goals") == {"Launch", "Closed"}
    assert choices(open_yet, "goals") == {"Launch", "Theirs"}
    assert f"{plan['theirs']} · Other" in open_yet.content.decode()


def test_a_task_is_a_step_to_an_open_milestone_or_to_the_one_it_has(browse, member, plan):
    task = TaskFactory(team=member.team, milestone=plan["reached"])
    client = browse(member)

    assert choices(client.get(f"{BASE}/tasks/new/"), "milestone") == {"Beta"}
    assert choices(client.get(f"{BASE}/tasks/{task.pk}/edit/"), "milestone") == {"Beta", "Reached"}


def test_a_milestone_that_is_over_offers_no_new_task(browse, member, plan):
    client = browse(member)

    pages = [client.get(plan[name].get_absolute_url()).content.decode() for name in ("beta", "reached")]

    assert [f'action="{BASE}/tasks/new/"' in page for page in pages] == [True, False]


def test_the_reason_of_a_move_is_kept_with_it(browse, member, plan):
    milestone = Milestone(team=member.team, project=plan["beacon"], title="Gamma", due_on="2026-05-01")
    milestone.store(by=member)
    client = browse(member)
    url = f"{BASE}/milestones/{milestone.pk}/edit/"

    client.post(
        url,
        {"title": "Gamma", "state": "planned", "due_on": "2026-06-01", "move_reason": "funding", "version": 1},
    )
    client.post(url, {"title": "Gamma", "state": "planned", "due_on": "2026-07-01", "version": 2})

    assert [move.reason for move in milestone.moves.all()] == ["funding", ""]
    assert "Funding" in client.get(f"{milestone.get_absolute_url()}slips/").content.decode()


def test_programs_give_the_reason_of_a_move_too(api, member, plan):
    milestone = Milestone(team=member.team, project=plan["beacon"], title="Gamma", due_on="2026-05-01")
    milestone.store(by=member)

    answer = api(member).patch(
        f"/api/v1/teams/acme/milestones/{milestone.pk}/",
        {"due_on": "2026-06-01", "move_reason": "scope", "version": 1},
    )

    assert (answer.status_code, milestone.moves.get().reason) == (200, "scope")
    assert "move_reason" not in answer.data


def test_a_project_enters_another_state_with_a_toast_that_takes_it_back(browse, member, plan):
    project = plan["beacon"]
    client = browse(member)
    url = f"{BASE}/projects/{project.pk}/state/"

    toast = client.post(url, {"state": "paused"}, follow=True).content.decode()
    project.refresh_from_db()
    paused = project.state
    client.post(f"{url}undo/")
    client.post(f"{url}undo/")

    project.refresh_from_db()
    assert f'action="{url}undo/"' in toast
    assert (paused, project.state) == ("paused", "active")


@pytest.mark.parametrize(("given", "message"), [("", "This field is required."), ("asleep", "Select a valid choice")])
def test_a_project_enters_no_state_that_does_not_exist(browse, member, plan, given, message):
    project = plan["beacon"]

    told = browse(member).post(f"{BASE}/projects/{project.pk}/state/", {"state": given}, follow=True)

    project.refresh_from_db()
    assert message in told.content.decode()
    assert project.state == "active"


def test_a_task_of_a_contingency_plan_leads_to_the_plan(browse, api, viewer, member):
    plan = prepared_plan(RiskFactory(team=member.team), member, offsets=(0,))
    plan.activate(by=member)
    task = plan.tasks()[plan.steps.get().pk]
    client = browse(viewer)
    link = f"{BASE}/rows/risks.contingencystep/{plan.steps.get().pk}/"

    page = client.get(task.get_absolute_url()).content.decode()
    there = client.get(link)
    answer = api(viewer).get(f"/api/v1/teams/acme/tasks/{task.pk}/")

    assert f'href="{link}"' in page
    assert there["Location"] == plan.get_absolute_url()
    assert (answer.data["origin_kind"], answer.data["origin_id"]) == (
        "risks.contingencystep",
        str(plan.steps.get().pk),
    )


@pytest.mark.parametrize(
    ("name", "advice"), [("beacon", "or discontinue it instead"), ("closed", "or close it instead")]
)
def test_what_is_in_use_is_advised_in_its_own_words(browse, manager, plan, name, advice):
    told = browse(manager).post(f"{plan[name].get_absolute_url()}discard/", follow=True).content.decode()

    assert advice in told
    assert "or cancel it instead" not in told


def test_a_closed_project_offers_nothing_new(browse, member, plan):
    goal = GoalFactory(team=member.team, project=plan["over"])
    client = browse(member)

    def offered(row):
        page = client.get(row.get_absolute_url()).content.decode()
        return f"{BASE}/milestones/new/" in page, f"{BASE}/goals/new/" in page

    assert (offered(plan["beacon"]), offered(plan["launch"])) == ((True, True), (True, False))
    assert (offered(plan["over"]), offered(goal)) == ((False, False), (False, False))


def test_rows_of_a_closed_project_are_not_drawn_late(browse, viewer):
    project = ProjectFactory(team=viewer.team, state="finished")
    goal = GoalFactory(team=viewer.team, project=project, target_on="2020-01-01")
    milestone = MilestoneFactory(team=viewer.team, project=project, goal=goal, due_on="2020-01-01")
    task = TaskFactory(team=viewer.team, milestone=milestone, due_on="2020-01-01")
    client = browse(viewer)
    paths = [
        goal.get_absolute_url(),
        milestone.get_absolute_url(),
        task.get_absolute_url(),
        project.get_absolute_url(),
        f"{BASE}/goals/?status=closed",
        f"{BASE}/milestones/?state=all",
        f"{BASE}/tasks/?state=all",
    ]

    for path in paths:
        page = client.get(path).content.decode()
        assert ('data-due="late"' in page, 'data-state="planned" data-late' in page, 'data-due="done"' in page) == (
            False,
            False,
            True,
        ), path


def test_a_plan_can_be_made_from_a_template_later_too(browse, manager, member):
    way = f'href="{BASE}/templates/"'

    pages = [browse(person).get(f"{BASE}/milestones/").content.decode() for person in (manager, member)]

    assert [way in page for page in pages] == [True, False]


@pytest.mark.parametrize("kind", ["projects", "goals", "milestones", "tasks"])
def test_a_form_draws_no_lines_for_words_and_leads_back(member, browse, kind):
    ProjectFactory.create_batch(2, team=member.team)

    page = browse(member).get(f"/t/acme/{kind}/new/").content.decode()

    assert "---------" not in page
    assert f'<a class="button" data-kind="quiet" href="/t/acme/{kind}/">' in page
