"""The rows of a timeline: groups, what stands in them, and which of them one page shows. Pure."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from .asked import ALL, Asked

ROWS_AT_MOST = 400
BYTES_AT_MOST = 255_000  # of rows; the frame of a page and the list by week come to some 40 kB more
FEW = 60  # rows: groups with no more are open at first
# Bytes of a row in grid and picture without its texts, of one letter of these, and of a link; measured generously.
ROW, LETTER, LINK = 1_150, 6, 60
Span = tuple[dt.date | None, dt.date | None]


@dataclass(slots=True)
class Item:
    """Something with a date: a milestone, a financing step, a tranche or a task (`form`).

    `key` is what people quote, such as M-41; `id` the row's own. `share` is done in per cent, None where nothing is
    measured. `slip` are working days against the plan it is compared with, positive for late. `likely` are P10, P50 and
    P80, None beyond the horizon of the forecast. Not frozen: there are thousands, and few of them are ever filled in.
    """

    key: str
    number: int
    name: str
    who: str = ""
    start: dt.date | None = None
    due: dt.date | None = None
    done: dt.date | None = None
    id: str = ""
    url: str = ""
    form: str = "milestone"
    share: int | None = None
    slip: int | None = None
    likely: tuple[dt.date | None, dt.date | None, dt.date | None] | None = None
    base: Span | None = None
    is_critical: bool = False
    is_movable: bool = False
    is_begun: bool = False
    version: int = 0

    @property
    def on(self) -> dt.date | None:
        """The day its mark stands on."""
        return self.done or self.due

    @property
    def slip_word(self) -> str:
        """The slip with its sign, a dash for none, nothing where there is nothing to compare."""
        if self.slip is None:
            return ""
        return f"{self.slip:+d}".replace("-", "−") if self.slip else "–"

    def is_overdue(self, today: dt.date) -> bool:
        return self.done is None and self.due is not None and self.due < today


@dataclass(slots=True, kw_only=True)
class Group:
    """Items that belong together under a head; `target` is the day by which they are wanted, of a goal."""

    key: str
    name: str
    code: str = ""
    url: str = ""
    who: str = ""
    target: dt.date | None = None
    items: list[Item] = field(default_factory=list)

    @property
    def first(self) -> dt.date | None:
        return min((day for item in self.items for day in (item.start, item.on) if day is not None), default=None)

    @property
    def soonest(self) -> dt.date | None:
        """The first day a mark stands on; the items are in their order."""
        return next((item.on or item.start for item in self.items), None)

    @property
    def last(self) -> dt.date | None:
        return max((day for item in self.items if (day := item.on or item.start) is not None), default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the timeline: the head of a group where `item` is None."""

    group: Group
    item: Item | None
    is_open: bool

    @property
    def key(self) -> str:
        return self.group.key if self.item is None else self.item.key


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows of one page: those from `first` to `last` of `count`; the head of a group cut in two stands twice."""

    rows: tuple[Row, ...]
    first: int
    last: int
    count: int
    page: int

    @property
    def milestones(self) -> list[Item]:
        return [row.item for row in self.rows if row.item is not None and row.item.form == "milestone"]

    @property
    def has_more(self) -> bool:
        return self.last < self.count

    @property
    def is_cut(self) -> bool:
        return self.has_more or self.page > 1


def opened(groups: Sequence[Group], asked: Asked) -> frozenset[str]:
    """The keys of the groups that are open: those asked for, at first all of them where that makes few rows."""
    everything = frozenset(group.key for group in groups)
    if asked.opened is None:
        return everything if sum(1 + len(group.items) for group in groups) <= FEW else frozenset()
    if isinstance(asked.opened, str):
        return everything if asked.opened == ALL else frozenset()
    return asked.opened & everything


def shown(groups: Sequence[Group], are_open: frozenset[str], links: Callable[[Item], int], page: int) -> Shown:
    """The rows of a page, as many as it has room for; `links` says how many a milestone has."""
    pages = [[]]  # type: list[list[tuple[int, Row]]]
    spent = count = 0
    for count, row in enumerate(_rows(groups, are_open), start=1):
        cost = _cost(row, links(row.item) if row.item is not None and row.item.form == "milestone" else 0)
        if pages[-1] and (len(pages[-1]) >= ROWS_AT_MOST or spent + cost > BYTES_AT_MOST):
            head = Row(row.group, None, is_open=True)
            pages.append([] if row.item is None else [(count - 1, head)])
            spent = 0 if row.item is None else _cost(head, 0)
        spent += cost
        pages[-1].append((count, row))
    page = min(page, len(pages))
    numbers = [number for number, _row in pages[page - 1]]
    before = pages[page - 2][-1][0] if page > 1 else 0
    rows = tuple(row for _number, row in pages[page - 1])
    return Shown(rows, min(before + 1, count), numbers[-1] if numbers else 0, count, page)


def _rows(groups: Sequence[Group], are_open: frozenset[str]) -> Iterator[Row]:
    for group in groups:
        is_open = group.key in are_open
        yield Row(group, None, is_open)
        for item in group.items if is_open else ():
            yield Row(group, item, is_open)


def _cost(row: Row, links: int) -> int:
    """How many bytes a row takes in the page, rather too many."""
    texts = (row.group.name, row.group.who) if row.item is None else (row.item.name, row.item.who)
    return ROW + LINK * links + LETTER * sum(len(text) for text in texts)
