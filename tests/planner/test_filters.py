"""Every filter of the plan: what it finds by API, and by page where nothing else narrows the list."""

import datetime as dt

import pytest
import time_machine

from core.text import search_form
from planner.models import Milestone, Task
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def day(distance):
    return TODAY + dt.timedelta(days=distance)


@pytest.fixture
def plan(member):
    """A plan with one row for each answer a filter can give."""
    team = member.team
    beacon = ProjectFactory(team=team, name="Beacon")
    over = ProjectFactory(team=team, name="Over", state="finished")
    ProjectFactory(team=team, name="Later", state="planned")
    launch = GoalFactory(team=team, project=beacon, title="Launch", owner=member)
    GoalFactory(team=team, project=beacon, title="Lonely", horizon="long")
    GoalFactory(team=team, project=beacon, title="Reached", lifecycle="closed", outcome="achieved", closed_at=NOW)
    GoalFactory(team=team, project=over, title="Left behind")
    done = {"state": "completed", "completed_at": NOW}
    made = {
        "Late": milestone(beacon, "Late", goal=launch, owner=member, due_on=day(-1)),
        "Soon": milestone(beacon, "Soon", due_on=day(14), state="in_review"),
        "Far": milestone(beacon, "Far", due_on=day(15)),
        "Undated": milestone(beacon, "Undated"),
        "Done": milestone(beacon, "Done", due_on=day(-9), **done),
        "Dropped": milestone(beacon, "Dropped", state="cancelled"),
        "Of old": milestone(over, "Of old", due_on=day(-9)),
    }
    task(team, "Call", made["Late"], assignee=member, due_on=day(-1))
    task(team, "Write", made["Soon"], due_on=day(14), state="in_progress")
    task(team, "Ship", made["Soon"], due_on=day(15), state="done", completed_at=NOW)
    task(team, "Loose", None)
    task(team, "Given up", made["Dropped"], due_on=day(-1))
    return made


def milestone(project, title, **values):
    return MilestoneFactory(team=project.team, project=project, title=title, search_text=search_form(title), **values)


def task(team, title, parent, **values):
    return TaskFactory(team=team, title=title, milestone=parent, search_text=search_form(title), **values)


ALL_MILESTONES = {"Late", "Soon", "Far", "Undated", "Done", "Dropped", "Of old"}
CASES = {
    "projects": {
        "state=all": {"Beacon", "Over", "Later"},
        "state=open": {"Beacon", "Later"},
        "state=finished": {"Over"},
    },
    "goals": {
        "status=all": {"Launch", "Lonely", "Reached", "Left behind"},
        "status=open": {"Launch", "Lonely"},
        "status=closed": {"Reached", "Left behind"},
        "status=orphan": {"Lonely"},
        "status=all&horizon=long": {"Lonely"},
        "status=all&owner={member}": {"Launch"},
        "status=open&owner=none": {"Lonely"},
        "status=all&project={over}": {"Left behind"},
    },
    "milestones": {
        "state=all": ALL_MILESTONES,
        "state=open": {"Late", "Soon", "Far", "Undated"},
        "state=in_review": {"Soon"},
        "state=completed": {"Done"},
        "state=cancelled": {"Dropped"},
        "state=all&due=overdue": {"Late"},
        "state=all&due=soon": {"Soon"},
        "state=all&due=none": {"Undated", "Dropped"},
        "state=all&owner={member}": {"Late"},
        "state=open&owner=none": {"Soon", "Far", "Undated"},
        "state=all&goal={launch}": {"Late"},
        "state=all&project={over}": {"Of old"},
        "state=all&q=lat": {"Late"},
        "state=all&q=OLD of": {"Of old"},
    },
    "tasks": {
        "state=all": {"Call", "Write", "Ship", "Loose", "Given up"},
        "state=open": {"Call", "Write", "Loose"},
        "state=done": {"Ship"},
        "state=all&overdue=true": {"Call"},
        "state=all&due=soon": {"Write"},
        "state=all&due=none": {"Loose"},
        "state=all&milestone=none": {"Loose"},
        "state=all&milestone={soon}": {"Write", "Ship"},
        "state=open&project={beacon}": {"Call", "Write"},
        "state=all&goal={launch}": {"Call"},
        "state=all&assignee={member}": {"Call"},
        "state=open&assignee=none": {"Write", "Loose"},
        "state=all&q=call": {"Call"},
    },
}


