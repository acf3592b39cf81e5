"""Landfall's own CSV and any other list with understandable names; what each row is, planner/imports/kinds.py says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from core.tabular.reader import Table, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.gate_cells import read_gates
from planner.imports.headers import Recognition
from planner.imports.kinds import Kinds
from planner.imports.links import Predecessors, note_links_of_task
from planner.imports.milestones import MAX_GOALS, implied_id
from planner.imports.orders import DayOrders
from planner.imports.rows import LIST, OWN, ImportedLink, ImportedRow, Problem, made_id
from planner.imports.states import Kind

MOST_WEIGHT = 100  # of a milestone within a goal
_SEMICOLON = re.compile(r"[;；]")
_WEIGHT = re.compile(r"(\d{1,3})(?:\.0+)?")
_OWN_KEY = re.compile(r"M-\d+")
_Home = tuple[str, str, str]  # title, source and id of a task's milestone
_NOWHERE: _Home = ("", "", "")


def read_listed(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every row of the table as a milestone or a task."""
    source = OWN if found.dialect == "landfall" else LIST
    origin = _Origin(source, mark_of_keys(table, found.columns))
    # Looking ahead with readers of its own, or each problem would be told twice.
    ahead = [CellReader(row, found.columns, orders) for row in table.rows]
    homes = _Homes(Kinds(ahead), origin)
    return (_read(CellReader(row, found.columns, orders), origin, homes) for row in table.rows)


