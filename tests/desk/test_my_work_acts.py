"""What is done about a row in my work: the row's own verb, under the right of its own page, with an Undo."""

import datetime as dt
import re

import pytest

from planner.models import Milestone, Move, Task
from teams.models import Activity
from tests.factories.funding import NextActionFactory, PlanStepFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db
PAGE = "/t/acme/my-work/"


def address(kind, row, noun):
    return f"{PAGE}{kind}/{row.pk}/{noun}/"


def in_place(row):
    return {"HX-Request": "true", "HX-Target": f"work-row-{row.pk}"}


def undo_of(page):
    [url] = re.findall(r'<form method="post" action="([^"]+)"><input[^>]*><input type="hidden" name="next"', page)
    return url


def rows_of(owner):
    team, today = owner.team, owner.team.today()
    return {
        "milestone": MilestoneFactory(team=team, owner=owner, due_on=today),
        "task": TaskFactory(team=team, assignee=owner, due_on=today),
        "response-action": ResponseActionFactory(team=team, owner=owner, due_on=today),
        "next-action": NextActionFactory(team=team, owner=owner, due_on=today),
        "plan-step": PlanStepFactory(team=team, responsible=owner, due_on=today),
    }


@pytest.mark.parametrize("kind", ["milestone", "task", "response-action", "next-action", "plan-step"])
def test_done_is_the_rows_own_verb_and_taken_back_by_the_toast(browse, owner, kind):
    row = rows_of(owner)[kind]
    client = browse(owner)

    answer = client.post(address(kind, row, "completion"), {"next": PAGE}, follow=True)
    row.refresh_from_db()
    done = row.is_open
    client.post(undo_of(answer.content.decode()))
    row.refresh_from_db()

    assert (answer.redirect_chain, done, row.is_open) == ([(PAGE, 303)], False, True)
    assert Activity.objects.about(row).filter(verb="completed").count() == 1


@pytest.mark.parametrize("is_in_place", [False, True])
def test_done_asks_what_becomes_of_the_open_tasks_of_a_milestone(browse, owner, is_in_place):
    row = MilestoneFactory(team=owner.team, owner=owner, due_on=owner.team.today())
    task = TaskFactory(team=owner.team, milestone=row)
    client, headers = browse(owner), in_place(row) | {"HX-Current-URL": f"http://testserver{PAGE}"}

    answer = client.post(
        address("milestone", row, "completion"), {"next": PAGE}, headers=headers if is_in_place else {}
    )

    asked = answer.headers["HX-Redirect" if is_in_place else "Location"]
    row.refresh_from_db()
    assert (asked, row.is_open) == (
        f"/t/acme/milestones/{row.pk}/completion/tasks/?next=%2Ft%2Facme%2Fmy-work%2F",
        True,
    )
    back = client.post(asked, {"tasks": "complete", "next": PAGE}).headers["Location"]
    row.refresh_from_db()
    task.refresh_from_db()
    assert (back, row.is_open, task.is_open) == (PAGE, False, False)


@pytest.mark.parametrize("kind", ["task", "response-action", "next-action", "plan-step", "risk"])
@pytest.mark.parametrize("days", ["1", "7"])
def test_a_row_is_put_off_by_a_day_or_a_week(browse, owner, kind, days):
    today = owner.team.today()
    row = (rows_of(owner) | {"risk": RiskFactory(team=owner.team, owner=owner, next_review_on=today)})[kind]
    client = browse(owner)

    answer = client.post(address(kind, row, "postponement"), {"days": days, "version": row.version}, follow=True)
    row.refresh_from_db()
    moved = getattr(row, "next_review_on" if kind == "risk" else "due_on")
    client.post(undo_of(answer.content.decode()))
    row.refresh_from_db()

    assert moved == today + dt.timedelta(days=int(days))
    assert getattr(row, "next_review_on" if kind == "risk" else "due_on") == today


