"""Jira's CSV with all fields: an epic or a fix version becomes a milestone, every other issue a task.

An issue belongs to the epic above it, else to its first fix version, else to its project. Parents are named
by key or by id, and a sub-task follows its parent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core.tabular.dates import Order
from core.tabular.reader import Row, Table, fold
from planner.imports.headers import Recognition
from planner.imports.milestones import implied_id, with_implied
from planner.imports.rows import CellReader, Columns, ImportedRow, Problem, fit_title, made_id
from planner.imports.states import CANCELLED, FINISHED, States, find_states

SOURCE = "jira"
_EPIC = {"epic", "史诗", "长篇故事"}


@dataclass(frozen=True, slots=True)
class _Issues:
    """Every issue by its key and by its id."""

    columns: Columns
    rows: dict[str, Row]

    def epic_of(self, row: Row) -> Row | None:
        """The nearest epic above an issue; a circle of parents ends where it closes."""
        seen = {id(row)}
        while (above := self._parent(row)) is not None and id(above) not in seen:
            if _is_epic(self.columns, above):
                return above
            seen.add(id(above))
            row = above
        return None

    def versions(self, row: Row) -> tuple[str, ...]:
        """The fix versions of an issue, a sub-task taking those of its parent."""
        own = self.columns.values(row, "versions")
        parent = self._parent(row)
        return own or (self.columns.values(parent, "versions") if parent else ())

    def _parent(self, row: Row) -> Row | None:
        named = self.columns.values(row, "parent")
        return next((self.rows[fold(name)] for name in named if fold(name) in self.rows), None)


def read_jira(table: Table, found: Recognition, order: Order | None) -> list[ImportedRow]:
    """Every issue of the export, with the milestones its versions stand for."""
    columns = found.columns
    names = ((columns.value(row, name), row) for name in ("issue_id", "key") for row in table.rows)
    issues = _Issues(columns, {fold(name): row for name, row in names if name})
    rows = [_read(CellReader(row, columns, order), issues) for row in table.rows]
    return with_implied(_closed_without_work(rows))


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
    epic = issues.epic_of(cells.row)
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
    return fold(columns.value(row, "issue_type")) in _EPIC


def _id(columns: Columns, row: Row) -> str:
    named = columns.value(row, "key") or columns.value(row, "issue_id")
    return named or made_id("task", columns.value(row, "title"))


def _closed_without_work(rows: Iterable[ImportedRow]) -> list[ImportedRow]:
    """Jira stamps cancelled issues as resolved too; that day is not one on which work was done."""
    return [replace(row, done_on=None) if row.state == "cancelled" else row for row in rows]
