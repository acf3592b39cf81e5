"""The cash in the picture: what it was, and the fan of what it will be, above the floor. Pure.

The curves lie in a box of BOX × BOX that is stretched. The floor is its bottom: what is below it is money out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from .axis import Axis, per_cent
from .lettering import WIDE, length

CASH = 200  # the height
HEADROOM = 1.06
LEAST_APART = 15  # between two figures at the right edge
BESIDE = 12
BOX = 1000
Point = tuple[dt.date, float]


@dataclass(frozen=True, slots=True)
class Fan:
    """Cash: `days` with P10, P25, P50, P75, P90 each, `past` as it was, the first day below `floor` in 1 of 10 runs."""

    days: tuple[dt.date, ...]
    rows: tuple[tuple[float, ...], ...]
    past: tuple[Point, ...]
    floor: float
    out: dt.date | None


@dataclass(frozen=True, slots=True)
class Level:
    """A line across at a round amount."""

    amount: int
    y: int

    @property
    def word_y(self) -> int:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class CashMarks:
    """The cash as it is drawn: paths in the stretched box, levels, and what stands at the right edge."""

    top: int
    bottom: int
    band: str
    inner: str
    edges: tuple[str, str]
    middle: str
    past: str
    levels: tuple[Level, ...]
    now_x: str
    now_y: int
    now_anchor: str
    balance: str
    out: str
    ends: tuple[tuple[str, int, int], ...]  # (which percentile, about how much, height)

    @property
    def balance_y(self) -> int:
        return self.now_y - 9


def cash_marks(axis: Axis, fan: Fan, top: int, balance: str) -> CashMarks:
    columns = list(zip(*fan.rows, strict=True))
    curves = [_shown(axis, list(zip(fan.days, column, strict=True))) for column in columns]
    past = _shown(axis, sorted(fan.past))
    scale = Scale.of([amount for curve in (*curves, past) for _day, amount in curve], fan.floor, top)
    p10, _p25, p50, p75, p90 = (_path(axis, scale, curve) for curve in curves)
    now, known = curves[2][0]
    x = axis.at(now)
    fits = x / 100 * WIDE > length(balance) + BESIDE
    return CashMarks(
        top=top,
        bottom=top + CASH,
        band=_between(p90, _path(axis, scale, curves[0][::-1])),
        inner=_between(p75, _path(axis, scale, curves[1][::-1])),
        edges=(f"M{p90}", f"M{p10}"),
        middle=f"M{p50}",
        past=f"M{_path(axis, scale, past)}" if len(past) > 1 else "",
        levels=tuple(Level(amount, scale.pixel(amount)) for amount in scale.levels()),
        now_x=per_cent(x),
        now_y=min(scale.pixel(known), top + CASH),
        now_anchor="end" if fits else "start",
        balance=balance,
        out=per_cent(axis.at(fan.out)) if fan.out is not None and axis.shows(fan.out) else "",
        ends=_ends(scale, curves[4][-1][1], curves[2][-1][1]),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts to heights: the floor is the bottom, `span` above it the top."""

    floor: float
    span: float
    top: int

    @classmethod
    def of(cls, amounts: Sequence[float], floor: float, top: int) -> "Scale":
        """The scale that shows the highest of these amounts; where all are below the floor, as much as they lack."""
        above, below = max(amounts) - floor, floor - min(amounts)
        return cls(floor, max((above if above > 0 else below) * HEADROOM, 1.0), top)

    def box(self, amount: float) -> int:
        """The height in the stretched box, BOX at the floor."""
        return round(BOX - (amount - self.floor) / self.span * BOX)

    def pixel(self, amount: float) -> int:
        return self.top + round(self.box(amount) / BOX * CASH)

    def levels(self) -> list[int]:
        """Up to five round amounts above the floor, with room for their words."""
        rough = self.span / 4
        power = 10.0 ** floor(log10(rough))
        step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
        first = ceil((self.floor + self.span * 0.1) / step)
        last = floor((self.floor + self.span) / step)
        return [round(step * place) for place in range(first, last + 1)]


def _shown(axis: Axis, points: list[Point]) -> list[Point]:
    """The part of a curve that the axis shows, its ends worked out where they lie between two points."""
    inside = [point for point in points if axis.shows(point[0])]
    for edge, place in ((axis.first, 0), (axis.last, len(inside) + 1)):
        amount = _at(points, edge)
        if amount is not None and all(day != edge for day, _amount in inside):
            inside.insert(place, (edge, amount))
    return inside


def _at(points: Sequence[Point], day: dt.date) -> float | None:
    """The amount on a day between two points, None outside of them."""
    for (before, low), (after, high) in pairwise(points):
        if before <= day <= after:
            return low + (high - low) * (day - before).days / max((after - before).days, 1)
    return None


def _path(axis: Axis, scale: Scale, points: Iterable[Point]) -> str:
    return "L".join(f"{round(axis.at(day) * BOX / 100)} {scale.box(amount)}" for day, amount in points)


def _between(upper: str, lower: str) -> str:
    return f"M{upper}L{lower}Z"


def _ends(scale: Scale, upper: float, middle: float) -> tuple[tuple[str, int, int], ...]:
    """What stands at the right edge above its curve, apart from each other; what lies below the floor has no place."""
    bottom = scale.top + CASH
    first = max(scale.pixel(upper) + 16, scale.top + 12)
    second = max(scale.pixel(middle) - 6, first + LEAST_APART)
    found = [("P90", upper, first), ("P50", middle, second)]
    return tuple((name, about(amount), y) for name, amount, y in found if amount > scale.floor and y <= bottom - 4)


def about(amount: float) -> int:
    """An amount in three digits: a simulation knows it no better."""
    return int(round(amount, 2 - floor(log10(max(abs(amount), 1.0)))))