def test_a_date_is_chosen_on_a_page_of_its_own(browse, owner):
    task = TaskFactory(team=owner.team, assignee=owner)
    client = browse(owner)

    form = client.get(address("task", task, "postponement"))
    refused = client.post(address("task", task, "postponement"), {"due_on": "", "version": 1})
    answer = client.post(address("task", task, "postponement"), {"due_on": "2031-05-06", "version": 1})

    assert (form.status_code, refused.status_code, answer.status_code) == (200, 422, 303)
    assert Task.objects.get().due_on == dt.date(2031, 5, 6)


def test_a_milestone_is_moved_with_its_reason(browse, owner):
    today = owner.team.today()
    row = MilestoneFactory(team=owner.team, owner=owner, due_on=today)
    client = browse(owner)

    form = client.get(f"{address('milestone', row, 'postponement')}?days=7").content.decode()
    client.post(
        address("milestone", row, "postponement"),
        {"due_on": today + dt.timedelta(days=7), "move_reason": "people", "version": 1},
    )

    assert f'value="{today + dt.timedelta(days=7)}"' in form
    assert 'name="move_reason"' in form
    assert [(move.new_due_on, move.reason) for move in Move.objects.all()] == [(today + dt.timedelta(days=7), "people")]


def test_moving_a_milestone_leads_on_to_what_follows_it(browse, owner):
    today = owner.team.today()
    row = MilestoneFactory(team=owner.team, owner=owner, starts_on=today, due_on=today)
    later = MilestoneFactory(
        team=owner.team,
        project=row.project,
        starts_on=today + dt.timedelta(days=1),
        due_on=today + dt.timedelta(days=2),
        follows_links=True,
    )
    DependencyFactory(team=owner.team, predecessor=row, successor=later)
    sent = {"due_on": today + dt.timedelta(days=14), "version": 1}

    answer = browse(owner).post(address("milestone", row, "postponement"), sent, headers=in_place(row))

    assert answer["HX-Redirect"].startswith(f"/t/acme/milestones/{row.pk}/cascade/?after=")


def test_a_row_is_handed_on_and_taken_back(browse, owner, member):
    task = TaskFactory(team=owner.team, assignee=owner)
    client = browse(owner)

    offered = client.get(address("task", task, "handover")).content.decode()
    answer = client.post(address("task", task, "handover"), {"assignee": member.pk, "version": 1}, follow=True)
    given = Task.objects.get().assignee
    client.post(undo_of(answer.content.decode()))

    assert "Mia Member" in offered
    assert (given, Task.objects.get().assignee) == (member, owner)


def test_nobody_is_no_person_to_hand_on_to(browse, owner):
    task = TaskFactory(team=owner.team, assignee=owner)

    assert browse(owner).post(address("task", task, "handover"), {"assignee": "", "version": 1}).status_code == 422


def test_a_row_somebody_changed_meanwhile_is_not_overwritten(browse, owner):
    task = TaskFactory(team=owner.team, assignee=owner, due_on=owner.team.today())
    Task.objects.update(version=2)

    answer = browse(owner).post(address("task", task, "postponement"), {"days": "1", "version": 1})

    assert (answer.status_code, Task.objects.get().due_on) == (422, task.due_on)
    assert "somebody else" in answer.content.decode()


def test_in_place_the_row_answers_as_it_is_now(browse, owner, member):
    milestone = MilestoneFactory(team=owner.team)
    task = TaskFactory(team=owner.team, milestone=milestone, assignee=owner, due_on=owner.team.today())
    client = browse(owner)

    form = client.get(address("task", task, "postponement"), headers=in_place(task)).content.decode()
    moved = client.post(
        address("task", task, "postponement"), {"days": "7", "version": 1}, headers=in_place(task)
    ).content.decode()
    done = client.post(address("task", task, "completion"), headers=in_place(task)).content.decode()
    Task.objects.get().reopen(by=owner)
    version = Task.objects.get().version
    gone = client.post(
        address("task", task, "handover"), {"assignee": member.pk, "version": version}, headers=in_place(task)
    ).content.decode()

    assert all("<html" not in text for text in (form, moved, done, gone))
    assert f'<li id="work-row-{task.pk}">' in form
    assert "in 7 days" in moved
    assert f'<li id="work-row-{task.pk}" data-section="done">' in done
    assert f'id="work-row-{task.pk}"' not in gone
    assert "was handed on" in gone


