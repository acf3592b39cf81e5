"""Actions and contingency plans: what makes a plan ready, what sends it back, how it ends."""

import pytest
from django.core.exceptions import ValidationError

from risks.models import ContingencyPlan, ContingencyStep, ResponseAction
from teams.leaving import leave
from teams.models import Activity
from tests.factories.risks import (
    ContingencyPlanFactory,
    ResponseActionFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(member):
    return prepared_plan(RiskFactory(team=member.team), member)


def step(plan, title="Call", **values):
    return ContingencyStep(team=plan.team, plan=plan, title=title, **values)


@pytest.mark.parametrize(
    ("lacking", "message"),
    [({"triggers": 0}, "a trigger"), ({"owner": None}, "an owner"), ({"steps": 0}, "at least one step")],
)
def test_a_plan_is_ready_only_with_trigger_owner_and_step(member, lacking, message):
    values = {"triggers": 1, "owner": member, "steps": 1} | lacking
    steps, triggers = values.pop("steps"), values.pop("triggers")
    plan = ContingencyPlanFactory(team=member.team, **values)
    for _ in range(steps):
        step(plan).store(by=member)
    TriggerFactory.create_batch(triggers, team=member.team, plan=plan)

    with pytest.raises(ValidationError, match=message):
        plan.make_ready(by=member)

    plan.refresh_from_db()
    assert plan.state == "draft"


def test_a_complete_plan_becomes_ready_once(member):
    plan = ContingencyPlanFactory(team=member.team, owner=member)
    TriggerFactory(team=member.team, plan=plan)
    step(plan).store(by=member)

    plan.make_ready(by=member)
    plan.make_ready(by=member)

    assert (plan.state, plan.missing) == ("ready", [])
    assert Activity.objects.filter(verb="made_ready").count() == 1


@pytest.mark.parametrize("values", [{"own_cost": 5}, {"reserve": 100}, {"owner": None}])
def test_a_material_edit_sends_a_ready_plan_back_to_draft(member, plan, values):
    for name, value in values.items():
        setattr(plan, name, value)

    plan.store(by=member)

    assert ContingencyPlan.objects.get().state == "draft"


def test_another_title_or_owner_leaves_a_plan_ready(member, manager, plan):
    plan.title, plan.owner = "Second cloud", manager

    plan.store(by=member)

    assert ContingencyPlan.objects.get().state == "ready"


def test_a_new_changed_or_removed_step_sends_a_ready_plan_back_to_draft(member, plan):
    def add():
        step(plan).store(by=member)

    def alter():
        first = plan.steps.first()
        first.title = "Other"
        first.store(by=member)

    def remove():
        plan.steps.first().discard(by=member)

    for edit in (add, alter, remove):
        edit()
        plan.refresh_from_db()
        assert plan.state == "draft", edit.__name__
        plan.make_ready(by=member)


def test_storing_a_step_unchanged_leaves_the_plan_ready(member, plan):
    plan.steps.first().store(by=member)

    plan.refresh_from_db()
    assert plan.state == "ready"


def test_a_step_names_a_person_or_a_position(member):
    plan = ContingencyPlanFactory(team=member.team)

    with pytest.raises(ValidationError, match="not both"):
        step(plan, responsible=member, job_role="engineer").store(by=member)


def test_a_new_step_comes_last(member):
    plan = ContingencyPlanFactory(team=member.team)

    for title in ("first", "second", "third"):
        step(plan, title).store(by=member)

    assert [(each.position, each.title) for each in plan.steps.all()] == [(1, "first"), (2, "second"), (3, "third")]


def test_a_negative_reserve_is_refused(member, plan):
    plan.reserve = -1

    with pytest.raises(ValidationError, match="cannot be negative"):
        plan.store(by=member)


def test_a_draft_is_removed_with_its_steps(member):
    plan = ContingencyPlanFactory(team=member.team)
    step(plan).store(by=member)

    plan.discard(by=member)

    assert (ContingencyPlan.objects.count(), ContingencyStep.objects.count()) == (0, 0)


def test_a_plan_that_was_activated_is_not_removed(member, plan):
    plan.activate(by=member)

    with pytest.raises(ValidationError) as refused:
        plan.discard(by=member)

    assert refused.value.code == "plan_started"
    assert ContingencyStep.objects.count() == 2


def test_an_activated_plan_ends_and_keeps_its_effect(member, plan):
    plan.activate(by=member)

    plan.complete(by=member, outcome="partly", effect="Two weeks won")
    plan.complete(by=member, outcome="worked")

    assert (plan.state, plan.outcome, plan.effect) == ("completed", "partly", "Two weeks won")
    assert plan.ended_at is not None


def test_a_plan_that_failed_starts_again_as_a_draft(member, plan):
    plan.activate(by=member)
    plan.fail(by=member, effect="Nobody answered")

    plan.rearm(by=member)

    assert (plan.state, plan.outcome, plan.activated_at, plan.activation) == ("draft", "", None, None)


def test_a_plan_that_worked_is_ready_again(member, plan):
    plan.activate(by=member)
    plan.complete(by=member)

    plan.rearm(by=member)

    assert plan.state == "ready"


def test_an_end_is_taken_back(member, plan):
    plan.activate(by=member)
    plan.fail(by=member)

    plan.resume(by=member)

    assert (plan.state, plan.outcome, plan.ended_at) == ("activated", "", None)


@pytest.mark.parametrize("verb", ["complete", "fail", "resume", "deactivate"])
def test_a_draft_has_no_end(member, verb):
    plan = ContingencyPlanFactory(team=member.team)

    with pytest.raises(ValidationError) as refused:
        getattr(plan, verb)(by=member)

    assert refused.value.code == "unreachable_state"


def test_a_plan_at_work_is_not_retired(member, plan):
    plan.activate(by=member)

    with pytest.raises(ValidationError):
        plan.retire(by=member)

    plan.refresh_from_db()
    assert plan.state == "activated"


def test_a_plan_whose_owner_leaves_is_a_draft_without_owner_and_keeps_its_steps(owner, member, plan):
    ended = prepared_plan(plan.risk, member)
    ended.activate(by=member)
    ended.complete(by=member)

    leave(member, by=owner)

    plan.refresh_from_db()
    ended.refresh_from_db()
    assert (plan.state, plan.owner, plan.steps.count()) == ("draft", None, 2)
    assert (ended.state, ended.owner) == ("completed", member)


def test_a_plan_passed_on_stays_ready(owner, manager, member, plan):
    leave(member, by=owner, successors={"risks.contingencyplan": manager})

    plan.refresh_from_db()
    assert (plan.state, plan.owner) == ("ready", manager)


def test_a_plan_that_was_ever_activated_stays_with_its_steps(member, plan):
    plan.activate(by=member)
    plan.complete(by=member, effect="Two weeks won")
    plan.rearm(by=member)

    with pytest.raises(ValidationError) as ready:
        plan.discard(by=member)
    plan.retire(by=member)
    with pytest.raises(ValidationError) as retired:
        plan.discard(by=member)

    assert (ready.value.code, retired.value.code) == ("plan_started", "plan_started")
    assert ready.value.messages == ["A plan that was activated stays in the history. Retire it instead."]
    assert retired.value.messages == ["A plan that was activated stays in the history."]
    assert ContingencyStep.objects.count() == 2


def test_a_retired_plan_that_was_never_started_is_removed_with_its_steps(member, plan):
    plan.retire(by=member)

    plan.discard(by=member)

    assert (ContingencyPlan.objects.count(), ContingencyStep.objects.count()) == (0, 0)


@pytest.mark.parametrize("values", [{"own_cost": 5}, {"reserve": 100}, {"currency": "USD"}])
@pytest.mark.parametrize("end", [None, "complete", "fail"])
def test_a_plan_at_work_or_ended_keeps_what_it_was_started_with(member, plan, end, values):
    plan.activate(by=member)
    if end:
        getattr(plan, end)(by=member)
    for name, value in values.items():
        setattr(plan, name, value)

    with pytest.raises(ValidationError) as refused:
        plan.store(by=member)

    assert [error.code for errors in refused.value.error_dict.values() for error in errors] == ["plan_fixed"]
    assert set(refused.value.error_dict) == set(values)


def test_a_plan_at_work_may_get_another_owner_and_title(member, manager, plan):
    plan.activate(by=member)
    plan.owner, plan.title = manager, "Third cloud"

    plan.store(by=member)

    plan.refresh_from_db()
    assert (plan.owner, plan.title, plan.state) == (manager, "Third cloud", "activated")


# Response actions


def test_an_action_answers_at_least_one_risk(member):
    with pytest.raises(ValidationError, match="at least one risk"):
        ResponseAction(team=member.team, title="Reserve").store(by=member)
    action = ResponseActionFactory(team=member.team)
    with pytest.raises(ValidationError, match="at least one risk"):
        action.store(by=member, links={"risks": []})

    assert action.risks.count() == 1


def test_one_action_answers_several_risks(member):
    risks = RiskFactory.create_batch(2, team=member.team)

    action = ResponseAction(team=member.team, title="Reserve").store(by=member, links={"risks": risks})

    assert set(action.risks.all()) == set(risks)


def test_an_action_is_completed_once_and_reopened(member):
    action = ResponseActionFactory(team=member.team)

    action.complete(by=member)
    action.complete(by=member)
    done = (action.state, action.completed_at is not None)
    action.reopen(by=member)

    assert (done, action.state, action.completed_at) == (("done", True), "in_progress", None)
    assert Activity.objects.filter(verb="completed").count() == 1


def test_a_cancelled_action_is_not_completed(member):
    action = ResponseActionFactory(team=member.team)
    action.cancel(by=member)

    with pytest.raises(ValidationError, match="Reopen it first"):
        action.complete(by=member)

    action.refresh_from_db()
    assert action.state == "cancelled"
