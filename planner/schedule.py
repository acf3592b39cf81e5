"""When each item of a plan can be reached, which of them decide the end, and what one moved date moves.

Pure: no Django, no clock, linear in items and links. Source: the critical path method with four kinds of links and lags
(Kelley and Walker 1959; precedence diagrams, Fondahl 1961), in half-open working-day offsets.

**Units.** An offset counts working days from today, 0 being the start of today or of the next day that works; a finish
is start + duration, so work of 3 days from 0 on is finished at 3. `Calendar` turns days into offsets and back:

    start, due = calendar.offset(row.starts_on, today), calendar.end_offset(row.due_on, today)
    items = (Item(row.pk, duration=likely, start=start, due=due), …)
    schedule(Plan(items, links)).dates(calendar, today)[row.pk]  # (first day, last day)

Leave out what is cancelled or belongs to a closed project, with its links. `Plan` raises CycleError, whose `path` names
the circle; `path_between` finds it before a link is stored.

**schedule(plan)** is what the plan says by itself, computed when read and never stored. What is reached lies where it
was reached. Pinned items lie where their dates are, and links they break are listed. What was begun goes on from today.
All others begin as early as links and today allow; a start of their own counts where nothing comes before.

**cascade(plan, moves)** is what changes when dates change. The plan holds the dates as they were. A move is
{id: new due offset}; or {id: (new start, new due)} where the span changes, too; or {id: None} for "where its links
demand it", after a link was added or removed. Each follower of what moved goes with it, later and earlier; the latest
of those it waits for decides. Its span between start and due stays, and so does the start of what was begun. What is
pinned or reached stays where it is, and each link that no longer holds is listed as broken, with the days that are
missing. The same call serves preview and apply. How a follower moves says `mode`:

    keep   by as much as what holds it; the room it had before stays, where it had any (the default)
    use    only as far as it must, so that room is used up first
    close  to where its links put it, without any room
    only   not at all: only what was moved moves
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from .calendar import Calendar
from .cascade import Mode, Shift, cascade
from .network import (
    NOTHING,
    Broken,
    CycleError,
    Id,
    Item,
    Kind,
    Link,
    Place,
    Plan,
    broken_links,
    fixed_place,
    links_out_of,
    path_between,
    room_of,
)

__all__ = [
    "Broken",
    "CycleError",
    "Id",
    "Item",
    "Kind",
    "Link",
    "Mode",
    "Place",
    "Plan",
    "Schedule",
    "Shift",
    "Times",
    "cascade",
    "dates_of",
    "path_between",
    "schedule",
]


@dataclass(frozen=True, slots=True)
class Times:
    """Early and late start and finish of an item, as offsets.

    `total_float` is by how many working days it may slip before the end does, or a target is missed; negative ones are
    missing already. `free_float` is by how many before another item moves. What was reached is never critical.
    """

    es: float
    ef: float
    ls: float
    lf: float
    total_float: float
    free_float: float
    critical: bool


@dataclass(frozen=True)
class Schedule:
    """What the passes found: `times` by id in an order that respects the links, the links broken, and the end."""

    plan: Plan
    times: Mapping[Id, Times]
    broken: tuple[Broken, ...]
    end: float

    def dates(self, calendar: Calendar, today: date) -> dict[Id, tuple[date, date]]:
        """Return the first and the last day of each item; what is not over cannot end before today."""
        found = {}
        for place, at in self.times.items():
            soonest = None if self.plan.by_id[place].is_fixed else 1
            found[place] = dates_of(at.es, at.ef, calendar, today, soonest=soonest)
        return found


def dates_of(
    start: float, finish: float, calendar: Calendar, today: date, *, soonest: int | None = None
) -> tuple[date, date]:
    """Return the first and last day of work between two offsets; what takes no time lies on the day that ends there.

    With `soonest` it ends no earlier than that offset.
    """
    over = ceil(finish - NOTHING)
    last = calendar.day_at((over if soonest is None else max(over, soonest)) - 1, today)
    if finish - start <= NOTHING:
        return last, last
    return calendar.day_at(floor(start + NOTHING), today), last


def schedule(plan: Plan) -> Schedule:
    """Return early and late times, floats, the links broken and the end of a plan."""
    early, held = _early(plan), {place: links_out_of(plan, place) for place in plan.order}
    open_ends = [early[item.id][1] for item in plan.items if item.done is None]
    end = max(open_ends, default=0.0)
    late = _late(plan, early, end, held)
    times = {}
    for place in plan.order:
        (es, ef), lf = early[place], late[place]
        room = lf - ef
        is_open = plan.by_id[place].done is None
        free = min((room_of(plan, link, early) for link in held[place]), default=room) if is_open else 0.0
        times[place] = Times(es, ef, lf - (ef - es), lf, room, free, is_open and room <= NOTHING)
    return Schedule(plan, times, broken_links(plan, early, plan.links), end)


def _early(plan: Plan) -> dict[Id, Place]:
    """Forward pass: where each item lies when everything begins as early as it can."""
    early: dict[Id, Place] = {}
    for place in plan.order:
        item = plan.by_id[place]
        if item.is_fixed:
            early[place] = fixed_place(item)
            continue
        begin = 0.0
        if item.start is not None and not item.started and not plan.into[place]:
            begin = max(begin, item.start)
        for link in plan.into[place]:
            if item.is_held_by(link.kind):
                begin = max(begin, link.bound(*early[link.before], item.duration))
        early[place] = (begin, begin + item.duration)
    return early


def _late(plan: Plan, early: Mapping[Id, Place], end: float, held: Mapping[Id, list[Link]]) -> dict[Id, float]:
    """Backward pass: the latest finish of each item at which nothing that follows is late.

    What is pinned does not wait for anybody, so that its early place is the latest that those before it may count on.
    Whatever its links say, a finish beyond the end would be the end: else what only holds a start by SS were never
    critical, though nothing ends later than it does.
    """
    late: dict[Id, float] = {}
    last = max([end, *(item.target for item in plan.items if item.target is not None)])
    for place in reversed(plan.order):
        item, (es, ef) = plan.by_id[place], early[place]
        if item.done is not None:
            late[place] = ef
            continue
        latest = last
        for link in held[place]:
            begin, finish = early[link.after]
            if not plan.by_id[link.after].is_fixed:
                begin, finish = late[link.after] - (finish - begin), late[link.after]
            bound = (begin if link.kind in {"FS", "SS"} else finish) - link.lag
            bound += ef - es if link.kind in {"SS", "SF"} else 0.0
            latest = min(latest, bound)
        if not held[place]:
            latest = end if item.target is None else item.target
        late[place] = latest
    return late
