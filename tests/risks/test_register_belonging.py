"""What belongs to risks comes along in JSON: judgements, plans with triggers and steps, indicators with readings."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest

from risks.imports.exporting import register_json
from risks.models import (
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    IndicatorReading,
    MoneyTrigger,
    ResponseAction,
    Risk,
    RiskReader,
    Trigger,
)
from tests.factories.funding import RoundFactory
from tests.factories.teams import MembershipFactory

from .register_files import brought, register, twin, uploaded, verdicts

pytestmark = pytest.mark.django_db
KINDS = (Assessment, ContingencyPlan, ContingencyStep, Trigger, Indicator, IndicatorReading)


GIVEN_ANEW = ("code", "external_source", "external_id", "email", "owner_email", "estimated_on", "fallback_of")


def told(by):
    return "".join(register_json(by)).encode()


def without_ids(content):
    """Return the risks of a file without what another team gives anew."""
    found = json.loads(content)["risks"]

    def bare(value):
        if isinstance(value, str):
            return re.sub(r"\.000Z$", "Z", value)  # one moment, written from microseconds or from milliseconds
        if isinstance(value, dict):
            kept = {name: bare(each) for name, each in value.items()}
            for name in GIVEN_ANEW:
                kept.pop(name, None)
            return kept
        return [bare(each) for each in value] if isinstance(value, list) else value

    return bare(found)


def full(owner):
    """Make the risks of `register` with a plan that is ready, one that follows it, and an indicator."""
    risk, team = register(owner), owner.team
    milestone = team_milestone(risk)
    plan = ContingencyPlan(team=team, risk=risk, title="Switch", owner=owner, lead_time_days=5, reserve=Decimal(900))
    plan.store(by=owner)
    Trigger(team=team, plan=plan, kind="manual", text="the vendor; says so | or not").store(by=owner)
    Trigger(team=team, plan=plan, kind="milestone_slip", milestone=milestone, days=5).store(by=owner)
    for place, title in enumerate(("Call", "Move"), 1):
        ContingencyStep(team=team, plan=plan, title=title, offset_days=place, responsible=owner).store(by=owner)
    plan.make_ready(by=owner)
    ContingencyPlan(team=team, risk=risk, title="Give up when: nothing helps", fallback_of=plan).store(by=owner)
    indicator = Indicator(team=team, risk=risk, name="GPU hours", unit="h", direction="down", amber=Decimal(100))
    indicator.red = Decimal("50.125")
    indicator.store(by=owner)
    follower = ContingencyPlan.objects.get(team=team, fallback_of=plan)
    Trigger(team=team, plan=follower, kind="indicator", indicator=indicator, threshold=Decimal("60.5")).store(by=owner)
    indicator.measure(by=owner, value=Decimal(70), measured_on=team.today() - dt.timedelta(days=3), note="weekly")
    indicator.measure(by=owner, value=Decimal(40), measured_on=team.today(), source="ci", run_id="7")
    return risk


def team_milestone(risk):
    return risk.milestones.order_by("number").first()


def test_all_that_belongs_to_a_risk_is_the_same_in_another_team(owner, other_team):
    full(owner)
    person = twin(other_team, owner)

    fileimport = brought(person, told(owner), name="risks.json")

    assert [codes for _verdict, codes in verdicts(fileimport).values()] == [[], []]
    for found, before in zip(without_ids(told(person)), without_ids(told(owner)), strict=True):
        assert {name: (before[name], found[name]) for name in before if before[name] != found[name]} == {}
    counts = [[model.objects.filter(team=team).count() for model in KINDS] for team in (owner.team, other_team)]
    assert counts[0] == counts[1]
    follower = ContingencyPlan.objects.get(team=other_team, fallback_of__isnull=False)
    assert (follower.fallback_of.title, follower.fallback_of.state) == ("Switch", "ready")
    assert Indicator.objects.get(team=other_team).state == "red"


def test_bringing_it_again_adds_nothing(owner, other_team):
    full(owner)
    person = twin(other_team, owner)
    brought(person, told(owner), name="risks.json")

    again = uploaded(person, told(owner), name="risks.json")
    at_home = uploaded(owner, told(owner), name="risks.json")

    assert {verdict for verdict, _codes in verdicts(again).values()} == {"same"}
    assert {verdict for verdict, _codes in verdicts(at_home).values()} == {"same"}


def test_one_undo_takes_plans_and_readings_back_too(owner, other_team):
    full(owner)
    person = twin(other_team, owner)
    fileimport = brought(person, told(owner), name="risks.json")

    fileimport.change.undo(by=person)

    assert [model.objects.filter(team=other_team).count() for model in (Risk, *KINDS)] == [0] * 7


def test_conditions_on_money_leave_with_who_reads_the_money_and_come_in_with_who_may_add_them(owner, other_team):
    risk = full(owner)
    plan = risk.plans.get(title="Switch")
    round_a = RoundFactory(team=owner.team, name="Seed")
    trigger = MoneyTrigger(team=owner.team, plan=plan, kind="financing", amount=Decimal(50000), round=round_a)
    trigger.by_on = dt.date(2026, 6, 1)
    trigger.store(by=owner)
    member = MembershipFactory(team=owner.team, role="member")
    person = twin(other_team, owner)
    RoundFactory(team=other_team, name="seed")
    plain = MembershipFactory(team=other_team, role="member")
    content = told(owner)

    refused = uploaded(plain, content, name="risks.json")
    brought(person, content, name="risks.json")

    assert "financing" not in told(member).decode()
    assert "50000" not in told(member).decode()
    assert "money_trigger_refused" in [code for _verdict, codes in verdicts(refused).values() for code in codes]
    made = MoneyTrigger.objects.get(team=other_team)
    assert (made.amount, made.round.name, made.by_on) == (Decimal(50000), "seed", dt.date(2026, 6, 1))


def test_what_breaks_a_rule_is_left_out_with_its_reason_and_the_risk_stays(owner):
    risks = [
        {
            "title": "A",
            "category": "market",
            "indicators": [{"name": "Odd", "direction": "up", "amber": "5", "red": "1"}],
            "plans": [{"title": "P", "state": "ready", "triggers": [{"kind": "manual", "text": "x"}]}, "no plan"],
            "actions": {"no": "list"},
        },
        {
            "title": "B",
            "category": "market",
            "indicators": [{"name": "Odd", "amber": "5", "red": "1"}],
        },
        {"title": "C", "category": "market", "plans": [{"title": "P", "state": "ready"}]},
        "nothing",
    ]
    content = json.dumps({"format": "landfall.risks", "version": 1, "risks": risks}).encode()

    fileimport = brought(owner, content, name="risks.json")

    assert verdicts(fileimport) == {
        "A": ("bad", ["list_unreadable", "list_unreadable"]),
        "B": ("create", ["part_refused"]),
        "C": ("create", ["plan_redrafted"]),
        "": ("bad", ["object_unreadable", "title_missing", "category_missing"]),
    }
    assert not Indicator.objects.exists()
    assert ContingencyPlan.objects.get().state == "draft"


def test_a_verified_action_is_done_elsewhere_and_keeps_what_it_costs(owner, other_team):
    risk = register(owner)
    action = risk.actions.get()
    action.cost, action.days_off_planned = Decimal(300), 4
    action.store(by=owner)
    action.complete(by=owner)
    action.verify(by=owner, reason="nobody else is there", days_off_actual=3)
    person = twin(other_team, owner)

    fileimport = brought(person, told(owner), name="risks.json")

    made = ResponseAction.objects.get(team=other_team)
    assert (made.state, made.cost, made.days_off_planned, made.days_off_actual) == ("done", Decimal(300), 4, 3)
    assert {code for _verdict, codes in verdicts(fileimport).values() for code in codes} == {"verification_left"}


def test_readers_of_a_restricted_risk_are_named_again(owner, other_team):
    risk = register(owner)
    risk.restrict(by=owner)
    MembershipFactory(team=owner.team, name="Rita Reader")
    reader = MembershipFactory(team=other_team, name="Rita Reader")
    RiskReader(team=owner.team, risk=risk, reader=type(reader).objects.get(team=owner.team, name="Rita Reader")).store(
        by=owner
    )
    person = twin(other_team, owner)

    brought(person, told(owner), name="risks.json")

    made = Risk.objects.get(team=other_team, is_restricted=True)
    assert reader in [each.reader for each in made.readers.all()]
