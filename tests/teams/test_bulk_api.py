"""Many rows changed in one act by a program: all or none, as the page does it, once for one Idempotency-Key."""

import datetime as dt
import uuid

import pytest
from rest_framework.test import APIClient

from teams.bulk import ROWS_AT_MOST
from teams.models import Activity, Change, Token
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory

from .test_bulk import FINISHING, TABLES, again

pytestmark = pytest.mark.django_db

URL = "/api/v1/teams/acme"


def send(client, kind, rows, headers=None, **values):
    ids = [str(row.pk) for row in rows]
    return client.post(f"{URL}/{kind}/bulk/", {"ids": ids} | values, format="json", headers=headers or {})


def errors_of(answer):
    return [(error["field"], error["code"], error["message"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("kind", TABLES)
def test_rows_get_another_person_in_one_act_that_is_undone_as_one(api, owner, manager, kind):
    factory, person = TABLES[kind]
    rows = factory.create_batch(3, team=owner.team, **{person: owner})
    client = api(owner)

    answer = send(client, kind, rows[:2], **{person: str(manager.pk)})
    then = [getattr(again(row), person) for row in rows]
    undone = client.post(f"{URL}/changes/{answer.json()['change']}/undo/")

    act = Change.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"count": 2, "change": str(act.pk)})
    assert then == [manager, manager, owner]
    assert undone.status_code == 200
    assert [getattr(again(row), person) for row in rows] == [owner] * 3


@pytest.mark.parametrize("kind", FINISHING)
def test_a_state_is_entered_by_the_rows_own_verb(api, owner, kind):
    factory, state = FINISHING[kind]
    rows = factory.create_batch(2, team=owner.team)

    answer = send(api(owner), kind, rows, state=state)

    assert answer.status_code == 200
    assert [again(row).is_open for row in rows] == [False, False]
    assert Activity.objects.filter(verb="completed").values("change").distinct().count() == 1


def test_state_person_and_date_go_together(api, member, manager):
    rows = TaskFactory.create_batch(2, team=member.team)

    send(api(member), "tasks", rows, state="done", assignee=str(manager.pk), due_on="2026-05-04")

    day = dt.date(2026, 5, 4)
    assert [(row.state, row.assignee, row.due_on) for row in map(again, rows)] == [("done", manager, day)] * 2


def test_the_status_of_risks_is_judged_as_on_the_page(api, member):
    row = RiskFactory(team=member.team)

    unrated = send(api(member), "risks", [row], status="assessed")
    occurred = send(api(member), "risks", [row], status="occurred")

    assert [each[:2] for each in errors_of(unrated)] == [(f"ids.{row.pk}", "refused")]
    assert [each[:2] for each in errors_of(occurred)] == [("status", "invalid_choice")]
    assert again(row).status == row.status


def test_where_one_row_refuses_none_is_changed_and_each_that_refuses_is_named(api, member):
    free, cancelled = TaskFactory(team=member.team), TaskFactory(team=member.team, state="cancelled")

    answer = send(api(member), "tasks", [free, cancelled], state="done")

    [(field, code, message)] = errors_of(answer)
    assert (answer.status_code, field, code) == (400, f"ids.{cancelled.pk}", "refused")
    assert message
    assert again(free).state == "todo"
    assert not Change.objects.exists()


def test_rows_of_others_are_like_none(api, member, other_team):
    mine, theirs = TaskFactory(team=member.team), TaskFactory(team=other_team)

    hidden = send(api(member), "tasks", [mine, theirs], state="done")
    unknown = api(member).post(f"{URL}/tasks/bulk/", {"ids": [str(uuid.uuid4())], "state": "done"}, format="json")

    text = "Some of the chosen rows are no longer there. Nothing was changed."
    assert errors_of(hidden) == errors_of(unknown) == [("ids", "does_not_exist", text)]
    assert (again(mine).state, again(theirs).state) == ("todo", "todo")


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"ids": [], "state": "done"}, "ids", "min_length"),
        ({"ids": [str(uuid.uuid4()) for _number in range(ROWS_AT_MOST + 1)], "state": "done"}, "ids", "max_length"),
        ({"state": "done"}, "ids", "required"),
        ({"ids": ["x"], "state": "done"}, "ids.0", "invalid"),
    ],
)
def test_what_is_sent_is_judged_first(api, member, given, field, code):
    answer = api(member).post(f"{URL}/tasks/bulk/", given, format="json")

    assert answer.status_code == 400
    assert [each[:2] for each in errors_of(answer)] == [(field, code)]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({}, None, "nothing"),
        ({"state": "flying"}, "state", "invalid_choice"),
        ({"assignee": str(uuid.uuid4())}, "assignee", "invalid_choice"),
        ({"due_on": "9999-12-31"}, "due_on", None),
        ({"wings": 2}, "wings", "unknown_field"),
    ],
)
def test_values_are_judged_as_on_the_page(api, member, values, field, code):
    answer = send(api(member), "tasks", [TaskFactory(team=member.team)], **values)

    [(named, told, _message)] = errors_of(answer)
    assert (answer.status_code, named) == (400, field)
    assert code in (None, told)


def test_two_hundred_rows_go_at_once(api, member, manager):
    rows = TaskFactory.create_batch(ROWS_AT_MOST, team=member.team)

    answer = send(api(member), "tasks", rows, assignee=str(manager.pk))

    assert answer.json()["count"] == ROWS_AT_MOST


def test_what_was_so_already_makes_no_act(api, member):
    row = TaskFactory(team=member.team, assignee=member)

    answer = send(api(member), "tasks", [row], assignee=str(member.pk))

    assert (answer.status_code, answer.json()) == (200, {"count": 1, "change": None})
    assert not Change.objects.exists()


def test_a_repeated_request_is_answered_as_before_and_changes_nothing(api, member, manager):
    row, client, key = MilestoneFactory(team=member.team), api(member), {"Idempotency-Key": "one"}

    first = send(client, "milestones", [row], key, owner=str(manager.pk))
    row.refresh_from_db()
    row.owner = member
    row.store(by=member)
    second = send(client, "milestones", [row], key, owner=str(manager.pk))
    other = send(client, "milestones", [row], key, owner=str(member.pk))

    assert (second.status_code, second.json()) == (200, first.json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert again(row).owner == member
    assert other.status_code == 409


def test_a_refusal_is_not_kept(api, member):
    row, client, key = TaskFactory(team=member.team, state="cancelled"), api(member), {"Idempotency-Key": "one"}

    refused = send(client, "tasks", [row], key, state="done")
    row.refresh_from_db()
    row.reopen(by=member)
    taken = send(client, "tasks", [row], key, state="done")

    assert (refused.status_code, taken.status_code) == (400, 200)


@pytest.mark.parametrize(("scope", "code"), [("write", 200), ("read", 403)])
def test_it_takes_a_token_that_may_write(member, scope, code):
    token = Token(team=member.team, membership=member, name="export", scope=scope)
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=member)}")

    answer = send(program, "tasks", [TaskFactory(team=member.team)], state="done")

    assert answer.status_code == code
