"""Many rows of a list changed in one act: all or none, each by its own verb, with one Undo."""

import datetime as dt
import re

import pytest

from planner.models import Milestone, MilestoneState, Move, Task
from teams.bulk import ROWS_AT_MOST
from teams.models import Activity, Change
from tests.factories.funding import NextActionFactory, OpportunityFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 5, 4)
TABLES = {
    "milestones": (MilestoneFactory, "owner"),
    "tasks": (TaskFactory, "assignee"),
    "risks": (RiskFactory, "owner"),
    "response-actions": (ResponseActionFactory, "owner"),
    "next-actions": (NextActionFactory, "owner"),
    "opportunities": (OpportunityFactory, "owner"),
}
FINISHING = {
    "milestones": (MilestoneFactory, "completed"),
    "tasks": (TaskFactory, "done"),
    "response-actions": (ResponseActionFactory, "done"),
    "next-actions": (NextActionFactory, "done"),
}


def ticked(*rows):
    return [f"{row.pk}:{row.version}" for row in rows]


def send(client, kind, rows, **values):
    return client.post(f"/t/acme/{kind}/bulk/", {"chosen": ticked(*rows)} | values)


def again(row):
    return type(row)._base_manager.get(pk=row.pk)


def undo_of(page):
    return re.search(r'action="(/t/acme/changes/[^"]+/undo/)"', page).group(1)


@pytest.mark.parametrize("kind", TABLES)
def test_rows_get_another_person_in_one_act_and_one_undo_takes_it_back(browse, owner, manager, kind):
    factory, person = TABLES[kind]
    rows = factory.create_batch(3, team=owner.team, **{person: owner})
    client = browse(owner)

    answer = send(client, kind, rows[:2], **{person: manager.pk, "next": f"/t/acme/{kind}/?q=x"})
    then = [getattr(again(row), person) for row in rows]
    client.post(undo_of(client.get(answer.url).content.decode()))

    assert (answer.status_code, answer.url) == (303, f"/t/acme/{kind}/?q=x")
    assert then == [manager, manager, owner]
    assert [getattr(again(row), person) for row in rows] == [owner] * 3
    [act] = Change.objects.filter(team=owner.team)
    assert (act.by, str(act)) == (owner, "Olga Owner changed several rows at once: 2")


@pytest.mark.parametrize("kind", FINISHING)
def test_a_state_is_entered_by_the_rows_own_verb(browse, owner, kind):
    factory, state = FINISHING[kind]
    rows = factory.create_batch(2, team=owner.team)

    answer = send(browse(owner), kind, rows, state=state)

    assert answer.status_code == 303
    assert [again(row).is_open for row in rows] == [False, False]
    told = Activity.objects.filter(subject_id__in=[row.pk for row in rows], verb="completed")
    assert len({each.change_id for each in told}) == 1
    assert told.count() == 2


def test_an_open_state_is_set_as_by_the_form(browse, member):
    rows = TaskFactory.create_batch(2, team=member.team)

    send(browse(member), "tasks", rows, state="in_progress")

    assert [again(row).state for row in rows] == ["in_progress"] * 2


def test_a_date_of_milestones_moves_and_the_moves_are_kept(browse, member):
    rows = MilestoneFactory.create_batch(2, team=member.team, due_on=dt.date(2026, 4, 1))

    send(browse(member), "milestones", rows, due_on=DAY.isoformat())

    assert [again(row).due_on for row in rows] == [DAY, DAY]
    assert Move.objects.filter(new_due_on=DAY, by=member).count() == 2


def test_a_reason_goes_with_the_dates_of_milestones(browse, member):
    rows = MilestoneFactory.create_batch(2, team=member.team, due_on=dt.date(2026, 4, 1))

    send(browse(member), "milestones", rows, due_on=DAY.isoformat(), move_reason="funding")

    [act] = Change.objects.filter(team=member.team)
    assert list(Move.objects.values_list("reason", "change")) == [("funding", act.pk)] * 2


