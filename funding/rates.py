"""Rates of exchange by date: an amount in another currency, or None where no rate is young enough.

The rule is Landfall's: the latest rate of a day that has come, at most 90 days old, is held throughout. A rate given
the other way round is turned over; no rate is put together from two others. Where both ways have one of the same day
the direct one counts. Amounts are rounded once, half to even, to a ten-thousandth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

OLDEST = timedelta(days=90)
PER_ONE = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """On a day one of `base` was worth `rate` of `quote`; the rate is more than 0."""

    on: date
    base: str
    quote: str
    rate: Decimal


def convert(amount: Decimal, base: str, quote: str, rates: Iterable[Rate], today: date) -> Decimal | None:
    """What an amount of `base` is in `quote`; None = not converted."""
    if base == quote:
        return amount
    rate = rate_of(base, quote, rates, today)
    return None if rate is None else Decimal(round(Fraction(amount) * rate * PER_ONE)) / PER_ONE


def rate_of(base: str, quote: str, rates: Iterable[Rate], today: date) -> Fraction | None:
    """How much of `quote` one of `base` is worth, by the rate that counts on a day; None without one."""
    if base == quote:
        return Fraction(1)
    pairs = {(base, quote): True, (quote, base): False}
    known = [
        (rate.on, pairs[rate.base, rate.quote], rate)
        for rate in rates
        if (rate.base, rate.quote) in pairs and today - OLDEST <= rate.on <= today
    ]
    if not known:
        return None
    _on, is_direct, found = max(known, key=lambda each: each[:2])
    return Fraction(found.rate) if is_direct else 1 / Fraction(found.rate)
