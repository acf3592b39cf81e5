"""Nothing open waits for somebody who has left, however it came to be open again."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

from planner.models import Milestone
from teams.leaving import leave, who_fields
from teams.models import change
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import ContingencyStepFactory, ResponseActionFactory, RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory, PositionFactory

YESTERDAY = dt.date(2026, 3, 1)
TODAY = "2026-03-02T09:00:00Z"


def plan_of(team, owner):
    return prepared_plan(RiskFactory(team=team), owner)


def end_position(row, by):
    row.ends_on = YESTERDAY
    row.store(by=by)


def begin_position(row, by):
    row.ends_on = None
    row.store(by=by)


# kind and field: how to make a row of somebody's, how to close it and how to open it again
LIFE = {
    "funding.nextaction.owner": (
        lambda team, who: NextActionFactory(team=team, owner=who),
        lambda row, by: row.complete(by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "funding.opportunity.owner": (
        lambda team, who: OpportunityFactory(team=team, owner=who),
        lambda row, by: row.advance("passed", by=by, reason="No answer"),
        lambda row, by: row.move_back(by=by),
    ),
    "funding.planstep.responsible": (
        lambda team, who: PlanStepFactory(team=team, responsible=who),
        lambda row, by: row.complete(by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "planner.gatecheck.approver": (
        lambda team, who: GateCheckFactory(team=team, kind="approval", approver=who),
        lambda row, by: row.waive(by=by, reason="Later"),
        lambda row, by: row.withdraw_waiver(by=by),
    ),
    "planner.goal.owner": (
        lambda team, who: GoalFactory(team=team, owner=who),
        lambda row, by: row.close("achieved", by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "planner.milestone.owner": (
        lambda team, who: MilestoneFactory(team=team, owner=who),
        lambda row, by: row.complete(by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "planner.task.assignee": (
        lambda team, who: TaskFactory(team=team, assignee=who),
        lambda row, by: row.complete(by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "risks.acceptance.approver": (
        lambda team, who: AcceptanceFactory(team=team, approver=who),
        lambda row, by: row.reject(by=None, reason="Too much"),
        lambda row, by: row.undo_rejection(by=by),
    ),
    "risks.contingencyplan.owner": (
        plan_of,
        lambda row, by: row.retire(by=by),
        lambda row, by: row.rearm(by=by),
    ),
    "risks.contingencystep.responsible": (
        lambda team, who: ContingencyStepFactory(team=team, responsible=who),
        lambda row, by: row.plan.retire(by=by),
        lambda row, by: row.plan.rearm(by=by),
    ),
    "risks.indicator.owner": (
        lambda team, who: IndicatorFactory(team=team, owner=who),
        lambda row, by: row.retire(by=by),
        lambda row, by: row.take_up(by=by),
    ),
    "risks.responseaction.owner": (
        lambda team, who: ResponseActionFactory(team=team, owner=who),
        lambda row, by: row.complete(by=by),
        lambda row, by: row.reopen(by=by),
    ),
    "risks.risk.owner": (
        lambda team, who: RiskFactory(team=team, owner=who),
        lambda row, by: row.reject("duplicate", by=by),
        lambda row, by: row.reopen(by=by, reason="It is back"),
    ),
    "teams.position.holder": (
        lambda team, who: PositionFactory(team=team, holder=who),
        end_position,
        begin_position,
    ),
}
FIELDS = {f"{field.model._meta.label_lower}.{field.name}": field for field in who_fields()}
# A step of a contingency plan is over with its plan, never by itself.
NEVER_OVER = {"risks.contingencystep.responsible"}
each_field = pytest.mark.parametrize("name", sorted(LIFE))


def test_every_field_that_names_a_person_is_in_the_table():
    assert set(LIFE) == set(FIELDS)


@pytest.mark.django_db
@each_field
def test_what_is_opened_again_after_somebody_left_is_nobodys(name, owner, member, time_machine):
    time_machine.move_to(TODAY)
    make, close, reopen = LIFE[name]
    row = make(owner.team, member)
    close(row, owner)
    leave(member, by=owner)
    row.refresh_from_db()

    reopen(row, owner)

    row.refresh_from_db()
    assert (row.is_closed, getattr(row, FIELDS[name].name)) == (False, None)


@pytest.mark.django_db
@each_field
def test_what_undo_brings_back_after_somebody_left_is_nobodys(name, owner, member, time_machine):
    time_machine.move_to(TODAY)
    row = LIFE[name][0](owner.team, member)
    with change(owner, "Clear") as act:
        type(row).objects.get(pk=row.pk).discard(by=act)
    leave(member, by=owner)

    act.undo(by=owner)

    row.refresh_from_db()
    assert getattr(row, FIELDS[name].name) is None


@pytest.mark.django_db
@each_field
def test_undo_gives_nothing_back_to_who_has_left(name, owner, member, time_machine):
    time_machine.move_to(TODAY)
    row, field = LIFE[name][0](owner.team, member), FIELDS[name]
    with change(owner, "Hand over") as act:
        setattr(row, field.name, owner)
        row.store(by=act)
    leave(member, by=owner)

    act.undo(by=owner)

    row.refresh_from_db()
    assert getattr(row, field.name) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(LIFE.keys() - NEVER_OVER))
def test_what_is_closed_keeps_the_name_of_who_has_left(name, owner, member, time_machine):
    time_machine.move_to(TODAY)
    make, close, _reopen = LIFE[name]
    row = make(owner.team, member)
    close(row, owner)

    leave(member, by=owner)

    row.refresh_from_db()
    assert (row.is_closed, getattr(row, FIELDS[name].name)) == (True, member)


@pytest.mark.django_db
def test_a_plan_made_ready_again_without_its_owner_is_a_draft(owner, member):
    plan = plan_of(owner.team, member)
    plan.activate(by=owner)
    plan.complete(by=owner)
    leave(member, by=owner)

    plan.rearm(by=owner)

    assert (plan.state, plan.owner) == ("draft", None)


@pytest.mark.django_db
def test_open_rows_of_a_closed_project_pass_on_too(owner, member):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    milestone.project.change_state("discontinued", by=owner)

    leave(member, by=owner, successors={"planner.milestone": owner})

    milestone.refresh_from_db()
    assert milestone.owner == owner


@pytest.mark.django_db(transaction=True)
def test_what_is_handed_to_another_at_the_same_moment_stays_with_them():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")
    owner, member, other = MembershipFactory.create_batch(3, team=MembershipFactory(role="owner").team, role="manager")
    milestone = MilestoneFactory(team=owner.team, owner=member)
    held, done = threading.Event(), threading.Event()

    def hand_over():
        with transaction.atomic():
            mine = Milestone.objects.get(pk=milestone.pk)
            mine.owner = other
            mine.store(by=other)
            held.set()
            done.wait(1)
        connections.close_all()

    thread = threading.Thread(target=hand_over)
    thread.start()
    held.wait(5)
    leave(member, by=owner)
    done.set()
    thread.join()

    milestone.refresh_from_db()
    assert milestone.owner == other


@pytest.mark.django_db
def test_a_closed_row_written_later_keeps_the_name_of_who_left(owner, member):
    row = MilestoneFactory(team=owner.team, owner=member)
    row.complete(by=owner)
    leave(member, by=owner)

    row = Milestone.objects.get()
    row.title = "Renamed"
    row.store(by=owner)

    assert Milestone.objects.values_list("title", "owner").get() == ("Renamed", member.pk)
