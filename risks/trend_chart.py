"""The level of a risk over time as a picture of 100 by 100: a step at each rating, no line while it was not rated.

Pure: no Django, no clock.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .scoring import LEVELS, Level

SIZE = 100.0


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating at an instant; without a level it took the one before back."""

    at: dt.datetime
    level: Level | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A rating in the picture, in per cent, y growing downwards."""

    rated: Rated
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class TrendChart:
    """The marks, and the lines of the steps as (x1, y1, x2, y2); the right edge is now."""

    marks: tuple[Mark, ...]
    steps: tuple[tuple[float, float, float, float], ...]


def height_of(level: Level) -> float:
    """Where a level lies, the highest at the top."""
    return round(SIZE * (1 - (LEVELS.index(level) + 0.5) / len(LEVELS)), 2)


def trend_chart_of(ratings: Sequence[Rated], now: dt.datetime) -> TrendChart | None:
    """The picture of ratings, the oldest first; None without one that gave a level."""
    if not any(each.level for each in ratings):
        return None
    first, span = ratings[0].at, (now - ratings[0].at).total_seconds() or 1.0
    across = [round(SIZE * (each.at - first).total_seconds() / span, 2) for each in ratings]
    marks = tuple(
        Mark(each, x, height_of(each.level)) for each, x in zip(ratings, across, strict=True) if each.level is not None
    )
    return TrendChart(marks, tuple(_steps(ratings, [*across, SIZE])))


def _steps(ratings: Sequence[Rated], across: Sequence[float]) -> list[tuple[float, float, float, float]]:
    steps, before = [], None
    for place, each in enumerate(ratings):
        here = None if each.level is None else height_of(each.level)
        if before is not None and here is not None and before != here:
            steps.append((across[place], before, across[place], here))
        if here is not None:
            steps.append((across[place], here, across[place + 1], here))
        before = here
    return steps
