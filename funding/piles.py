"""The measure of buckets.py over opportunities that a database has counted and added already.

What is alike in everything but its amounts lies on one pile: however many opportunities there are, there are only as
many piles as stages and currencies. `measure_piles` says of piles what `measure` says of the stakes on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from funding.buckets import NOTHING, STANDINGS, Buckets, Standing, Sum, Total, Weighted, spread_of


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
    """The weighted sum in a currency, and its spread."""
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