def test_a_reason_alone_changes_nothing_and_an_unknown_one_is_refused(browse, member):
    row = MilestoneFactory(team=member.team, due_on=dt.date(2026, 4, 1))

    alone = send(browse(member), "milestones", [row], move_reason="funding")
    unknown = send(browse(member), "milestones", [row], due_on=DAY.isoformat(), move_reason="weather")

    assert (alone.status_code, unknown.status_code, Move.objects.count()) == (422, 422, 0)


def test_by_the_api_a_reason_goes_with_the_dates_of_many_milestones(api, member):
    rows = MilestoneFactory.create_batch(2, team=member.team, due_on=dt.date(2026, 4, 1))
    sent = {"ids": [str(row.pk) for row in rows], "due_on": DAY.isoformat(), "move_reason": "funding"}

    answer = api(member).post("/api/v1/teams/acme/milestones/bulk/", sent)

    assert (answer.status_code, set(Move.objects.values_list("reason", flat=True))) == (200, {"funding"})


def test_state_person_and_date_go_together(browse, member, manager):
    rows = TaskFactory.create_batch(2, team=member.team)

    send(browse(member), "tasks", rows, state="done", assignee=manager.pk, due_on=DAY.isoformat())

    assert [(row.state, row.assignee, row.due_on) for row in map(again, rows)] == [("done", manager, DAY)] * 2


def test_where_one_row_refuses_none_is_changed_and_the_others_can_go_alone(browse, member, manager):
    free, cancelled = TaskFactory(team=member.team), TaskFactory(team=member.team, state="cancelled")
    client = browse(member)

    answer = send(client, "tasks", [free, cancelled], state="done", assignee=manager.pk)
    page = answer.content.decode()
    kept = [(again(row).state, again(row).assignee) for row in (free, cancelled)]
    left = dict(re.findall(r'name="(chosen|state|assignee)" value="([^"]+)"', page))
    client.post("/t/acme/tasks/bulk/", left)

    assert answer.status_code == 422
    assert "A cancelled task cannot be done. Reopen it first." in page
    assert kept == [("todo", free.assignee), ("cancelled", cancelled.assignee)]
    assert left == {"chosen": f"{free.pk}:{free.version}", "state": "done", "assignee": str(manager.pk)}
    assert [again(row).state for row in (free, cancelled)] == ["done", "cancelled"]


def test_a_risk_cannot_skip_to_a_status_it_may_not_reach(browse, member):
    risk = RiskFactory(team=member.team)

    answer = send(browse(member), "risks", [risk], status="assessed")

    assert answer.status_code == 422
    assert again(risk).status == risk.status
    assert not Change.objects.exists()


@pytest.mark.parametrize("status", ["occurred", "closed", "rejected"])
def test_what_asks_for_a_reason_is_not_done_to_many_risks(browse, member, status):
    risk = RiskFactory(team=member.team)

    answer = send(browse(member), "risks", [risk], status=status)

    assert (answer.status_code, again(risk).status) == (422, risk.status)


@pytest.mark.parametrize("values", [{"due_on": DAY.isoformat()}, {"state": "done"}])
def test_a_row_somebody_else_changed_meanwhile_refuses(browse, member, manager, values):
    seen, moved = TaskFactory.create_batch(2, team=member.team)
    fresh = again(moved)
    fresh.title = "Another title"
    fresh.store(by=manager)

    answer = send(browse(member), "tasks", [seen, moved], **values)

    assert answer.status_code == 422
    assert "was changed by somebody else meanwhile" in answer.content.decode()
    assert [(again(row).due_on, again(row).state) for row in (seen, moved)] == [
        (seen.due_on, "todo"),
        (moved.due_on, "todo"),
    ]


def test_rows_of_another_team_are_as_if_they_were_not(browse, member, stranger):
    mine, theirs = TaskFactory(team=member.team), TaskFactory(team=stranger.team)

    answer = send(browse(member), "tasks", [mine, theirs], state="done")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Some of the chosen rows are no longer there." in page
    assert theirs.title not in page.replace(mine.title, "")
    assert [again(row).state for row in (mine, theirs)] == ["todo", "todo"]


def test_a_person_of_another_team_cannot_be_chosen(browse, member, stranger):
    task = TaskFactory(team=member.team)

    answer = send(browse(member), "tasks", [task], assignee=stranger.pk)

    assert (answer.status_code, again(task).assignee) == (422, task.assignee)


