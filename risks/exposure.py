"""What open risks are expected to cost, over time: probability × expected effect, in working days and in money.

Pure: no Django, no clock. The expected effect is the mean of a triangle, (least + likely + most) / 3. How probable a
risk is counted at an instant follows from how it was rated then; what it would cost is what is estimated now, because
estimates have no history. None is not known, which is never 0.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from .scoring import Chance

Range = tuple[int | Decimal | None, int | Decimal, int | Decimal | None]


@dataclass(frozen=True, slots=True)
class Course:
    """One risk over time: open from `opened` to `closed`, its chances each from an instant on, the oldest first.

    `days` and `money` are the ranges of its effects; those on several milestones add up.
    """

    opened: dt.datetime
    closed: dt.datetime | None
    chances: tuple[tuple[dt.datetime, Chance], ...]
    days: tuple[Range, ...] = ()
    money: tuple[Range, ...] = ()

    def spans(self) -> Iterator[tuple[dt.datetime, dt.datetime | None, Fraction | None]]:
        """Yield (from, until, how probable it was counted) while it was open; None before anybody had judged it."""
        known = [(self.opened, None), *((max(at, self.opened), chance.share) for at, chance in self.chances)]
        ends = [at for at, _share in known[1:]]
        for (begun, share), ended in zip(known, [*ends, self.closed], strict=True):
            until = ended if self.closed is None or ended is None else min(ended, self.closed)
            if until is None or begun < until:
                yield begun, until, share


@dataclass(frozen=True, slots=True)
class Point:
    """The exposure at an instant, how many open risks it counts, and how many have an effect but no probability."""

    at: dt.datetime
    days: float
    money: float
    counted: int
    unrated: int

    @property
    def days_told(self) -> int | float:
        """The days as far as an estimate allows: whole ones from ten on, else tenths."""
        return round(self.days) if self.days >= 10 else round(self.days, 1)

    @property
    def money_told(self) -> Decimal:
        """The money in whole units of its currency."""
        return Decimal(round(self.money))


def mean_of(effect: Range) -> Fraction:
    """The mean of the triangle of a range; an end that was not given is the most likely figure."""
    least, likely, most = effect
    ends = (likely if least is None else least, likely, likely if most is None else most)
    return sum((Fraction(each) for each in ends), Fraction(0)) / 3


def exposure_of(share: Fraction | None, effects: Iterable[Range]) -> Fraction | None:
    """The exposure of a risk of this probability; None where it is not known or nothing is estimated."""
    means = [mean_of(effect) for effect in effects]
    return None if share is None or not means else share * sum(means, Fraction(0))


def burn_down(courses: Iterable[Course], moments: Sequence[dt.datetime]) -> list[Point]:
    """The exposure of those open at each instant, the oldest first; added up in floats, since it is an estimate.

    Each span of a course changes the sums where it begins and where it ends, whatever number of instants lies between.
    """
    changes = [[0.0, 0.0, 0, 0] for _moment in [*moments, None]]
    for course in courses:
        if not (course.days or course.money):
            continue
        means = [_mean(course.days), _mean(course.money)]
        for begun, ended, share in course.spans():
            added = [0.0, 0.0, 0, 1] if share is None else [float(share) * mean for mean in means] + [1, 0]
            _change(changes[bisect_left(moments, begun)], added, 1)
            if ended is not None:
                _change(changes[bisect_left(moments, ended)], added, -1)
    sums = accumulate(changes, lambda before, change: [old + new for old, new in zip(before, change, strict=True)])
    return [Point(moment, *_settled(*each)) for moment, each in zip(moments, sums, strict=False)]


def _change(place: list[float], added: list[float], by: int) -> None:
    for at, each in enumerate(added):
        place[at] += by * each


def _settled(days: float, money: float, counted: float, unrated: float) -> tuple[float, float, int, int]:
    """What was added and taken off again is nothing, whatever floats make of it: a trace, or -0."""
    return round(days, 6) + 0.0, round(money, 6) + 0.0, int(counted), int(unrated)


def _mean(effects: Iterable[Range]) -> float:
    return float(sum((mean_of(each) for each in effects), Fraction(0)))