def _read(cells: CellReader, origin: "_Origin", homes: "_Homes") -> ImportedRow:
    kind = homes.kinds.of(cells)
    title = cells.title()
    start, due = cells.span()
    done_on = cells.day("done_on") or cells.day_for_state()
    state = cells.states(done=done_on).of(kind)
    owner_name, owner_email = cells.owner()
    milestone, milestone_source, milestone_id = homes.of(cells) if kind == "task" else _NOWHERE
    source, identifier = origin.identity(cells, kind, title, milestone)
    goals = _goals(cells)
    return ImportedRow(
        line=cells.row.line,
        kind=kind,
        title=title,
        state=state,
        external_source=source,
        external_id=identifier,
        goals=tuple(goals),
        weights=tuple(goals.values()),
        project=cells.text("project"),
        milestone=milestone,
        milestone_source=milestone_source,
        milestone_id=milestone_id,
        owner_name=owner_name,
        owner_email=owner_email,
        start=start,
        due=due,
        done_on=done_on,
        description=cells.text("description"),
        priority=cells.priority(),
        criteria=cells.text("criteria"),
        estimate=cells.days("estimate"),
        blocked=_blocked(cells),
        blocked_note=cells.text("blocked_note"),
        **_schedule(cells, kind, homes.predecessors),
        gates=read_gates(cells, kind),
        problems=tuple(cells.problems),
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the ids of a file stand: `keys` for our own numbers (M-12), `source` for all that names no source."""

    source: str
    keys: str

    def identity(self, cells: CellReader, kind: Kind, title: str, milestone: str) -> tuple[str, str]:
        """Source and id of a row: those it gives, else its key, else an id made of its words."""
        if named := cells.text("external_id"):
            return cells.text("external_source") or self.source, named
        if key := cells.text("key"):
            return self.keys, key
        project = cells.text("project")
        if kind == "milestone":
            return self.source, implied_id(*filter(None, (project, title)))
        return self.source, made_id("task", *filter(None, (project,)), milestone, title)


class _Homes:
    """The milestones of a file as its tasks name them: by key, or by title within a project.

    A task that names no project means the first milestone of that title; a milestone without one suits every task.
    """

    def __init__(self, kinds: Kinds, origin: _Origin) -> None:
        self.kinds, self.origin = kinds, origin
        self.listed: dict[int, _Home] = {}
        self.keyed: dict[str, _Home] = {}
        self.placed: dict[tuple[str, str], _Home] = {}
        self.titled: dict[str, list[_Home]] = {}
        rows = kinds.rows.values()
        milestones = [(cells, cells.title()) for cells in rows if kinds.of(cells) == "milestone"]
        self.predecessors = Predecessors(milestones, keys=origin.keys, source=origin.source)
        for cells, title in milestones:
            home = self.listed[cells.row.line] = (title, *origin.identity(cells, "milestone", title, ""))
            for name in ("key", "external_id"):
                self.keyed.setdefault(fold(cells.text(name)), home)
            self._place(cells.text("project"), title, home)
        for cells in rows:
            named, project = kinds.milestone(cells), cells.text("project")
            is_title = named and project and not _OWN_KEY.fullmatch(named)
            if is_title and kinds.of(cells) == "task" and self._found(project, named) is None:
                self._place(project, named, (named, origin.source, implied_id(project, named)))

    def of(self, cells: CellReader) -> _Home:
        """The milestone a task names by title or by key, or under which it stands."""
        named, above = self.kinds.milestone(cells), self.kinds.top(cells)
        if named:
            return self._named(cells, named)
        if above is not None and above.row.line in self.listed:
            return self.listed[above.row.line]
        if above is not None and (upper := self.kinds.milestone(above)):
            return self._named(above, upper)
        if above is None and (parent := cells.text("parent")):
            return parent, self.origin.keys if _OWN_KEY.fullmatch(parent) else self.origin.source, parent
        cells.problems.append(Problem("milestone_missing"))
        return _NOWHERE

    def _named(self, cells: CellReader, named: str) -> _Home:
        project = cells.text("project")
        if found := self._found(project, named):
            return found
        if not project and (namesakes := self.titled.get(fold(named))):
            if len(namesakes) > 1:
                cells.problems.append(Problem("several_milestones", {"value": named[:60]}))
            return namesakes[0]
        if _OWN_KEY.fullmatch(named):
            return named, self.origin.keys, named
        return named, self.origin.source, implied_id(*filter(None, (project, named)))

    def _place(self, project: str, title: str, home: _Home) -> None:
        if self.placed.setdefault((fold(project), fold(title)), home) is home:
            self.titled.setdefault(fold(title), []).append(home)

    def _found(self, project: str, named: str) -> _Home | None:
        places = ((fold(project), fold(named)), ("", fold(named)))
        placed = next((self.placed[place] for place in places if place in self.placed), None)
        return placed or self.keyed.get(fold(named)) or None


class _Schedule(TypedDict, total=False):
    days_min: int | None
    days_likely: int | None
    days_max: int | None
    started_on: date | None
    follows_links: bool | None
    waits_for: tuple[ImportedLink, ...]


def _schedule(cells: CellReader, kind: Kind, predecessors: Predecessors) -> _Schedule:
    """What a row says of how long a milestone takes, when it began, and what it waits for."""
    if kind == "task":
        note_links_of_task(cells)
        return {}
    return {
        "days_min": cells.remaining_days("days_min"),
        "days_likely": cells.remaining_days("days_likely"),
        "days_max": cells.remaining_days("days_max"),
        "started_on": cells.day("started_on"),
        "follows_links": cells.flag("follows_links"),
        "waits_for": predecessors.of(cells),
    }


def mark_of_keys(table: Table, columns: Columns) -> str:
    """The mark of the team whose own rows a file holds: they bear their key as id, those of others do not."""
    for row in table.rows:
        source, key = columns.value(row, "external_source"), columns.value(row, "key")
        if source.startswith(f"{OWN}:") and columns.value(row, "external_id") == key:
            return source
    return OWN


def _blocked(cells: CellReader) -> bool | None:
    """Whether something blocks the row; a reason alone says so too."""
    flag = cells.flag("blocked")
    return flag if cells.text("blocked") else bool(cells.text("blocked_note")) or None


def _goals(cells: CellReader) -> dict[str, int]:
    """The goals a row names, each with its weight."""
    names = [name.strip() for name in _SEMICOLON.split(cells.text("goals"))]
    weights = _weights(cells, len(names))
    goals = dict(reversed([(name, weight) for name, weight in zip(names, weights, strict=True) if name]))
    first = list(reversed(goals.items()))
    if len(first) > MAX_GOALS:
        cells.problems.append(Problem("too_many_goals", {"limit": MAX_GOALS}))
    return dict(first[:MAX_GOALS])


def _weights(cells: CellReader, count: int) -> list[int]:
    """So many weights: one for each goal, or one for all."""
    text = cells.text("weights")
    found = [_WEIGHT.fullmatch(each.strip()) for each in _SEMICOLON.split(text)] if text else []
    weights = [int(each[1]) for each in found if each]
    if not text:
        return [1] * count
    if (
        len(weights) not in {1, count}
        or len(weights) < len(found)
        or not 0 < min(weights) <= max(weights) <= MOST_WEIGHT
    ):
        cells.problems.append(Problem("weight_unreadable", {"value": text[:60], "limit": MOST_WEIGHT}))
        return [1] * count
    return weights if len(weights) == count else weights * count
