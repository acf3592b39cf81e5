"""The day on which a risk occurred: set by the verb, gone when that is taken back, kept when the risk is closed."""

from decimal import Decimal
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from risks.models import Risk
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.risks import OCCURRED, RiskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def risk(member):
    return RiskFactory(team=member.team, status="monitoring", score=(3, 3))


def occurred(risk):
    return Risk.objects.get(pk=risk.pk).occurred_at


@time_machine.travel(NOW, tick=False)
def test_a_risk_that_occurs_keeps_when(member, risk):
    risk.occur(by=member)

    assert occurred(risk) == NOW


def test_taking_it_back_takes_the_day_back(member, risk):
    risk.occur(by=member)

    risk.undo_status(by=member)

    assert (occurred(risk), risk.status) == (None, "monitoring")


def test_a_risk_closed_after_it_has_occurred_keeps_the_day_until_it_is_open_again(member, risk):
    with time_machine.travel(NOW, tick=False):
        risk.occur(by=member)
    risk.close("occurred_resolved", by=member)
    closed = occurred(risk)
    risk.undo_ending(by=member)
    back = occurred(risk)
    risk.close("occurred_resolved", by=member)
    risk.reopen(by=member, reason="It is back")

    assert (closed, back, occurred(risk)) == (NOW, NOW, None)


def test_a_risk_that_is_watched_again_has_not_occurred(member, risk):
    risk.occur(by=member)

    risk.change_status("monitoring", by=member)
    risk.close("avoided", by=member)

    assert occurred(risk) is None


def test_what_an_earlier_version_told_of_an_occurrence_is_taken_back_too(member, risk):
    risk.occur(by=member)
    told = Activity.objects.get(verb="occurred")
    told.changes.pop("occurred_at")
    told.save()

    risk.undo_status(by=member)

    assert (occurred(risk), risk.status) == (None, "monitoring")


def test_a_day_without_the_status_is_refused(member, risk):
    with pytest.raises(ValidationError, match="exactly when it has occurred"):
        Risk(team=member.team, title="A", category="team", number=7, occurred_at=NOW).full_clean(
            exclude=["search_text"]
        )


@pytest.mark.parametrize(
    ("verbs", "expected"),
    [(["occur", "close"], OCCURRED), (["close"], None), (["occur", "watch", "close"], None)],
)
def test_a_closed_risk_of_an_earlier_version_gets_the_day_its_activity_tells(member, risk, verbs, expected):
    acts = {
        "occur": lambda: risk.occur(by=member),
        "watch": lambda: risk.change_status("monitoring", by=member),
        "close": lambda: risk.close("avoided", by=member),
    }
    for verb in verbs:
        acts[verb]()
    Activity.objects.filter(verb="occurred").update(at=OCCURRED)
    Risk.objects.update(occurred_at=None)

    import_module("risks.migrations.0003_fill_links_and_days").fill_days(apps, connection.schema_editor())

    assert occurred(risk) == expected


# What it would cost besides


@pytest.mark.parametrize(
    ("values", "source", "percent"),
    [({"score": (3, 3)}, "level", 40), ({"score": (3, 3), "probability_percent": 0}, "given", 0), ({}, None, None)],
)
def test_a_risk_is_as_probable_as_somebody_said(member, values, source, percent):
    chance = RiskFactory(team=member.team, **values).chance

    assert (chance.source, chance.percent) == (source, percent)


@pytest.mark.parametrize(("given", "kept"), [("", "CHF"), ("USD", "USD")])
def test_money_is_in_the_currency_of_the_team_unless_told(member, given, kept):
    member.team.currency = "CHF"
    risk = Risk(team=member.team, title="A", category="team", money_likely=Decimal(5), currency=given)

    assert risk.store(by=member).currency == kept


def test_a_suggested_percentage_is_a_persons_own_once_changed(member):
    risk = RiskFactory(team=member.team, probability_percent=25, external_source="template")
    suggested = risk.percent_is_suggested

    risk.title = "Another title"
    risk.store(by=member)
    still = risk.percent_is_suggested
    risk.probability_percent = 30
    risk.store(by=member)

    assert (suggested, still, risk.percent_is_suggested) == (True, True, False)
