"""Linear's CSV: a project milestone becomes a milestone, every issue a task of it; a sub-issue follows its parent.

What a team calls its states is its own choice, so the days on which an issue was completed, cancelled or started decide
before the word. A due date is written as an instant, the midnight of whoever exported. Initiatives, which older files
call roadmaps, are goals (that commas part them is unverified). Estimates are points and stay out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core.tabular.dates import day_of_midnight
from core.tabular.reader import Row, Table, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.headers import Recognition
from planner.imports.links import note_links_of_task
from planner.imports.milestones import MAX_GOALS, implied_id
from planner.imports.orders import DayOrders
from planner.imports.rows import ImportedRow, Problem, fit_title, made_id
from planner.imports.states import CANCELLED, FINISHED, STARTED, UNSTARTED, States, find_states
from planner.imports.trees import topmost

SOURCE = "linear"


def read_linear(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every issue of the export."""
    above = _homes(table.rows, found.columns)
    return (_read(CellReader(row, found.columns, orders), above) for row in table.rows)


def _homes(rows: Sequence[Row], columns: Columns) -> Mapping[int, Row]:
    """For each issue without a milestone of its own the last one above it, by the lines they begin on."""
    keyed = {fold(key): row for row in rows if (key := columns.value(row, "external_id"))}
    open_rows = (row for row in rows if not columns.value(row, "milestone"))
    named = ((row.line, keyed.get(fold(columns.value(row, "parent")))) for row in open_rows)
    above = {line: parent.line for line, parent in named if parent is not None and parent.line != line}
    by_line = {row.line: row for row in rows}
    return {line: by_line[top] for line, top in topmost(above).items()}


def _read(cells: CellReader, above: Mapping[int, Row]) -> ImportedRow:
    title = cells.title()
    state, done_on = _state(cells)
    milestone, milestone_id = _home(cells, above)
    note_links_of_task(cells)
    owner_name, owner_email = cells.owner()
    return ImportedRow(
        line=cells.row.line,
        kind="task",
        title=title,
        state=state.task,
        external_source=SOURCE,
        external_id=cells.text("external_id") or made_id("task", cells.text("project"), title),
        project=cells.text("project"),
        goals=_goals(cells),
        milestone=milestone,
        milestone_source=SOURCE if milestone_id else "",
        milestone_id=milestone_id,
        owner_name=owner_name,
        owner_email=owner_email,
        due=_due(cells),
        done_on=done_on,
        description=cells.text("description"),
        priority=cells.priority(),
        problems=tuple(cells.problems),
    )


def _state(cells: CellReader) -> tuple[States, date | None]:
    """The state of an issue, and the day it was done on."""
    done_on = cells.day("done_on")
    if cells.text("cancelled_on"):
        return CANCELLED, None
    if cells.text("done_on"):
        return FINISHED, done_on
    word = cells.text("state")
    state = find_states(word)
    if state is None and cells.text("begun_on"):
        return STARTED, None
    if state is None and word:
        cells.problems.append(Problem("state_unknown", {"value": word[:60]}))
    return state or UNSTARTED, None


def _due(cells: CellReader) -> date | None:
    due = cells.day("due")
    return due and day_of_midnight(due, cells.text("due"))


def _home(cells: CellReader, above: Mapping[int, Row]) -> tuple[str, str]:
    """The milestone an issue is in, or the last one above it."""
    columns, row = cells.columns, above.get(cells.row.line, cells.row)
    name, _cut = fit_title(columns.value(row, "milestone"))
    if not name:
        cells.problems.append(Problem("milestone_missing"))
        return "", ""
    return name, implied_id(*filter(None, (columns.value(row, "project"), name)))


def _goals(cells: CellReader) -> tuple[str, ...]:
    names = (fit_title(name)[0] for name in cells.text("goals").split(",")[:MAX_GOALS])
    return tuple(dict.fromkeys(filter(None, names)))
