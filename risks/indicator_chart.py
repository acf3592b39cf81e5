"""An indicator over time as a picture of 100 by 100: a mark a reading, a line while it counts, the two borders.

From the day a value went stale to the next one there is no line: a gap stays a gap. The right edge is today, or the
last reading. Imports no Django.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from risks.indicators import Borders, Reading, stale_on

SIZE = 100.0
MARGIN = 0.08  # of the height, above and below the outermost figures


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading in the picture: x and y in per cent, y growing downwards, and the state it meant."""

    reading: Reading
    x: float
    y: float
    band: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The marks in order of their days, the lines between them as (x1, y1, x2, y2), and where the borders lie."""

    marks: tuple[Mark, ...]
    lines: tuple[tuple[float, float, float, float], ...]
    amber: float
    red: float
    first: dt.date
    last: dt.date


def chart_of(readings: Sequence[Reading], borders: Borders, stale_after_days: int, today: dt.date) -> Chart | None:
    """The picture of readings, one a day and the oldest first; None without any."""
    if not readings:
        return None
    first, last = readings[0].on, max(readings[-1].on, today)
    span = (last - first).days or 1
    figures = [borders.amber, borders.red, *(each.value for each in readings)]
    low, high = min(figures), max(figures)
    marks = tuple(
        Mark(each, _rounded((each.on - first).days / span), _height(each.value, low, high), borders.band(each.value))
        for each in readings
    )
    return Chart(
        marks,
        tuple(_lines(marks, stale_after_days)),
        _height(borders.amber, low, high),
        _height(borders.red, low, high),
        first,
        last,
    )


def _lines(marks: Sequence[Mark], stale_after_days: int) -> list[tuple[float, float, float, float]]:
    return [
        (before.x, before.y, after.x, after.y)
        for before, after in pairwise(marks)
        if after.reading.on < stale_on(before.reading.on, stale_after_days)
    ]


def _height(value: Decimal, low: Decimal, high: Decimal) -> float:
    return _rounded(MARGIN + (1 - 2 * MARGIN) * float((high - value) / (high - low)))


def _rounded(share: float) -> float:
    return round(share * SIZE, 2)
