"""Every edge between the states of what a contingency plan waits for, by model, page and API (docs/risks.md)."""

import pytest

from tests.conftest import NOW
from tests.edges import DOORS, Act, edges
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import ContingencyPlanFactory, MoneyTriggerFactory, TriggerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
ACTS = {
    "fire": Act(lambda row, by: row.fire(by=by), "firing"),
    "reset": Act(lambda row, by: row.reset(by=by), "firing", undoes=True),
}
# What becomes of a trigger, by the state it is in and that of its plan.
TABLE = """
                 draft  ready  rehearsed  activated  completed  failed  retired
    fire/armed   not    fired  fired      not        not        not     not
    fire/fired   =      =      =          =          =          =       =
    reset/armed  =      =      =          =          =          =       =
    reset/fired  armed  armed  armed      armed      armed      armed   armed
"""
EDGES = edges(TABLE, **{"not": "Only what a plan that is ready waits for can fire. Make the plan ready first."})
KINDS = {
    "triggers": (TriggerFactory, {"kind": "manual"}),
    "money-triggers": (MoneyTriggerFactory, {"kind": "joint_chance", "percent": 30}),
}


@pytest.mark.parametrize(("row", "plan_state", "leads"), EDGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_trigger(kind, row, plan_state, leads, walk, owner):
    act, state = row.split("/")
    factory, values = KINDS[kind]
    started = {"activated_at": NOW} if plan_state in ("activated", "completed", "failed") else {}
    fired = {"fired_at": NOW, "firing": owner.pk} if state == "fired" else {}

    def make():
        plan = ContingencyPlanFactory(team=owner.team, owner=owner, state=plan_state, **started)
        return factory(team=owner.team, plan=plan, state=state, **fired, **values)

    assert walk(make, ACTS[act], (kind, kind)) == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize("state", ["completed", "failed", "retired"])
def test_a_plan_that_is_used_again_waits_for_its_triggers_anew(state, walk, owner):
    started = {"activated_at": NOW} if state != "retired" else {}

    def make():
        plan = ContingencyPlanFactory(team=owner.team, owner=owner, state=state, **started)
        TriggerFactory(team=owner.team, plan=plan, state="fired", fired_at=NOW, firing=owner.pk)
        return plan

    rearm = Act(lambda row, by: row.rearm(by=by), "rearming")
    found = walk(make, rearm, ("contingency-plans", "contingency-plans"), look=lambda row: row.triggers.get().state)

    assert found == dict.fromkeys(DOORS, "armed")


# The forms


ASKED = {
    "date": {"on": "Say which day it is."},
    "milestone_slip": {
        "milestone": "Say which milestone it is.",
        "days": "Say from how many working days on: 1 to 730.",
    },
    "chance": {"milestone": "Say which milestone it is.", "percent": "Say below which chance: 1 to 99%."},
    "indicator": {"indicator": "Say which indicator it is."},
    "manual": {"text": "Say what has to happen."},
    "financing": {
        "amount": "Say which amount has to be there, and by which day.",
        "by_on": "Say which amount has to be there, and by which day.",
    },
    "joint_chance": {"percent": "Say below which chance: 1 to 99%."},
}


@pytest.mark.parametrize(("kind", "asked"), ASKED.items())
def test_each_kind_says_which_of_its_fields_are_needed_and_what_each_lacks(browse, owner, kind, asked):
    plan = ContingencyPlanFactory(team=owner.team, title="Second vendor")
    address = "money-triggers" if kind in ("financing", "joint_chance") else "triggers"
    url, client = f"/t/acme/{address}/new/?plan={plan.pk}&kind={kind}", browse(owner)

    form = client.get(url).context["form"]
    refused = client.post(url, {"plan": str(plan.pk), "kind": kind})

    needed = {name for name, field in form.fields.items() if getattr(field, "is_needed", False)}
    told = {name: errors[0] for name, errors in refused.context["form"].errors.items()}
    assert (needed, refused.status_code, told) == (asked.keys(), 422, asked)


def test_a_new_trigger_leads_back_to_its_plan_and_is_told_as_a_sentence(browse, owner):
    plan = ContingencyPlanFactory(team=owner.team, title="Second vendor")
    url, client = f"/t/acme/triggers/new/?plan={plan.pk}&kind=date", browse(owner)

    crumbs = client.get(url).context["page"]["crumbs"]
    made = client.post(url, {"plan": str(plan.pk), "kind": "date", "on": "2026-12-10"}, follow=True)

    assert (plan.get_absolute_url(), "Second vendor") in crumbs
    assert "The plan waits for this now: 10 Dec 2026 has come" in made.content.decode()


def test_where_a_risk_has_no_indicator_the_form_says_where_to_add_one(browse, owner):
    plan = ContingencyPlanFactory(team=owner.team)
    url, client, words = f"/t/acme/triggers/new/?plan={plan.pk}&kind=indicator", browse(owner), "has no indicator yet"

    without = client.get(url).content.decode()
    IndicatorFactory(team=owner.team, risk=plan.risk)

    assert (words in without, words in client.get(url).content.decode()) == (True, False)
