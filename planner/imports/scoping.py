"""Plain lists number their rows 1, 2, 3, or not at all: whose such an id is, the project says.

A row keeps its id as the list gives it, unless a row of another project bears that one already; then it is kept under
an id within its own project, and found again under it.
"""

from dataclasses import replace

from core.tabular.reader import fold

from .rows import LIST, MADE, made_id


def within(identifier, project):
    """Return the id a project's own row has where another project's row bears the plain one."""
    if identifier.startswith(MADE):
        return made_id(project, identifier)
    return f"{identifier[:180]}#{made_id(project).removeprefix(MADE)[:12]}"


def with_own_ids(rows, project_of):
    """Return the rows of plain lists that are to go to a project, under the ids within it."""
    return [_under(row, project, lambda *_: True) for row, project in _placed(rows, project_of) if project]


def settled(rows, project_of, known):
    """Return the rows, those of plain lists under the ids by which they are known here or will be kept."""
    present = {"milestone": known.milestones.by_id, "task": known.tasks.by_id}

    def is_moved(kind, identifier, title, project):
        plain = present[kind].get((LIST, identifier))
        is_elsewhere = plain is not None and _is_elsewhere(plain, title, project)
        return is_elsewhere or (LIST, within(identifier, project)) in present[kind]

    return tuple(_under(row, project, is_moved) if project else row for row, project in _placed(rows, project_of))


def _placed(rows, project_of):
    """Yield (row, name of the project it is to go to); a task that names none goes where its milestone does."""
    homes = {(row.external_source, row.external_id): row for row in rows if row.kind == "milestone"}
    for row in rows:
        home = homes.get((row.milestone_source, row.milestone_id)) if row.kind == "task" else None
        yield row, project_of(row) or (project_of(home) if home else "")


def _under(row, project, is_moved):
    if row.external_source == LIST and is_moved(row.kind, row.external_id, row.title, project):
        row = replace(row, external_id=within(row.external_id, project))
    if row.milestone_source == LIST and is_moved("milestone", row.milestone_id, row.milestone, project):
        row = replace(row, milestone_id=within(row.milestone_id, project))
    return row


def _is_elsewhere(row, title, project):
    """Say whether a row here is not one of the project; of a task without one, a bare number says nothing."""
    home = row if hasattr(row, "project") else row.milestone
    if home is not None:
        return fold(home.project.name) != fold(project)
    return row.external_id.isdecimal() and fold(row.title) != fold(title)
