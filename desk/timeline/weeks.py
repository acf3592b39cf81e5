"""What falls due, week by week and then month by month: the timeline where there is no room for a picture. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from .rows import Item

WEEK = dt.timedelta(days=7)
NEAR = 4  # weeks that stand for themselves
MOST = 80  # rows


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
    def shown(self) -> int:
        return sum(len(stretch.items) for stretch in self.stretches)

    @property
    def is_cut(self) -> bool:
        return self.shown < self.count


def weeks(items: Iterable[Item], today: dt.date, out: dt.date | None) -> Weeks:
    """Arrange what is still to be reached, the soonest first, MOST of it."""
    rows = sorted((item for item in items if item.done is None and item.due is not None), key=_by_day)
    found: list[Stretch] = []
    for item in rows[:MOST]:
        stretch = _stretch_of(item.due or today, today)
        if not found or (found[-1].kind, found[-1].first) != (stretch.kind, stretch.first):
            found.append(stretch)
        found[-1].items.append(item)
    if out is None:
        return Weeks(found, len(rows), None)
    after = next((each for each in found if each.kind != "overdue" and each.items[0].due >= out), None)  # type: ignore[operator]
    if after is not None:
        after.out = out
    return Weeks(found, len(rows), None if after is not None or len(rows) > MOST else out)


def _by_day(item: Item) -> tuple[dt.date, str]:
    return item.due or dt.date.max, item.key


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
