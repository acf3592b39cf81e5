"""Trello's CSV: a list becomes a milestone, its cards tasks; a list whose name is a state word gives the state instead.

Then the board is the milestone, as it is the project of all. Done is a card whose due date is marked complete; what is
archived without being done was given up.
"""

from collections.abc import Iterator

from core.tabular.reader import Table, fold
from planner.imports.cells import YES, CellReader
from planner.imports.headers import Recognition
from planner.imports.milestones import implied_id
from planner.imports.orders import DayOrders
from planner.imports.rows import ImportedRow, Problem, made_id
from planner.imports.states import CANCELLED, FINISHED, UNSTARTED, States, find_states

SOURCE = "trello"


def read_trello(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every card of the export."""
    return (_read(CellReader(row, found.columns, orders)) for row in table.rows)


def archived(table: Table, found: Recognition) -> frozenset[int]:
    """The lines of the cards that are archived, or whose list is."""
    return frozenset(row.line for row in table.rows if fold(found.columns.value(row, "is_archived")) in YES)


def _read(cells: CellReader) -> ImportedRow:
    title = cells.title()
    start, due = cells.span()
    state = _state(cells)
    board, milestone = cells.text("project"), _home(cells)
    owner_name, owner_email = cells.owner()
    return ImportedRow(
        line=cells.row.line,
        kind="task",
        title=title,
        state=state.task,
        external_source=SOURCE,
        external_id=cells.text("external_id") or made_id("task", board, milestone, title),
        project=board,
        milestone=milestone,
        milestone_source=SOURCE if milestone else "",
        milestone_id=implied_id(board, milestone) if milestone else "",
        owner_name=owner_name.split(",")[0].strip(),
        owner_email=owner_email,
        start=start,
        due=due,
        description=cells.text("description"),
        problems=tuple(cells.problems),
    )


def _state(cells: CellReader) -> States:
    state = find_states(cells.text("section")) or UNSTARTED
    if fold(cells.text("is_done")) in YES or state is FINISHED:
        return FINISHED
    return CANCELLED if fold(cells.text("is_archived")) in YES else state


def _home(cells: CellReader) -> str:
    """The milestone of a card: its list, or its board where the list is a state."""
    section = cells.text("section")
    home = cells.text("project") if find_states(section) or not section else section
    if not home:
        cells.problems.append(Problem("milestone_missing"))
    return home
