"""A discontinued project takes no new work, whatever the door; what is there already may be changed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.imports.applying import apply_import
from planner.models import Goal, Milestone, PlanImport, Project, Task
from teams.models import add_rows
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

from .import_files import uploaded, verdicts

pytestmark = pytest.mark.django_db
SENTENCE = "“Over” is discontinued and takes no new work. Make it active again, or choose another project."


@pytest.fixture
def over(owner):
    ProjectFactory(team=owner.team, name="Beacon")
    return ProjectFactory(team=owner.team, name="Over", state="discontinued")


@pytest.fixture
def late(owner, over):
    return MilestoneFactory(team=owner.team, project=over, title="Late")


@pytest.mark.parametrize(
    ("kind", "values"),
    [("goals", {"title": "G", "horizon": "short"}), ("milestones", {"title": "M", "state": "planned"})],
)
def test_form_and_api_refuse_a_new_goal_or_milestone_with_the_same_sentence(kind, values, browse, api, owner, over):
    values |= {"project": str(over.pk)}

    shown = browse(owner).post(f"/t/acme/{kind}/new/", values)
    answer = api(owner).post(f"/api/v1/teams/acme/{kind}/", values)

    assert (shown.status_code, answer.status_code) == (422, 400)
    assert shown.context["form"].errors == {"project": [SENTENCE]}
    assert [(each["field"], each["code"], each["message"]) for each in answer.json()["errors"]] == [
        ("project", "project_discontinued", SENTENCE)
    ]
    assert (Goal.objects.count(), Milestone.objects.count()) == (0, 0)


def test_form_and_api_refuse_a_new_task_with_the_same_sentence(browse, api, owner, late):
    values = {"milestone": str(late.pk), "title": "T", "state": "todo"}

    shown = browse(owner).post("/t/acme/tasks/new/", values)
    answer = api(owner).post("/api/v1/teams/acme/tasks/", values)

    assert (shown.status_code, answer.status_code) == (422, 400)
    assert shown.context["form"].errors == {"milestone": [SENTENCE]}
    assert answer.json()["errors"][0]["message"] == SENTENCE
    assert Task.objects.count() == 0


def test_form_and_api_refuse_to_move_a_task_there(browse, api, owner, late):
    task = TaskFactory(team=owner.team, milestone=MilestoneFactory(team=owner.team), title="T")
    values = {"milestone": str(late.pk), "title": "T", "state": "todo", "version": task.version}

    shown = browse(owner).post(f"/t/acme/tasks/{task.pk}/edit/", values)
    answer = api(owner).patch(f"/api/v1/teams/acme/tasks/{task.pk}/", values)

    assert (shown.status_code, answer.status_code) == (422, 400)
    assert shown.context["form"].errors == {"milestone": [SENTENCE]}
    assert answer.json()["errors"][0]["message"] == SENTENCE


def test_what_is_there_already_is_changed_as_ever(api, owner, late):
    task = TaskFactory(team=owner.team, milestone=late, title="T")

    late.title = "Later"
    late.store(by=owner)
    task.complete(by=owner)
    answer = api(owner).patch(f"/api/v1/teams/acme/tasks/{task.pk}/", {"title": "U", "version": task.version})

    assert (answer.status_code, Milestone.objects.get().title, Task.objects.get().title) == (200, "Later", "U")


@pytest.mark.parametrize("state", ["planned", "active", "paused", "finished"])
def test_every_other_project_takes_new_work(state, owner):
    project = ProjectFactory(team=owner.team, state=state)

    GoalFactory.build(team=owner.team, project=project, owner=None).store(by=owner)

    assert Goal.objects.get().project == project


def test_a_choice_of_somebody_elses_project_is_told_nothing_of_it(browse, owner, stranger):
    theirs = ProjectFactory(team=stranger.team, name="Secret", state="discontinued")
    ProjectFactory(team=owner.team)

    shown = browse(owner).post("/t/acme/milestones/new/", {"project": theirs.pk, "title": "M", "state": "planned"})

    assert (shown.status_code, shown.context["form"].has_error("project", "invalid_choice")) == (422, True)
    assert "Secret" not in shown.content.decode()


def test_page_and_api_refuse_to_import_into_it(browse, api, owner, over):
    def values():
        return {"file": SimpleUploadedFile("plan.csv", b"title,due\nA,\n"), "project": str(over.pk)}

    shown = browse(owner).post("/t/acme/import/", values())
    answer = api(owner).post("/api/v1/teams/acme/imports/", values(), format="multipart")

    assert (shown.status_code, answer.status_code) == (422, 400)
    assert shown.context["form"].errors == {"project": [SENTENCE]}
    assert [(each["field"], each["message"]) for each in answer.json()["errors"]] == [("project", SENTENCE)]
    assert PlanImport.objects.count() == 0


def test_rows_of_a_file_that_would_be_new_work_are_left_out_and_the_others_taken(owner, over, late):
    TaskFactory(team=owner.team, milestone=late, title="Old", external_source="csv", external_id="1")
    TaskFactory(team=owner.team, milestone=None, title="Free", external_source="csv", external_id="2")
    rows = "1,Older,Late,Over\n2,Free,Late,Over\n3,New,Late,Over\n4,Other,Beta,Beacon\n5,More,Gamma,Over\n"

    planimport = uploaded(owner, f"id,title,milestone,project\n{rows}".encode())
    apply_import(planimport, by=owner)

    assert verdicts(planimport) == {
        "Late": ("same", []),
        "Older": ("update", ["renamed"]),
        "Free": ("same", ["project_discontinued"]),
        "New": ("bad", ["rule_broken"]),
        "Beta": ("create", []),
        "Other": ("create", []),
        "Gamma": ("bad", ["rule_broken"]),
        "More": ("create", ["milestone_refused"]),
    }
    assert sorted(Task.objects.filter(milestone__project=over).values_list("title", flat=True)) == ["Older"]


@pytest.mark.parametrize("count", [2, 4])
def test_many_new_tasks_cost_no_statement_for_each_project(count, owner, queries):
    milestones = [
        MilestoneFactory(team=owner.team, project=ProjectFactory(team=owner.team)) for _number in range(count)
    ]
    tasks = [Task(team=owner.team, title="T", milestone_id=milestone.pk) for milestone in milestones]

    with queries(7):
        add_rows(tasks, by=owner)


def test_a_project_that_is_active_again_takes_new_work(owner, over):
    over.change_state("active", by=owner)

    Milestone(team=owner.team, project=Project.objects.get(pk=over.pk), title="M").store(by=owner)

    assert Milestone.objects.get().project == over
