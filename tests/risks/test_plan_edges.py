"""Every edge between the states of a contingency plan and of its triggers, by model, page and API.

The states and what leads from one to another are those of docs/risks.md.
"""

import datetime as dt
from functools import partial

import pytest

from risks.models import ContingencyPlan, Risk
from tests.conftest import NOW
from tests.edges import DOORS, EDITING, Act, Refused, edges
from tests.factories.risks import (
    ContingencyPlanFactory,
    ContingencyStepFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PLANS = ("contingency-plans", "contingency-plans")
ACTS = {
    "make_ready": Act(lambda row, by: row.make_ready(by=by), "readiness"),
    "redraft": Act(lambda row, by: row.redraft(by=by), "readiness", undoes=True),
    "rehearse": Act(lambda row, by: row.rehearse(by=by), "rehearsal"),
    "activate": Act(lambda row, by: row.activate(by=by), "activation"),
    "deactivate": Act(lambda row, by: row.deactivate(by=by), "activation", undoes=True),
    "complete": Act(lambda row, by: row.complete(by=by), "completion", {"outcome": "worked"}),
    "fail": Act(lambda row, by: row.fail(by=by), "completion", {"outcome": "failed"}),
    "resume": Act(lambda row, by: row.resume(by=by), "completion", undoes=True),
    "rearm": Act(lambda row, by: row.rearm(by=by), "rearming"),
    "retire": Act(lambda row, by: row.retire(by=by), "retirement"),
    "discard": Act(lambda row, by: row.discard(by=by), "discard"),
}
# A plan in each state lacks nothing: it has an owner, a step and a trigger.
PLAN_EDGES = edges(
    """
                draft    ready      rehearsed  activated  completed  failed     retired
    make_ready  ready    =          =          not        not        not        not
    redraft     =        draft      draft      not        not        not        not
    rehearse    not      rehearsed  =          not        not        not        not
    activate    not      activated  activated  =          not        not        not
    deactivate  not      =          =          ready      not        not        not
    complete    not      not        not        completed  =          not        not
    fail        not      not        not        failed     not        =          not
    resume      not      not        not        =          activated  activated  not
    rearm       =        =          =          not        ready      draft      draft
    retire      retired  retired    retired    not        not        not        =
    discard     gone     gone       gone       kept       kept       kept       gone
    """,
    **{"not": "A plan that is “{state}” cannot do this."},
    kept="A plan that was activated stays in the history.",
)
STATES = ("draft", "ready", "rehearsed", "activated", "completed", "failed", "retired")


def plan_in(state, by, **values):
    """Return a plan that was led to a state by what people do."""
    start = "draft" if state == "draft" else "ready"
    plan = prepared_plan(RiskFactory(team=by.team), by, offsets=(0,), state=start, **values)
    for verb in {
        "rehearsed": ["rehearse"],
        "activated": ["activate"],
        "completed": ["activate", "complete"],
        "failed": ["activate", "fail"],
        "retired": ["retire"],
    }.get(state, ()):
        getattr(plan, verb)(by=by)
    return plan


@pytest.mark.parametrize(("act", "state", "leads"), PLAN_EDGES)
def test_a_plan(act, state, leads, walk, owner):
    if isinstance(leads, Refused):
        leads = leads.naming(state.title())

    found = walk(partial(plan_in, state, owner), ACTS[act], PLANS)

    assert found == dict.fromkeys(DOORS, leads)


def test_a_plan_is_rehearsed_anew_on_another_day(walk, owner):
    def make():
        plan = plan_in("rehearsed", owner)
        ContingencyPlan.objects.filter(pk=plan.pk).update(rehearsed_on=dt.date(2026, 2, 1))
        return plan

    found = walk(make, ACTS["rehearse"], PLANS, look=lambda row: (row.state, row.rehearsed_on))

    assert found == dict.fromkeys(DOORS, ("rehearsed", NOW.date()))


def test_what_is_undone_of_a_rehearsed_plan_leaves_it_rehearsed(walk, owner):
    def make():
        plan = plan_in("rehearsed", owner)
        plan.activate(by=owner)
        return plan

    assert walk(make, ACTS["deactivate"], PLANS) == dict.fromkeys(DOORS, "rehearsed")


@pytest.mark.parametrize("state", ["activated", "completed", "failed"])
def test_a_start_whose_tasks_were_worked_on_is_not_undone(state, walk, owner):
    def make():
        plan = plan_in("activated", owner)
        next(iter(plan.tasks().values())).complete(by=owner)
        if state != "activated":
            plan.finish("failed" if state == "failed" else "worked", by=owner)
        return plan

    found = walk(make, ACTS["deactivate"], PLANS)

    why = {"activated": "This cannot be undone: changed since are T-"}.get(state, "A plan that is “")
    assert [(type(each), each.text.startswith(why)) for each in found.values()] == [(Refused, True)] * 3


@pytest.mark.parametrize(("lacks", "leads"), [("nothing", "ready"), ("trigger", "draft"), ("step", "draft")])
def test_a_plan_that_worked_is_ready_again_where_it_lacks_nothing(lacks, leads, walk, owner):
    def make():
        plan = plan_in("completed", owner)
        if lacks != "nothing":
            {"trigger": plan.triggers, "step": plan.steps}[lacks].all().delete()
        return plan

    assert walk(make, ACTS["rearm"], PLANS) == dict.fromkeys(DOORS, leads)


LACKS = {"a trigger": "trigger", "an owner": "owner", "at least one step": "step"}


@pytest.mark.parametrize(
    ("state", "act"),
    [("draft", "make_ready"), ("ready", "rehearse"), ("rehearsed", "rehearse"), ("ready", "activate")],
)
@pytest.mark.parametrize("words", LACKS)
def test_a_plan_that_lacks_something(words, state, act, walk, owner):
    lacking = LACKS[words]

    def make():
        plan = ContingencyPlanFactory(team=owner.team, state=state, owner=None if lacking == "owner" else owner)
        if lacking != "trigger":
            TriggerFactory(team=owner.team, plan=plan)
        if lacking != "step":
            ContingencyStepFactory(team=owner.team, plan=plan)
        return plan

    told = Refused(f"This plan is not ready: it lacks {words}.")
    assert walk(make, ACTS[act], PLANS) == dict.fromkeys(DOORS, told)


@pytest.mark.parametrize("ended", ["closed", "rejected"])
@pytest.mark.parametrize("state", ["draft", "ready", "rehearsed", "completed", "retired"])
def test_no_plan_of_a_risk_that_has_ended_is_started(state, ended, walk, owner):
    def make():
        plan = plan_in(state, owner)
        Risk.objects.filter(pk=plan.risk_id).update(status=ended, closure_reason="avoided", closed_at=NOW)
        return plan

    told = Refused("The risk is closed. Reopen it before you start a plan.")
    assert walk(make, ACTS["activate"], PLANS) == dict.fromkeys(DOORS, told)


ALONE = {
    "automate": Act(lambda row, by: row.automate(by=by), "automation"),
    "unautomate": Act(lambda row, by: row.unautomate(by=by), "automation", undoes=True),
}
ALONE_EDGES = edges(
    """
                waits  starts
    automate    starts =
    unautomate  =      waits
    """
)


@pytest.mark.parametrize(("act", "state", "leads"), ALONE_EDGES)
def test_whether_a_plan_starts_by_itself(act, state, leads, walk, owner):
    make = partial(plan_in, "ready", owner, starts_by_itself=state == "starts")

    found = walk(make, ALONE[act], PLANS, look=lambda row: "starts" if row.starts_by_itself else "waits")

    assert found == dict.fromkeys(DOORS, leads)


def storing(**values):
    """Return an edit that sets these, by all doors."""

    def store(row, by):
        for name, value in values.items():
            setattr(row, name, value)
        row.store(by=by)

    return store


MATERIAL = {
    "money": Act(storing(reserve=500), "edit", {"title": "Plan", "currency": "EUR", "reserve": "500"}),
    "trigger": Act(storing(text="The vendor says so"), "edit", {"kind": "manual", "text": "The vendor says so"}),
    "step": Act(storing(title="Call them"), "edit", {"title": "Call them", "offset_days": 0, "position": 1}),
}
MATERIAL_EDGES = edges(
    """
             draft  ready  rehearsed  activated  completed  failed   retired
    money    draft  draft  draft      money      money      money    money
    trigger  draft  draft  draft      trigger    trigger    trigger  trigger
    step     draft  draft  draft      step       step       step     step
    """,
    money="A plan that has been activated or retired keeps its money and what it saves.",
    trigger="The triggers of a plan that has been activated or retired cannot be changed.",
    step="The steps of a plan that has been activated or retired cannot be changed.",
)
PARTS = {"trigger": "triggers", "step": "contingency-steps"}


@pytest.mark.parametrize(("part", "state", "leads"), MATERIAL_EDGES)
def test_a_material_edit_makes_a_draft_of_what_is_prepared(part, state, leads, walk, owner):
    def make():
        plan = plan_in(state, owner)
        return {"money": plan, "trigger": plan.triggers.get(), "step": plan.steps.get()}[part]

    at = PLANS if part == "money" else (PARTS[part], PARTS[part])
    found = walk(make, MATERIAL[part], at, doors=EDITING, look=lambda row: getattr(row, "plan", row).state)

    assert found == dict.fromkeys(EDITING, leads)


FALLBACKS = [
    (first, second, first == "failed" and second in ("draft", "ready", "rehearsed"))
    for first in STATES
    for second in STATES
    if first == "failed" or second == "ready"
]


@pytest.mark.parametrize(("first", "second", "is_offered"), FALLBACKS)
def test_another_plan_is_offered_once_the_first_has_failed(first, second, is_offered, browse, owner):
    plan = plan_in(first, owner)
    values = {"activated_at": NOW} if second in ("activated", "completed", "failed") else {}
    other = ContingencyPlanFactory(team=owner.team, risk=plan.risk, fallback_of=plan, state=second, **values)

    page = browse(owner).get(f"/t/acme/contingency-plans/{plan.pk}/")

    assert page.context["failed_to"] == (other if is_offered else None)


def test_who_may_not_start_plans_reads_which_is_kept_and_is_asked_nothing(browse, owner, viewer):
    plan = plan_in("failed", owner)
    other = ContingencyPlanFactory(team=owner.team, risk=plan.risk, fallback_of=plan)

    shown = browse(viewer).get(f"/t/acme/contingency-plans/{plan.pk}/").content.decode()

    assert f'{other} is kept for that case. <a href="{other.get_absolute_url()}">{other.code}</a>' in shown
    assert "make it ready" not in shown


def test_a_plan_is_kept_in_case_another_one_of_its_risk_fails(browse, owner):
    plan, elsewhere = plan_in("ready", owner), ContingencyPlanFactory(team=owner.team)

    form = browse(owner).get(f"/t/acme/contingency-plans/new/?risk={plan.risk_id}").context["form"]

    offered = form.fields["fallback_of"].queryset
    assert (form.fields["fallback_of"].label, list(offered)) == ("Kept in case another plan fails", [plan])
    assert elsewhere not in offered


@pytest.mark.parametrize(
    ("state", "is_told"), [("draft", True), ("ready", True), ("activated", False), ("failed", False)]
)
def test_how_ready_a_plan_is_is_told_of_one_that_can_still_be_prepared(browse, owner, state, is_told):
    plan = plan_in(state, owner)

    shown = browse(owner).get(f"/t/acme/risks/{plan.risk_id}/").content.decode()

    assert ("of 5 ready" in shown) == is_told


@pytest.mark.parametrize(
    ("state", "is_told"), [("draft", True), ("ready", True), ("activated", False), ("failed", False)]
)
def test_a_trigger_is_called_watched_only_of_a_plan_that_can_still_start(browse, owner, state, is_told):
    plan = plan_in(state, owner)
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=NOW.date() + dt.timedelta(days=9))

    shown = browse(owner).get(f"/t/acme/contingency-plans/{plan.pk}/").content.decode()

    assert ('<span class="soft small nowrap">watched</span>' in shown) == is_told


def test_what_a_plan_waits_for_is_listed_with_signs_that_end_no_sentence(browse, owner):
    plan = plan_in("draft", owner)
    plan.triggers.all().delete()
    for text in ("Two leads say no.", "The bank calls."):
        TriggerFactory(team=plan.team, plan=plan, text=text)
    client = browse(owner)

    pages = [
        client.get(f"/t/acme/{each}").content.decode() for each in ("contingency-plans/", f"risks/{plan.risk_id}/")
    ]
    assert [("no. · The" in page) or ("calls. · Two" in page) for page in pages] == [True, True]
