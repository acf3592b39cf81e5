"""One click turns the steps of a contingency plan into dated tasks, once, and can be undone as one act."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import ContingencyPlan
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    ContingencyStepFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)
from tests.factories.teams import MembershipFactory, PositionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, title="No GPUs")


@time_machine.travel(NOW)
def test_activation_makes_one_dated_task_per_step(member, risk):
    plan = prepared_plan(risk, member, offsets=(0, 3, 5))

    plan.activate(by=member)

    tasks = list(Task.objects.order_by("number"))
    steps = list(plan.steps.all())
    assert [task.title for task in tasks] == [step.title for step in steps]
    assert [(task.origin_kind, task.origin_id) for task in tasks] == [(STEP_ORIGIN, step.pk) for step in steps]
    # The third falls on a Saturday: an emergency waits for no working day.
    assert [task.due_on for task in tasks] == [dt.date(2026, 3, 2), dt.date(2026, 3, 5), dt.date(2026, 3, 7)]
    assert (plan.state, plan.activated_by) == ("activated", member)
    assert plan.activated_at.date() == NOW.date()


@time_machine.travel(dt.datetime(2026, 3, 2, 23, 0, tzinfo=dt.UTC))
def test_the_day_of_activation_is_the_teams_day(member, risk):
    risk.team.time_zone = "Asia/Shanghai"
    risk.team.save()
    plan = prepared_plan(risk, member, offsets=(0,))

    plan.activate(by=member)

    assert Task.objects.get().due_on == dt.date(2026, 3, 3)


@time_machine.travel(dt.datetime(2026, 3, 8, 12, 0, tzinfo=dt.UTC))
def test_on_a_sunday_a_step_after_no_days_is_due_today(member, risk):
    plan = prepared_plan(risk, member, offsets=(0,))

    plan.activate(by=member)

    assert Task.objects.get().due_on == dt.date(2026, 3, 8)


def test_a_plan_activated_because_its_risk_occurred_notes_that_and_undoes_both(member, risk):
    plan = prepared_plan(risk, member)

    plan.activate(by=member, occasion="occurred")
    risk.refresh_from_db()
    during = (risk.status, risk.occurred_at is not None)
    plan.refresh_from_db()
    plan.deactivate(by=member)
    risk.refresh_from_db()

    assert during == ("occurred", True)
    assert (plan.state, risk.status, risk.occurred_at) == ("ready", "identified", None)
    assert Task.objects.count() == 0


def test_a_plan_activated_by_its_trigger_leaves_the_risk_as_it_is(member, risk):
    prepared_plan(risk, member).activate(by=member)

    risk.refresh_from_db()
    assert risk.status == "identified"


def test_a_plan_activated_again_for_a_risk_that_occurred_writes_it_once(member, risk):
    risk.occur(by=member)

    prepared_plan(risk, member).activate(by=member, occasion="occurred")

    assert Activity.objects.about(risk).filter(verb="occurred").count() == 1


def test_tasks_go_to_the_first_open_milestone_the_risk_concerns(member, team):
    project = ProjectFactory(team=team)
    done = MilestoneFactory(team=team, project=project, due_on=dt.date(2026, 1, 1), state="completed", completed_at=NOW)
    later = MilestoneFactory(team=team, project=project, due_on=dt.date(2026, 9, 1))
    first = MilestoneFactory(team=team, project=project, due_on=dt.date(2026, 5, 1))
    undated = MilestoneFactory(team=team, project=project)
    risk = RiskFactory(team=team, milestones=[done, later, first, undated])
    plan = prepared_plan(risk, member)

    plan.activate(by=member)

    assert {task.milestone for task in Task.objects.all()} == {first}


def test_a_risk_that_concerns_no_milestone_makes_tasks_without_one(member, risk):
    prepared_plan(risk, member).activate(by=member)

    assert {task.milestone for task in Task.objects.all()} == {None}


def test_a_step_goes_to_its_person_else_the_holder_of_its_position_else_the_plan_owner(member, manager, viewer, risk):
    PositionFactory(team=risk.team, job_role="engineer", circle="core", holder=viewer)
    plan = ContingencyPlanFactory(team=risk.team, risk=risk, owner=member, state="ready")
    TriggerFactory(team=risk.team, plan=plan)
    for place, who in enumerate(
        ({"responsible": manager}, {"job_role": "engineer"}, {"job_role": "designer"}, {}), start=1
    ):
        ContingencyStepFactory(team=risk.team, plan=plan, position=place, **who)

    plan.activate(by=member)

    assert [task.assignee for task in Task.objects.order_by("number")] == [manager, viewer, member, member]


@pytest.mark.parametrize(
    ("starts", "ends", "is_held"),
    [(0, None, True), (1, None, False), (None, 0, True), (None, -1, False), (-9, 9, True)],
)
@time_machine.travel(NOW, tick=False)
def test_a_position_is_held_from_its_first_day_to_its_last(member, viewer, risk, starts, ends, is_held):
    days = [None if each is None else NOW.date() + dt.timedelta(days=each) for each in (starts, ends)]
    PositionFactory(team=risk.team, job_role="engineer", holder=viewer, starts_on=days[0], ends_on=days[1])
    plan = prepared_plan(risk, member, offsets=())
    ContingencyStepFactory(team=risk.team, plan=plan, job_role="engineer")

    plan.activate(by=member)

    assert Task.objects.get().assignee == (viewer if is_held else member)


def test_what_a_former_activation_made_is_none_of_the_present_ones(browse, member, risk, time_machine):
    time_machine.move_to(NOW, tick=False)
    plan = prepared_plan(risk, member, offsets=(0,))
    plan.activate(by=member)
    former = Task.objects.get()
    former.complete(by=member)
    plan.complete(by=member)
    plan.rearm(by=member)
    time_machine.move_to(NOW + dt.timedelta(days=30), tick=False)

    plan.activate(by=member)
    [present] = plan.tasks().values()
    before = [row.steps_done for row in ContingencyPlan.objects.with_steps_done()]
    present.discard(by=member)

    [row] = browse(member).get(plan.get_absolute_url()).context["rows"]
    assert present != former
    assert (before, plan.tasks(), row.task, row.due_on) == ([0], {}, None, dt.date(2026, 4, 1))


def test_a_step_of_somebody_who_has_left_goes_to_the_owner_of_the_plan(member, risk):
    gone = MembershipFactory(team=risk.team, ended_at=NOW)
    plan = ContingencyPlanFactory(team=risk.team, risk=risk, owner=member, state="ready")
    TriggerFactory(team=risk.team, plan=plan)
    ContingencyStepFactory(team=risk.team, plan=plan, responsible=gone)

    plan.activate(by=member)

    assert Task.objects.get().assignee == member


def test_activation_is_one_change_with_one_activity_of_its_own(member, risk):
    plan = prepared_plan(risk, member)

    plan.activate(by=member)

    act = Change.objects.get()
    assert sorted(act.activities.values_list("verb", flat=True)) == ["activated", "created", "created"]
    assert plan.activation == act


def test_activating_twice_makes_the_tasks_once(member, risk):
    plan = prepared_plan(risk, member)

    plan.activate(by=member)
    plan.activate(by=member)

    assert Task.objects.count() == 2
    assert Activity.objects.filter(verb="activated").count() == 1


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_plan_that_is_not_ready_makes_no_task(member, risk, state):
    plan = prepared_plan(risk, member)
    ContingencyPlan.objects.filter(pk=plan.pk).update(state=state)

    with pytest.raises(ValidationError) as refused:
        plan.activate(by=member)

    assert refused.value.code == "unreachable_state"
    assert (Task.objects.count(), Change.objects.count()) == (0, 0)


def test_a_ready_plan_that_lost_its_steps_makes_no_task(member, risk):
    plan = prepared_plan(risk, member, offsets=())

    with pytest.raises(ValidationError, match="at least one step"):
        plan.activate(by=member)

    assert Task.objects.count() == 0


def test_a_plan_of_a_closed_risk_is_not_activated(member, risk):
    plan = prepared_plan(risk, member)
    risk.reject("duplicate", by=member)

    with pytest.raises(ValidationError) as refused:
        plan.activate(by=member)

    assert refused.value.code == "risk_closed"
    assert Task.objects.count() == 0


def test_activation_is_undone_as_one_act(member, risk):
    plan = prepared_plan(risk, member)
    other = TaskFactory(team=risk.team, number=900)
    plan.activate(by=member)

    plan.deactivate(by=member)

    assert list(Task.objects.all()) == [other]
    assert (plan.state, plan.activated_at, plan.activated_by, plan.activation) == ("ready", None, None, None)
    assert Change.objects.get().undone_by == member


def test_undoing_twice_is_harmless(member, risk):
    plan = prepared_plan(risk, member)
    plan.activate(by=member)

    plan.deactivate(by=member)
    plan.deactivate(by=member)

    assert plan.state == "ready"


def test_activation_is_not_undone_once_a_task_was_worked_on(member, risk):
    plan = prepared_plan(risk, member)
    plan.activate(by=member)
    task = Task.objects.order_by("number").first()
    task.complete(by=member)

    with pytest.raises(ValidationError, match=task.title):
        plan.deactivate(by=member)

    plan.refresh_from_db()
    assert (plan.state, Task.objects.count()) == ("activated", 2)


def test_a_step_is_done_when_its_task_is_done(member, risk):
    plan = prepared_plan(risk, member)
    plan.activate(by=member)
    first, second = plan.steps.all()

    plan.tasks()[first.pk].complete(by=member)

    assert (plan.tasks()[first.pk].is_done, plan.tasks()[second.pk].is_done) == (True, False)


def test_a_second_activation_has_tasks_of_its_own(member, risk):
    plan = prepared_plan(risk, member, offsets=(0,))
    plan.activate(by=member)
    old = Task.objects.get()
    plan.complete(by=member, outcome="worked")
    plan.rearm(by=member)
    assert plan.tasks() == {}

    plan.activate(by=member)

    assert [task.pk for task in plan.tasks().values()] != [old.pk]
    assert Task.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_activations_at_once_make_one_set_of_tasks(member, risk):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has no two connections")
    plan = prepared_plan(risk, member, offsets=(0, 1, 2))
    together = threading.Barrier(2)
    failures = []

    def activate():
        try:
            mine = ContingencyPlan.objects.get(pk=plan.pk)
            together.wait(timeout=10)
            mine.activate(by=member)
        except Exception as error:  # noqa: BLE001 - the main thread reports it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=activate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failures == []
    assert (Task.objects.count(), Change.objects.count()) == (3, 1)
