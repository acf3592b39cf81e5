"""The days of a timeline across, in pixels: how far it goes, where its ticks stand, which days are shaded. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from desk.picture.axis import firsts_of_months
from planner.calendar import Calendar

DAY = dt.timedelta(days=1)
PIXELS = {"week": 8.0, "month": 1.75, "quarter": 0.75, "year": 0.25}  # a day has
MARKED = {"month": 1, "quarter": 3, "year": 12}  # months between two ticks; weeks are marked by their Mondays
LEAST, MOST = 1400, 9000  # pixels: as wide as a large screen shows at least, and no wider than anybody scrolls
FITS = 900  # what is shown at once of it on a laptop
BEFORE, BEYOND = dt.timedelta(days=30), 40  # days before today it begins with; pixels after the last day
EARLIEST = dt.timedelta(days=370)  # before today; what lies further back has no room
LEAST_OFF = 5.0  # pixels of days off that are shaded


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a week, month, quarter or year; `opens` is set where something larger begins with it."""

    day: dt.date
    x: float
    opens: bool

    @property
    def quarter(self) -> int:
        return (self.day.month + 2) // 3


@dataclass(frozen=True, slots=True)
class Off:
    """Days off that are shaded together."""

    x: float
    width: float
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from `first` to `last`, each `pixels` wide."""

    key: str
    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, key: str, today: dt.date, days: Iterable[dt.date]) -> "Scale":
        """The scale that shows these days, as far as there is room, and today."""
        shown = [*days, today]
        first = max(min(*shown, today - BEFORE), today - EARLIEST)
        if key == "week":
            first -= DAY * first.weekday()
        else:
            first = first.replace(day=1)
        pixels = PIXELS[key]
        wide = min(max(((max(shown) - first).days + 1) * pixels + BEYOND, LEAST), MOST)
        return cls(key, first, first + DAY * (round(wide / pixels) - 1))

    @property
    def pixels(self) -> float:
        return PIXELS[self.key]

    @property
    def width(self) -> int:
        return round(((self.last - self.first).days + 1) * self.pixels)

    def begin(self, day: dt.date) -> float:
        """Where a day begins, held within the picture."""
        return self._held((day - self.first).days * self.pixels)

    def end(self, day: dt.date) -> float:
        """Where a day is over, held within the picture."""
        return self._held(((day - self.first).days + 1) * self.pixels)

    def middle(self, day: dt.date) -> float:
        return (self.begin(day) + self.end(day)) / 2

    def shows(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def _held(self, x: float) -> float:
        return min(max(x, 0.0), float(self.width))

    def ticks(self) -> tuple[Tick, ...]:
        if self.key == "week":
            mondays = range(-self.first.weekday() % 7, (self.last - self.first).days + 1, 7)
            days = [self.first + DAY * place for place in mondays]
            return tuple(Tick(day, self.begin(day), day.day <= 7) for day in days)
        step = MARKED[self.key]
        days = [day for day in firsts_of_months(self.first, self.last) if (day.month - 1) % step == 0]
        return tuple(Tick(day, self.begin(day), day.month == 1) for day in days)

    def days_off(self, calendar: Calendar) -> tuple[Off, ...]:
        """Days off in a row that are wide enough to be seen: weekends on the finest scale, holidays on others."""
        found, place = [], self.first
        starts = self._weekends(calendar) if self.key == "week" else sorted(calendar.exceptions)
        for start in starts:
            if not place <= start <= self.last or calendar.works(start):
                continue
            first = last = start
            while first > self.first and not calendar.works(first - DAY):
                first -= DAY
            while last < self.last and not calendar.works(last + DAY):
                last += DAY
            place = last + DAY
            width = self.end(last) - self.begin(first)
            if width >= LEAST_OFF:
                found.append(Off(self.begin(first), width, first, last))
        return tuple(found)

    def _weekends(self, calendar: Calendar) -> list[dt.date]:
        days = (self.first + DAY * place for place in range((self.last - self.first).days + 1))
        return [day for day in days if not calendar.works(day)]


def fitting(today: dt.date, days: Iterable[dt.date]) -> str:
    """The finest scale on which all these days are seen at once."""
    shown = [*days, today - BEFORE]
    span = (max(shown) - max(min(shown), today - EARLIEST)).days + 1
    return next((key for key, pixels in PIXELS.items() if span * pixels <= FITS), "year")
