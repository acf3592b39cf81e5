"""Milestones that stand in no row of their own: a section or a version that tasks only name."""

from collections.abc import Sequence

from planner.imports.rows import MADE, ImportedRow, fit_title, made_id

MAX_GOALS = 20  # of one milestone; a cell has room for thousands, each of which would be made


def implied_id(*names: str) -> str:
    """The id of a milestone known only by its title, or by its project and title."""
    return made_id("milestone", *names)


def with_implied(rows: Sequence[ImportedRow]) -> list[ImportedRow]:
    """The rows, each milestone that is only named put before the first task that names it."""
    present = {(row.external_source, row.external_id) for row in rows if row.kind == "milestone"}
    named: dict[tuple[str, str], list[ImportedRow]] = {}
    for row in rows:
        home = (row.milestone_source, row.milestone_id)
        if row.kind == "task" and row.milestone_id.startswith(MADE) and home not in present:
            named.setdefault(home, []).append(row)
    first = {id(tasks[0]): tasks for tasks in named.values()}
    complete: list[ImportedRow] = []
    for row in rows:
        if id(row) in first:
            complete.append(_implied(first[id(row)]))
        complete.append(row)
    return complete


def _implied(tasks: Sequence[ImportedRow]) -> ImportedRow:
    """A milestone that spans its tasks: it begins with the first, is due with the last, is done when all are."""
    kept = [task for task in tasks if task.state != "cancelled"]
    title, problems = fit_title(tasks[0].milestone)
    finished = bool(kept) and all(task.state == "done" for task in kept)
    return ImportedRow(
        line=tasks[0].line,
        kind="milestone",
        title=title,
        state="completed" if finished else _state(kept),
        external_source=tasks[0].milestone_source,
        external_id=tasks[0].milestone_id,
        project=tasks[0].project,
        goals=tuple(dict.fromkeys(goal for task in tasks for goal in task.goals))[:MAX_GOALS],
        start=min((task.start for task in kept if task.start), default=None),
        due=max((task.due for task in kept if task.due), default=None),
        done_on=max((task.done_on for task in kept if task.done_on), default=None) if finished else None,
        is_implied=True,
        problems=tuple(problems),
    )


def _state(tasks: Sequence[ImportedRow]) -> str:
    begun = any(task.state in {"in_progress", "done"} for task in tasks)
    return "in_progress" if begun else "planned"
