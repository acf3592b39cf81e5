"""Bad input, on page and by program: each says what is wrong in plain words, and nothing of it is stored."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from forecast.models import Run
from funding.models import CashPosition, Opportunity, Source
from planner.models import Dependency, Milestone
from risks.models import Risk, RiskMilestone
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, OpportunityFactory, RoundFactory, SourceFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

pytestmark = pytest.mark.django_db

API = "/api/v1/teams/acme"
STORED = (Milestone, Dependency, Risk, RiskMilestone, Opportunity, Source, CashPosition, Activity)
DOWN = "The days cannot go down from optimistic to most likely, or from there to pessimistic."


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def plan(team):
    """M-1 is waited for by M-2; a risk concerns M-2; a deal is open."""
    first, second = (MilestoneFactory(team=team, number=number, title=f"Step {number}") for number in (1, 2))
    DependencyFactory(team=team, predecessor=first, successor=second)
    risk = RiskFactory(team=team)
    pair = RiskMilestoneFactory(team=team, risk=risk, milestone=second)
    deal = OpportunityFactory(team=team)
    return {"first": first, "second": second, "risk": risk, "pair": pair, "deal": deal}


def stored():
    """Return all that is stored of the kinds a forecast is made of."""
    return {model: list(model.objects.order_by("pk").values()) for model in STORED}


def words(answer):
    return " ".join(answer.content.decode().split())


def page_of(route, row):
    return reverse(route, args=["acme", row.pk])


def shown_in(page):
    """Return what a form shows to be sent back, as far as it has values."""
    form = page.context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def changed_on_page(browser, route, row, **values):
    """Open a form, change some fields, send it; return the answer."""
    url = page_of(route, row)
    return browser.post(url, shown_in(browser.get(url)) | values)


BAD = [
    ("planner:milestone-edit", "milestones", "first", {"days_min": 9, "days_likely": 8}, DOWN),
    ("planner:milestone-edit", "milestones", "first", {"days_likely": 8, "days_max": 7}, DOWN),
    (
        "planner:milestone-edit", "milestones", "first", {"days_max": 7},
        "Say how many days are most likely before the best and the worst case.",
    ),
    ("risks:risk-edit", "risks", "risk", {"probability_percent": 101}, "less than or equal to 100"),
    ("risks:risk-edit", "risks", "risk", {"probability_percent": -1}, "greater than or equal to 0"),
    ("funding:opportunity-edit", "opportunities", "deal", {"probability": 101}, "less than or equal to 100"),
    ("funding:opportunity-edit", "opportunities", "deal", {"probability": -1}, "greater than or equal to 0"),
]  # fmt: skip


@pytest.mark.parametrize(("route", "kinds", "name", "values", "message"), BAD)
def test_figures_out_of_order_or_range_are_refused_on_the_page(
    plan, browse, manager, route, kinds, name, values, message
):
    before = stored()

    answer = changed_on_page(browse(manager), route, plan[name], **values)

    assert answer.status_code == 422
    assert message in words(answer)
    assert stored() == before


@pytest.mark.parametrize(("route", "kinds", "name", "values", "message"), BAD)
def test_figures_out_of_order_or_range_are_refused_by_program(plan, api, manager, route, kinds, name, values, message):
    before = stored()

    given = {"version": plan[name].version} | values
    answer = api(manager).patch(f"{API}/{kinds}/{plan[name].pk}/", given, format="json")

    assert answer.status_code == 400
    assert any(message in error["message"] for error in answer.json()["errors"]), answer.json()
    assert stored() == before


def test_a_circle_is_refused_with_its_way_on_the_page(plan, browse, manager):
    before = stored()

    given = {"predecessor": plan["second"].pk, "successor": plan["first"].pk, "kind": "FS", "lag": 0}
    answer = browse(manager).post(reverse("planner:dependency-new", args=["acme"]), given)

    assert answer.status_code == 422
    assert "M-2 → M-1 → M-2 would be a circle." in words(answer)
    assert stored() == before


def test_a_circle_is_refused_with_its_way_by_program(plan, api, manager):
    before = stored()

    given = {"predecessor": str(plan["second"].pk), "successor": str(plan["first"].pk), "kind": "FS"}
    answer = api(manager).post(f"{API}/dependencies/", given, format="json")

    assert answer.status_code == 400
    assert [error["message"] for error in answer.json()["errors"]] == ["M-2 → M-1 → M-2 would be a circle."]
    assert stored() == before


def test_an_effect_out_of_order_is_refused_on_both_ways(plan, api, browse, manager):
    before, values = stored(), {"effect": "days", "effect_min": 9, "effect_likely": 8}

    page = changed_on_page(browse(manager), "risks:effect-edit", plan["pair"], **values)
    given = values | {"version": plan["pair"].version}
    answer = api(manager).patch(f"{API}/risk-effects/{plan['pair'].pk}/", given, format="json")

    assert (page.status_code, answer.status_code) == (422, 400)
    message = answer.json()["errors"][0]["message"]
    assert message in words(page)
    assert stored() == before


def test_a_new_source_is_not_left_behind_by_an_opportunity_that_is_refused(plan, browse, manager):
    before = stored()
    given = {"round": plan["deal"].round_id, "channel": "angel", "new_source": "Aunt", "probability": 120}

    answer = browse(manager).post(reverse("funding:opportunity-new", args=["acme"]), given)

    assert answer.status_code == 422
    assert stored() == before


def forecast_page(browser):
    browser.post(reverse("forecast:calculation", args=["acme"]))
    return words(browser.get(reverse("forecast:forecast", args=["acme"]) + "?all="))


@pytest.fixture
def dated(team):
    return MilestoneFactory(team=team, title="Public beta", due_on=NOW.date() + dt.timedelta(days=84), days_likely=30)


def test_without_a_cash_position_the_forecast_says_so_and_speaks_of_dates(dated, browse, owner):
    answer = forecast_page(browse(owner))

    assert "Nothing can be said of the money yet" in answer
    assert "likely by" in answer
    assert not hasattr(Run.objects.get(), "money")


def test_a_position_without_its_expense_says_no_more_than_none(dated, team, browse, owner):
    CashPositionFactory(team=team, balance_on=NOW.date(), monthly_expense=None)

    answer = forecast_page(browse(owner))

    assert not hasattr(Run.objects.get(), "money")
    assert "likely by" in answer


def test_what_cannot_be_converted_is_named_and_not_counted(dated, team, browse, owner):
    CashPositionFactory(team=team, balance=Decimal(100_000), balance_on=NOW.date(), monthly_expense=Decimal(20_000))
    deal = OpportunityFactory(
        team=team, round=RoundFactory(team=team), source=SourceFactory(team=team, name="Overseas Fund"),
        amount=Decimal(500_000), currency="USD", probability=90, expected_close_on=dt.date(2026, 3, 20),
    )  # fmt: skip

    answer = forecast_page(browse(owner))

    assert "In USD, without a rate of the last 90 days: not counted." in answer
    assert "Overseas Fund" in answer
    notes = Run.objects.select_related("money").get().money.results["assumed"]
    assert [(note["id"], note["counts"]) for note in notes if note["key"] == "not_converted"] == [(str(deal.pk), False)]
