"""GET …/waterfall/ of a risk: the figures its page draws, for those who see the risk."""

from decimal import Decimal

import pytest

from core.fetching import ROWS_AT_MOST
from core.fields import MONEY_LIMIT
from risks.models import Risk
from tests.conftest import NOW
from tests.contract.described import errors_in, read
from tests.factories.forecast import run_of
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, RiskMilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
API = "/api/v1/teams/acme/risks/"


@pytest.fixture
def risk(team):
    """One that costs 20 days and 20,000 EUR with a chance of 50 %."""
    risk = RiskFactory(team=team, probability_percent=50, money_likely=Decimal(20_000), currency="EUR")
    RiskMilestoneFactory(team=team, risk=risk, milestone=MilestoneFactory(team=team), effect="days", effect_likely=20)
    return risk


def answer_to(person, risk, api):
    answer = api(person).get(f"{API}{risk.pk}/waterfall/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def lines(told):
    return [(each["line"], each["effect"], each["low"], each["high"]) for each in told["lines"]]


def test_it_tells_days_and_money_as_the_page_draws_them(team, risk, viewer, api):
    done = ResponseActionFactory(
        team=team,
        risks=[risk],
        state="done",
        completed_at=NOW,
        days_off_planned=5,
        money_off_planned=Decimal(4000),
        money_off_actual=Decimal(3000),
        cost=Decimal(1800),
        currency="EUR",
    )
    ResponseActionFactory(team=team, risks=[risk], days_off_planned=3, cost=Decimal(70), currency="USD")

    told = answer_to(viewer, risk, api)

    assert told["is_upside"] is False
    assert lines(told["days"]) == [
        ("without", None, 0, 15),
        ("done", 5, 10, 15),
        ("now", None, 0, 10),
        ("planned", 3, 7, 10),
        ("all", None, 0, 7),
    ]
    assert lines(told["money"]) == [
        ("without", None, 0, 13_000),
        ("done", 3000, 10_000, 13_000),
        ("now", None, 0, 10_000),
        ("planned", None, None, None),
        ("all", None, 0, 10_000),
    ]
    days, money = told["days"], told["money"]
    assert (days["currency"], days["is_forecast"], days["unknown"], days["beyond"]) == ("", False, 0, 0)
    assert (money["currency"], money["is_forecast"], money["unknown"]) == ("EUR", False, 1)
    assert (days["lines"][1]["action"], days["lines"][1]["count"]) == (str(done.pk), 1)
    assert days["lines"][1]["costs"] == [{"currency": "EUR", "amount": "1800"}]
    both = [{"currency": "EUR", "amount": "1800"}, {"currency": "USD", "amount": "70"}]
    assert [line["costs"] for line in days["lines"]][2:] == [both[:1], both[1:], both]


def test_what_nobody_knows_is_null(team, viewer, api):
    risk = RiskFactory(team=team)
    ResponseActionFactory(team=team, risks=[risk], days_off_planned=3)

    assert answer_to(viewer, risk, api) == {"is_upside": False, "days": None, "money": None}


def test_an_opportunity_rises_and_is_an_upside(team, viewer, api):
    risk = RiskFactory(team=team, kind="opportunity", probability_percent=50, money_likely=Decimal(20_000))
    Risk.objects.filter(pk=risk.pk).update(currency="EUR")
    ResponseActionFactory(team=team, risks=[risk], money_off_planned=Decimal(500), currency="EUR")

    told = answer_to(viewer, risk, api)

    assert told["is_upside"] is True
    assert lines(told["money"])[-2:] == [("planned", 500, 10_000, 10_500), ("all", None, 0, 10_500)]


def test_the_forecast_says_how_things_stand_where_it_knows_and_what_goes_beyond_is_told(team, risk, viewer, api):
    """The forecast has it cost 12 days, whether anybody does anything or not; money it tells of no risk."""
    run = run_of(risk.milestones.get(), has_gains=True)
    run.plan.results |= {"gains": {f"risks.risk:{risk.pk}": {"days": 12.0, "error": 0.5}}}
    run.plan.save()
    bare = answer_to(viewer, risk, api)["days"]
    ResponseActionFactory(
        team=team, risks=[risk], days_off_planned=15, money_off_planned=Decimal(10_700), currency="EUR"
    )

    told = answer_to(viewer, risk, api)

    assert (bare["is_forecast"], [each["high"] for each in bare["lines"]]) == (True, [12, 12, 12])
    assert [(each["is_forecast"], each["beyond"]) for each in (told["days"], told["money"])] == [
        (True, 3),
        (False, 700),
    ]
    assert lines(told["days"]) == [
        ("without", None, 0, 12),
        ("now", None, 0, 12),
        ("planned", 15, 0, 12),
        ("all", None, 0, 0),
    ]


@pytest.mark.parametrize("count", [22, 30])
def test_those_beyond_twenty_are_together_at_the_same_cost(team, risk, viewer, api, queries, count):
    for place in range(count):
        ResponseActionFactory(team=team, risks=[risk], days_off_planned=place)
    client = api(viewer)
    client.get(f"{API}{risk.pk}/waterfall/")

    with queries(13):
        told = client.get(f"{API}{risk.pk}/waterfall/").json()

    assert [(each["action"], each["count"]) for each in told["days"]["lines"][-2:-1]] == [(None, count - 20)]


def test_figures_add_up_however_large_they_are(team, risk, viewer, api, browse):
    """SQLite adds 64 bits and refuses more."""
    most = MONEY_LIMIT - 1
    for _ in range(ROWS_AT_MOST + 12):
        ResponseActionFactory(
            team=team, risks=[risk], money_off_planned=most, days_off_planned=2500, cost=most, currency="EUR"
        )

    answer = api(viewer).get(f"{API}{risk.pk}/waterfall/")
    page = browse(viewer).get(risk.get_absolute_url())

    assert (answer.status_code, page.status_code) == (200, 200)
    assert errors_in(answer, read("risks/{id}/waterfall/")) == []
    days, money = answer.json()["days"]["lines"], answer.json()["money"]["lines"]
    assert [days[-2]["count"], days[-2]["effect"], money[-2]["effect"]] == [12, 30_000, float(12 * most)]
    assert money[-2]["costs"] == days[-2]["costs"] == [{"currency": "EUR", "amount": str(12 * most)}]


def test_a_restricted_risk_is_not_there_for_others(team, risk, viewer, api):
    Risk.objects.filter(pk=risk.pk).update(is_restricted=True)

    assert api(viewer).get(f"{API}{risk.pk}/waterfall/").status_code == 404
