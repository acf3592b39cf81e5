"""Asana's CSV: a section, or a task that has subtasks, becomes a milestone; all other tasks belong to one.

A subtask belongs to its topmost parent; of several tasks with the parent's name the nearest above it is meant.
A section whose name is a state word ("Doing") is a board column: it gives the state, and the project becomes the
milestone. Done is what has a completion date.
"""

from dataclasses import dataclass

from core.tabular.dates import Order
from core.tabular.reader import Row, Table, fold
from planner.imports.headers import Recognition
from planner.imports.milestones import implied_id, with_implied
from planner.imports.rows import CellReader, Columns, ImportedRow, Problem, fit_title, made_id
from planner.imports.states import FINISHED, UNSTARTED, find_states

SOURCE = "asana"
_NO_SECTION = {"", "(no section)", "untitled section", "(无分区)"}


@dataclass(frozen=True, slots=True)
class _Tree:
    """Who is whose subtask: the file names a parent by its title, which several tasks may bear."""

    columns: Columns
    rows: dict[str, list[Row]]

    def top(self, row: Row) -> Row | None:
        """The topmost parent of a row, None for a row without one; a circle ends where it closes."""
        seen = {id(row)}
        top = None
        while (above := self.parent(row)) is not None and id(above) not in seen:
            seen.add(id(above))
            row = top = above
        return top

    def parent(self, row: Row) -> Row | None:
        """The nearest row above of the parent's name, else the first one of that name."""
        named = self.rows.get(fold(self.columns.value(row, "parent")), [])
        others = [other for other in named if other is not row]
        above = [other for other in others if other.line < row.line]
        return above[-1] if above else next(iter(others), None)


def read_asana(table: Table, found: Recognition, order: Order | None) -> list[ImportedRow]:
    """Every task of the export, with the milestones its sections stand for."""
    columns = found.columns
    titles: dict[str, list[Row]] = {}
    for row in table.rows:
        titles.setdefault(fold(columns.value(row, "title")), []).append(row)
    titles.pop("", None)
    tree = _Tree(columns, titles)
    parents = {parent.line for row in table.rows if (parent := tree.parent(row))}
    return with_implied([_read(CellReader(row, columns, order), tree, parents) for row in table.rows])


def _read(cells: CellReader, tree: _Tree, parents: set[int]) -> ImportedRow:
    title = cells.title()
    top = tree.top(cells.row)
    is_milestone = top is None and cells.row.line in parents
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
