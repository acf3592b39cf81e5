"""Applying a scenario: what is written, what is not, all of it or nothing, once, and taken back as one."""

import datetime as dt
import threading
import uuid
from contextlib import contextmanager
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F

from forecast.applying import GONE, ScenarioMovedError, apply_scenario, preview
from forecast.models import Scenario
from forecast.running import begin
from forecast.staleness import has_news
from funding.models import CashLine, CashPosition
from planner.models import Milestone, Move, Task
from risks.models import ContingencyPlan, ContingencyStep
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.forecast import ScenarioChangeFactory, ScenarioFactory
from tests.factories.funding import CashLineFactory, CashPositionFactory, OpportunityFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    ContingencyStepFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = TODAY + dt.timedelta(days=60)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scenario(team):
    return ScenarioFactory(team=team)


def add(scenario, kind, subject=None, **values):
    return ScenarioChangeFactory(team=scenario.team, scenario=scenario, kind=kind, subject=subject, **values)


def whys(entries):
    return [entry.why for entry in entries]


@pytest.fixture
def all_of_it(team, owner, scenario):
    """A scenario with one change of each kind that can be written."""
    milestone = MilestoneFactory(team=team, due_on=TODAY + dt.timedelta(days=30))
    ready = prepared_plan(RiskFactory(team=team, milestones=[milestone]), owner)
    draft = ContingencyPlanFactory(team=team, risk=RiskFactory(team=team), owner=owner, state="draft")
    TriggerFactory(team=team, plan=draft)
    ContingencyStepFactory(team=team, plan=draft)
    earlier = NOW - dt.timedelta(minutes=1)  # of one day the last one entered counts
    CashPositionFactory(team=team, balance_on=TODAY, monthly_expense=Decimal("100.05"), created_at=earlier)
    add(scenario, "due", milestone, day=LATER)
    add(scenario, "plan", ready)
    add(scenario, "ready", draft)
    add(scenario, "expense", number=-10)
    return milestone, ready, draft


def state_of(team):
    return (
        list(Milestone.objects.filter(team=team).values_list("due_on", flat=True)),
        sorted(ContingencyPlan.objects.filter(team=team).values_list("state", flat=True)),
        list(CashPosition.objects.latest_first().values_list("monthly_expense", flat=True)),
        Task.objects.filter(team=team).count(),
    )


def test_all_that_can_be_written_is_written_in_one_act_and_taken_back_as_one(team, owner, scenario, all_of_it):
    before = state_of(team)

    act, found = apply_scenario(scenario, by=owner, reason="scope")

    assert len(found.writes) == 4
    assert state_of(team) == ([LATER], ["activated", "ready"], [Decimal("90.05"), Decimal("100.05")], 2)
    assert list(Move.objects.values_list("new_due_on", "reason")) == [(LATER, "scope")]
    assert (scenario.is_applied, scenario.applied_on) == (True, TODAY)
    act.undo(by=owner)
    assert state_of(team) == before
    scenario = Scenario.objects.get(pk=scenario.pk)
    assert (scenario.is_applied, scenario.applied_on) == (False, None)


def test_the_new_position_keeps_what_else_the_old_one_says(team, owner, scenario, all_of_it):
    old = CashPosition.objects.get()

    apply_scenario(scenario, by=owner)

    new = CashPosition.objects.latest_of(team)
    kept = ("balance", "balance_on", "monthly_income", "floor", "currency")
    assert [getattr(new, name) for name in kept] == [getattr(old, name) for name in kept]


def test_looking_writes_nothing(owner, scenario, all_of_it, team):
    before = state_of(team), Activity.objects.count()

    preview(scenario, by=owner)

    assert (state_of(team), Activity.objects.count()) == before


def test_applying_again_writes_nothing(team, owner, manager, scenario, all_of_it):
    act, _found = apply_scenario(scenario, by=owner)
    after = state_of(team), Activity.objects.count()

    again, found = apply_scenario(Scenario.objects.get(pk=scenario.pk), by=manager)

    assert (again, found.writes) == (act, ())
    assert (state_of(team), Activity.objects.count()) == after


def test_a_scenario_can_be_applied_again_once_it_was_taken_back(team, owner, scenario, all_of_it):
    first, _found = apply_scenario(scenario, by=owner)
    first.undo(by=owner)

    second, found = apply_scenario(Scenario.objects.get(pk=scenario.pk), by=owner)

    assert (second != first, len(found.writes)) == (True, 4)


