"""Where the money of a pipeline stands: target list, expected, committed, signed, paid, slipped.

What board, page and API show; piles.py adds it up. Every opportunity stands in exactly one bucket: what is open, binds
nobody yet and should have closed before today has slipped; a lost one stands nowhere. Amounts of another currency are
counted and listed, never added. An amount or a probability that is not known stays out of the sums and is counted,
because unknown is not zero. Nothing is rounded.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Standing = Literal["target", "expected", "committed", "signed", "paid", "slipped"]
STANDINGS: tuple[Standing, ...] = ("target", "expected", "committed", "signed", "paid", "slipped")
NOTHING = Decimal(0)


class Sum(NamedTuple):
    """Amounts of one currency, added."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of some opportunities in one currency.

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

    The sum itself may be an amount that can never occur. `unknown` counts those without odds or amount,
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
        """How many opportunities are in other currencies."""
        return sum(total.not_converted for _name, total in self.items())

    def items(self) -> tuple[tuple[Standing, Total], ...]:
        """Each standing with its total, in order."""
        return tuple((name, getattr(self, name)) for name in STANDINGS)
