"""Amounts as people type them: what is read, in whose language, and what is asked about instead of guessed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import MOST_CHARACTERS, AmountError, in_myriads, read_amount, two_digits, write_amount
from core.currencies import decimals_of
from core.money import Currency


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("420k", "EUR", "420000"),
        ("420 K", "EUR", "420000"),
        ("1.5m", "USD", "1500000"),
        ("1,5 Mio. €", "EUR", "1500000"),
        ("1.234m", "EUR", "1234000"),
        ("2bn", "EUR", "2000000000"),
        ("5 million euros", "EUR", "5000000"),
        ("10 lakh", "INR", "1000000"),
        ("$62,000", "USD", "62000"),
        ("US$ 5", "USD", "5"),
        ("5mUSD", "USD", "5000000"),
        ("Rs.500", "INR", "500"),
        ("CHF 1’000.-", "CHF", "1000"),
        ("€1.234.567,89", "EUR", "1234567.89"),
        ("€1,234,567.89", "EUR", "1234567.89"),
        ("12,34,567.50", "INR", "1234567.5"),
        ("1.234.567", "EUR", "1234567"),
        ("¥5000000", "JPY", "5000000"),
        ("￥５００万", "CNY", "5000000"),
        ("500万", "CNY", "5000000"),
        ("500万元", "CNY", "5000000"),
        ("1.2亿", "CNY", "120000000"),
        ("3亿2000万", "CNY", "320000000"),
        ("3万5000", "CNY", "35000"),
        ("１，２３４，５６７", "CNY", "1234567"),
        ("62 000", "EUR", "62000"),
        ("62\u00a0000 €", "EUR", "62000"),
        ("1'000'000.50", "CHF", "1000000.5"),
        ("1 234,5", "EUR", "1234.5"),
        ("1,234", "EUR", "1234"),
        ("1,23", "EUR", "1.23"),
        ("1234,567", "EUR", "1234.567"),
        ("0,500", "EUR", "0.5"),
        (".5", "EUR", "0.5"),
        ("-1,000", "EUR", "-1000"),
        ("−$5", "USD", "-5"),
        ("$-5", "USD", "-5"),
        ("+5", "USD", "5"),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, currency, amount):
    assert read_amount(typed, currency=currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "language", "currency", "amount"),
    [
        ("1.234", "de", "EUR", "1234"),
        ("1.234", "de", "BHD", "1234"),
        ("1,234", "de", "BHD", "1.234"),
        ("1.234", "en", "BHD", "1.234"),
        ("1,234", "zh-hans", "CNY", "1234"),
        ("1,234", "en", "JPY", "1234"),
    ],
)
def test_one_mark_before_three_digits_is_read_by_the_readers_language(typed, language, currency, amount):
    assert read_amount(typed, language=language, currency=currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "language", "currency"),
    [("1.234", "en", "EUR"), ("1.000", "en", "EUR"), ("1,234", "de", "EUR"), ("1.000", "en", "JPY")],
)
def test_what_can_be_read_in_two_ways_is_asked_about(typed, language, currency):
    with pytest.raises(AmountError) as caught:
        read_amount(typed, language=language, currency=currency)

    assert (caught.value.problem, caught.value.params["plain"]) == ("ambiguous", typed[0] + typed[2:])


@pytest.mark.parametrize(
    ("typed", "currency"), [("$5", "EUR"), ("EUR 5", "USD"), ("5 kr", "EUR"), ("100万美元", "CNY"), ("5元", "JPY")]
)
def test_a_sign_of_another_currency_is_refused(typed, currency):
    with pytest.raises(AmountError) as caught:
        read_amount(typed, currency=currency)

    assert caught.value.problem == "other_currency"


@pytest.mark.parametrize(
    "typed",
    [
        *("", "k", "a lot", "NaN", "1e5", "12 34", "1,,000", "1,234 567", "1 234.567.8", "5k k", "5m 3k", "3万5"),
        *("5万3亿", "5²", "½", "٣", "--5", "-€-5", "(500)", "RM 5", "5 €€", "1.234.56", "5.", "\ud800 5"),
    ],
)
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(AmountError, match="unreadable"):
        read_amount(typed, currency="EUR")


@pytest.mark.parametrize("typed", ["5" + " " * MOST_CHARACTERS, "1" * 30, "9" * 20 + "bn"])
def test_a_text_is_cut_before_it_is_read(typed):
    with pytest.raises(AmountError, match="too_long"):
        read_amount(typed)


@given(
    units=st.integers(-(10**18) + 1, 10**18 - 1),
    currency=st.sampled_from(Currency.values),
    language=st.sampled_from(["en", "zh-hans", "de"]),
)
def test_an_amount_a_field_shows_is_read_back_unchanged(units, currency, language):
    amount = Decimal(units) / 10_000

    shown = write_amount(amount, language=language, currency=currency)

    assert read_amount(shown, language=language, currency=currency) == amount


@given(st.text("0123456789.,' k万亿$€-", max_size=MOST_CHARACTERS))
def test_any_text_is_an_amount_or_is_refused(text):
    with suppress(AmountError):
        assert read_amount(text, currency="EUR").is_finite()


@pytest.mark.parametrize(
    ("value", "told"),
    [(Decimal("553219.4"), 550000), (99500, 100000), (1049, 1000), (87, 87), (Decimal("0.4"), 0), (-1250, -1200)],
)
def test_a_spread_is_told_in_two_digits(value, told):
    assert two_digits(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Decimal(1250000), ("125", "万", True)),
        (Decimal(123456789), ("1.23", "亿", False)),
        (Decimal(-420000), ("-42", "万", True)),
        (Decimal(1234567), ("123.46", "万", False)),
        (Decimal(100000000), ("1", "亿", True)),
    ],
)
def test_a_long_figure_is_told_in_myriads(value, told):
    number, unit, is_exact = in_myriads(value)

    assert (f"{number:f}", unit, is_exact) == told


@pytest.mark.parametrize(("currency", "places"), [("EUR", 2), ("JPY", 0), ("KRW", 0), ("BHD", 3), ("XYZ", 2)])
def test_a_currency_has_its_decimals(currency, places):
    assert decimals_of(currency) == places
