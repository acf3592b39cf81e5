"""A trend of values on days as lines in a picture of 100 by 100: where days are missing the line has a gap.

People measure daily, weekly or now and then; a gap is where more than twice the usual time lies between two values. A
missing value is never drawn as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

HEIGHT = WIDTH = 100.0
USUAL_TIMES = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """Runs of points without a gap, as (x, y) with y growing downwards, and where the target lies."""

    runs: tuple[tuple[tuple[float, float], ...], ...]
    target: float

    @property
    def last(self) -> tuple[float, float]:
        return self.runs[-1][-1]

    @property
    def lines(self) -> list[str]:
        """The runs of two points and more as an SVG polyline takes them."""
        return [" ".join(f"{x:g},{y:g}" for x, y in run) for run in self.runs if len(run) > 1]

    @property
    def dots(self) -> list[tuple[float, float]]:
        """The points that stand alone between gaps."""
        return [run[0] for run in self.runs if len(run) == 1]


def trend_of(values: Sequence[tuple[date, Decimal]], target: Decimal) -> Trend | None:
    """The trend of (day, value) pairs, a day each and oldest first; None without any."""
    if not values:
        return None
    low = min(target, *(value for _day, value in values))
    high = max(target, *(value for _day, value in values))
    first, last = values[0][0], values[-1][0]
    span = (last - first).days or 1
    points = [(day, round((day - first).days / span * WIDTH, 2), _height(value, low, high)) for day, value in values]
    return Trend(tuple(_runs(points)), _height(target, low, high))


def _height(value: Decimal, low: Decimal, high: Decimal) -> float:
    return round(float((high - value) / (high - low)) * HEIGHT, 2) if high > low else HEIGHT / 2


def _runs(points: Sequence[tuple[date, float, float]]) -> list[tuple[tuple[float, float], ...]]:
    steps = [(later[0] - before[0]).days for before, later in pairwise(points)]
    longest = USUAL_TIMES * median(steps) if steps else 0
    runs = [[points[0][1:]]]
    for (before, *_at), (day, x, y) in pairwise(points):
        if (day - before).days > longest:
            runs.append([])
        runs[-1].append((x, y))
    return [tuple(run) for run in runs]