@pytest.mark.parametrize("kind", CASES)
@time_machine.travel(NOW)
def test_page_and_api_filter_alike(browse, api, member, plan, kind):
    late, program, client = plan["Late"], api(member), browse(member)
    rows = {
        "member": member.pk,
        "launch": late.goals.get().pk,
        "beacon": late.project_id,
        "over": plan["Of old"].project_id,
        "soon": plan["Soon"].pk,
    }

    for query, expected in CASES[kind].items():
        answer = program.get(f"/api/v1/teams/acme/{kind}/?{query.format(**rows)}&page_size=200")
        page = client.get(f"/t/acme/{kind}/?{query.format(**rows)}")

        assert {row.get("title", row.get("name")) for row in answer.data["results"]} == expected, query
        shown = page.context["object_list"]
        assert {getattr(row, "title", getattr(row, "name", "")) for row in shown} == expected, query


@pytest.mark.parametrize(
    ("kind", "name"), [("projects", "state"), ("goals", "status"), ("milestones", "state"), ("tasks", "state")]
)
def test_a_page_says_that_it_starts_with_what_is_open(browse, api, member, plan, kind, name):
    client = browse(member)

    start = client.get(f"/t/acme/{kind}/")
    said = client.get(f"/t/acme/{kind}/?{name}=open")
    programs = api(member).get(f"/api/v1/teams/acme/{kind}/").data["count"]

    field = start.context["filter"].form[name]
    assert field.value() == "open"
    assert [label for value, label in field.field.choices if value in ("", "open", "all")] == ["All", "Open"]
    assert list(start.context["object_list"]) == list(said.context["object_list"])
    assert programs > len(start.context["object_list"])
    assert "data-clear hidden" in start.content.decode()


def test_a_project_leads_to_all_its_milestones(browse, member, plan):
    project = plan["Late"].project
    client = browse(member)

    page = client.get(project.get_absolute_url()).content.decode()
    url = f"/t/acme/milestones/?project={project.pk}&state=all"

    assert url.replace("&", "&amp;") in page
    assert {row.title for row in client.get(url).context["object_list"]} == ALL_MILESTONES - {"Of old"}


@time_machine.travel(NOW)
def test_a_closed_project_leaves_the_lists_of_what_is_open_and_late(team, plan):
    assert "Of old" not in {row.title for row in Milestone.objects.open()}
    assert "Of old" not in {row.title for row in Milestone.objects.overdue(on=TODAY)}
    assert "Given up" not in {row.title for row in Task.objects.open()}


@pytest.mark.parametrize(
    ("word", "found"),
    [("true", ["Late"]), ("1", ["Late"]), ("on", ["Late"]), ("0", None), ("no", None), ("False", None)],
)
def test_what_is_ticked_is_said_in_words_that_mean_it(viewer, api, word, found):
    milestone = MilestoneFactory(team=viewer.team)
    TaskFactory(team=viewer.team, milestone=milestone, title="Late", due_on="2020-01-01")
    TaskFactory(team=viewer.team, milestone=milestone, title="Later", due_on="2100-01-01")

    answer = api(viewer).get("/api/v1/teams/acme/tasks/", {"overdue": word}).json()

    assert sorted(row["title"] for row in answer["results"]) == (found or ["Late", "Later"])


def test_a_word_that_is_neither_yes_nor_no_is_refused(viewer, api):
    answer = api(viewer).get("/api/v1/teams/acme/tasks/", {"overdue": "maybe"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "overdue")


@pytest.mark.parametrize("typed", ["M-41", "m-41", "beta m-41"])
def test_a_row_is_found_by_the_number_people_quote(viewer, browse, typed):
    project = ProjectFactory(team=viewer.team)
    wanted, _other = (
        Milestone(team=viewer.team, project=project, number=number, title=title).store(by=None)
        for number, title in ((41, "Public beta"), (42, "Beta of M"))
    )

    answer = browse(viewer).get("/t/acme/milestones/", {"q": typed})

    assert list(answer.context["object_list"]) == [wanted]
