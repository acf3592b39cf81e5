"""A contingency plan waits for an indicator of its risk."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from risks.conditions import CONDITIONS
from risks.models import Trigger
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import RiskFactory, TriggerFactory, prepared_plan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture
def plan(member, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    return prepared_plan(RiskFactory(team=member.team), member)


@pytest.fixture
def row(plan):
    return IndicatorFactory(team=plan.team, risk=plan.risk, name="Latency", number=4)


def holds(trigger, on=TODAY):
    trigger.indicator.refresh_from_db()
    return CONDITIONS["indicator"].holds(trigger, on)


@pytest.mark.parametrize(
    ("direction", "threshold", "value", "met"),
    [
        ("up", 18, 17, False),
        ("up", 18, 18, True),
        ("up", None, 19, False),
        ("up", None, 20, True),
        ("down", 3, 4, False),
        ("down", 3, 3, True),
    ],
)
def test_it_holds_from_the_threshold_on_else_from_the_red_border(plan, row, direction, threshold, value, met):
    if direction == "down":
        row.direction, row.red = "down", Decimal(2)
        row.store(by=None)
    trigger = TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=row, threshold=threshold)
    row.measure(by=None, value=Decimal(value))

    assert holds(trigger) is met


def test_without_data_it_cannot_be_told(plan, row):
    trigger = TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=row)
    assert holds(trigger) is None

    row.measure(by=None, value=Decimal(25))
    assert (holds(trigger), holds(trigger, dt.date(2026, 4, 2))) == (True, None)

    row.retire(by=None)
    assert holds(trigger) is None


def test_it_says_what_it_waits_for(plan, row):
    waiting = Trigger(team=plan.team, plan=plan, kind="indicator", indicator=row, threshold=Decimal("1250.5"))
    assert str(waiting) == "K-4 Latency has reached 1,250.5"

    waiting.threshold = None
    assert str(waiting) == "K-4 Latency is red"


def test_an_indicator_of_another_risk_is_refused_and_not_offered(plan, row, member, browse):
    other = IndicatorFactory(team=plan.team, name="Elsewhere")
    waiting = Trigger(team=plan.team, plan=plan, kind="indicator", indicator=other)

    with pytest.raises(ValidationError) as refused:
        waiting.store(by=member)
    html = (
        browse(member)
        .get(reverse("risks:trigger-new", args=["acme"]), {"plan": plan.pk, "kind": "indicator"})
        .content.decode()
    )

    assert [error.code for error in refused.value.error_dict["indicator"]] == ["other_risk"]
    assert ("Latency" in html, "Elsewhere" in html) == (True, False)


def test_the_form_makes_one_and_the_api_shows_it(plan, row, member, browse, api):
    sent = {"plan": plan.pk, "kind": "indicator", "indicator": row.pk, "threshold": "0.0001"}
    answer = browse(member).post(reverse("risks:trigger-new", args=["acme"]), sent)

    made = Trigger.objects.get(kind="indicator")
    assert (answer.status_code, made.threshold) == (303, Decimal("0.0001"))
    told = api(member).get(f"/api/v1/teams/acme/triggers/{made.pk}/").json()
    assert (told["indicator"], told["threshold"], told["sentence"]) == (
        str(row.pk),
        "0.0001",
        "K-4 Latency has reached 0.0001",
    )


def test_what_a_plan_waits_for_is_not_removed(plan, row, member):
    TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=row)

    with pytest.raises(ValidationError) as refused:
        row.discard(by=member)

    assert refused.value.code == "in_use"
