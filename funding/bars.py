"""The stacked bar of a round: paid, signed, committed, expected and slipped money against minimum and target.

Positions are per cent of the bar's width, as text that no locale changes. What is only on the target list is left
out: it says whom to ask, not what may come.
"""

from dataclasses import dataclass
from decimal import Decimal

from funding.buckets import Buckets, Standing

STACKED: tuple[Standing, ...] = ("paid", "signed", "committed", "expected", "slipped")


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar."""

    bucket: Standing
    amount: Decimal
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The parts from left to right; the marks are None where there is no minimum or target."""

    segments: tuple[Segment, ...]
    minimum_at: str | None
    target_at: str | None
    is_oversubscribed: bool


def stacked(buckets: Buckets, target: Decimal | None = None, minimum: Decimal | None = None) -> Bar:
    """The bar of a round; it is as wide as the target, or as all its money if that is more."""
    amounts = [(name, getattr(buckets, name).likely) for name in STACKED]
    whole = max(sum((amount for _name, amount in amounts), Decimal(0)), target or Decimal(0))
    segments, start = [], Decimal(0)
    for name, amount in amounts:
        if amount:
            segments.append(Segment(name, amount, _share(start, whole), _share(amount, whole)))
            start += amount
    bound = buckets.secured + buckets.committed.likely
    return Bar(
        segments=tuple(segments),
        minimum_at=None if minimum is None else _share(minimum, whole),
        target_at=None if target is None else _share(target, whole),
        is_oversubscribed=target is not None and bound > target,
    )


def _share(amount: Decimal, whole: Decimal) -> str:
    return f"{amount / whole * 100:.2f}%"
