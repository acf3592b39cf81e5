"""From a neutral row to the milestone or task it means: a new draft, or the present row with the file's values.

An empty cell never erases: a file changes only what it says. What is merely named by tasks (an implied milestone)
is made once and never changed.
"""

import datetime as dt

from django.utils import timezone

from planner.imports.states import find_states
from planner.models import Milestone, Task

COMPLETED = ("completed", "done")
ENDED = (*COMPLETED, "cancelled")
PLANNED = "planned"
NOON = dt.time(12)
# What staging has looked up itself, in bulk; checking it row by row would cost a query each.
SETTLED = {
    "id",
    "team",
    "project",
    "owner",
    "assignee",
    "milestone",
    "number",
    "search_text",
    "origin_kind",
    "origin_id",
    "follows",
    "version",
}
_TEXTS = {"description", "criteria"}
_OF_MILESTONES = ("days_min", "days_likely", "days_max", "started_on", "follows_links")
_VALUES = {"start": "starts_on", "due": "due_on", "estimate": "estimate", "priority": "priority"} | {
    name: name for name in _OF_MILESTONES
}


def new_draft(row, team, *, owner):
    """Return an unsaved milestone or task with everything the row says."""
    names = {"team": team, "title": row.title, "description": row.description, "due_on": row.due, "state": row.state}
    names |= {"external_source": row.external_source, "external_id": row.external_id}
    if row.kind == "milestone":
        draft = Milestone(**names, starts_on=row.start, owner=owner, criteria=row.criteria)
        if row.state not in COMPLETED:
            _set_block(draft, row)
        _set_values(draft, row, {name: name for name in _OF_MILESTONES})
        _set_start(draft, draft.state)
    else:
        draft = Task(**names, assignee=owner, estimate=row.estimate)
    _set_values(draft, row, {"priority": "priority"})
    if row.state in COMPLETED:
        draft.completed_at = noon(row.done_on, team) if row.done_on else timezone.now()
    return draft


def rewrite(target, row, *, owner, said):
    """Set on a present row what the file says of it; `said` are the fields whose cells are not empty."""
    if row.is_implied:
        return
    target.title = row.title
    for name in _TEXTS & said:
        if hasattr(target, name):
            setattr(target, name, getattr(row, name))
    stood = target.state
    _set_values(target, row, _VALUES)
    if row.kind == "milestone":
        _set_block(target, row)
    if owner:
        setattr(target, "owner" if row.kind == "milestone" else "assignee", owner)
    if "state" in said:
        _set_state(target, row)
    if row.kind == "milestone":
        _set_start(target, stood)


def what_is_said(row, columns, cells):
    """Return the fields of a row whose cells in the file say something."""
    if row.is_implied or cells is None:
        return set()
    said = {name for name in columns.positions if columns.value(cells, name)}
    unknown = any(problem.code == "state_unknown" for problem in row.problems)
    # A word nobody knows says nothing of the state, and neither does a day that could not be read.
    tells_state = ("state" in said and not unknown) or ("done_on" in said and row.state in ENDED)
    if not tells_state and find_states(columns.value(cells, "section")) is None:
        return said - {"state"}
    return said | {"state"}


def _set_values(target, row, names):
    for name, field in names.items():
        value = getattr(row, name)
        if value is not None and hasattr(target, field):
            setattr(target, field, value)


def _set_start(target, stood):
    """Let no milestone that is planned have begun; one that was planned has begun today, while nobody says when."""
    if target.state == PLANNED:
        target.started_on = None
    elif stood == PLANNED and target.is_begun:
        target.started_on = target.started_on or target.team.today()


def _set_block(target, row):
    """Set whether something blocks a milestone, and what."""
    if row.blocked is not None:
        target.blocked = row.blocked
    target.blocked_note = (row.blocked_note or target.blocked_note) if target.blocked else ""


def _set_state(target, row):
    if row.state not in COMPLETED:
        if target.state != row.state:
            target.state, target.completed_at = row.state, None
        return
    team = target.team
    day = target.completed_at and team.today(target.completed_at)
    if target.state != row.state or (row.done_on and row.done_on != day):
        target.completed_at = noon(row.done_on, team) if row.done_on else timezone.now()
    if row.kind == "milestone" and target.state != row.state:
        target.blocked, target.blocked_note = False, ""
    target.state = row.state


def noon(day, team):
    """Return noon of a day in the team's zone: an instant that is that day almost everywhere."""
    return dt.datetime.combine(day, NOON, team.zone)
