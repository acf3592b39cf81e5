"""How good the chances given to risks were, once it is known what became of them. Pure: no Django, no clock.

The Brier score is the mean of (p − outcome)², p from 0 to 1 and the outcome 1 where the risk occurred, else 0
(G. W. Brier, Verification of forecasts expressed in terms of probability, 1950): 0 is perfect, 0.25 is what saying
50 % of everything comes to.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

ENOUGH = 20  # closed risks; below that a score tells of chance rather than of skill
BORDERS = (0, 20, 40, 60, 80, 100)  # of the bands, in per cent; a chance on a border belongs to the band above it


@dataclass(frozen=True, slots=True)
class Forecast:
    """The last chance a person gave a risk before its end, from 0 to 1, who that was, and whether it occurred."""

    chance: Fraction
    occurred: bool
    author: Any = None


@dataclass(frozen=True, slots=True)
class Band:
    """The risks given a chance from `low` to below `high` per cent: how many, their mean chance, how many occurred."""

    low: int
    high: int
    n: int
    mean: Fraction | None
    occurred: int

    @property
    def share(self) -> Fraction | None:
        """Return the share that occurred; None where no risk was in the band."""
        return Fraction(self.occurred, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The score of `n` forecasts, None without any, and of saying of each how often they occurred on the whole."""

    n: int
    occurred: int
    brier: Fraction | None
    constant: Fraction | None
    bands: tuple[Band, ...]

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH


@dataclass(frozen=True, slots=True)
class Given:
    """What was said of a risk's chance at an instant, None where that was taken back; without author by no person."""

    at: datetime
    chance: Fraction | None
    author: Any


def calibrate(forecasts: Iterable[Forecast]) -> Calibration:
    """Return how good these forecasts were."""
    known = list(forecasts)
    n, occurred = len(known), sum(each.occurred for each in known)
    brier = sum((_miss(each) for each in known), Fraction(0)) / n if n else None
    constant = Fraction(occurred, n) * Fraction(n - occurred, n) if n else None
    return Calibration(n, occurred, brier, constant, tuple(_bands(known)))


def last_given(percents: Sequence[Given], ratings: Sequence[Given], end: datetime) -> Given | None:
    """Return the chance that counted before the end, where a person gave it.

    As everywhere, a percentage goes before a rating; one that no person gave goes before nothing. What was said at
    the end or after it, knowing the outcome, does not count.
    """
    for said in (percents, ratings):
        before = [each for each in said if each.at < end]
        last = max(before, key=lambda each: each.at, default=None)
        if last is not None and last.chance is not None and last.author is not None:
            return last
    return None


def _miss(forecast: Forecast) -> Fraction:
    return (forecast.chance - int(forecast.occurred)) ** 2


def _bands(forecasts: Sequence[Forecast]) -> Iterable[Band]:
    for low, high in itertools.pairwise(BORDERS):
        here = [each for each in forecasts if low <= each.chance * 100 < high or each.chance * 100 == high == 100]
        mean = sum((each.chance for each in here), Fraction(0)) / len(here) if here else None
        yield Band(low, high, len(here), mean, sum(each.occurred for each in here))
