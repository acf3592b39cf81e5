"""What open risks are expected to cost, over time: probability × expected effect, in working days and in money.

Pure: no Django, no clock. The expected effect is the mean of a triangle, (least + likely + most) / 3. How probable a
risk is counted at an instant follows from how it was rated then; what it would cost is what is estimated now, because
estimates have no history. None is not known, which is never 0.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

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

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.opened <= moment and (self.closed is None or self.closed > moment)

    def share_at(self, moment: dt.datetime) -> Fraction | None:
        """How probable it was counted at an instant, from 0 to 1; None before anybody had judged it."""
        known = [chance.share for since, chance in self.chances if since <= moment]
        return known[-1] if known else None


@dataclass(frozen=True, slots=True)
class Point:
    """The exposure at an instant, how many open risks it counts, and how many have an effect but no probability."""

    at: dt.datetime
    days: Fraction
    money: Fraction
    counted: int
    unrated: int

    @property
    def days_told(self) -> int | float:
        """The days as far as an estimate allows: whole ones from ten on, else tenths."""
        return round(self.days) if self.days >= 10 else round(float(self.days), 1)

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


def burn_down(courses: Sequence[Course], moments: Iterable[dt.datetime]) -> list[Point]:
    """The exposure of those open at each instant."""
    return [_point(courses, moment) for moment in moments]


def _point(courses: Sequence[Course], moment: dt.datetime) -> Point:
    days, money, counted, unrated = Fraction(0), Fraction(0), 0, 0
    for course in courses:
        if not course.is_open_at(moment) or not (course.days or course.money):
            continue
        share = course.share_at(moment)
        counted, unrated = counted + (share is not None), unrated + (share is None)
        days += exposure_of(share, course.days) or 0
        money += exposure_of(share, course.money) or 0
    return Point(moment, days, money, counted, unrated)
