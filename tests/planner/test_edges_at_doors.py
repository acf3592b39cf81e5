"""Every edge between states of the plan: page and API lead to the same state, or refuse in the same words."""

import html
from functools import partial

import pytest
from django.contrib.messages import get_messages

from planner.keeping import keep_plan
from planner.models import Baseline, Bonus, GateCheck, Goal
from tests.conftest import NOW
from tests.factories.bonuses import BonusFactory
from tests.factories.gates import GateCheckFactory, MetricFactory
from tests.factories.planner import GoalFactory, MilestoneFactory

from .conftest import REFUSED
from .test_bonus import ALLOWED, STATES, brought_to
from .test_gate import EDGES, LEADS, LINK

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]
ABSENT = "absent"


def state_of(model, row):
    found = model.objects.filter(pk=row.pk).first()
    return found.state if found else ABSENT


# Quality gates

HAND = {
    "pass": ("passing", {}, False),
    "fail": ("failure", {}, False),
    "waive": ("waiver", {"reason": "Later"}, False),
    "reopen": ("passing", {}, True),
    "withdraw": ("waiver", {}, True),
}


@pytest.mark.parametrize(("state", "act"), LEADS)
def test_a_check_by_hand(state, act, doors, owner):
    decided = {"reason": "Later"} if state == "waived" else {}
    make = partial(GateCheckFactory, team=owner.team, state=state, **decided)
    expected = LEADS[state, act]

    found = doors(make, HAND[act], partial(state_of, GateCheck))

    assert found == ((state, REFUSED) if not isinstance(expected, str) else (expected, None))


DECIDING = [("open", "pass"), ("open", "fail"), ("open", "waive"), ("passed", "fail"), ("passed", "reopen")]
DECIDING += [("failed", "pass"), ("failed", "waive"), ("failed", "reopen"), ("waived", "withdraw")]


@pytest.mark.parametrize(("state", "act"), DECIDING)
def test_nothing_is_decided_anew_once_the_milestone_is_completed(state, act, doors, owner):
    decided = {"reason": "Later"} if state == "waived" else {}
    milestone = MilestoneFactory(team=owner.team, state="completed", completed_at=NOW)
    make = partial(GateCheckFactory, team=owner.team, milestone=milestone, state=state, **decided)

    assert doors(make, HAND[act], partial(state_of, GateCheck)) == (state, REFUSED)


APPROVAL = HAND | {
    "approve": ("approval", {}, False),
    "decline": ("failure", {}, False),
    "reopen": ("approval", {}, True),
    "confirm": ("confirmation", {}, False),
}
# What an approval becomes, by whom it names; None is refused.
APPROVALS = {
    "open": {"approve": "passed", "decline": "failed", "reopen": "open", "waive": "waived", "withdraw": "open"},
    "passed": {"approve": "passed", "decline": "failed", "reopen": "open", "waive": None, "withdraw": "passed"},
    "failed": {"approve": "passed", "decline": "failed", "reopen": "open", "waive": "waived", "withdraw": "failed"},
    "waived": {"approve": None, "decline": None, "reopen": "waived", "waive": "waived", "withdraw": "open"},
}
APPROVAL_EDGES = [
    *((state, act, leads) for state, acts in APPROVALS.items() for act, leads in acts.items()),
    *((state, act, None) for state in APPROVALS for act in ("confirm", "pass") if (state, act) != ("passed", "pass")),
    ("passed", "pass", "passed"),
]


@pytest.mark.parametrize(("state", "act", "leads"), APPROVAL_EDGES)
def test_an_approval(state, act, leads, doors, owner):
    decided = {"reason": "Later"} if state == "waived" else {}
    make = partial(GateCheckFactory, team=owner.team, kind="approval", approver=owner, state=state, **decided)

    found = doors(make, APPROVAL[act], partial(state_of, GateCheck))

    assert found == ((leads, None) if leads else (state, REFUSED))


@pytest.mark.parametrize("confirmed_already", [False, True])
def test_what_another_decided_alone_is_confirmed_once(confirmed_already, doors, owner, manager):
    def make():
        row = GateCheckFactory(team=owner.team, kind="approval", approver=manager, requested_by=manager)
        row.approve(by=manager)
        if confirmed_already:
            row.confirm(by=owner)
        return row

    found = doors(make, APPROVAL["confirm"], lambda row: GateCheck.objects.get(pk=row.pk).confirmed_by)

    assert found == (owner, None)


@pytest.mark.parametrize(("before", "value", "state", "_verb"), EDGES)
def test_a_metric(before, value, state, _verb, browse, api, owner):
    rows = [MetricFactory(team=owner.team) for _door in range(2)]
    for row in rows:
        for each, has_evidence in before:
            row.measure(by=owner, value=each, evidence_url=LINK if has_evidence else "")
    told = {"value": value[0], "measured_on": "2026-03-02", "evidence_url": LINK if value[1] else ""}

    page = browse(owner).post(f"/t/acme/gates/{rows[0].pk}/readings/new/", told)
    answer = api(owner).post("/api/v1/teams/acme/gate-readings/", told | {"gate": rows[1].pk}, format="json")

    assert (page.status_code, answer.status_code) == (303, 201)
    assert [state_of(GateCheck, row) for row in rows] == [state, state]


