"""Asana's CSV: a section, or a task that has subtasks, becomes a milestone; all other tasks belong to one.

A subtask belongs to its topmost parent; of several tasks with the parent's name the nearest above it is meant.
A section whose name is a state word ("Doing") is a board column: it gives the state, and the project becomes the
milestone. Done is what has a completion date. What a milestone is blocked by becomes a link where that is a milestone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.tabular.reader import Row, Table, fold
from planner.imports.asana_links import Dependencies
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.headers import Recognition
from planner.imports.milestones import implied_id
from planner.imports.orders import DayOrders
from planner.imports.rows import ImportedRow, Problem, fit_title, made_id
from planner.imports.states import FINISHED, UNSTARTED, find_states
from planner.imports.trees import nearest, topmost

SOURCE = "asana"
_NO_SECTION = {"", "(no section)", "untitled section", "(无分区)"}


@dataclass(frozen=True, slots=True)
class _Tree:
    """Who is whose subtask, by the line a row begins on."""

    tops: Mapping[int, Row]
    parents: frozenset[int]

    def is_milestone(self, row: Row) -> bool:
        """Whether a row has subtasks and is none itself."""
        return row.line not in self.tops and row.line in self.parents


def read_asana(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every task of the export."""
    tree = _tree(table.rows, found.columns)
    ids = {row.line: _id(found.columns, row) for row in table.rows if tree.is_milestone(row)}
    links = Dependencies(table.rows, found.columns, ids, SOURCE)
    return (_read(CellReader(row, found.columns, orders), tree, links) for row in table.rows)


def _tree(rows: Sequence[Row], columns: Columns) -> _Tree:
    """The tree the rows make: the file names a parent by its title, which several tasks may bear."""
    titled: dict[str, list[int]] = {}
    for row in rows:
        titled.setdefault(fold(columns.value(row, "title")), []).append(row.line)
    titled.pop("", None)
    named = ((row.line, titled.get(fold(columns.value(row, "parent")), [])) for row in rows)
    above = {line: parent for line, namesakes in named if (parent := nearest(line, namesakes)) is not None}
    by_line = {row.line: row for row in rows}
    tops = topmost(above)
    return _Tree({line: by_line[top] for line, top in tops.items()}, frozenset(above.values()))


def _read(cells: CellReader, tree: _Tree, links: Dependencies) -> ImportedRow:
    title = cells.title()
    top = tree.tops.get(cells.row.line)
    is_milestone = tree.is_milestone(cells.row)
    start, due = cells.span()
    done_on = cells.day("done_on")
    state = FINISHED if cells.text("done_on") else (find_states(cells.text("section")) or UNSTARTED)
    milestone, milestone_id = ("", "") if is_milestone else _home(cells, top)
    owner_name, owner_email = cells.owner()
    return ImportedRow(
        line=cells.row.line,
        kind="milestone" if is_milestone else "task",
        title=title,
        state=state.of("milestone" if is_milestone else "task"),
        external_source=SOURCE,
        external_id=_id(cells.columns, cells.row),
        project=_project(cells),
        milestone=milestone,
        milestone_source=SOURCE if milestone_id else "",
        milestone_id=milestone_id,
        owner_name=owner_name,
        owner_email=owner_email,
        start=start,
        due=due,
        done_on=done_on,
        description=cells.text("description"),
        priority=cells.priority(),
        waits_for=links.of(cells),
        problems=tuple(cells.problems),
    )


def _home(cells: CellReader, top: Row | None) -> tuple[str, str]:
    if top is not None:
        return fit_title(cells.columns.value(top, "title"))[0], _id(cells.columns, top)
    section = cells.text("section")
    is_column = fold(section) in _NO_SECTION or find_states(section) is not None
    project = _project(cells)
    if not is_column:
        name = section.rstrip(":").strip()
        return name, implied_id(project, name)
    if not project:
        cells.problems.append(Problem("milestone_missing"))
        return "", ""
    return project, implied_id(project)


def _project(cells: CellReader) -> str:
    """The first of the projects a task is in; Asana lists them with commas."""
    return cells.text("project").split(",")[0].strip()


def _id(columns: Columns, row: Row) -> str:
    return columns.value(row, "external_id") or made_id(
        "task", columns.value(row, "section"), columns.value(row, "title")
    )
