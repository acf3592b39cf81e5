"""Where the money of a pipeline stands: target list, expected, committed, signed, paid, slipped.

One measure for board, page and API. Every opportunity stands in exactly one bucket: what is open, binds nobody yet
and should have closed before today has slipped; a lost one stands nowhere. Amounts of another currency are counted
and listed, never added. An amount or a probability that is not known stays out of the sums and is counted, because
unknown is not zero. Nothing is rounded. Known answer of the weighted sum: WEIGHTED-4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Literal, NamedTuple

from funding.stage_sets import Bucket, Kind

Standing = Literal["target", "expected", "committed", "signed", "paid", "slipped"]
STANDINGS: tuple[Standing, ...] = ("target", "expected", "committed", "signed", "paid", "slipped")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stake:
    """What one opportunity may bring; the range defaults to the likely amount, odds run from 0 to 1."""

    kind: Kind
    bucket: Bucket
    currency: str
    amount: Decimal | None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    odds: Decimal | None = None
    slipped: bool = False

    @property
    def standing(self) -> Standing | None:
        """The bucket it is counted in; None when it is lost."""
        if self.bucket == "lost":
            return None
        return "slipped" if self.slipped else self.bucket


class Sum(NamedTuple):
    """Amounts of one currency, added."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of some stakes in one currency.

    `unknown` counts those without an amount, `not_converted` those in other currencies, whose sums are `elsewhere`.
    """

    count: int = 0
    low: Decimal = NOTHING
    likely: Decimal = NOTHING
    high: Decimal = NOTHING
    unknown: int = 0
    not_converted: int = 0
    elsewhere: tuple[Sum, ...] = ()

    @property
    def is_range(self) -> bool:
        """Whether the lowest and the highest outcome differ."""
        return self.low != self.high


@dataclass(frozen=True, slots=True)
class Weighted:
    """Σ a·p of what is open, with its spread (one standard deviation, outcomes taken as independent).

    The sum itself may be an amount that can never occur. `unknown` counts stakes without odds or amount,
    `not_converted` those in other currencies.
    """

    value: Decimal
    spread: Decimal
    count: int
    unknown: int
    not_converted: int


@dataclass(frozen=True, slots=True)
class Buckets:
    """The totals of a pipeline in one currency."""

    currency: str
    target: Total
    expected: Total
    committed: Total
    signed: Total
    paid: Total
    slipped: Total

    @property
    def secured(self) -> Decimal:
        """What is signed or has arrived."""
        return self.signed.likely + self.paid.likely

    @property
    def not_converted(self) -> int:
        """How many stakes are in other currencies."""
        return sum(total.not_converted for _name, total in self.items())

    def items(self) -> tuple[tuple[Standing, Total], ...]:
        """Each standing with its total, in order."""
        return tuple((name, getattr(self, name)) for name in STANDINGS)


def measure(stakes: Iterable[Stake], currency: str) -> Buckets:
    """The buckets of the stakes in a currency."""
    rows = tuple(stakes)
    return Buckets(currency, *(total((row for row in rows if row.standing == name), currency) for name in STANDINGS))


def total(stakes: Iterable[Stake], currency: str) -> Total:
    """The sum of the stakes in a currency, with what could not be added."""
    rows = tuple(stakes)
    known = [row for row in rows if row.amount is not None]
    own = [row for row in known if row.currency == currency]
    others: dict[str, Decimal] = {}
    for row in known:
        if row.currency != currency and row.amount is not None:
            others[row.currency] = others.get(row.currency, NOTHING) + row.amount
    return Total(
        count=len(rows),
        low=sum((_or(row.amount_min, row.amount) for row in own), NOTHING),
        likely=sum((_or(row.amount, None) for row in own), NOTHING),
        high=sum((_or(row.amount_max, row.amount) for row in own), NOTHING),
        unknown=len(rows) - len(known),
        not_converted=len(known) - len(own),
        elsewhere=tuple(Sum(*pair) for pair in sorted(others.items())),
    )


def weighted(stakes: Iterable[Stake], currency: str) -> Weighted:
    """The weighted sum of what is open and in the currency; what is won or lost is no longer a question of odds."""
    asked = [row for row in stakes if row.kind == "open"]
    known = [(row.currency, row.amount, row.odds) for row in asked if row.amount is not None and row.odds is not None]
    own = [(amount, odds) for of, amount, odds in known if of == currency]
    value = sum((amount * odds for amount, odds in own), NOTHING)
    squares = ((Fraction(amount) ** 2, odds) for amount, odds in own)
    return Weighted(
        value=value,
        spread=spread_of(squares),
        count=len(own),
        unknown=len(asked) - len(known),
        not_converted=len(known) - len(own),
    )


def spread_of(squares: Iterable[tuple[Fraction, Decimal]]) -> Decimal:
    """One standard deviation, to a hundredth, of amounts that come whole by their odds or not at all.

    Takes squares of amounts, each or several added, with the odds they share.
    """
    variance = sum((square * Fraction(odds) * (1 - Fraction(odds)) for square, odds in squares), Fraction(0))
    return Decimal(str(round(sqrt(variance), 2)))


def _or(amount: Decimal | None, otherwise: Decimal | None) -> Decimal:
    if amount is not None:
        return amount
    return NOTHING if otherwise is None else otherwise
