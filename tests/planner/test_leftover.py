"""Completing a milestone with open tasks: they are kept, completed or moved, in one act with one undo."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from planner.models import Milestone, Task
from teams.models import Activity, Change, change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def beta(owner):
    """A milestone with two open tasks, one that is done and one that is cancelled."""
    milestone = MilestoneFactory(team=owner.team, title="Beta", state="in_progress")
    for title, state in (("Call", "todo"), ("Write", "in_progress"), ("Old", "done"), ("Gone", "cancelled")):
        TaskFactory(
            team=owner.team,
            milestone=milestone,
            title=title,
            state=state,
            completed_at=NOW if state == "done" else None,
        )
    return milestone


@pytest.fixture
def launch(owner, beta):
    return MilestoneFactory(team=owner.team, project=beta.project, title="Launch")


def plan():
    tasks = Task.objects.values_list("title", "state", "milestone__title")
    return {title: (state, home) for title, state, home in tasks}


AS_IT_WAS = {
    "Call": ("todo", "Beta"),
    "Write": ("in_progress", "Beta"),
    "Old": ("done", "Beta"),
    "Gone": ("cancelled", "Beta"),
}


def test_tasks_are_kept_unless_told_otherwise(owner, beta):
    beta.complete(by=owner)

    assert (Milestone.objects.get(pk=beta.pk).state, plan()) == ("completed", AS_IT_WAS)
    assert Change.objects.count() == 0


def test_open_tasks_are_completed_too_and_one_undo_takes_all_back(owner, beta):
    beta.complete(by=owner, tasks="complete")

    act = Change.objects.get()
    assert plan() == AS_IT_WAS | {"Call": ("done", "Beta"), "Write": ("done", "Beta")}
    assert sorted(Activity.objects.filter(change=act).values_list("verb", flat=True)) == ["completed"] * 3
    assert act.label == "{who} completed {milestone} and its open tasks"

    beta.undo_completion(by=owner)

    assert (beta.state, plan()) == ("in_progress", AS_IT_WAS)


def test_open_tasks_move_to_another_milestone_and_one_undo_takes_all_back(owner, beta, launch):
    beta.complete(by=owner, tasks="move", to=launch)

    assert beta.state == "completed"
    assert plan() == AS_IT_WAS | {"Call": ("todo", "Launch"), "Write": ("in_progress", "Launch")}

    Change.objects.get().undo(by=owner)

    assert (Milestone.objects.get(pk=beta.pk).state, plan()) == ("in_progress", AS_IT_WAS)


@pytest.mark.parametrize("where", ["nowhere", "itself", "completed", "discontinued", "elsewhere"])
def test_tasks_move_only_to_another_open_milestone_of_the_team(where, owner, beta, stranger):
    over = ProjectFactory(team=owner.team, state="discontinued")
    places = {
        "nowhere": None,
        "itself": beta,
        "completed": MilestoneFactory(team=owner.team, state="completed", completed_at=NOW),
        "discontinued": MilestoneFactory(team=owner.team, project=over),
        "elsewhere": MilestoneFactory(team=stranger.team),
    }

    with pytest.raises(ValidationError) as caught:
        beta.complete(by=owner, tasks="move", to=places[where])

    assert list(caught.value.message_dict) == ["to"]
    assert (Milestone.objects.get(pk=beta.pk).state, plan()) == ("in_progress", AS_IT_WAS)


def test_more_than_a_thousand_tasks_are_left_to_smaller_acts(owner, beta):
    Task.objects.bulk_create(
        Task(team=owner.team, milestone=beta, title="T", number=number) for number in range(100, 1_099)
    )

    with pytest.raises(ValidationError) as caught:
        beta.complete(by=owner, tasks="complete")

    assert list(caught.value.message_dict) == ["tasks"]
    beta.complete(by=owner)
    assert beta.state == "completed"


def test_completing_twice_is_harmless(owner, beta):
    for _time in range(2):
        beta.complete(by=owner, tasks="complete")

    assert (Change.objects.count(), beta.version) == (1, 2)


def test_inside_another_act_it_is_part_of_that(owner, beta):
    with change(owner, "{who} closed the quarter") as act:
        beta.complete(by=act, tasks="complete")

    assert Change.objects.get() == act
    assert Activity.objects.filter(change=act).count() == 3


@pytest.mark.parametrize("count", [2, 6])
def test_many_tasks_cost_no_statement_for_each(count, owner, queries):
    milestone = MilestoneFactory(team=owner.team, title="Beta", number=77)
    TaskFactory.create_batch(count, team=owner.team, milestone=milestone)
    beta = Milestone.objects.select_related("team", "project").get(pk=milestone.pk)
    other = MilestoneFactory(team=owner.team)

    with queries(26):
        beta.complete(by=owner, tasks="move", to=other)


# The API


def test_programs_say_what_becomes_of_the_tasks(api, owner, beta, launch):
    url = f"/api/v1/teams/acme/milestones/{beta.pk}/completion/"

    moved = api(owner).post(url, {"tasks": "move", "to": str(launch.pk)})
    there = plan()
    undone = api(owner).delete(url)

    assert (moved.status_code, moved.data["state"], undone.data["state"]) == (200, "completed", "in_progress")
    assert (there["Call"], plan()) == (("todo", "Launch"), AS_IT_WAS)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [({"tasks": "burn"}, "tasks", "invalid_choice"), ({"tasks": "move"}, "to", "required")],
)
def test_programs_are_told_what_is_wrong(body, field, code, api, owner, beta):
    answer = api(owner).post(f"/api/v1/teams/acme/milestones/{beta.pk}/completion/", body)

    assert answer.status_code == 400
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


def test_programs_keep_tasks_by_saying_nothing(api, owner, beta):
    assert api(owner).post(f"/api/v1/teams/acme/milestones/{beta.pk}/completion/").status_code == 200
    assert plan() == AS_IT_WAS


# The pages


def test_the_page_asks_only_where_tasks_are_open(browse, owner, beta, launch):
    client = browse(owner)

    asked = client.post(f"{beta.get_absolute_url()}completion/", {"next": "/t/acme/milestones/"})
    told = client.post(f"{launch.get_absolute_url()}completion/")
    page = client.get(asked["Location"]).content.decode()

    assert asked["Location"] == f"{beta.get_absolute_url()}completion/tasks/?next=%2Ft%2Facme%2Fmilestones%2F"
    assert (asked.status_code, told.status_code, told["Location"]) == (303, 303, launch.get_absolute_url())
    assert "2 of its tasks are still open" in page
    assert [title in page for title in ("Call", "Write", "Old", "Gone")] == [True, True, False, False]
    assert dict(Milestone.objects.values_list("title", "state")) == {"Beta": "in_progress", "Launch": "completed"}


def test_htmx_leaves_the_list_for_the_question_and_comes_back(browse, owner, beta):
    client = browse(owner)
    here = "http://testserver/t/acme/milestones/?state=open"

    asked = client.post(
        f"{beta.get_absolute_url()}completion/",
        headers={"HX-Request": "true", "HX-Target": f"milestone-row-{beta.pk}", "HX-Current-URL": here},
    )

    assert asked.status_code == 200
    assert asked["HX-Redirect"].endswith("/completion/tasks/?next=%2Ft%2Facme%2Fmilestones%2F%3Fstate%3Dopen")


@pytest.mark.parametrize(
    ("answer", "home"), [("complete", ("done", "Beta")), ("move", ("todo", "Launch")), ("keep", ("todo", "Beta"))]
)
def test_the_answer_is_done_and_taken_back_by_its_toast(answer, home, browse, owner, beta, launch):
    client = browse(owner)

    done = client.post(
        f"{beta.get_absolute_url()}completion/tasks/",
        {"tasks": answer, "to": launch.pk if answer == "move" else "", "next": "/t/acme/milestones/"},
        follow=True,
    )
    there = plan()
    undo = f"{beta.get_absolute_url()}completion/undo/"
    client.post(undo)

    assert done.redirect_chain == [("/t/acme/milestones/", 303)]
    assert f'action="{undo}"' in done.content.decode()
    assert there["Call"] == home
    assert (Milestone.objects.get(pk=beta.pk).state, plan()) == ("in_progress", AS_IT_WAS)


def test_moving_without_saying_where_is_asked_again(browse, owner, beta):
    answer = browse(owner).post(f"{beta.get_absolute_url()}completion/tasks/", {"tasks": "move", "to": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"to": ["Choose the milestone that takes them over."]}
    assert Milestone.objects.get(pk=beta.pk).state == "in_progress"


def test_other_open_milestones_are_offered(browse, owner, beta, launch):
    MilestoneFactory(team=owner.team, title="Reached", state="completed", completed_at=NOW)

    page = browse(owner).get(f"{beta.get_absolute_url()}completion/tasks/")

    assert [str(row) for row in page.context["form"].fields["to"].queryset] == [str(launch)]


def test_there_is_nothing_to_ask_of_a_milestone_without_open_tasks(browse, owner, launch):
    answer = browse(owner).get(f"{launch.get_absolute_url()}completion/tasks/")

    assert (answer.status_code, answer["Location"]) == (303, launch.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_milestones_that_hand_their_tasks_to_each_other_at_once_do_not_wait_for_ever(owner):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    pair = MilestoneFactory.create_batch(2, team=owner.team, project=ProjectFactory(team=owner.team))
    for milestone in pair:
        TaskFactory.create_batch(20, team=owner.team, milestone=milestone)
    together, told = threading.Barrier(2), []

    def complete(one, other):
        try:
            mine, theirs = Milestone.objects.get(pk=one.pk), Milestone.objects.get(pk=other.pk)
            together.wait(timeout=10)
            mine.complete(by=owner, tasks="move", to=theirs)
            told.append("moved")
        except ValidationError as error:
            told.append([each.code for each in error.error_dict["to"]])
        except Exception as error:  # noqa: BLE001 - what a thread raises is lost otherwise
            told.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=complete, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told, key=str) == [["not_open"], "moved"]
    assert Milestone.objects.open().count() == 1
    assert Task.objects.filter(milestone__in=Milestone.objects.open()).count() == 40
