"""A milestone in the picture: a diamond where it is due, a whisker where it is likely, its name beside them. Pure."""

import datetime as dt
from dataclasses import dataclass

from .axis import Axis, per_cent
from .lettering import NARROW, WIDE, fitted, length

LINE = 26  # the height of one
BESIDE = 12  # between a mark and its name
LEAST_NAME = 60.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A milestone: when it is due and likely reached; a day is None beyond the horizon, `due` without one."""

    key: str
    name: str
    code: str
    p10: dt.date | None
    p50: dt.date | None
    p80: dt.date | None
    due: dt.date | None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a whisker, from x1 to x2; late where the median lies beyond the due day."""

    x1: str
    x2: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone as it is drawn, at height y. `mark` is where its diamond stands, empty where it has none."""

    key: str
    y: int
    pieces: tuple[Piece, ...]
    median: str
    mark: str
    is_chosen: bool
    is_overdue: bool
    name_x: str
    name_ends: bool
    name: str
    short: str

    @property
    def top(self) -> int:
        return self.y - LINE // 2

    @property
    def ends(self) -> tuple[int, int]:
        """The ends of the mark of the median."""
        return self.y - 5, self.y + 5


def line_of(axis: Axis, row: Stretch, y: int, today: dt.date) -> Line:
    start, end = axis.held(row.p10), axis.held(row.p80)
    is_late = row.due is not None and (row.p50 is None or row.p50 > row.due)
    has_mark = row.due is not None and axis.shows(row.due)
    places = [start, end, *([axis.held(row.due)] if has_mark else [])]
    ends, name, short = _named(row, min(places), max(places))
    return Line(
        row.key,
        y,
        _pieces(axis, row, start, end, is_late),
        per_cent(axis.held(row.p50)) if axis.shows(row.p50) else "",
        per_cent(axis.held(row.due)) if has_mark else "",
        row.is_chosen,
        row.due is not None and row.due < today,
        per_cent(min(places) if ends else max(places)),
        ends,
        name,
        short,
    )


def _pieces(axis: Axis, row: Stretch, start: float, end: float, is_late: bool) -> tuple[Piece, ...]:
    if row.due is None or not is_late:
        return (Piece(per_cent(start), per_cent(end), False),)
    turn = min(max(axis.held(row.due), start), end)
    parts = [(start, turn, False), (turn, end, True)]
    return tuple(Piece(per_cent(x1), per_cent(x2), late) for x1, x2, late in parts if x2 > x1)


def _named(row: Stretch, start: float, end: float) -> tuple[bool, str, str]:
    """Where the name stands and what there is room for: (whether it ends before the marks, wide, narrow)."""
    before, after = start / 100, 1 - end / 100
    size = length(row.name) + BESIDE
    ends = size > after * NARROW and (size <= before * NARROW or before > after)
    share = before if ends else after
    wide, short = (_cut(row, share * width - BESIDE, width) for width in (WIDE, NARROW))
    return ends, wide, short


def _cut(row: Stretch, room: float, width: float) -> str:
    if room < LEAST_NAME:
        return row.code or fitted(row.name, LEAST_NAME)
    text = f"{row.name} {row.code}" if width >= WIDE and row.code else row.name
    return text if length(text) <= room else fitted(row.name, room)
