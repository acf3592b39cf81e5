"""State, person and date of a row changed in its cell: with htmx in place, on a page of its own without."""

import datetime as dt

import pytest

from teams.models import Change
from tests.factories.funding import NextActionFactory, OpportunityFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory

from .test_bulk import again, ticked, undo_of

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 5, 4)
CELLS = [
    ("milestones", MilestoneFactory, "milestone-table", "state", "completed"),
    ("milestones", MilestoneFactory, "milestone-table", "due_on", DAY),
    ("milestones", MilestoneFactory, "milestone-table", "owner", None),
    ("tasks", TaskFactory, "task-table", "state", "in_progress"),
    ("tasks", TaskFactory, "task-table", "assignee", None),
    ("risks", RiskFactory, "risk-table", "owner", None),
    ("response-actions", ResponseActionFactory, "action-table", "state", "cancelled"),
    ("next-actions", NextActionFactory, "action-table", "due_on", DAY),
    ("opportunities", OpportunityFactory, "opportunity-table", "owner", None),
]
by_cell = pytest.mark.parametrize(("kind", "factory", "table", "name", "value"), CELLS)


def address(kind, row, name):
    return f"/t/acme/{kind}/{row.pk}/cells/{name}/"


def in_place(target):
    return {"HX-Request": "true", "HX-Target": target}


@by_cell
def test_a_value_is_asked_for_in_its_cell_and_the_list_shows_it(
    browse, owner, manager, kind, factory, table, name, value
):
    row, value = factory(team=owner.team), value or manager
    client, url = browse(owner), address(kind, row, name)

    shown = client.get(f"/t/acme/{kind}/").content.decode()
    asked = client.get(url, headers=in_place(f"cell-{name}-{row.pk}"))
    fields = {"chosen": ticked(row), name: str(getattr(value, "pk", value)), "next": f"/t/acme/{kind}/"}
    page = client.post(url, fields, headers=in_place(table), follow=True).content.decode()

    assert f'hx-get="{url}"' in shown
    assert (asked.status_code, asked.content.decode().count("<form")) == (200, 1)
    assert getattr(again(row), name) == value
    assert (f'id="{table}"' in page, "<html" in page) == (True, False)
    client.post(undo_of(page))
    assert getattr(again(row), name) == getattr(row, name)


@by_cell
def test_without_javascript_a_page_asks_and_leads_back(browse, owner, manager, kind, factory, table, name, value):
    row, value = factory(team=owner.team), value or manager
    client, url = browse(owner), address(kind, row, name)

    page = client.get(url).content.decode()
    answer = client.post(url, {"chosen": ticked(row), name: str(getattr(value, "pk", value))})

    assert ("<html" in page, f'name="{name}"' in page, ticked(row)[0] in page) == (True, True, True)
    assert (answer.status_code, answer.url) == (303, f"/t/acme/{kind}/")
    assert getattr(again(row), name) == value


def test_beside_the_date_of_a_milestone_its_cell_asks_why_it_moves(browse, member):
    milestone = MilestoneFactory(team=member.team, due_on=dt.date(2026, 4, 1))
    client, url = browse(member), address("milestones", milestone, "due_on")

    cell = client.get(url, headers=in_place(f"cell-due_on-{milestone.pk}")).content.decode()
    page = client.get(url).content.decode()
    client.post(url, {"chosen": ticked(milestone), "due_on": DAY.isoformat(), "move_reason": "people"})

    assert ('name="move_reason"' in cell, 'name="move_reason"' in page) == (True, True)
    assert milestone.moves.get().reason == "people"


@pytest.mark.parametrize("name", ["state", "owner"])
def test_no_other_cell_asks_for_a_reason_and_there_is_no_cell_of_one(browse, member, name):
    milestone = MilestoneFactory(team=member.team)

    page = browse(member).get(address("milestones", milestone, name)).content.decode()
    missing = browse(member).get(address("milestones", milestone, "move_reason"))

    assert ('name="move_reason"' in page, missing.status_code) == (False, 404)


def test_a_person_and_a_date_can_be_taken_off(browse, member):
    task = TaskFactory(team=member.team, assignee=member, due_on=DAY)
    client = browse(member)

    client.post(address("tasks", task, "assignee"), {"chosen": ticked(task), "assignee": ""})
    task = again(task)
    client.post(address("tasks", task, "due_on"), {"chosen": ticked(task), "due_on": ""})

    assert (again(task).assignee, again(task).due_on) == (None, None)


def test_what_a_row_refuses_is_said_in_the_cell(browse, member):
    task = TaskFactory(team=member.team, state="cancelled")

    answer = browse(member).post(
        address("tasks", task, "state"), {"chosen": ticked(task), "state": "done"}, headers=in_place("task-table")
    )

    assert (answer.status_code, answer["HX-Retarget"]) == (422, f"#cell-state-{task.pk}")
    assert "A cancelled task cannot be done. Reopen it first." in answer.content.decode()
    assert again(task).state == "cancelled"


def test_a_row_changed_meanwhile_refuses(browse, member, manager):
    task = TaskFactory(team=member.team)
    fresh = again(task)
    fresh.title = "Another title"
    fresh.store(by=manager)

    answer = browse(member).post(address("tasks", task, "state"), {"chosen": ticked(task), "state": "done"})

    assert answer.status_code == 422
    assert "was changed by somebody else meanwhile" in answer.content.decode()
    assert again(task).state == "todo"


def test_no_other_row_is_changed_by_the_address_of_one(browse, member):
    task, other = TaskFactory.create_batch(2, team=member.team)

    answer = browse(member).post(address("tasks", task, "state"), {"chosen": ticked(task, other), "state": "done"})

    assert (answer.status_code, Change.objects.count()) == (404, 0)


@pytest.mark.parametrize("name", ["title", "chosen", "number"])
def test_other_fields_have_no_cell(browse, member, name):
    assert browse(member).get(address("tasks", TaskFactory(team=member.team), name)).status_code == 404


def test_a_viewer_has_no_way_into_a_cell(browse, viewer):
    task = TaskFactory(team=viewer.team)
    client = browse(viewer)

    assert "/cells/" not in client.get("/t/acme/tasks/").content.decode()
    assert client.get(address("tasks", task, "state")).status_code == 403


def test_a_row_of_another_team_has_no_cell(browse, member, stranger):
    task = TaskFactory(team=stranger.team)

    assert browse(member).get(address("tasks", task, "state")).status_code == 404
