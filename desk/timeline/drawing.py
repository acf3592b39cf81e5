"""Rows as they are drawn: shapes around the middle of a row, and the ways of links between rows. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .rows import Group, Item, Row
from .scale import Scale

HEAD, ROW = 44, 36  # heights
BAR, HALF, MARK = 10, 5, 6  # a bar, half of it, from the middle of a mark to its corners
BASE_BELOW, ON_BRACKET = 11, -4
TURN = 5.0  # how far a link goes before it turns
MARKS_AT_MOST = 40  # of a closed group; more would be one black line
APART = 5.0
FORMS = {"tranche": "tranche", "step": "step", "task": "step"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle, or where `d` is given a path; its class, and in which state what it stands for is."""

    name: str
    state: str = ""
    x: str = ""
    y: str = ""
    width: str = ""
    height: str = ""
    d: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the picture: its number from the top, and what is drawn at the height of its middle."""

    row: Row
    place: int
    shapes: tuple[Shape, ...]

    @property
    def middle(self) -> int:
        return self.place * ROW + ROW // 2


@dataclass(frozen=True, slots=True)
class Link:
    """`after` waits for `before`, by the keys of items; `tone` is "", "critical" or "broken"."""

    before: str
    after: str
    kind: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """All links of one tone: their lines, and their heads."""

    tone: str
    lines: str
    heads: str


def lines(rows: Sequence[Row], scale: Scale, today: dt.date) -> tuple[Line, ...]:
    return tuple(
        Line(row, place, tuple(_of_group(row, scale, today) if row.item is None else _of_item(row.item, scale, today)))
        for place, row in enumerate(rows)
    )


def ways(links: Iterable[Link], drawn: Sequence[Line], scale: Scale) -> list[Ways]:
    """Draw the links both of whose ends are shown."""
    places = {line.row.key: (line.row.item, line.middle) for line in drawn if line.row.item is not None}
    found: dict[str, list[tuple[str, str]]] = {}
    for link in links:
        if link.before not in places or link.after not in places:
            continue
        (before, y1), (after, y2) = places[link.before], places[link.after]
        first, last = _edges(before, scale), _edges(after, scale)
        if first is not None and last is not None:
            found.setdefault(link.tone, []).append(_way(link.kind, first, last, y1, y2))
    order = sorted(found.items(), key=lambda pair: pair[0] == "critical")
    return [Ways(tone, "".join(line for line, _ in each), "".join(head for _, head in each)) for tone, each in order]


# Rows


def _of_item(item: Item, scale: Scale, today: dt.date) -> Iterable[Shape]:
    on, begin = item.on, item.start
    if item.base is not None and item.base[1] is not None:
        yield _bar("baseline", scale.begin(item.base[0] or item.base[1]), scale.end(item.base[1]), BASE_BELOW, 2.5)
    if begin is not None and on is not None and begin <= on:
        x, end = scale.begin(begin), scale.end(on)
        if end > x:
            yield _bar("bar", x, end)
            if item.share or item.done:
                yield _bar("bar-done", x, end if item.done else x + (end - x) * (item.share or 0) / 100)
            if item.is_critical:
                yield _bar("bar-critical", x, end)
    elif begin is not None and scale.shows(begin):
        yield Shape("bar-open", d=f"M{_n(scale.begin(begin))}-5v10m0-5h14m4 0h4m4 0h2")
    if item.due is not None and item.is_overdue(today):
        yield _bar("late", scale.end(item.due), scale.middle(today))
    if item.likely is not None and item.done is None:
        yield from _whisker(item, scale)
    if on is not None and scale.shows(on):
        yield Shape(_mark_of(item), _state(item, today), d=_mark(scale.end(on), item))


def _of_group(row: Row, scale: Scale, today: dt.date) -> Iterable[Shape]:
    group = row.group
    first, last, target = group.first, group.last, group.target
    if first is None:
        first = min(today, target) if target is not None else None
    if first is not None:
        end = max(day for day in (target or last, first) if day is not None)
        yield Shape("bracket", d=_bracket(scale.begin(first), scale.end(end)))
        if target is not None and last is not None and last > target and scale.end(last) > scale.end(target):
            yield _bar("bracket-over", scale.end(target), scale.end(last), -HALF, 2)
    if not row.is_open:
        yield from _marks(group, scale, today)


def _marks(group: Group, scale: Scale, today: dt.date) -> Iterable[Shape]:
    """The marks of a closed group, whose items are in order: what lies on each other once, one state in one path."""
    found: dict[tuple[str, str], list[float]] = {}
    before, pixels, width = scale.first.toordinal() - 1, scale.pixels, scale.width
    for item in group.items:  # thousands, so no call for each
        on = item.done or item.due
        x = (on.toordinal() - before) * pixels if on is not None else 0.0
        if not 0 < x <= width:
            continue
        state = "reached" if item.done is not None else "late" if item.due is not None and item.due < today else ""
        places = found.setdefault((FORMS.get(item.form, "mark"), state), [])
        if len(places) < MARKS_AT_MOST and (not places or x - places[-1] >= APART):
            places.append(x)
    for (name, state), places in sorted(found.items(), key=lambda pair: pair[0][1] == "late"):
        draw = _diamond if name == "mark" else _circle
        yield Shape(name, state, d="".join(draw(round(x), ON_BRACKET) for x in places))


def _whisker(item: Item, scale: Scale) -> Iterable[Shape]:
    p10, p50, p80 = item.likely or (None, None, None)
    if p10 is None or not p10 <= scale.last:
        return
    start, end = scale.end(p10), float(scale.width) if p80 is None else scale.end(p80)
    is_late = item.due is not None and (p50 is None or p50 > item.due)
    turn = min(max(scale.end(item.due), start), end) if item.due is not None and is_late else end
    for state, x1, x2 in (("", start, turn), ("late", turn, end)):
        if x2 > x1:
            yield Shape("whisker", state, d=f"M{_n(x1)} 0H{_n(x2)}")
    if p50 is not None and scale.shows(p50):
        yield Shape("median", d=f"M{_n(scale.end(p50))}-5v10")


def _state(item: Item, today: dt.date) -> str:
    if item.done is not None:
        return "reached"
    return "late" if item.is_overdue(today) else ""


def _mark_of(item: Item) -> str:
    return FORMS.get(item.form, "mark")


def _mark(x: float, item: Item) -> str:
    return _circle(x) if item.form in FORMS else _diamond(x)


def _bar(name: str, start: float, end: float, y: float = -HALF, height: float = BAR) -> Shape:
    return Shape(name, x=_n(start), y=_n(y), width=_n(end - start), height=_n(height))


def _bracket(start: float, end: float) -> str:
    foot = min(5.0, end - start)
    return f"M{_n(start)}-5H{_n(end)}v7l-{_n(foot)}-5H{_n(start)}z"


def _diamond(x: float, y: int = 0) -> str:
    return f"M{_n(x)}{y - MARK}l6 6-6 6-6-6z"


def _circle(x: float, y: int = 0) -> str:
    return f"M{_n(x - HALF)} {y}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"


# Links


def _edges(item: Item | None, scale: Scale) -> tuple[float, float] | None:
    """Where links leave and reach an item: its left and its right edge; None where it is not in the picture."""
    if item is None or not (scale.shows(item.on) or scale.shows(item.start)):
        return None
    on = item.on or item.start
    begin = item.start if item.start is not None and item.start <= (on or item.start) else None
    right = scale.end(on) if on is not None else 0.0
    left = right - MARK if begin is None else min(scale.begin(begin), right)
    return left, right + MARK


def _way(kind: str, first: tuple[float, float], last: tuple[float, float], y1: int, y2: int) -> tuple[str, str]:
    """The line of a link and its head, which stands at the edge it holds."""
    from_end, to_start = kind in ("FS", "FF"), kind in ("FS", "SS")
    x1, x2 = first[1] if from_end else first[0], last[0] if to_start else last[1]
    out, back = (TURN if from_end else -TURN), (-9.0 if to_start else 9.0)
    tip = x2 - 4 if to_start else x2 + 4
    if kind == "FS" and x2 + back >= x1 + out:
        turns = f"H{_n(x1 + out)}V{y2}"
    elif from_end is not to_start:  # both on the same side: round the outermost of the two
        side = max(x1 + out, x2 + back) if from_end else min(x1 + out, x2 + back)
        turns = f"H{_n(side)}V{y2}"
    else:
        half = y1 + (ROW // 2 if y2 > y1 else -ROW // 2)
        turns = f"H{_n(x1 + out)}V{half}H{_n(x2 + back)}V{y2}"
    dx = "6" if to_start else "-6"
    head = f"M{_n(x2 - 6 if to_start else x2 + 6)} {_n(y2 - 3.5)}l{dx} 3.5{'-' if to_start else ' '}6 3.5z"
    return f"M{_n(x1)} {y1}{turns}H{_n(tip)}", head


def rules(count: int, width: int) -> str:
    """The lines between rows, as one path."""
    return "".join(f"M0 {ROW * place - 0.5:g}H{width}" for place in range(1, count))


def gridlines(scale: Scale, height: int) -> list[tuple[bool, str]]:
    """The lines down at ticks as two paths: where something larger begins, and all others."""
    ticks = sorted(scale.ticks(), key=lambda tick: tick.opens)
    parts = groupby(ticks, key=lambda tick: tick.opens)
    return [(opens, "".join(f"M{round(tick.x) - 0.5:g} 0V{height}" for tick in each)) for opens, each in parts]


def _n(x: float) -> str:
    return f"{round(x, 1):g}"