# Bonuses

OF_BONUS = {
    "approve": ("approval", {}, False),
    "pay": ("payment", {"on": "2026-03-02"}, False),
    "void": ("voiding", {"reason": "No longer agreed"}, False),
    "withdraw": ("approval", {}, True),
    "unpay": ("payment", {}, True),
    "reinstate": ("voiding", {}, True),
    "discard": ("discard", {}, False),
}
BECOMES = {"approve": "approved", "pay": "paid", "void": "void"}
TAKEN_BACK = {("approved", "withdraw"): "earned", ("paid", "unpay"): "approved", ("void", "reinstate"): "offered"}


def leads_of_bonus(state, act):
    if act == "discard":
        return (ABSENT, None) if state in ("offered", "earned") else (state, REFUSED)
    if act in BECOMES:
        return (BECOMES[act], None) if (state, act) in ALLOWED else (state, REFUSED)
    return TAKEN_BACK.get((state, act), state), None


@pytest.mark.parametrize("act", OF_BONUS)
@pytest.mark.parametrize("state", STATES)
def test_a_bonus(state, act, doors, owner, member):
    def make():
        return brought_to(BonusFactory(team=owner.team, beneficiary=member), state, owner)

    found = doors(make, OF_BONUS[act], partial(state_of, Bonus), kinds=("bonuses", "bonuses"))

    assert found == leads_of_bonus(state, act)


# Goals

OF_GOAL = {"close": ("closing", {"outcome": "missed", "lesson": ""}, False), "reopen": ("closing", {}, True)}
GOALS = {
    ("draft", "close"): "closed",
    ("active", "close"): "closed",
    ("paused", "close"): "closed",
    ("closed", "close"): "closed",
    ("draft", "reopen"): "draft",
    ("active", "reopen"): "active",
    ("paused", "reopen"): "paused",
    ("closed", "reopen"): "active",
}


@pytest.mark.parametrize(("lifecycle", "act"), GOALS)
def test_a_goal(lifecycle, act, doors, owner):
    outcome = {"outcome": "achieved"} if lifecycle == "closed" else {}
    make = partial(GoalFactory, team=owner.team, lifecycle=lifecycle, **outcome)

    found = doors(make, OF_GOAL[act], lambda row: Goal.objects.get(pk=row.pk).lifecycle, kinds=("goals", "goals"))

    assert found == (GOALS[lifecycle, act], None)


@pytest.mark.parametrize("health", ["on_track", "at_risk", "off_track", "fine"])
@pytest.mark.parametrize("before", ["", "on_track", "at_risk", "off_track"])
@pytest.mark.parametrize("lifecycle", ["active", "closed"])
def test_the_health_people_report(lifecycle, before, health, browse, api, owner):
    outcome = {"outcome": "achieved"} if lifecycle == "closed" else {}
    goals = [GoalFactory(team=owner.team, health=before, lifecycle=lifecycle, **outcome) for _door in range(2)]

    page = browse(owner).post(f"/t/acme/goals/{goals[0].pk}/check-in/", {"health": health})
    answer = api(owner).post("/api/v1/teams/acme/check-ins/", {"goal": goals[1].pk, "health": health}, format="json")

    is_taken = lifecycle == "active" and health != "fine"
    assert (page.status_code, answer.status_code) == ((303, 201) if is_taken else (422, 400))
    reported = {Goal.objects.get(pk=goal.pk).health for goal in goals}
    assert reported == {health if is_taken else before}


# Baselines

BASELINES = {
    (False, "choose"): (True, None),
    (True, "choose"): (True, None),
    (False, "set aside"): (False, None),
    (True, "set aside"): (False, None),
    (False, "discard"): (ABSENT, None),
    (True, "discard"): (True, REFUSED),
}
OF_BASELINE = {
    "choose": ("reference", {}, False),
    "set aside": ("reference", {}, True),
    "discard": ("discard", {}, False),
}


@pytest.mark.parametrize(("is_reference", "act"), BASELINES)
@pytest.mark.parametrize("door", ["page", "api"])
def test_a_baseline(door, is_reference, act, browse, api, owner):
    MilestoneFactory(team=owner.team)
    row = keep_plan(Baseline(team=owner.team, name="Agreed", is_reference=is_reference), by=owner)
    noun, _data, undoes = OF_BASELINE[act]
    if door == "page":
        answer = browse(owner).post(f"/t/acme/baselines/{row.pk}/{noun}/{'undo/' if undoes else ''}")
        said = " ".join(map(str, get_messages(answer.wsgi_request))) + html.unescape(answer.content.decode())
    else:
        path = "" if act == "discard" else "reference/"
        method = "delete" if undoes or act == "discard" else "post"
        answer = getattr(api(owner), method)(f"/api/v1/teams/acme/baselines/{row.pk}/{path}")
        said = answer.content.decode()

    left, refusal = BASELINES[is_reference, act]
    found = Baseline.objects.filter(pk=row.pk).first()
    assert (found.is_reference if found else ABSENT) == left
    assert ("Choose another one first, or none." in said) is (refusal is REFUSED)
