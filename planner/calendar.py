"""The one home of working days: a team's week with its days off and its extra working days.

Pure: no Django, no clock. Every question costs a search among the exceptions, however far apart the days are.
The calendar ends with the years 1 and 9999, where whatever asks for more gets the first or last working day there is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

WEEK = 7
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days work: some `weekdays`, 0 (Monday) to 6 (Sunday), but for the `exceptions` {day: whether it works}.

    Raises ValueError when no weekday is a working day.
    """

    weekdays: Collection[int]
    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False)
    # By ordinals: where the exceptions lie that change anything, and how many days have worked up to each of them.
    _places: list[int] = field(init=False, repr=False, compare=False)
    _worked: list[int] = field(init=False, repr=False, compare=False)
    _gained: list[int] = field(init=False, repr=False, compare=False)
    _week: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        days = frozenset(self.weekdays)
        if not days or not days <= set(range(WEEK)):
            raise ValueError("weekdays must be some of 0 (Monday) to 6 (Sunday)")
        changing = sorted(day for day, works in self.exceptions.items() if works != (day.weekday() in days))
        places, worked, gained = [day.toordinal() for day in changing], [], [0]
        week = [sum(day in days for day in range(length)) for length in range(WEEK)]
        for day, place in zip(changing, places, strict=True):
            gained.append(gained[-1] + (1 if self.exceptions[day] else -1))
            worked.append(place // WEEK * len(days) + week[place % WEEK] + gained[-1])
        for name, value in (
            ("weekdays", days),
            ("exceptions", dict(self.exceptions)),
            ("_places", places),
            ("_worked", worked),
            ("_gained", gained),
            ("_week", week),
        ):
            object.__setattr__(self, name, value)

    # Questions about days

    def works(self, day: date) -> bool:
        """Say whether this is a working day."""
        return self.exceptions.get(day, day.weekday() in self.weekdays)

    def count(self, start: date, end: date) -> int:
        """Return the number of working days from start to end, both included; 0 when end comes before start."""
        return max(self._until(end.toordinal()) - self._until(start.toordinal() - 1), 0)

    def offset(self, day: date, today: date) -> int:
        """Return the place of a day among the working days, where today, or the next one that works, has place 0.

        A day off has the place of the next working day; days before today have negative places. So it is the number
        of working days in [today, day), less those in [day, today).
        """
        return self._until(day.toordinal() - 1) - self._until(today.toordinal() - 1)

    def end_offset(self, day: date, today: date) -> int:
        """Return the offset at which a day is over, as `offset` is where it begins: a day off adds nothing."""
        return self._until(day.toordinal()) - self._until(today.toordinal() - 1)

    # Days found

    def next_working(self, day: date) -> date:
        """Return this day, or the next one that works."""
        return self._nth(self._until(day.toordinal() - 1) + 1)

    def last_working(self, day: date) -> date:
        """Return this day, or the last one before it that works."""
        return self._nth(self._until(day.toordinal()))

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after this day, or before it for a negative n; the day itself for 0."""
        if n == 0:
            return day
        if n > 0:
            return self._nth(self._until(day.toordinal()) + n)
        return self._nth(self._until(day.toordinal() - 1) + 1 + n)

    def day_at(self, offset: int, today: date) -> date:
        """Return the working day that has this place, counted as `offset` does."""
        return self._nth(self._until(today.toordinal() - 1) + 1 + offset)

    def first_days(self, day: date, n: int) -> list[date]:
        """Return the first n working days from this day on; at the end of time the last one stands again."""
        found: list[date] = []
        place, last = self.next_working(day), self._nth(LAST)
        while len(found) < n:
            found.append(place)
            if place == last:
                return found + [last] * (n - len(found))
            place += timedelta(days=1)
            while not self.works(place):
                place += timedelta(days=1)
        return found

    # By ordinals; 1 January of the year 1, whose ordinal is 1, was a Monday

    def _until(self, place: int) -> int:
        """Return how many days have worked from the first day there is to this one."""
        return self._regular(place) + self._gained[bisect_right(self._places, place)]

    def _regular(self, place: int) -> int:
        weeks, rest = divmod(place, WEEK)
        return weeks * len(self.weekdays) + self._week[rest]

    def _nth(self, n: int) -> date:
        """Return the n-th working day there is, counted from 1; the first or last one when there is no such day."""
        n = min(max(n, 1), self._until(LAST))
        index = bisect_left(self._worked, n)
        weeks, rest = divmod(n - self._gained[index] - 1, len(self.weekdays))
        place = weeks * WEEK + sorted(self.weekdays)[rest] + 1
        if index < len(self._places):
            place = min(place, self._places[index])
        return date.fromordinal(place)


MONDAY_TO_FRIDAY = Calendar(frozenset({0, 1, 2, 3, 4}))
