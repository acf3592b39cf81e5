"""What falls due, week by week and then month by month: the timeline where there is no room for a picture. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

from .rows import Item

WEEK = dt.timedelta(days=7)
NEAR = 4  # weeks that stand for themselves
MOST = 60  # rows


@dataclass(slots=True)
class Stretch:
    """A week, a month or all that is overdue (`kind`), from `first` on, with what is due in it.

    `number` counts weeks from this one; `out` is set where the money runs out before the stretch begins.
    """

    kind: str
    first: dt.date
    last: dt.date
    number: int = 0
    out: dt.date | None = None
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The stretches in their order, how many rows there are in all, and the day money runs out after all of them."""

    stretches: list[Stretch]
    count: int
    out: dt.date | None

    @property
    def items(self) -> list[Item]:
        return [item for stretch in self.stretches for item in stretch.items]

    @property
    def shown(self) -> int:
        return len(self.items)

    @property
    def is_cut(self) -> bool:
        return self.shown < self.count

    def with_out(self, out: dt.date | None) -> "Weeks":
        """The same with the day the money runs out in its place: before what comes after it, or last."""
        if out is None:
            return self
        after = next((each for each in self.stretches if each.kind != "overdue" and _due(each.items[0]) >= out), None)
        if after is not None:
            after.out = out
        return Weeks(self.stretches, self.count, None if after is not None or self.is_cut else out)


def weeks(items: Iterable[Item], today: dt.date) -> Weeks:
    """Arrange what is still to be reached, the soonest first, MOST of it."""
    rows = [item for item in items if item.done is None and item.due is not None]
    found: list[Stretch] = []
    for item in nsmallest(MOST, rows, key=_by_day):
        stretch = _stretch_of(_due(item), today)
        if not found or (found[-1].kind, found[-1].first) != (stretch.kind, stretch.first):
            found.append(stretch)
        found[-1].items.append(item)
    return Weeks(found, len(rows), None)


def _due(item: Item) -> dt.date:
    return item.due or dt.date.max


def _by_day(item: Item) -> tuple[dt.date, int]:
    return _due(item), item.number


def _stretch_of(day: dt.date, today: dt.date) -> Stretch:
    if day < today:
        return Stretch("overdue", dt.date.min, today)
    monday = today - dt.timedelta(days=today.weekday())
    number = (day - monday).days // 7
    if number <= NEAR:
        first = monday + WEEK * number
        return Stretch("week", first, first + WEEK - dt.timedelta(days=1), number)
    first = day.replace(day=1)
    return Stretch("month", first, first)