def test_a_form_refused_in_place_stays_in_place(browse, owner):
    task = TaskFactory(team=owner.team, assignee=owner)

    answer = browse(owner).post(
        address("task", task, "postponement"), {"due_on": "no day", "version": 1}, headers=in_place(task)
    )

    assert answer.status_code == 422
    assert answer.content.decode().strip().startswith(f'<li id="work-row-{task.pk}">')


def test_nothing_is_done_twice(browse, owner):
    task = TaskFactory(team=owner.team, assignee=owner)
    client = browse(owner)

    for _each in range(2):
        assert client.post(address("task", task, "completion")).status_code == 303

    assert Activity.objects.about(task).filter(verb="completed").count() == 1


@pytest.mark.parametrize("noun", ["completion", "postponement", "handover"])
def test_a_row_takes_the_right_of_its_own_page(browse, member, viewer, noun):
    step = PlanStepFactory(team=member.team, responsible=member)
    task = TaskFactory(team=member.team, assignee=viewer)

    assert browse(member).post(address("plan-step", step, noun)).status_code == 403
    assert browse(viewer).post(address("task", task, noun)).status_code == 403


def test_nobody_is_offered_what_would_be_refused(browse, member, viewer):
    PlanStepFactory(team=member.team, responsible=member)
    TaskFactory(team=member.team, assignee=viewer)

    for person in (member, viewer):
        page = browse(person).get(PAGE).content.decode()
        assert "work-row-" in page
        assert re.findall(r'action="/t/acme/my-work/', page) == []


@pytest.mark.parametrize("noun", ["completion", "postponement", "handover"])
def test_what_is_not_there_is_not_found(browse, owner, stranger, noun):
    theirs = TaskFactory(team=stranger.team)
    mine = TaskFactory(team=owner.team)
    client = browse(owner)

    assert client.post(address("task", theirs, noun)).status_code == 404
    assert client.post(address("goal", mine, noun)).status_code == 404
    assert client.post(address("milestone", mine, noun)).status_code == 404


def test_a_review_is_no_button_but_a_page(browse, owner):
    risk = RiskFactory(team=owner.team, owner=owner, next_review_on=owner.team.today())
    client = browse(owner)

    page = client.get(PAGE).content.decode()

    assert f'href="/t/acme/risks/{risk.pk}/assessment/?next=/t/acme/my-work/"' in page
    assert client.post(address("risk", risk, "completion")).status_code == 404


@pytest.mark.parametrize("noun", ["postponement", "handover"])
def test_an_approval_is_neither_put_off_nor_handed_on(browse, owner, noun):
    check = GateCheckFactory(team=owner.team, kind="approval", approver=owner)
    client = browse(owner)

    assert client.get(address("approval", check, noun)).status_code == 404
    assert client.post(address("approval", check, noun), {"approver": owner.pk, "days": "1"}).status_code == 404


def test_a_step_at_work_is_done_as_the_task_it_is(browse, owner):
    plan = prepared_plan(RiskFactory(team=owner.team), owner, offsets=(0,))
    plan.activate(by=owner)
    task = Task.objects.get()

    browse(owner).post(address("contingency-step", task, "completion"))

    assert Task.objects.get().is_done


def test_a_page_without_javascript_leads_back_to_where_it_was(browse, owner):
    row = MilestoneFactory(team=owner.team, owner=owner)
    section = f"{PAGE}?section=later"

    answer = browse(owner).post(address("milestone", row, "completion"), {"next": section})

    assert (answer.status_code, answer["Location"]) == (303, section)
    assert Milestone.objects.get().is_done
