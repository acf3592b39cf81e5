"""Amounts of rows: typed in a form as people write them, and never finer than their currency, by whatever way."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from funding.models import CashPosition, Opportunity, Round, RoundTerms
from tests.factories.funding import (
    CashPositionFactory,
    OpportunityFactory,
    RoundFactory,
    SourceFactory,
    TrancheFactory,
)

pytestmark = pytest.mark.django_db

POSITION = {"balance_on": "2026-03-01", "monthly_income": "", "monthly_expense": "", "floor": "", "note": ""}


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def errors_of(answer):
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("currency", "typed", "amount"),
    [
        ("USD", "$420k", 420_000),
        ("CNY", "500万", 5_000_000),
        ("JPY", "¥5000000", 5_000_000),
        ("EUR", "62 000 €", 62_000),
    ],
)
def test_a_form_takes_an_amount_in_the_currency_chosen_beside_it(browse, manager, currency, typed, amount):
    data = POSITION | {"balance": typed, "currency": currency}

    answer = browse(manager).post(url("cash"), data)

    assert answer.status_code == 303
    assert CashPosition.objects.get().balance == amount


@pytest.mark.parametrize(
    ("currency", "typed", "message"),
    [
        ("USD", "€5", "This amount is in USD, and “€” is another currency."),
        ("EUR", "1.234", "“1.234” can be read in two ways. Write 1234 if you mean the thousand, else fewer decimals."),
        ("EUR", "a lot", "Enter an amount in EUR, such as 1,250.50 or 420k."),
        ("JPY", "a lot", "Enter an amount in JPY, such as 1,250 or 420k."),
        ("JPY", "1000.55", "JPY has no decimals. Enter a whole amount."),
        ("EUR", "1000.5555", "EUR has at most 2 decimals."),
    ],
)
def test_a_form_says_what_is_wrong_with_an_amount(browse, manager, currency, typed, message):
    data = POSITION | {"balance": typed, "currency": currency}

    answer = browse(manager).post(url("cash"), data)

    assert (answer.status_code, errors_of(answer)) == (422, {"balance": [message]})


def test_three_decimals_of_a_dinar_are_kept_and_shown_as_they_were_typed(browse, manager):
    browse(manager).post(url("cash"), POSITION | {"balance": "1.234", "currency": "BHD"})

    page = browse(manager).get(url("cash")).content.decode()

    assert CashPosition.objects.get().balance == Decimal("1.234")
    assert '<data class="money" value="1.234">1.234 ' in page


@pytest.mark.parametrize(("currency", "amount", "code"), [("JPY", "1000.55", "too_precise"), ("EUR", "1000.55", None)])
def test_the_api_refuses_more_decimals_than_the_currency_has(api, manager, currency, amount, code):
    answer = api(manager).post(
        "/api/v1/teams/acme/cash-positions/",
        {"balance": amount, "balance_on": "2026-03-01", "currency": currency},
        "json",
    )

    found = [(each["field"], each["code"]) for each in answer.json().get("errors", [])]
    assert found == ([("balance", code)] if code else [])


@pytest.mark.parametrize("typed", ["420k", "1,000", "$5", "1 000"])
def test_the_api_stays_strict(api, manager, typed):
    answer = api(manager).post(
        "/api/v1/teams/acme/cash-positions/", {"balance": typed, "balance_on": "2026-03-01"}, "json"
    )

    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("balance", "invalid")]


def test_a_row_without_a_currency_is_judged_by_its_team(team, manager):
    team.currency = "JPY"
    team.save()

    with pytest.raises(ValidationError, match="JPY has no decimals"):
        CashPosition(team=team, balance=Decimal("1.5"), balance_on=team.today()).store(by=manager)


def test_a_finer_amount_of_long_ago_keeps_nobody_from_changing_the_rest(team, manager):
    row = CashPositionFactory(team=team, currency="JPY", balance=Decimal("1000.55"))
    row.note = "as of the bank"

    row.store(by=manager)

    row.refresh_from_db()
    assert (row.note, row.balance) == ("as of the bank", Decimal("1000.55"))


def test_a_new_currency_is_refused_where_the_amount_is_finer(team, manager):
    row = CashPositionFactory(team=team, currency="EUR", balance=Decimal("1000.55"))
    row.currency = "JPY"

    with pytest.raises(ValidationError) as caught:
        row.store(by=manager)

    assert caught.value.message_dict == {"currency": ["JPY has no decimals. Enter a whole amount."]}


def test_the_terms_of_a_round_are_judged_by_the_currency_chosen_with_them(browse, manager):
    data = {"name": "Seed", "starts_on": "", "expected_close_on": "", "currency": "JPY", "minimum": "", "cap": ""}

    refused = browse(manager).post(url("round-new"), data | {"target": "1000.55", "instrument": ""})
    taken = browse(manager).post(url("round-new"), data | {"target": "¥1.5億", "instrument": ""})

    assert errors_of(refused) == {"target": ["JPY has no decimals. Enter a whole amount."]}
    assert (taken.status_code, RoundTerms.objects.get().target) == (303, 150_000_000)


def test_a_rounds_currency_stays_where_its_terms_are_finer(team, manager):
    row = RoundFactory(team=team, currency="EUR", target=Decimal("1000.55"))
    row.currency = "JPY"

    with pytest.raises(ValidationError) as caught:
        row.store(by=manager)

    assert caught.value.message_dict == {"currency": ["JPY has no decimals. Enter a whole amount."]}
    assert Round.objects.get().currency == "EUR"


def test_a_deals_currency_stays_where_its_tranches_are_finer(team, manager):
    row = OpportunityFactory(team=team, currency="EUR", amount=5000)
    TrancheFactory(team=team, opportunity=row, amount=Decimal("1000.55"))
    row.currency = "JPY"

    with pytest.raises(ValidationError) as caught:
        row.store(by=manager)

    assert caught.value.message_dict == {"currency": ["JPY has no decimals. Enter a whole amount."]}


def test_an_opportunity_without_a_currency_is_read_in_that_of_its_round(browse, manager, team):
    around, source = RoundFactory(team=team, currency="USD"), SourceFactory(team=team)
    data = {"round": around.pk, "source": source.pk, "channel": "venture_capital", "amount": "US$ 1.5m"}

    browse(manager).post(url("opportunity-new"), data | {"expected_close_on": "2026-05-01"})

    row = Opportunity.objects.get()
    assert (row.amount, row.currency) == (1_500_000, "USD")


def test_a_tranche_is_read_in_the_currency_of_its_deal(browse, manager, team):
    deal = OpportunityFactory(team=team, currency="GBP")
    data = {"amount": "£5k", "due_on": "2026-05-01", "milestone": "", "days_after": ""}

    answer = browse(manager).post(url("tranche-new", deal), data)

    assert answer.status_code == 303
    assert deal.tranches.get().amount == 5000


def test_the_spread_of_the_pipeline_is_told_in_two_digits(browse, manager, team):
    OpportunityFactory(team=team, amount=Decimal(1_000_000), probability=30)

    page = " ".join(browse(manager).get(url("pipeline")).content.decode().split())

    assert "Weighted by your probability: 300,000 EUR, give or take about 460,000, over 1 opportunity." in page


def test_the_examples_of_empty_pages_are_in_the_teams_currency(browse, manager, team):
    team.currency = "JPY"
    team.save()

    pages = [browse(manager).get(url(name)).content.decode() for name in ("round-list", "line-list", "cash")]

    assert ["JPY" in page and " EUR " not in page for page in pages] == [True, True, True]


def test_a_long_figure_is_told_in_myriads_on_a_chinese_page(browse, manager, team):
    manager.user.language = "zh-hans"
    manager.user.save()
    CashPositionFactory(team=team, currency="CNY", balance=Decimal(12_500_000), balance_on=team.today())

    page = browse(manager).get(url("cash")).content.decode()

    assert '12,500,000 <span class="unit">CNY（1250万）</span>' in page
