"""The reserves of all plans beside each other, against the cash there is: for who may read it."""

import pytest

from core.fields import MONEY_LIMIT
from tests.contract.described import errors_in, read
from tests.factories.funding import CashPositionFactory, FxRateFactory
from tests.factories.risks import OCCURRED, ContingencyPlanFactory, RiskFactory

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme/contingency-plans/"


def plan_of(team, state="ready", **values):
    risk = RiskFactory(team=team, **values.pop("risk", {}))
    if state in ("activated", "completed", "failed"):
        values["activated_at"] = "2026-03-01T10:00Z"
    return ContingencyPlanFactory(team=team, risk=risk, state=state, **{"reserve": 30} | values)


@pytest.fixture
def plan(team):
    CashPositionFactory(team=team, balance=100, currency="EUR")
    return plan_of(team, reserve=60)


def seen_by(browse, api, person, plan):
    """Return the sentence of the page, as far as it is there, and what the API says."""
    page = browse(person).get(plan.get_absolute_url()).content.decode()
    return page, api(person).get(f"{BASE}{plan.pk}/").data["reserve_cover"]


def figures(cover):
    return [cover["held"], cover["covered"], cover["plans"], cover["left_out"], cover["currency"]]


def test_reserves_of_plans_ready_rehearsed_and_at_work_add_up(browse, api, manager, plan):
    for state in ("ready", "rehearsed", "activated"):
        plan_of(plan.team, state)
    for state in ("draft", "completed", "failed", "retired"):
        plan_of(plan.team, state)
    plan_of(plan.team, risk={"status": "closed", "closure_reason": "avoided", "closed_at": OCCURRED})
    plan_of(plan.team, reserve=None)

    page, cover = seen_by(browse, api, manager, plan)

    assert "The cash covers 100 EUR of 150 EUR held in reserve by 4 plans." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert figures(cover) == ["150", "100", 4, 0, "EUR"]


def test_the_cash_covers_them_together(browse, api, manager, plan):
    plan_of(plan.team, reserve=40)

    page, cover = seen_by(browse, api, manager, plan)

    assert "The cash covers the 100 EUR held in reserve by 2 plans." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert figures(cover) == ["100", "100", 2, 0, "EUR"]


def test_reserves_add_up_however_large_they_are(browse, api, manager, plan):
    """SQLite adds 64 bits and refuses more."""
    most = MONEY_LIMIT - 1
    for _ in range(12):
        plan_of(plan.team, reserve=most)

    answer = api(manager).get(f"{BASE}{plan.pk}/")

    assert (browse(manager).get(plan.get_absolute_url()).status_code, answer.status_code) == (200, 200)
    assert figures(answer.data["reserve_cover"]) == [str(12 * most + 60), "100", 13, 0, "EUR"]
    assert errors_in(answer, read("contingency-plans/{id}/")) == []


def test_a_plan_that_is_being_written_counts_itself(browse, api, manager, plan):
    draft = plan_of(plan.team, "draft", reserve=40)

    assert figures(seen_by(browse, api, manager, draft)[1]) == ["100", "100", 2, 0, "EUR"]
    assert figures(seen_by(browse, api, manager, plan)[1]) == ["60", "60", 1, 0, "EUR"]


@pytest.mark.parametrize("state", ["completed", "failed", "retired"])
def test_a_plan_that_is_over_holds_nothing(browse, api, manager, plan, state):
    over = plan_of(plan.team, state)

    page, cover = seen_by(browse, api, manager, over)

    assert ("held in reserve" in page, cover) == (False, None)


def test_amounts_are_converted_and_what_has_no_rate_is_counted_out(browse, api, manager, plan):
    FxRateFactory(team=plan.team, on=plan.team.today(), base="USD", quote="EUR", rate="0.5")
    plan_of(plan.team, reserve=40, currency="USD")
    plan_of(plan.team, reserve=40, currency="CNY")

    page, cover = seen_by(browse, api, manager, plan)

    assert figures(cover) == ["80", "80", 2, 1, "EUR"]
    assert "1 other plan in a currency without a rate is not counted." in page


def test_a_reserve_without_a_rate_says_so(browse, api, manager, plan):
    other = plan_of(plan.team, reserve=40, currency="CNY")

    page, cover = seen_by(browse, api, manager, other)

    assert "The cash is in another currency, and there is no rate." in page
    assert "other plan" not in page
    assert figures(cover) == ["60", "60", 1, 1, "EUR"]


def test_debts_cover_nothing(api, manager, team):
    CashPositionFactory(team=team, balance=-5, currency="EUR")
    plan = plan_of(team)

    assert figures(api(manager).get(f"{BASE}{plan.pk}/").data["reserve_cover"]) == ["30", "0", 1, 0, "EUR"]


def test_a_hidden_plan_is_not_in_the_sum_of_who_does_not_see_it(browse, api, manager, owner, plan):
    plan_of(plan.team, reserve=30, risk={"is_restricted": True})

    told = [figures(seen_by(browse, api, each, plan)[1])[:3] for each in (manager, owner)]

    assert told == [["60", "60", 1], ["90", "90", 2]]


def test_who_does_not_read_the_cash_learns_nothing(browse, api, member, viewer, plan):
    plan_of(plan.team)

    for person in (member, viewer):
        page, cover = seen_by(browse, api, person, plan)
        assert ("held in reserve" in page, "cash" in page.casefold().split("<main")[1], cover) == (False, False, None)


def test_without_a_balance_the_page_says_so_and_the_api_nothing(browse, api, manager, team):
    plan = plan_of(team)

    page, cover = seen_by(browse, api, manager, plan)

    assert ("How much cash there is, nobody has entered." in page, cover) == (True, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_more_plans(api, manager, plan, queries, rows):
    for _row in range(rows):
        plan_of(plan.team)
        plan_of(plan.team, "draft", currency="USD")
    client = api(manager)

    with queries(10):
        answer = client.get(BASE)

    assert answer.data["count"] == 1 + 2 * rows
