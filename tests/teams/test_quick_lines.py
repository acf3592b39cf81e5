"""The line above a list adds a row: in place with htmx, by a plain form without; what is filtered is filled in."""

import re

import pytest

from funding.models import Source
from planner.models import Goal, Milestone, Project, Task
from risks.models import ResponseAction, Risk
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory

pytestmark = pytest.mark.django_db

TARGETS = {
    "goals": "goal-lanes",
    "milestones": "milestone-table",
    "tasks": "task-table",
    "risks": "risk-table",
    "response-actions": "action-table",
    "sources": "source-table",
}
MODELS = {
    "goals": Goal,
    "milestones": Milestone,
    "tasks": Task,
    "risks": Risk,
    "response-actions": ResponseAction,
    "sources": Source,
}
MORE = {"risks": {"category": "technical"}, "goals": {"horizon": "short"}}


def address(kind):
    return f"/t/acme/{kind}/"


def line_of(client, path):
    """Return what the line of a list sends: its address and what it fills in."""
    page = client.get(path).content.decode()
    line = re.search(r'<form method="post" class="quick" id="quick".*?</form>', page, re.DOTALL)
    if line is None:
        return None
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', line[0]))
    asked = re.findall(r'<(?:input type="text"|select) name="([^"]+)"', line[0])
    return {"filled": hidden, "asked": asked, "url": re.search(r'action="([^"]+)"', line[0])[1]}


def named(row):
    return getattr(row, "title", None) or row.name


@pytest.fixture
def risk(owner):
    ProjectFactory(team=owner.team)
    return RiskFactory(team=owner.team)


@pytest.mark.parametrize("kind", TARGETS)
def test_a_title_and_enter_add_a_row_and_lead_back(browse, owner, risk, kind):
    client = browse(owner)
    line = line_of(client, address(kind))

    answer = client.post(line["url"], line["filled"] | {line["asked"][0]: "Ask ten clinics"} | MORE.get(kind, {}))

    assert (answer.status_code, answer.url) == (303, address(kind))
    assert "Ask ten clinics" in [named(row) for row in MODELS[kind].objects.filter(team=owner.team)]


@pytest.mark.parametrize("kind", TARGETS)
def test_htmx_gets_the_list_with_the_new_row_and_an_empty_line(browse, owner, risk, kind):
    client = browse(owner)
    line = line_of(client, address(kind))
    headers = {"HX-Request": "true", "HX-Target": TARGETS[kind]}
    fields = line["filled"] | {line["asked"][0]: "Ask ten clinics"} | MORE.get(kind, {})

    page = client.post(line["url"], fields, headers=headers, follow=True).content.decode()

    assert "<html" not in page
    assert f'id="{TARGETS[kind]}"' in page
    assert "Ask ten clinics</a>" in page
    assert 'value="Ask ten clinics"' not in page


@pytest.mark.parametrize("kind", TARGETS)
def test_without_words_the_line_says_so_in_place_and_without_javascript_on_a_page(browse, owner, risk, kind):
    client = browse(owner)
    line = line_of(client, address(kind))
    fields = line["filled"] | {line["asked"][0]: "  "} | MORE.get(kind, {})
    headers = {"HX-Request": "true", "HX-Target": TARGETS[kind]}

    in_place, page = client.post(line["url"], fields, headers=headers), client.post(line["url"], fields)

    assert (in_place.status_code, in_place["HX-Retarget"], page.status_code) == (422, "#quick", 422)
    assert "This field is required." in in_place.content.decode()
    assert ("<html" in in_place.content.decode(), "<html" in page.content.decode()) == (False, True)
    assert MODELS[kind].objects.filter(team=owner.team).count() == (1 if kind == "risks" else 0)


@pytest.mark.parametrize("kind", ["goals", "milestones", "tasks", "risks", "response-actions"])
def test_a_viewer_has_no_line(browse, viewer, kind):
    client = browse(viewer)

    assert line_of(client, address(kind)) is None
    assert client.post(f"{address(kind)}quick/", {"title": "x"}).status_code == 403


def test_the_project_is_asked_where_there_are_several_and_filled_in_where_the_list_names_one(browse, member):
    first, _second = ProjectFactory.create_batch(2, team=member.team)
    client = browse(member)

    every, one = line_of(client, address("milestones")), line_of(client, f"{address('milestones')}?project={first.pk}")

    assert every["asked"] == ["title", "project"]
    assert (one["asked"], one["filled"]["project"]) == (["title"], str(first.pk))


def test_where_there_is_no_project_yet_it_is_named_in_the_line(browse, member):
    client = browse(member)
    line = line_of(client, address("milestones"))

    client.post(line["url"], line["filled"] | {"title": "Beta", "new_project": "App"})

    assert line["asked"] == ["title", "new_project"]
    assert Milestone.objects.get(title="Beta").project == Project.objects.get(name="App")


def test_what_the_list_is_filtered_by_the_new_task_has(browse, member):
    milestone = MilestoneFactory(team=member.team)
    client = browse(member)
    line = line_of(client, f"{address('tasks')}?milestone={milestone.pk}&assignee=me")

    client.post(line["url"], line["filled"] | {"title": "Write the guide"})

    task = Task.objects.get(title="Write the guide")
    assert (task.milestone, task.assignee, task.state) == (milestone, member, "todo")


def test_nothing_of_another_team_can_be_filled_in(browse, member, stranger):
    theirs = MilestoneFactory(team=stranger.team)

    answer = browse(member).post("/t/acme/tasks/quick/", {"title": "x", "milestone": theirs.pk})

    assert (answer.status_code, Task.objects.count()) == (422, 0)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "expected"), [("goals", 13), ("milestones", 16), ("tasks", 10)])
def test_a_list_with_line_and_boxes_costs_the_same_for_more_rows(browse, member, queries, rows, kind, expected):
    project = ProjectFactory(team=member.team)
    for _ in range(rows):
        goal = GoalFactory(team=member.team, project=project)
        milestone = MilestoneFactory(team=member.team, project=project, goal=goal)
        TaskFactory(team=member.team, milestone=milestone)
    client = browse(member)

    with queries(expected):
        client.get(address(kind))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "expected"), [("risks", 14), ("response-actions", 9)])
def test_a_list_of_risks_or_answers_costs_the_same_for_more_rows(browse, member, queries, rows, kind, expected):
    risks = RiskFactory.create_batch(rows, team=member.team)
    for _ in range(rows):
        ResponseActionFactory(team=member.team, risks=risks[:1])
    client = browse(member)

    with queries(expected):
        client.get(address(kind))
