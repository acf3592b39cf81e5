"""Landfall's own CSV and any other list with understandable names: rows that say themselves what they are.

The column "kind" decides; without it a row that names a milestone is a task of it, any other row is a
milestone.
"""

import re

from core.tabular.dates import Order
from core.tabular.reader import Table, fold
from planner.imports.headers import Recognition
from planner.imports.milestones import implied_id, with_implied
from planner.imports.rows import CellReader, Columns, ImportedRow, Problem, made_id
from planner.imports.states import Kind

_KINDS: dict[str, Kind] = {
    "milestone": "milestone",
    "里程碑": "milestone",
    "task": "task",
    "to-do": "task",
    "任务": "task",
}
_OWN_KEY = re.compile(r"M-\d+")


def read_listed(table: Table, found: Recognition, order: Order | None) -> list[ImportedRow]:
    """Every row of the table as a milestone or a task, with the milestones that are only named."""
    source = "landfall" if found.dialect == "landfall" else "csv"
    homes = _milestones_of_the_file(table, found.columns)
    rows = [_read(CellReader(row, found.columns, order), source, homes) for row in table.rows]
    return with_implied(rows)


def _read(cells: CellReader, source: str, homes: dict[str, tuple[str, str]]) -> ImportedRow:
    kind = _kind(cells)
    title = cells.title()
    start, due = cells.span()
    done_on = cells.day("done_on")
    state = cells.states(done=done_on).of(kind)
    owner_name, owner_email = cells.owner()
    milestone, milestone_id = _home(cells, homes) if kind == "task" else ("", "")
    return ImportedRow(
        line=cells.row.line,
        kind=kind,
        title=title,
        state=state,
        external_source=(cells.text("external_id") and cells.text("external_source")) or source,
        external_id=_own_id(cells) or _made_id(kind, title, milestone),
        goals=_goals(cells),
        project=cells.text("project"),
        milestone=milestone,
        milestone_id=milestone_id,
        owner_name=owner_name,
        owner_email=owner_email,
        start=start,
        due=due,
        done_on=done_on,
        description=cells.text("description"),
        problems=tuple(cells.problems),
    )


def _kind(cells: CellReader) -> Kind:
    word = cells.text("kind")
    if word and fold(word) not in _KINDS:
        cells.problems.append(Problem("kind_unknown", {"value": word[:60]}))
    default: Kind = "task" if cells.text("milestone") else "milestone"
    return _KINDS.get(fold(word), default)


def _home(cells: CellReader, homes: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Title and id of the milestone a task names by title or by key."""
    named = cells.text("milestone")
    if not named:
        cells.problems.append(Problem("milestone_missing"))
        return "", ""
    return homes.get(fold(named), (named, named if _OWN_KEY.fullmatch(named) else implied_id(named)))


def _milestones_of_the_file(table: Table, columns: Columns) -> dict[str, tuple[str, str]]:
    """Title and id of every milestone row, by its folded title and by its key."""
    homes: dict[str, tuple[str, str]] = {}
    for row in table.rows:
        cells = CellReader(row, columns, None)
        if _kind(cells) == "milestone":
            title = cells.title()
            home = (title, _own_id(cells) or _made_id("milestone", title, ""))
            homes.setdefault(fold(title), home)
            homes.setdefault(fold(cells.text("key")) or fold(title), home)
    return homes


def _own_id(cells: CellReader) -> str:
    return cells.text("external_id") or cells.text("key")


def _made_id(kind: Kind, title: str, milestone: str) -> str:
    return implied_id(title) if kind == "milestone" else made_id("task", milestone, title)


def _goals(cells: CellReader) -> tuple[str, ...]:
    names = [name.strip() for name in re.split(r"[;；]", cells.text("goals"))]
    return tuple(dict.fromkeys(name for name in names if name))
