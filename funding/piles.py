"""The one measure of a pipeline: the buckets of buckets.py, of opportunities a database has counted and added already.

What is alike in everything but its amounts lies on one pile: however many opportunities there are, there are only as
many piles as stages and currencies. Known answer of the weighted sum: WEIGHTED-4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from funding.buckets import NOTHING, STANDINGS, Buckets, Standing, Sum, Total, Weighted


@dataclass(frozen=True, slots=True)
class Pile:
    """Opportunities of one standing and currency: `count` of them, the amounts of the `known` ones added."""

    standing: Standing | None
    currency: str
    count: int
    known: int
    low: Decimal = NOTHING
    likely: Decimal = NOTHING
    high: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Chance:
    """Open opportunities of one currency and the same odds; `squares` is the sum of the squares of their amounts."""

    currency: str
    odds: Decimal | None
    count: int
    known: int
    likely: Decimal = NOTHING
    squares: Fraction = Fraction(0)


def measure_piles(piles: Iterable[Pile], currency: str) -> Buckets:
    """The buckets of what lies on the piles, in a currency."""
    rows = tuple(piles)
    return Buckets(
        currency, *(total_of_piles((row for row in rows if row.standing == name), currency) for name in STANDINGS)
    )


def total_of_piles(piles: Iterable[Pile], currency: str) -> Total:
    """The sum of the piles in a currency, with what could not be added."""
    rows = tuple(piles)
    own = [row for row in rows if row.currency == currency]
    others: dict[str, Decimal] = {}
    for row in rows:
        if row.currency != currency and row.known:
            others[row.currency] = others.get(row.currency, NOTHING) + row.likely
    return Total(
        count=sum(row.count for row in rows),
        low=sum((row.low for row in own), NOTHING),
        likely=sum((row.likely for row in own), NOTHING),
        high=sum((row.high for row in own), NOTHING),
        unknown=sum(row.count - row.known for row in rows),
        not_converted=sum(row.known for row in rows if row.currency != currency),
        elsewhere=tuple(Sum(*pair) for pair in sorted(others.items())),
    )


def weigh(chances: Iterable[Chance], currency: str) -> Weighted:
    """The weighted sum in a currency, and its spread; what is won or lost is no longer a question of odds."""
    rows = tuple(chances)
    own = [(row, row.odds) for row in rows if row.currency == currency and row.odds is not None]
    known = sum(row.known for row in rows if row.odds is not None)
    count = sum(row.known for row, _odds in own)
    return Weighted(
        value=sum((row.likely * odds for row, odds in own), NOTHING),
        spread=spread_of((row.squares, odds) for row, odds in own),
        count=count,
        unknown=sum(row.count for row in rows) - known,
        not_converted=known - count,
    )


def spread_of(squares: Iterable[tuple[Fraction, Decimal]]) -> Decimal:
    """One standard deviation, to a hundredth, of amounts that come whole by their odds or not at all.

    Takes squares of amounts, each or several added, with the odds they share.
    """
    variance = sum((square * Fraction(odds) * (1 - Fraction(odds)) for square, odds in squares), Fraction(0))
    return Decimal(str(round(sqrt(variance), 2)))
