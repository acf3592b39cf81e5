"""What a plan took in days and money is noted as it ends: by page and API, within limits, and kept by the history."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from risks.models import ContingencyPlan
from tests.factories.risks import RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme/contingency-plans/"
PAGE = "/t/acme/contingency-plans/{}/{}"


@pytest.fixture
def plan(member):
    made = prepared_plan(RiskFactory(team=member.team), member)
    made.activate(by=member)
    return made


def used(plan):
    found = ContingencyPlan.objects.get(pk=plan.pk)
    return found.state, found.days_used, found.money_used


@pytest.mark.parametrize(("outcome", "state"), [("worked", "completed"), ("partly", "completed"), ("failed", "failed")])
def test_the_page_takes_what_it_took_and_shows_it(browse, member, plan, outcome, state):
    client = browse(member)

    assert "In EUR. Left empty, it is not known." in client.get(PAGE.format(plan.pk, "")).content.decode()
    client.post(PAGE.format(plan.pk, "completion/"), {"outcome": outcome, "days_used": "7", "money_used": "1,250.50"})
    page = client.get(plan.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert used(plan) == (state, 7, Decimal("1250.5"))
    assert "<dt>What it took</dt><dd>7 working days, 1,250.50 EUR</dd>" in page


def test_neither_has_to_be_said_and_nothing_is_not_zero(browse, member, plan):
    client = browse(member)

    client.post(PAGE.format(plan.pk, "completion/"), {"outcome": "worked", "money_used": "0"})
    page = client.get(plan.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert used(plan) == ("completed", None, 0)
    assert "<dd>0 EUR</dd>" in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"days_used": "-1"}, "greater than or equal to 0"),
        ({"days_used": "2501"}, "less than or equal to 2500"),
        ({"days_used": "soon"}, "Enter a whole number."),
        ({"money_used": "-5"}, "What a plan took cannot be negative"),
        ({"money_used": "5.1234"}, "EUR has at most 2 decimals"),
        ({"money_used": "much"}, "Enter an amount in EUR"),
        ({"money_used": "$5"}, "another currency"),
    ],
)
def test_the_page_refuses_what_cannot_be(browse, member, plan, given, told):
    answer = browse(member).post(PAGE.format(plan.pk, "completion/"), {"outcome": "worked"} | given, follow=True)

    assert told in answer.content.decode()
    assert used(plan) == ("activated", None, None)


def test_programs_say_it_and_read_it(api, member, plan):
    url = f"{BASE}{plan.pk}/"

    ended = api(member).post(f"{url}completion/", {"outcome": "failed", "days_used": 3, "money_used": "40"}).data
    read = api(member).get(url).data

    assert [(each["days_used"], each["money_used"]) for each in (ended, read)] == [(3, "40")] * 2
    assert used(plan) == ("failed", 3, 40)


@pytest.mark.parametrize(
    "given", [{"days_used": -1}, {"days_used": 2501}, {"days_used": "x"}, {"money_used": "-1"}, {"money_used": "x"}]
)
def test_programs_are_refused_what_cannot_be(api, member, plan, given):
    answer = api(member).post(f"{BASE}{plan.pk}/completion/", {"outcome": "worked"} | given)

    assert answer.status_code == 400
    assert used(plan) == ("activated", None, None)


@pytest.mark.parametrize("given", [{"days_used": 2501}, {"days_used": -1}, {"money_used": Decimal(-1)}])
def test_the_rule_stands_in_the_model_and_the_database(member, plan, given):
    with pytest.raises(ValidationError):
        plan.complete(by=member, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContingencyPlan.objects.filter(pk=plan.pk).update(**given)


def test_it_cannot_be_edited_beside_the_verb(api, member, plan):
    api(member).patch(f"{BASE}{plan.pk}/", {"days_used": 5, "money_used": "5", "version": plan.version})

    assert used(plan) == ("activated", None, None)


def test_resuming_takes_it_back(api, member, plan):
    plan.complete(by=member, days_used=3, money_used=Decimal(5))

    taken = api(member).delete(f"{BASE}{plan.pk}/completion/").data

    assert (taken["days_used"], taken["money_used"], used(plan)) == (None, None, ("activated", None, None))


def test_history_and_earlier_uses_keep_it(browse, member, plan):
    plan.complete(by=member, days_used=3, money_used=Decimal("5.5"))
    ended = browse(member).get(plan.get_absolute_url()).content.decode()
    plan.rearm(by=member)

    page = browse(member).get(plan.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert ("working days it took" in ended.casefold(), "money it took" in ended.casefold()) == (True, True)
    assert "It took 3 working days, 5.50 EUR." in page
    assert used(plan) == ("ready", None, None)


def test_an_earlier_use_stays_in_the_currency_of_then(browse, member, plan):
    start = timezone.now()
    with time_machine.travel(start + dt.timedelta(hours=1), tick=False):
        plan.complete(by=member, money_used=Decimal(5000))
    with time_machine.travel(start + dt.timedelta(hours=2), tick=False):
        plan.rearm(by=member)
    with time_machine.travel(start + dt.timedelta(hours=3), tick=False):
        plan.currency = "USD"
        plan.store(by=member)

    page = browse(member).get(plan.get_absolute_url()).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert ("5,000 EUR" in page, "5,000 USD" in page) == (True, False)