def test_removing_an_applied_scenario_leaves_its_act_to_be_undone(team, owner, scenario, all_of_it):
    before = state_of(team)
    act, _found = apply_scenario(scenario, by=owner)

    Scenario.objects.get(pk=scenario.pk).discard(by=owner)
    act.undo(by=owner)

    assert state_of(team) == before


def test_monthly_lines_change_where_they_take_the_place_of_the_flat_figure(team, owner, scenario):
    CashPositionFactory(team=team, balance_on=TODAY)
    lines = {
        "running": CashLineFactory(team=team, label="running", amount=Decimal("99.99")),
        "to come": CashLineFactory(team=team, label="to come", starts_on=LATER),
        "over": CashLineFactory(team=team, label="over", ends_on=TODAY - dt.timedelta(days=1)),
        "last": CashLineFactory(team=team, label="last", amount=Decimal(8), ends_on=TODAY),
        "once": CashLineFactory(team=team, label="once", rhythm="once", starts_on=LATER),
        "income": CashLineFactory(team=team, label="income", direction="income"),
    }
    add(scenario, "expense", number=25)

    apply_scenario(scenario, by=owner)

    now = {line.label: line.amount for line in CashLine.objects.all()}
    assert now == {label: line.amount for label, line in lines.items()} | {
        "running": Decimal("124.99"),
        "to come": Decimal(125),
        "last": Decimal(10),
    }
    assert CashPosition.objects.count() == 1


def test_what_people_do_is_named_and_not_written(team, owner, scenario):
    milestone, deal, other = MilestoneFactory(team=team), OpportunityFactory(team=team), OpportunityFactory(team=team)
    risk = RiskFactory(team=team)
    rows = [("sooner", milestone), ("won", deal), ("lost", other), ("risk", risk)]
    for kind, row in rows:
        add(scenario, kind, row, **({"number": 5} if kind == "sooner" else {}))

    found = preview(scenario, by=owner)

    assert {(entry.change.kind, entry.row) for entry in found.by_hand} == set(rows)
    with pytest.raises(ValidationError, match="Nothing of this scenario can be written"):
        apply_scenario(scenario, by=owner)
    assert not Change.objects.exists()
    assert not Scenario.objects.get(pk=scenario.pk).is_applied


def test_what_no_longer_fits_is_named_with_its_reason(team, owner, scenario):
    day = TODAY + dt.timedelta(days=30)
    closed = MilestoneFactory(team=team, project=ProjectFactory(team=team, state="finished"))
    starts_later = MilestoneFactory(team=team, starts_on=LATER, due_on=LATER)
    same = MilestoneFactory(team=team, due_on=day)
    draft = ContingencyPlanFactory(team=team, risk=RiskFactory(team=team), state="draft")
    lost = OpportunityFactory(team=team, stage="passed", reason_lost="no", lost_at=NOW)
    for row in (closed, starts_later, same):
        add(scenario, "due", row, day=day)
    add(scenario, "risk", uuid.uuid4())
    add(scenario, "won", lost)
    add(scenario, "expense", number=5)
    add(scenario, "ready", draft)
    add(scenario, "plan", draft)

    found = preview(scenario, by=owner)

    assert (found.writes, found.by_hand) == ([], [])
    assert sorted(whys(found.unfit)) == sorted(
        [
            "A milestone that has ended moves no more.",
            "A milestone cannot be due before it starts.",
            "It stands like this already.",
            "It is gone, or not for you to see.",
            "It is over.",
            "No monthly expense is known.",
            "This plan is not ready: it lacks a trigger, an owner, at least one step.",
            "A plan that is “Draft” cannot do this.",
        ]
    )


def test_a_milestone_may_be_due_on_the_day_it_starts(team, owner, scenario):
    add(scenario, "due", MilestoneFactory(team=team, starts_on=TODAY, due_on=LATER), day=TODAY)

    assert [entry.new for entry in preview(scenario, by=owner).writes] == [TODAY]


def test_a_row_of_another_team_is_as_good_as_gone(owner, scenario, other_team):
    add(scenario, "due", MilestoneFactory(team=other_team), day=LATER)

    found = preview(scenario, by=owner)

    assert [(entry.row, entry.why) for entry in found.unfit] == [(None, str(GONE))]
    assert found.writes == []


