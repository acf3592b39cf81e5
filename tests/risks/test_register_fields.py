"""Every field of what a register holds leaves in our JSON and comes back, or is named here with the reason why not."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from core.tabular.workbook import xlsx_file
from planner.estimates import SUGGESTED
from planner.imports.drafting import noon
from risks.imports.columns import OWN_HEADER
from risks.imports.exporting import register_json, register_rows
from risks.models import (
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    IndicatorReading,
    MoneyTrigger,
    ResponseAction,
    Risk,
    RiskMilestone,
    RiskReader,
    Trigger,
)
from teams.models.values import BOOKKEEPING
from tests.factories.funding import RoundFactory
from tests.factories.teams import MembershipFactory

from .register_files import brought, exported, register, twin

pytestmark = pytest.mark.django_db

# What no file carries, whatever the model, and why.
OF_EVERY_ROW = {
    "id": "given anew",
    "team": "the team it comes into",
    "number": "given anew",
    "external_source": "by which the row is found again",
    "external_id": "by which the row is found again",
    "search_text": "made of the other fields",
}
AT_WORK = "how it stands is watched anew where it comes in"
LEFT = {
    Risk: {
        "appetite_zone": "follows the appetite of the team it comes into",
        **dict.fromkeys(("inherent", "current", "residual", "target"), "point at judgements, which are compared"),
    },
    RiskMilestone: {},
    ResponseAction: dict.fromkeys(
        ("verified_at", "verified_by", "verified_alone", "verification_note"),
        "two people stand by a verification, and a file is none of them",
    ),
    ContingencyPlan: {
        "starts_by_itself": "a file must not switch on what then acts without a person",
        "activated_by": "who started it elsewhere started nothing here",
        "activation": "is what Undo takes back, and no tasks were made here",
    },
    ContingencyStep: {},
    Trigger: dict.fromkeys(("state", "fired_at", "fired_by", "firing", "holds", "judged_at"), AT_WORK),
    MoneyTrigger: dict.fromkeys(("state", "fired_at", "fired_by", "firing", "holds", "judged_at"), AT_WORK),
    Indicator: {"turned_by": "points at a reading, which is compared"},
    IndicatorReading: {"by": "whoever brings the file reports its readings here"},
    Assessment: {"matrix_version": "judged by the matrix of the team it comes into"},
    RiskReader: {},
}
OF_A_DAY = ("occurred_at", "closed_at")  # of a risk, a file tells the day
UNSET = (None, "", False, 0, [])


def names_of(model):
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return [each.name for each in fields if each.name not in BOOKKEEPING | OF_EVERY_ROW.keys() | LEFT[model].keys()]


def plain(value):
    """Return a value without what tells one team's rows from another's."""
    if hasattr(value, "_meta"):
        return getattr(value, "title", "") or value.name
    return sorted(map(plain, value.all())) if hasattr(value, "all") else value


def told(row):
    found = {name: plain(getattr(row, name)) for name in names_of(type(row))}
    for name, value in found.items():
        if isinstance(value, dt.datetime):  # files tell times to the millisecond
            found[name] = value.date() if name in OF_A_DAY else value.replace(microsecond=value.microsecond // 1000)
    return found


def rows_of(model, team):
    told_rows = map(told, model.objects.filter(team=team))
    return sorted(told_rows, key=lambda row: sorted((name, str(value)) for name, value in row.items()))


def everything(owner):
    """Make a register in which every field is filled somewhere."""
    team, risk = owner.team, register(owner)
    milestone = risk.milestones.order_by("number").first()
    second = Risk.objects.get(team=team, title="Closed one")
    Risk.objects.filter(pk=second.pk).update(occurred_at=team_noon(owner), status="closed")
    _judgements(owner, risk)
    RiskMilestone.objects.filter(risk=risk).update(estimated_on=dt.date(2026, 2, 1))
    suggested = {"external_source": SUGGESTED, "effect_min": 110, "effect_max": 130}
    RiskMilestone.objects.filter(risk=risk, effect="factor").update(**suggested)
    action = risk.actions.get()
    action.cost, action.currency, action.days_off_planned, action.days_off_actual = Decimal(300), "USD", 4, 3
    action.money_off_planned, action.money_off_actual = Decimal(5000), Decimal("4200.50")
    action.store(by=owner)
    action.complete(by=owner)
    _plans(owner, risk, milestone)
    risk.restrict(by=owner)
    reader = MembershipFactory(team=team, name="Rita Reader")
    RiskReader(team=team, risk=risk, reader=reader).store(by=owner)
    return risk


def team_noon(owner):
    return noon(dt.date(2026, 2, 20), owner.team)


def _judgements(owner, risk):
    dimensions = ("schedule", "cost", "quality", "reputation", "legal")
    named = {f"impact_{name}": place for place, name in enumerate(dimensions, 1)}
    Assessment.objects.filter(risk=risk, kind="inherent").update(**named)
    Assessment.objects.filter(risk=risk, kind="target").update(external_source=SUGGESTED)


def _indicator(owner, risk):
    team = owner.team
    indicator = Indicator(team=team, risk=risk, name="GPU hours", unit="h", direction="down", amber=Decimal(100))
    indicator.red, indicator.stale_after_days, indicator.owner = Decimal("50.125"), 9, owner
    indicator.source = "Grafana"
    indicator.store(by=owner)
    indicator.measure(by=owner, value=Decimal(40), measured_on=team.today(), note="weekly", source="ci", run_id="7")
    indicator.refresh_from_db()
    return indicator


def _plans(owner, risk, milestone):
    team, indicator = owner.team, _indicator(owner, risk)
    figures = {"reserve": 900, "days_saved": 4, "money_saved": 800, "own_cost": 70}
    plan = ContingencyPlan(team=team, risk=risk, title="Switch", owner=owner, lead_time_days=5, currency="USD")
    for name, figure in figures.items():
        setattr(plan, name, Decimal(figure))
    plan.rehearsed_on = dt.date(2026, 2, 3)
    plan.store(by=owner)
    waits = (
        {"kind": "manual", "text": "the vendor says so"},
        {"kind": "date", "on": dt.date(2026, 9, 1)},
        {"kind": "milestone_slip", "milestone": milestone, "days": 5},
        {"kind": "chance", "milestone": milestone, "percent": 40},
        {"kind": "indicator", "indicator": indicator, "threshold": Decimal("60.5")},
    )
    for told in waits:
        Trigger(team=team, plan=plan, **told).store(by=owner)
    Indicator.objects.filter(pk=indicator.pk).update(retired_at=team_noon(owner))
    missing = MoneyTrigger(team=team, plan=plan, kind="financing", amount=Decimal(50000), currency="USD")
    missing.round, missing.by_on, missing.counted = RoundFactory(team=team, name="Seed"), dt.date(2026, 6, 1), "signed"
    missing.store(by=owner)
    MoneyTrigger(team=team, plan=plan, kind="joint_chance", percent=30).store(by=owner)
    for responsible, role in ((owner, ""), (None, "engineer")):
        step = ContingencyStep(team=team, plan=plan, title="Call", offset_days=2, responsible=responsible)
        step.job_role = role
        step.store(by=owner)
    follower = ContingencyPlan(team=team, risk=risk, title="Give up", owner=owner, fallback_of=plan)
    follower.store(by=owner)
    done = {"state": "completed", "activated_at": team_noon(owner), "ended_at": team_noon(owner), "outcome": "worked"}
    ContingencyPlan.objects.filter(pk=follower.pk).update(
        effect="It held", days_used=3, money_used=Decimal(200), **done
    )


@pytest.fixture
def both(owner, other_team):
    """Return the team with a register in which everything is filled, and the one its file was brought to."""
    everything(owner)
    person = twin(other_team, owner)
    RoundFactory(team=other_team, name="Seed")
    MembershipFactory(team=other_team, name="Rita Reader")
    brought(person, "".join(register_json(owner)).encode(), name="risks.json")
    return owner.team, other_team


@pytest.mark.parametrize("model", LEFT, ids=lambda model: model.__name__)
def test_every_field_comes_back(model, both):
    home, abroad = both

    before, after = rows_of(model, home), rows_of(model, abroad)

    assert len(before) == len(after)
    for told, found in zip(before, after, strict=True):
        assert {name: (told[name], found[name]) for name in told if told[name] != found[name]} == {}


@pytest.mark.parametrize("name", ["risks.csv", "risks.xlsx"])
def test_every_field_of_a_risk_itself_comes_back_from_a_table(name, owner, other_team):
    everything(owner)
    content = exported(owner) if name.endswith("csv") else xlsx_file("Risks", OWN_HEADER, register_rows(owner)).read()

    brought(twin(other_team, owner), content, name=name)

    for told_row, found in zip(rows_of(Risk, owner.team), rows_of(Risk, other_team), strict=True):
        assert {name: (told_row[name], found[name]) for name in found if told_row[name] != found[name]} == {}


def test_no_file_lets_a_plan_start_by_itself(owner, other_team):
    everything(owner)
    ContingencyPlan.objects.filter(team=owner.team).update(starts_by_itself=True)
    content = json.loads("".join(register_json(owner)))
    for risk in content["risks"]:
        for plan in risk["plans"]:
            plan["starts_by_itself"] = True

    brought(twin(other_team, owner), json.dumps(content).encode(), name="risks.json")

    assert set(ContingencyPlan.objects.filter(team=other_team).values_list("starts_by_itself", flat=True)) == {False}


def test_the_register_of_this_test_fills_every_field(owner):
    everything(owner)

    unfilled = [
        f"{model.__name__}.{name}"
        for model in LEFT
        for name in names_of(model)
        if all(row[name] in UNSET for row in rows_of(model, owner.team))
    ]

    assert unfilled == []


def test_what_is_named_as_left_is_a_field():
    for model, left in LEFT.items():
        assert left.keys() <= {each.name for each in model._meta.concrete_fields}


def test_what_a_template_suggested_stays_a_suggestion(both):
    _home, abroad = both

    assert [row.kind for row in Assessment.objects.filter(team=abroad, external_source=SUGGESTED)] == ["target"]
    assert [row.effect for row in RiskMilestone.objects.filter(team=abroad) if row.is_suggested] == ["factor"]
