"""Every edge between the states of what a contingency plan waits for, by model, page and API (docs/risks.md)."""

import pytest

from tests.conftest import NOW
from tests.edges import DOORS, Act, edges
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
