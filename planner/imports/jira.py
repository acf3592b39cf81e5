"""Jira's CSV with all fields: an epic or a fix version becomes a milestone, every other issue a task.

An issue belongs to the epic above it, else to its first fix version, else to its project. Parents are named
by key or by id, and a sub-task follows its parent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.tabular.reader import Row, Table, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.headers import Recognition
from planner.imports.jira_names import EPICS
from planner.imports.milestones import implied_id
from planner.imports.orders import DayOrders
from planner.imports.rows import ImportedRow, Problem, fit_title, made_id
from planner.imports.states import CANCELLED, FINISHED, States, find_states
from planner.imports.trees import topmost

SOURCE = "jira"


@dataclass(frozen=True, slots=True)
class _Issues:
    """What is above an issue, by the line it begins on: the nearest epic, and its parent."""

    columns: Columns
    epics: Mapping[int, Row]
    parents: Mapping[int, Row]

    def versions(self, row: Row) -> tuple[str, ...]:
        """The fix versions of an issue, a sub-task taking those of its parent."""
        own = self.columns.values(row, "versions")
        parent = self.parents.get(row.line)
        return own or (self.columns.values(parent, "versions") if parent else ())


def read_jira(table: Table, found: Recognition, orders: DayOrders) -> Iterator[ImportedRow]:
    """Every issue of the export."""
    issues = _issues(table.rows, found.columns)
    return (_closed_without_work(_read(CellReader(row, found.columns, orders), issues)) for row in table.rows)


def _issues(rows: Sequence[Row], columns: Columns) -> _Issues:
    """The issues as their parents, named by key or by id, put them; a circle of parents has no epic above it."""
    names = ((columns.value(row, name), row) for name in ("issue_id", "key") for row in rows)
    named = {fold(name): row for name, row in names if name}
    above = ((row, map(fold, columns.values(row, "parent"))) for row in rows)
    parents = {row.line: parent for row, keys in above if (parent := next(filter(None, map(named.get, keys)), None))}
    epics = {row.line: row for row in rows if _is_epic(columns, row)}
    # An epic ends the way up; what is above it concerns no issue.
    tops = topmost({line: parent.line for line, parent in parents.items() if line not in epics})
    return _Issues(columns, {line: epics[top] for line, top in tops.items() if top in epics}, parents)


def _read(cells: CellReader, issues: _Issues) -> ImportedRow:
    is_milestone = _is_epic(cells.columns, cells.row)
    title = cells.title()
    start, due = cells.span()
    done_on = cells.day("done_on")
    state = _state(cells, done_on)
    milestone, milestone_id = ("", "") if is_milestone else _home(cells, issues)
    owner_name, owner_email = cells.owner()
    return ImportedRow(
        line=cells.row.line,
        kind="milestone" if is_milestone else "task",
        title=title,
        state=state.of("milestone" if is_milestone else "task"),
        external_source=SOURCE,
        external_id=_id(cells.columns, cells.row),
        project=cells.text("project"),
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
        estimate=None if is_milestone else cells.working_days(),
        problems=tuple(cells.problems),
    )


def _state(cells: CellReader, done_on: date | None) -> States:
    """The status, except that what was closed as "Won't do" or "Duplicate" is cancelled and not done."""
    states = cells.states(done=done_on)
    if states is FINISHED and find_states(cells.text("resolution")) is CANCELLED:
        return CANCELLED
    return states


def _home(cells: CellReader, issues: _Issues) -> tuple[str, str]:
    epic = issues.epics.get(cells.row.line)
    if epic is not None:
        return fit_title(cells.columns.value(epic, "title"))[0], _id(cells.columns, epic)
    versions = issues.versions(cells.row)
    if len(versions) > 1:
        cells.problems.append(Problem("several_milestones", {"value": versions[0]}))
    project = cells.text("project")
    if versions:
        return versions[0], implied_id(project, versions[0])
    if not project:
        cells.problems.append(Problem("milestone_missing"))
        return "", ""
    return project, implied_id(project)


def _is_epic(columns: Columns, row: Row) -> bool:
    return fold(columns.value(row, "issue_type")) in EPICS


def _id(columns: Columns, row: Row) -> str:
    named = columns.value(row, "key") or columns.value(row, "issue_id")
    return named or made_id("task", columns.value(row, "title"))


def _closed_without_work(row: ImportedRow) -> ImportedRow:
    """Jira stamps cancelled issues as resolved too; that day is not one on which work was done."""
    return replace(row, done_on=None) if row.state == "cancelled" else row
