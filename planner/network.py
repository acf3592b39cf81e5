"""The network a plan makes: items, the links between them, an order that respects the links, and cycles by name.

Pure: no Django, no clock. See schedule.py for the units.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Id = Hashable
Kind = Literal["FS", "SS", "FF", "SF"]
# What a link holds of the later item, and what of the earlier one holds it: its start or its finish.
HOLDS_START = frozenset({"FS", "SS"})
FROM_FINISH = frozenset({"FS", "FF"})
NOTHING = 1e-9  # what is less is no difference

Place = tuple[float, float]  # start and finish


class CycleError(ValueError):
    """The links lead in a circle; `path` holds its ids in the order of the links, the first one again at the end."""

    def __init__(self, path: tuple[Id, ...]) -> None:
        super().__init__(" → ".join(map(str, path)))
        self.path = path


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be reached, in offsets of working days; None is "not given".

    `duration`: the working days it takes, of a begun one those that remain. `start` and `due`: where its dates lie,
    `calendar.offset(starts_on, today)` and `calendar.end_offset(due_on, today)`. `pinned`: its dates stay, whatever
    its links say. `started`: it was begun, so links no longer hold its start. `done`: the offset at which it was
    reached; nothing moves it any more. `target`: the offset by which its goal wants it, which counts where nothing
    follows.
    """

    id: Id
    duration: float = 0.0
    start: float | None = None
    due: float | None = None
    pinned: bool = False
    started: bool = False
    done: float | None = None
    target: float | None = None

    @property
    def is_fixed(self) -> bool:
        """Say whether links cannot move it: it is reached, or its dates are pinned and there are any."""
        return self.done is not None or (self.pinned and not (self.start is None and self.due is None))

    @property
    def span(self) -> float:
        """Return how many working days lie between its dates; its duration where a date is missing."""
        if self.start is None or self.due is None:
            return self.duration
        return max(self.due - self.start, 0.0)

    @property
    def dated_start(self) -> float | None:
        """Return where its dates let it start, or None for one without a date."""
        if self.start is None and self.due is not None:
            return self.due - self.duration
        return self.start

    def is_held_by(self, kind: Kind) -> bool:
        """Say whether a link of this kind still means something to it."""
        return self.done is None and not (self.started and kind in HOLDS_START)


@dataclass(frozen=True, slots=True)
class Link:
    """`after` waits for `before`, plus `lag` working days, which may be negative.

    FS: after starts when before is finished; SS: when it starts. FF: after finishes when before does; SF: when it
    starts.
    """

    before: Id
    after: Id
    kind: Kind = "FS"
    lag: float = 0.0

    def bound(self, start: float, finish: float, span: float) -> float:
        """Return the earliest start of the later item, of so many days, where the earlier one lies like this."""
        held = (finish if self.kind in FROM_FINISH else start) + self.lag
        return held if self.kind in HOLDS_START else held - span


@dataclass(frozen=True, slots=True)
class Plan:
    """Items and the links between them. Raises CycleError, and ValueError for a link to what is not in the plan."""

    items: tuple[Item, ...]
    links: tuple[Link, ...] = ()
    by_id: Mapping[Id, Item] = field(init=False, repr=False, compare=False)
    order: tuple[Id, ...] = field(init=False, repr=False, compare=False)
    into: Mapping[Id, list[Link]] = field(init=False, repr=False, compare=False)
    out_of: Mapping[Id, list[Link]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        into: dict[Id, list[Link]] = {item.id: [] for item in self.items}
        out_of: dict[Id, list[Link]] = {item.id: [] for item in self.items}
        for link in self.links:
            if link.before not in into or link.after not in into:
                raise ValueError(f"a link names what is not in the plan: {link.before} → {link.after}")
            into[link.after].append(link)
            out_of[link.before].append(link)
        object.__setattr__(self, "by_id", {item.id: item for item in self.items})
        object.__setattr__(self, "into", into)
        object.__setattr__(self, "out_of", out_of)
        object.__setattr__(self, "order", _ordered(into, out_of))


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that does not hold, by how many working days: so much later the later item would have to be."""

    link: Link
    days: float


def fixed_place(item: Item) -> Place:
    """Return where an item lies that links cannot move."""
    if item.done is not None:
        return item.done - item.duration if item.start is None else min(item.start, item.done), item.done
    start = item.dated_start or 0.0
    return start, start + item.span


def links_out_of(plan: Plan, place: Id) -> list[Link]:
    """Return the links out of an item that still mean something."""
    return [link for link in plan.out_of[place] if plan.by_id[link.after].is_held_by(link.kind)]


def room_of(plan: Plan, link: Link, at: Mapping[Id, Place]) -> float:
    """Return by how many days the earlier item may slip before the later one has to move; negative where broken."""
    start, finish = at[link.after]
    return start - link.bound(*at[link.before], finish - start)


def broken_links(plan: Plan, at: Mapping[Id, Place], links: list[Link] | tuple[Link, ...]) -> tuple[Broken, ...]:
    found = ((link, -room_of(plan, link, at)) for link in links if plan.by_id[link.after].is_held_by(link.kind))
    return tuple(Broken(link, days) for link, days in found if days > NOTHING)


def path_between(links: Iterable[Link], first: Id, last: Id) -> tuple[Id, ...] | None:
    """Return the ids on a shortest way along links from one item to another, both included, or None.

    A new link from `before` to `after` closes a circle exactly if there is a way from `after` to `before`.
    """
    onward: dict[Id, list[Id]] = {}
    for link in links:
        onward.setdefault(link.before, []).append(link.after)
    came_from: dict[Id, Id] = {first: first}
    front = [first]
    while front and last not in came_from:
        following = []
        for place in front:
            for after in onward.get(place, ()):
                if after not in came_from:
                    came_from[after] = place
                    following.append(after)
        front = following
    return _traced(came_from, first, last) if last in came_from else None


def _traced(came_from: Mapping[Id, Id], first: Id, last: Id) -> tuple[Id, ...]:
    path = [last]
    while path[-1] != first:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _ordered(into: Mapping[Id, list[Link]], out_of: Mapping[Id, list[Link]]) -> tuple[Id, ...]:
    """Return every id after all those it waits for; of several that are free, the one named first (Kahn, linear)."""
    waiting = {place: len(links) for place, links in into.items()}
    order = [place for place, count in waiting.items() if not count]
    for place in order:
        for link in out_of[place]:
            waiting[link.after] -= 1
            if not waiting[link.after]:
                order.append(link.after)
    if len(order) < len(waiting):
        raise CycleError(_circle({place: links for place, links in into.items() if waiting[place]}))
    return tuple(order)


def _circle(into: Mapping[Id, list[Link]]) -> tuple[Id, ...]:
    """Return a circle among items each of which waits for another of them."""
    seen: dict[Id, int] = {}
    path: list[Id] = []
    place = next(iter(into))
    while place not in seen:
        seen[place] = len(path)
        path.append(place)
        place = next(link.before for link in into[place] if link.before in into)
    circle = [place, *reversed(path[seen[place] :])]
    return tuple(circle)
