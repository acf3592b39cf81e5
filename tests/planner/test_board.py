"""The board of tasks by state: what stands in its columns, and how a card is moved."""

import datetime as dt
import re

import pytest
import time_machine

from planner.board import CARDS_AT_MOST, DONE_LATELY
from planner.models import Task, TaskState
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db
BOARD = "/t/acme/tasks/board/"
OPEN_COLUMNS = ["backlog", "todo", "in_progress"]
IN_PLACE = {"HX-Request": "true", "HX-Target": "task-board"}


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def done(**values):
    return TaskFactory(state="done", **{"completed_at": NOW} | values)


def shown(answer):
    return {column.stage: [task.title for task in column.cards] for column in answer.context["columns"]}


def move(client, task, state, *, version=None, headers=IN_PLACE, **fields):
    chosen = f"{task.pk}:{task.version if version is None else version}"
    fields = {"chosen": chosen, "state": state, "next": BOARD} | fields
    return client.post(f"{BOARD}{task.pk}/state/", fields, headers=headers, follow=True)


def undo_of(page):
    return re.search(r'action="(/t/acme/changes/[^"]+/undo/)"', page).group(1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_costs_the_same_for_more_rows(browse, member, queries, rows):
    for number in range(rows):
        project = ProjectFactory(team=member.team)
        goal = GoalFactory(team=member.team, project=project)
        milestone = MilestoneFactory(team=member.team, project=project, goal=goal)
        for state in OPEN_COLUMNS:
            TaskFactory(team=member.team, milestone=milestone, assignee=member, title=f"{number}", state=state)
        done(team=member.team, milestone=milestone)
    client = browse(member)

    with queries(10):
        answer = client.get(BOARD)

    assert [column.count for column in answer.context["columns"]] == [rows] * 4


def test_a_column_for_each_state_shows_what_is_due_first_and_what_was_done_last(browse, viewer, team):
    TaskFactory(team=team, title="no day", state="todo", due_on=None)
    TaskFactory(team=team, title="late", state="todo", due_on=NOW.date() - dt.timedelta(days=1))
    TaskFactory(team=team, title="soon", state="todo", due_on=NOW.date() + dt.timedelta(days=1))
    TaskFactory(team=team, title="idea", state="backlog")
    done(team=team, title="earlier", completed_at=NOW - dt.timedelta(days=2))
    done(team=team, title="just now", due_on=NOW.date())

    answer = browse(viewer).get(BOARD)

    assert shown(answer) == {
        "backlog": ["idea"],
        "todo": ["late", "soon", "no day"],
        "in_progress": [],
        "done": ["just now", "earlier"],
    }


@pytest.mark.parametrize(("moment", "titles"), [(dt.timedelta(0), ["old"]), (dt.timedelta(seconds=1), [])])
def test_a_done_task_leaves_the_board_after_fourteen_days(browse, viewer, team, moment, titles):
    done(team=team, title="old", completed_at=NOW - DONE_LATELY - moment)

    assert shown(browse(viewer).get(BOARD))["done"] == titles
    assert DONE_LATELY.days == 14


def test_open_means_on_the_board_what_it_means_in_the_list(browse, viewer, team):
    given_up = MilestoneFactory(team=team, state="cancelled")
    closed = MilestoneFactory(team=team, project=ProjectFactory(team=team, state="discontinued"))
    for milestone in (given_up, closed):
        TaskFactory(team=team, milestone=milestone)
    TaskFactory(team=team, title="alone", milestone=None)
    client = browse(viewer)

    assert shown(client.get(BOARD))["todo"] == ["alone"]
    assert [task.title for task in client.get("/t/acme/tasks/").context["object_list"]] == ["alone"]


def test_cancelled_tasks_have_a_column_when_they_are_asked_for(browse, viewer, team):
    TaskFactory(team=team, title="dropped", state="cancelled")
    client = browse(viewer)

    assert "cancelled" not in shown(client.get(BOARD))
    assert shown(client.get(BOARD, {"cancelled": "true"}))["cancelled"] == ["dropped"]
    assert "cancelled" not in shown(client.get(BOARD, {"cancelled": "nonsense"}))


def test_the_filters_are_those_of_the_list_and_the_faces_keep_them(browse, member, team):
    milestone = MilestoneFactory(team=team)
    TaskFactory(team=team, title="mine", assignee=member, milestone=milestone)
    TaskFactory(team=team, title="theirs", assignee=None, milestone=milestone)
    TaskFactory(team=team, title="elsewhere", assignee=member, milestone=None)
    client, asked = browse(member), {"assignee": "me", "milestone": str(milestone.pk)}

    answer = client.get(BOARD, asked)
    page, the_list = answer.content.decode(), client.get("/t/acme/tasks/", asked).content.decode()

    assert shown(answer)["todo"] == ["mine"]
    assert f'href="/t/acme/tasks/?assignee=me&amp;milestone={milestone.pk}"' in page
    assert f'href="{BOARD}?assignee=me&amp;milestone={milestone.pk}"' in the_list


def test_a_column_shows_twelve_cards_and_leads_to_the_list_of_all(browse, viewer, team):
    TaskFactory.create_batch(CARDS_AT_MOST + 1, team=team, state="backlog", milestone=None)
    client = browse(viewer)

    answer = client.get(BOARD, {"due": "none", "cancelled": "true"})
    first = answer.context["columns"][0]

    assert (len(first.cards), first.count, CARDS_AT_MOST) == (12, 13, 12)
    assert first.url == "/t/acme/tasks/?due=none&state=backlog"
    assert "12 of 13: show all" in answer.content.decode()
    assert client.get(first.url).context["page_obj"].paginator.count == 13


def test_ten_thousand_tasks_are_a_page_of_a_third_of_a_megabyte_at_most(browse, member, team, queries):
    milestone = MilestoneFactory(team=team, title="A milestone whose title takes the whole of its line " * 2)
    states = [*OPEN_COLUMNS, "done", "cancelled"]
    Task.objects.bulk_create(
        TaskFactory.build(
            team=team, milestone=milestone, assignee=member, number=number, title="x" * 200, state=states[number % 5],
            completed_at=NOW if number % 5 == 3 else None,
        )
        for number in range(10_000)
    )  # fmt: skip
    client = browse(member)

    with queries(10):
        answer = client.get(BOARD, {"cancelled": "true"})

    assert [column.count for column in answer.context["columns"]] == [2000] * 5
    assert len(answer.content) < 300_000


@pytest.mark.parametrize("state", ["backlog", "in_progress", "done", "cancelled"])
def test_a_card_is_moved_and_one_undo_takes_it_back(browse, member, state):
    task = TaskFactory(team=member.team, state="todo")
    client = browse(member)

    page = move(client, task, state).content.decode()

    assert Task.objects.get().state == state
    assert (page.count('id="task-board"'), "<html" in page, "was moved" in page) == (1, False, True)
    client.post(undo_of(page))
    assert Task.objects.get().state == "todo"


@pytest.mark.parametrize("ended", ["done", "cancelled"])
@pytest.mark.parametrize("state", OPEN_COLUMNS)
def test_what_has_ended_is_taken_up_again_by_leaving_its_column(browse, member, ended, state):
    task = TaskFactory(team=member.team, state=ended, completed_at=NOW if ended == "done" else None)
    client = browse(member)

    page = move(client, task, state).content.decode()

    found = Task.objects.get()
    assert (found.state, found.completed_at) == (state, None)
    assert "reopened" in Activity.objects.values_list("verb", flat=True)
    client.post(undo_of(page))
    assert (Task.objects.get().state, Task.objects.get().completed_at) == (ended, task.completed_at)
    assert Change.objects.count() == 1


def test_without_javascript_the_form_of_a_card_leads_back_to_the_board(browse, member):
    task = TaskFactory(team=member.team, state="todo")
    client = browse(member)

    page = client.get(BOARD).content.decode()
    answer = move(client, task, "in_progress", headers={})

    form = re.search(r'<form class="stage-move".*?</form>', page, re.DOTALL).group()
    assert f'action="{BOARD}{task.pk}/state/"' in form
    assert f'name="chosen" value="{task.pk}:{task.version}"' in form
    assert re.findall(r'<option value="(\w*)"', form) == ["", "backlog", "in_progress", "done", "cancelled"]
    assert answer.redirect_chain == [(BOARD, 303)]
    assert "was moved" in answer.content.decode()
    assert client.get(f"{BOARD}{task.pk}/state/").status_code == 200


@pytest.mark.parametrize("state", ["in_progress", "done"])
def test_a_card_somebody_changed_meanwhile_is_not_moved(browse, member, state):
    task = TaskFactory(team=member.team, state="todo")

    answer = move(browse(member), task, state, version=task.version - 1)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "changed by somebody else meanwhile" in answer.content.decode()
    assert Task.objects.get().state == "todo"


@pytest.mark.parametrize(("ended", "state"), [("done", "cancelled"), ("cancelled", "done"), ("todo", "nonsense")])
def test_a_move_that_the_rule_refuses_is_said_in_words_and_changes_nothing(browse, member, ended, state):
    task = TaskFactory(team=member.team, state=ended, completed_at=NOW if ended == "done" else None)
    client = browse(member)

    in_place, plain = move(client, task, state), move(client, task, state, headers={})

    assert (in_place.status_code, plain.status_code) == (422, 422)
    assert re.fullmatch(r"[^<]+", in_place.content.decode())
    assert "<html" in plain.content.decode()
    assert Task.objects.get().state == ended


def test_a_viewer_sees_the_board_and_moves_nothing(browse, viewer, team):
    task = TaskFactory(team=team, state="todo", title="seen")
    client = browse(viewer)

    page = client.get(BOARD).content.decode()
    answer = move(client, task, "done")

    assert "seen" in page
    assert {word for word in ("data-move", "data-sortable", 'id="quick"', "tasks/new/") if word in page} == set()
    assert answer.status_code == 403
    assert Task.objects.get().state == TaskState.TODO


def test_another_teams_task_is_not_there(browse, member, stranger):
    task = TaskFactory(team=stranger.team, title="foreign")
    client = browse(member)

    assert "foreign" not in client.get(BOARD).content.decode()
    assert move(client, task, "done").status_code == 404


def test_the_line_above_adds_a_task_with_what_the_board_is_narrowed_by(browse, member):
    milestone = MilestoneFactory(team=member.team)
    client = browse(member)

    page = client.get(BOARD, {"milestone": str(milestone.pk)}).content.decode()
    fields = {"title": "Ask ten clinics", "milestone": str(milestone.pk), "next": BOARD}
    answer = client.post(f"{BOARD}quick/", fields, headers=IN_PLACE, follow=True)

    assert f'name="milestone" value="{milestone.pk}"' in page
    assert "Ask ten clinics</a>" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert shown(client.get(BOARD))["todo"] == ["Ask ten clinics"]


@pytest.mark.parametrize("state", OPEN_COLUMNS)
def test_a_column_leads_to_a_form_for_a_task_in_its_state(browse, member, state):
    client = browse(member)
    TaskFactory(team=member.team)

    page = client.get(BOARD).content.decode()
    form = client.get(f"/t/acme/tasks/new/?state={state}").content.decode()

    assert f'href="/t/acme/tasks/new/?state={state}"' in page
    assert f'<option value="{state}" selected>' in form