def test_a_plan_is_made_ready_before_it_is_activated(team, owner, scenario):
    draft = ContingencyPlanFactory(team=team, risk=RiskFactory(team=team), owner=owner, state="draft")
    TriggerFactory(team=team, plan=draft)
    ContingencyStepFactory(team=team, plan=draft)
    add(scenario, "plan", draft)
    add(scenario, "ready", draft)

    act, _found = apply_scenario(scenario, by=owner)

    draft.refresh_from_db()
    assert draft.state == "activated"
    act.undo(by=owner)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_plan_started_with_a_scenario_is_not_taken_back_alone(team, owner, scenario, all_of_it):
    _milestone, plan, _draft = all_of_it
    apply_scenario(scenario, by=owner)
    plan.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        plan.deactivate(by=owner)

    assert [error.code for error in refused.value.error_list] == ["part_of_more"]


# Somebody else meanwhile


@pytest.mark.parametrize(
    "meddle",
    [
        lambda scenario, milestone, by: add(scenario, "sooner", milestone, number=3),
        lambda scenario, milestone, by: scenario.changes.get(kind="expense").discard(by=by),
        lambda scenario, milestone, by: Milestone.objects.get(pk=milestone.pk).start(by=by),
        lambda scenario, milestone, by: CashPosition.renew(scenario.team, balance=Decimal(5), balance_on=TODAY, by=by),
    ],
)
def test_what_changed_since_somebody_looked_is_not_applied(team, owner, manager, scenario, all_of_it, meddle):
    seen = preview(scenario, by=owner).seen
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        meddle(scenario, all_of_it[0], manager)
    before = state_of(team)

    with pytest.raises(ScenarioMovedError):
        apply_scenario(scenario, by=owner, seen=seen)

    assert state_of(team) == before


def test_what_was_looked_at_is_applied(owner, scenario, all_of_it):
    seen = preview(scenario, by=owner).seen

    _act, found = apply_scenario(scenario, by=owner, seen=seen)

    assert len(found.writes) == 4


@contextmanager
def meddled(meddle, *, before):
    """Change something just before such a statement is sent, as if somebody else did between look and write."""
    done = []

    def look(execute, sql, params, many, context):
        if not done and sql.startswith(before):
            done.append(sql)
            meddle()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield
    assert len(done) == 1


@pytest.mark.parametrize(
    ("meddle", "refusal", "message"),
    [
        (lambda: ContingencyStep._base_manager.all().delete(), ValidationError, "at least one step"),
        # Found after the plans were written.
        (lambda: Milestone.objects.update(version=F("version") + 1), ScenarioMovedError, None),
    ],
    ids=["a plan", "a date"],
)
def test_nothing_is_written_where_one_row_refuses(team, owner, scenario, all_of_it, meddle, refusal, message):
    before = state_of(team)

    with meddled(meddle, before='INSERT INTO "teams_change"'), pytest.raises(refusal, match=message):
        apply_scenario(scenario, by=owner)

    assert state_of(team) == before
    assert not Scenario.objects.get(pk=scenario.pk).is_applied


# Who hears of it


def test_the_act_does_not_tell_the_name_of_the_scenario(team, owner, member, scenario, all_of_it):
    scenario.name = "Nordtor drops out"
    scenario.store(by=owner)

    act, _found = apply_scenario(scenario, by=owner)

    assert list(Change.objects.visible_to(member).filter(pk=act.pk)) == [act]
    assert "Nordtor" not in str(act)
    told = Activity.objects.visible_to(member)
    assert not told.filter(subject_kind__startswith="forecast.scenario").exists()
    assert Activity.objects.visible_to(owner).filter(subject_kind="forecast.scenario", verb="applied").exists()


def test_the_base_is_out_of_date_once_a_scenario_is_applied(team, owner, scenario, all_of_it):
    begin(team, by=owner)
    assert not has_news(team)

    apply_scenario(scenario, by=owner)

    assert has_news(team)


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_at_once_write_once(team, owner, scenario, all_of_it):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has no two connections")
    together, failures = threading.Barrier(2), []

    def apply():
        try:
            mine = Scenario.objects.get(pk=scenario.pk)
            together.wait(timeout=10)
            apply_scenario(mine, by=owner)
        except Exception as error:  # noqa: BLE001 - the main thread reports it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failures == []
    assert (Change.objects.count(), CashPosition.objects.count(), Move.objects.count()) == (1, 2, 1)
