"""What one moved date moves: the rows to change, each with what moves it, and the links that no longer hold.

Pure: no Django, no clock. The words and units are those of schedule.py, which hands `cascade` on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Literal

from .calendar import Calendar
from .network import NOTHING, Broken, Id, Item, Link, Place, Plan, broken_links, fixed_place

Mode = Literal["keep", "use", "close", "only"]


@dataclass(frozen=True, slots=True)
class Shift:
    """A row of a cascade: an item whose start and due go from `old` to `new`, and the link that makes them.

    A start or due that was not given stays None. `why` is None for what was moved by hand.
    """

    item: Id
    old: tuple[float | None, float | None]
    new: tuple[float | None, float | None]
    why: Link | None

    def dates(self, calendar: Calendar, today: date) -> tuple[date | None, date | None]:
        """Return the new dates; None for one that was not given."""
        start, due = self.new
        first = None if start is None else calendar.day_at(floor(start + NOTHING), today)
        if due is None:
            return first, None
        over = ceil(due - NOTHING)
        last = calendar.day_at((max(over, 1) if self.why else over) - 1, today)
        return first and min(first, last), last


def cascade(
    plan: Plan, moves: Mapping[Id, float | Place | None], *, mode: Mode = "keep"
) -> tuple[list[Shift], tuple[Broken, ...]]:
    """Return what moves with what was moved, in an order that respects the links, and the links broken afterwards."""
    old = _dated(plan)
    new: dict[Id, Place] = {}
    touched, shifts = set(), []
    for place in plan.order:
        item, move, why = plan.by_id[place], moves.get(place), None
        if move is None or item.done is not None:
            new[place], why = _follow(plan, item, (old, new), mode, asked=place in moves)
        else:
            new[place] = _moved(old[place], move)
        is_moved = any(abs(now - then) > NOTHING for now, then in zip(new[place], old[place], strict=True))
        if is_moved or place in moves:
            touched.add(place)
        if is_moved and (row := _shift(item, new[place], why)):
            shifts.append(row)
    return shifts, broken_links(plan, new, [link for link in plan.links if {link.before, link.after} & touched])


def _dated(plan: Plan) -> dict[Id, Place]:
    """Return where the dates of the items lie; what has none lies where links put it."""
    found: dict[Id, Place] = {}
    for place in plan.order:
        item = plan.by_id[place]
        start = item.dated_start
        if item.is_fixed:
            found[place] = fixed_place(item)
        elif start is not None:
            found[place] = (start, start + item.span)
        else:
            begin = max([0.0, *(link.bound(*found[link.before], item.span) for link in _held(plan, item))])
            found[place] = (begin, begin + item.span)
    return found


def _held(plan: Plan, item: Item) -> list[Link]:
    return [link for link in plan.into[item.id] if item.is_held_by(link.kind)]


def _follow(
    plan: Plan, item: Item, places: tuple[dict[Id, Place], dict[Id, Place]], mode: Mode, *, asked: bool
) -> tuple[Place, Link | None]:
    """Return where an item goes that was not moved by hand, and the link that decides it."""
    old, new = places
    begin, finish = old[item.id]
    span = finish - begin
    links = _held(plan, item)
    if item.is_fixed or not links or (mode == "only" and not asked):
        return old[item.id], None
    before = max(link.bound(*old[link.before], span) for link in links)
    bound, why = max(((link.bound(*new[link.before], span), link) for link in links), key=lambda pair: pair[0])
    if not asked and abs(bound - before) <= NOTHING:
        return old[item.id], None
    start = _start(mode, begin, before, bound)
    if not item.started:
        start = max(start, min(begin, 0.0))  # nothing begins in the past that did not lie there
    return (start, start + span), why


def _start(mode: Mode, begin: float, before: float, bound: float) -> float:
    if mode == "close":
        return bound
    if mode == "keep":
        return bound + max(begin - before, 0.0)
    return max(begin, bound)


def _moved(old: Place, move: float | Place) -> Place:
    return move if isinstance(move, tuple) else (move - (old[1] - old[0]), move)


def _shift(item: Item, place: Place, why: Link | None) -> Shift | None:
    """Return the row of an item that was moved; None for one without dates, which has none to move."""
    start = item.start if item.started and why else place[0]
    new = (None if item.start is None else start, None if item.due is None else place[1])
    return None if new == (None, None) else Shift(item.id, (item.start, item.due), new, why)
