"""Microsoft Project's tables: what is linked, a summary, or marked as a milestone is one, and the rest are tasks.

Only milestones wait for each other here, and have durations; so every row that a link begins or ends at is one. A task
belongs to the summary it stands under. The row of level 0 is the project. What a row is called in other languages of
the program, elapsed durations and lags in per cent are not read (unverified).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from core.tabular.reader import Table, fold
from planner.imports.cells import YES, CellReader
from planner.imports.headers import Recognition
from planner.imports.links import Predecessors, note_links_of_task
from planner.imports.orders import DayOrders
from planner.imports.rows import LIST, ImportedRow, Problem, made_id
from planner.imports.states import FINISHED, STARTED, UNSTARTED, Kind, States

_MOST_DAYS = 2_500
# Working days of one unit: a day has 8 hours, a week 5 days, a month 20.
_UNITS = {"m": 1 / 480, "h": 1 / 8, "d": 1.0, "w": 5.0, "mo": 20.0}
_UNIT = r"(?:(?P<mo>mo(?:n|ns|nths?|s)?)|(?P<m>m(?:ins?|inutes?)?)|(?P<h>h(?:rs?|ours?)?)|(?P<d>d(?:ays?)?)"
_UNIT += r"|(?P<w>w(?:ks?|eeks?)?))"
_DURATION = re.compile(rf"(?P<count>\d{{1,6}}(?:[.,]\d{{1,2}})?)\s*{_UNIT}?\??", re.IGNORECASE)
_LAG = re.compile(rf"(?P<sign>[+-])\s*(?P<count>\d{{1,6}}(?:[.,]\d{{1,2}})?)\s*{_UNIT}(?![a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,9})")
_SHARE = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*%?")


def read_msproject(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every row of the table but the project itself."""
    rows = [CellReader(row, found.columns, orders) for row in table.rows]
    outline = _Outline(rows)
    listed = [cells for cells in rows if cells.row.line not in outline.projects]
    milestones = [(cells, cells.text("title")) for cells in listed if outline.kind(cells) == "milestone"]
    links = Predecessors(milestones, keys=LIST, source=LIST)
    return (_read(CellReader(cells.row, found.columns, orders), outline, links) for cells in listed)


class _Outline:
    """Who stands under whom, and what each row is."""

    def __init__(self, rows: Sequence[CellReader]) -> None:
        self.projects: dict[int, str] = {}
        self.summaries: set[int] = set()
        self.above: dict[int, CellReader] = {}
        way: list[tuple[int, CellReader]] = []  # the rows above this one, with their levels
        for cells in rows:
            level = cells.text("level")
            depth = int(level[:4]) if level.isdecimal() else 1
            while way and way[-1][0] >= depth:
                way.pop()
            if depth == 0:
                self.projects[cells.row.line] = cells.text("title")
                continue
            if way:
                self.above[cells.row.line] = way[-1][1]
                self.summaries.add(way[-1][1].row.line)
            way.append((depth, cells))
        named = {number for cells in rows for number in _numbers(cells.text("waits_for"))}
        self.linked = {cells.row.line for cells in rows if cells.text("waits_for") or cells.text("key") in named}

    @property
    def project(self) -> str:
        return next(iter(self.projects.values()), "")

    def kind(self, cells: CellReader) -> Kind:
        line = cells.row.line
        is_marked = fold(cells.text("milestone")) in YES
        return "milestone" if is_marked or line in self.summaries or line in self.linked else "task"

    def home(self, cells: CellReader) -> CellReader | None:
        """The summary a task stands under."""
        return self.above.get(cells.row.line) if self.kind(cells) == "task" else None


def _read(cells: CellReader, outline: _Outline, links: Predecessors) -> ImportedRow:
    kind, home = outline.kind(cells), outline.home(cells)
    title = cells.title()
    start, due = cells.span()
    share = _share(cells)
    state = _state(share)
    if kind == "task" and home is None:
        cells.problems.append(Problem("milestone_missing"))
    owner_name, owner_email = cells.owner()
    return ImportedRow(
        line=cells.row.line,
        kind=kind,
        title=title,
        state=state.of(kind),
        external_source=LIST,
        external_id=_id(cells),
        project=outline.project,
        milestone=home.title() if home else "",
        milestone_source=LIST if home else "",
        milestone_id=_id(home) if home else "",
        owner_name=re.split(r"[,;\[]", owner_name)[0].strip(),
        owner_email=owner_email,
        start=start,
        due=due,
        done_on=(cells.day("done_on") or due) if state is FINISHED else None,
        description=cells.text("description"),
        **_work(cells, outline, share, links),
        problems=tuple(cells.problems),
    )


def _work(cells: CellReader, outline: _Outline, share: int, links: Predecessors) -> Mapping[str, object]:
    """How long a row takes, when it began, and what it waits for; the duration of a summary is that of its rows."""
    days = _days(cells)
    if outline.kind(cells) == "task":
        note_links_of_task(cells)
        return {"estimate": days if days and days < 1_000 else None}
    is_summary = cells.row.line in outline.summaries
    remaining = None if days is None or is_summary or share == 100 else ceil(days * (100 - share) / 100)
    return {
        "days_likely": remaining,
        "started_on": cells.day("started_on") if share else None,
        "waits_for": links.of(cells, in_days(cells.text("waits_for"))),
    }


def _days(cells: CellReader) -> int | None:
    """A duration in whole working days, a begun one counted; `5 days?` is an estimate."""
    text = cells.text("duration")
    found = _DURATION.fullmatch(text[:40])
    days = ceil(round(_amount(found), 3)) if found else None
    if text and (days is None or days > _MOST_DAYS):
        cells.problems.append(
            Problem("days_unreadable", {"column": cells.columns.label("duration"), "value": text[:60]})
        )
        return None
    return days


def in_days(text: str) -> str:
    """A cell of predecessors with every lag in days: `3FS+1w` waits five."""
    return _LAG.sub(lambda found: f"{found['sign']}{ceil(round(_amount(found), 3))}d", text)


def _amount(found: re.Match[str]) -> float:
    unit = next((name for name in _UNITS if found[name]), "d")
    return float(found["count"].replace(",", ".")) * _UNITS[unit]


def _numbers(text: str) -> Iterator[str]:
    """The numbers of the rows a cell of predecessors names."""
    return (found[1] for each in re.split(r"[;,]", text) if (found := _NUMBER.match(each)))


def _share(cells: CellReader) -> int:
    """What is done in per cent; nothing where nothing is told."""
    text = cells.text("share")
    found = _SHARE.fullmatch(text)
    if text and (found is None or int(found[1]) > 100):
        cells.problems.append(Problem("state_unknown", {"value": text[:60]}))
        return 0
    return int(found[1]) if found else 0


def _state(share: int) -> States:
    return FINISHED if share == 100 else STARTED if share else UNSTARTED


def _id(cells: CellReader) -> str:
    return cells.text("unique_id") or cells.text("key") or made_id("row", cells.text("title"))
