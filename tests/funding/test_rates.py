"""Which rate counts, and what is not converted."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.rates import Rate, convert

TODAY = date(2026, 3, 2)


def rate(days_ago, figure, base="USD", quote="EUR"):
    return Rate(TODAY - timedelta(days=days_ago), base, quote, Decimal(figure))


def dollars(amount, *rates, currency="EUR"):
    return convert(Decimal(amount), "USD", currency, rates, TODAY)


def test_the_latest_rate_of_a_day_that_has_come_counts():
    assert dollars(100, rate(30, "0.8"), rate(1, "0.9"), rate(-1, "0.5")) == Decimal(90)


@pytest.mark.parametrize(("days", "found"), [(90, Decimal(90)), (91, None), (0, Decimal(90)), (-1, None)])
def test_a_rate_counts_for_ninety_days(days, found):
    assert dollars(100, rate(days, "0.9")) == found


def test_a_rate_is_turned_over():
    assert dollars(100, rate(1, "1.25", base="EUR", quote="USD")) == Decimal(80)


def test_the_later_of_both_ways_counts_and_of_one_day_the_direct_one():
    inverse = rate(1, "1.25", base="EUR", quote="USD")

    assert dollars(100, rate(2, "0.9"), inverse) == Decimal(80)
    assert dollars(100, rate(1, "0.9"), inverse) == Decimal(90)


def test_a_rate_is_not_put_together_from_two():
    assert dollars(100, rate(1, "0.9"), rate(1, "8", base="EUR", quote="CNY"), currency="CNY") is None


def test_the_same_currency_needs_no_rate():
    assert dollars("12.34", currency="USD") == Decimal("12.34")


def test_amounts_are_rounded_once_half_to_even():
    assert dollars("0.0003", rate(1, "0.5")) == Decimal("0.0002")
    assert dollars("1", rate(1, "3", base="EUR", quote="USD")) == Decimal("0.3333")