def test_somebody_who_has_left_cannot_be_chosen(browse, member):
    task, gone = TaskFactory(team=member.team), MembershipFactory(team=member.team, ended_at=dt.datetime.now(dt.UTC))

    answer = send(browse(member), "tasks", [task], assignee=gone.pk)

    assert (answer.status_code, again(task).assignee) == (422, task.assignee)


@pytest.mark.parametrize(
    ("chosen", "text"),
    [
        ([], "Choose at least one row."),
        (["x"], "Choose rows of the list."),
        (["0190:x"], "Choose rows of the list."),
        (["1:2:3"], "Choose rows of the list."),
    ],
)
def test_what_names_no_rows_is_refused(browse, member, chosen, text):
    answer = browse(member).post("/t/acme/tasks/bulk/", {"chosen": chosen, "state": "done"})

    assert answer.status_code == 422
    assert text in answer.content.decode()


def test_at_most_two_hundred_rows_at_once(browse, member):
    tasks = TaskFactory.build_batch(ROWS_AT_MOST + 1, team=member.team)

    answer = send(browse(member), "tasks", tasks, state="done")

    assert answer.status_code == 422
    assert "Choose at most 200 rows at once." in answer.content.decode()


def test_two_hundred_rows_are_changed(browse, member):
    tasks = TaskFactory.create_batch(ROWS_AT_MOST, team=member.team)

    answer = send(browse(member), "tasks", tasks, due_on=DAY.isoformat())

    assert answer.status_code == 303
    assert Task.objects.filter(team=member.team, due_on=DAY).count() == ROWS_AT_MOST


def test_nothing_filled_in_is_refused(browse, member):
    answer = send(browse(member), "tasks", [TaskFactory(team=member.team)])

    assert answer.status_code == 422
    assert "Choose what to change." in answer.content.decode()


def test_what_is_so_already_leaves_no_act(browse, member):
    task = TaskFactory(team=member.team, due_on=DAY)

    answer = send(browse(member), "tasks", [task], due_on=DAY.isoformat())

    assert answer.status_code == 303
    assert (again(task).version, Change.objects.count()) == (task.version, 0)


def test_an_act_whose_row_was_changed_since_is_not_undone(browse, member, manager):
    milestones = MilestoneFactory.create_batch(2, team=member.team)
    client = browse(member)
    send(client, "milestones", milestones, state="in_review")
    fresh = again(milestones[0])
    fresh.title = "Another title"
    fresh.store(by=manager)

    client.post(f"/t/acme/changes/{Change.objects.get().pk}/undo/")

    assert [again(row).state for row in milestones] == [MilestoneState.IN_REVIEW] * 2


@pytest.mark.parametrize("kind", TABLES)
def test_who_may_change_rows_ticks_them_below_which_the_bar_stands(browse, owner, kind):
    TABLES[kind][0].create_batch(2, team=owner.team)

    page = browse(owner).get(f"/t/acme/{kind}/").content.decode()

    assert page.count('class="chosen"') == 2
    assert f'action="/t/acme/{kind}/bulk/"' in page


@pytest.mark.parametrize("kind", ["milestones", "tasks", "risks", "response-actions"])
def test_a_viewer_ticks_nothing(browse, viewer, kind):
    row = TABLES[kind][0](team=viewer.team)
    client = browse(viewer)

    page = client.get(f"/t/acme/{kind}/").content.decode()

    assert ('class="chosen"' in page, 'id="bulk"' in page) == (False, False)
    assert send(client, kind, [row], owner=viewer.pk).status_code == 403


def test_a_row_completed_in_place_keeps_its_box_with_the_new_version(browse, member):
    milestone = MilestoneFactory(team=member.team)
    headers = {"HX-Request": "true", "HX-Target": f"milestone-row-{milestone.pk}"}

    answer = browse(member).post(f"/t/acme/milestones/{milestone.pk}/completion/", headers=headers)

    assert f'value="{milestone.pk}:{milestone.version + 1}"' in answer.content.decode()
    assert Milestone.objects.get(pk=milestone.pk).version == milestone.version + 1
