"""A time axis: which share of its width a day has, and where its months are marked. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

BEFORE = dt.timedelta(days=30)  # it begins with the month of this long ago: a month and a half on average
BEYOND, LEAST_BEYOND = 0.06, 14  # what it shows after the last day: a share of what comes before, days at least
MOST = 38  # months; what lies beyond has no room
# By how many months the axis has at most: how many lie between two marks, and which of them a narrow one names.
STEPS = ((11, 1, 3), (30, 3, 6), (MOST + 3, 6, 12))
ROOM_FOR_YEAR = 10.0  # per cent between two marks
LAST_NAME = 94.0  # per cent: a name that begins later would run over the edge


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month. `is_major` ones are named however narrow the picture is, `has_year` with their year."""

    day: dt.date
    x: float
    is_major: bool
    has_year: bool

    @property
    def is_named(self) -> bool:
        return self.x <= LAST_NAME


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from `first` to `last`; places are per cent of the width."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, today: dt.date, days: Iterable[dt.date | None]) -> "Axis":
        """The axis from a month and a half before today to a bit beyond the last of these days."""
        first = (today - BEFORE).replace(day=1)
        furthest = first + dt.timedelta(days=round(MOST * 365.25 / 12))
        last = max((day for day in days if day is not None), default=today)
        beyond = max(round((last - first).days * BEYOND), LEAST_BEYOND)
        return cls(first, min(max(last, today) + dt.timedelta(days=beyond), furthest))

    def at(self, day: dt.date) -> float:
        """The place of a day, below 0 or above 100 for one that is not shown."""
        return (day - self.first).days / (self.last - self.first).days * 100

    def shows(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def held(self, day: dt.date | None) -> float:
        """The place of a day, held within the picture; None is a day beyond all."""
        return 100.0 if day is None else min(max(self.at(day), 0.0), 100.0)

    def ticks(self) -> tuple[Tick, ...]:
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step, major = next((step, major) for most, step, major in STEPS if months <= most)
        days = [day for day in firsts_of_months(self.first, self.last) if (day.month - 1) % step == 0]
        room = self.at(days[1]) - self.at(days[0]) if len(days) > 1 else 100.0
        return tuple(
            Tick(
                day,
                self.at(day),
                (day.month - 1) % major == 0,
                day.month == 1 or (day == days[0] and room >= ROOM_FOR_YEAR),
            )
            for day in days
        )


def firsts_of_months(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month that begins between two days, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    places = range(first.month - 1, first.month - 1 + count)
    days = (dt.date(first.year + place // 12, place % 12 + 1, 1) for place in places)
    return [day for day in days if first <= day <= last]


def per_cent(place: float) -> str:
    """A place across, as SVG takes it."""
    return f"{round(place, 2):g}%"
