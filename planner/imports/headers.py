"""Which dialect a header is, and where its fields stand: exact dialects first, then names scored one by one.

Names match whole, never by a part: "Completed At" is not "Completed"; `completed_at` and `CompletedAt` are. Headers
of Asana, Jira and Linear as those programs export them, Jira's in any of its languages; Landfall's own is OWN_HEADER.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from core.tabular.reader import fold, plain_name
from planner.imports.columns import Columns
from planner.imports.jira_names import ENGLISH, in_english
from planner.imports.list_names import LIST_NAMES, OF_KEY_RESULTS

Dialect = Literal["landfall", "asana", "jira", "linear", "trello", "msproject", "generic"]

OWN_HEADER = (
    "kind",
    "key",
    "project",
    "name",
    "goals",
    "weight",
    "horizon",
    "parent_goal",
    "progress_from",
    "metric",
    "unit",
    "currency",
    "start_value",
    "current_value",
    "target_value",
    "measured_on",
    "milestone",
    "state",
    "priority",
    "owner",
    "owner_email",
    "planned_start",
    "planned_end",
    "actual_start",
    "actual_end",
    "days_min",
    "duration_days",
    "days_max",
    "schedule",
    "predecessors",
    "gates",
    "gates_passed",
    "gates_total",
    "estimate",
    "progress",
    "blocked",
    "blocked_note",
    "description",
    "criteria",
    "external_source",
    "external_id",
)

# Field → the names it goes by, best first; several columns of one field are all kept, in the order of the names.
_OWN = {
    "kind": "kind",
    "key": "key",
    "project": "project",
    "title": "name",
    "goals": "goals",
    "weights": "weight",
    "horizon": "horizon",
    "parent_goal": "parent_goal",
    "progress_from": "progress_from",
    **{name: name for name in OF_KEY_RESULTS},
    "milestone": "milestone",
    "state": "state",
    "priority": "priority",
    "owner": "owner",
    "owner_email": "owner_email",
    "start": "planned_start",
    "due": "planned_end",
    # The second name is the one an export had before.
    "started_on": "actual_start|started_on",
    "done_on": "actual_end|completed_on",
    "days_min": "days_min",
    "days_likely": "duration_days|days_likely",
    "days_max": "days_max",
    "follows_links": "schedule|follows_links",
    "waits_for": "predecessors|waits_for",
    "gates": "gates",
    "estimate": "estimate",
    # Told by an export, never taken over but for the progress of a closed goal.
    "gates_passed": "gates_passed",
    "gates_total": "gates_total",
    "progress": "progress",
    "blocked": "blocked",
    "blocked_note": "blocked_note",
    "description": "description",
    "criteria": "criteria",
    "external_source": "external_source",
    "external_id": "external_id",
}
_ASANA = {
    "external_id": "task id",
    "title": "name",
    "section": "section/column",
    "owner": "assignee",
    "owner_email": "assignee email",
    "start": "start date",
    "due": "due date",
    "done_on": "completed at",
    "priority": "priority",
    "description": "notes",
    "project": "projects",
    "parent": "parent task",
    "waits_for": "blocked by (dependencies)|blocked by",
    "holds_up": "blocking (dependencies)|blocking",
}
_JIRA = {
    "title": "summary",
    "key": "issue key",
    "issue_id": "issue id",
    "issue_type": "issue type",
    "state": "status|status category",
    "resolution": "resolution",
    "project": "project name|project key",
    "owner": "assignee",
    "start": "custom field (start date)|start date|custom field (target start)",
    "due": "due date",
    "done_on": "resolved",
    "versions": "fix versions|fix version/s|fix version",
    "parent": "parent|parent key|parent id|custom field (epic link)|epic link",
    "priority": "priority",
    "description": "description",
    "estimate": "original estimate",
}
_LINEAR = {
    "external_id": "id",
    "title": "title",
    "priority": "priority",
    "description": "description",
    "state": "status",
    "project": "project",
    "goals": "initiatives|roadmaps",
    "milestone": "project milestone",
    "owner": "assignee",
    "begun_on": "started",
    "done_on": "completed",
    "cancelled_on": "canceled",
    "due": "due date",
    "parent": "parent issue",
    "waits_for": "blocked by",
}
_TRELLO = {
    "external_id": "card id",
    "title": "card name",
    "description": "card description",
    "section": "list name",
    "project": "board name",
    "owner": "members",
    "start": "start date",
    "due": "due date",
    "is_done": "due complete",
    "is_archived": "archived",
}
# A person chooses the columns of such a table; these are the names the program gives them, with and without _.
_MSPROJECT = {
    "key": "id",
    "unique_id": "unique id",
    "title": "name|task name",
    "level": "outline level",
    "duration": "duration",
    "start": "start|start date",
    "due": "finish|finish date",
    "waits_for": "predecessors",
    "owner": "resource names",
    "share": "% complete|percent complete",
    "milestone": "milestone",
    "started_on": "actual start",
    "done_on": "actual finish",
    "description": "notes",
}

_OWN_SIGNATURE = {"name", "state", "planned_start", "planned_end"}
_ASANA_SIGNATURE = {"task id", "name", "section/column", "completed at"}
_LINEAR_SIGNATURE = {"id", "team", "title", "status", "completed", "canceled", "archived"}
_TRELLO_SIGNATURE = {"card id", "card name", "list name", "board name"}
_MSPROJECT_SIGNATURE = {"duration", "start", "finish"}
_MSPROJECT_MARKS = {"outline level", "predecessors", "resource names", "% complete", "percent complete", "task mode"}
_MSPROJECT_MARKS |= {"milestone", "unique id"}
_EXPORTS: tuple[tuple[Dialect, set[str], Mapping[str, str]], ...] = (
    ("asana", _ASANA_SIGNATURE, _ASANA),
    ("linear", _LINEAR_SIGNATURE, _LINEAR),
    ("trello", _TRELLO_SIGNATURE, _TRELLO),
)
_JIRA_SIGNATURE = {"summary", "issue key", "issue type", "status"}
# What a column of a plain list may hold, the most important first.
FIELDS = tuple(LIST_NAMES)
# Names by which the reader finds the header below other lines.
KNOWN_NAMES = frozenset(
    name
    for fields in (_OWN, _ASANA, _JIRA, _LINEAR, _TRELLO, _MSPROJECT, LIST_NAMES)
    for names in fields.values()
    for name in names.split("|")
) | frozenset(ENGLISH)


@dataclass(frozen=True, slots=True)
class Recognition:
    """A dialect with its columns: confidence 1 for an exact header, else the share of columns understood.

    Without a title column nothing can be read, and a person must name it; confidence is 0 then.
    """

    dialect: Dialect
    confidence: float
    columns: Columns

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the columns that are left out."""
        return self.columns.unread


def with_choices(found: Recognition, chosen: Mapping[str, str]) -> Recognition:
    """The recognition with a person's choices in the place of its guesses: field → name of a column, "" for none.

    They are for plain lists; what another program exports has its columns where that program puts them.
    """
    return replace(found, columns=found.columns.with_choices(chosen)) if found.dialect == "generic" else found


def without_fields(found: Recognition, names: Collection[str]) -> Recognition:
    """The recognition of a file in which no row has these fields, so that their columns are not read."""
    positions = {field: places for field, places in found.columns.positions.items() if field not in names}
    return replace(found, columns=Columns(found.columns.header, MappingProxyType(positions)))


def recognise(header: Sequence[str]) -> Recognition:
    """The dialect of a header and the columns of its fields."""
    exact, plain = [fold(cell) for cell in header], [plain_name(cell) for cell in header]
    if set(exact) >= _OWN_SIGNATURE:
        return Recognition("landfall", 1.0, _columns(header, exact, _OWN))
    for dialect, signature, fields in _EXPORTS:
        if set(plain) >= signature:
            return Recognition(dialect, 1.0, _columns(header, plain, fields))
    if _is_of_msproject({name.removesuffix(" date") for name in plain}):
        return Recognition("msproject", 1.0, _columns(header, plain, _MSPROJECT))
    english = in_english(plain)
    if set(english) >= _JIRA_SIGNATURE:
        return Recognition("jira", 1.0, _columns(header, english, _JIRA))
    return _scored(header, plain)


def _is_of_msproject(names: Set[str]) -> bool:
    return names >= _MSPROJECT_SIGNATURE and bool(names & {"name", "task name"}) and bool(names & _MSPROJECT_MARKS)


def _scored(header: Sequence[str], names: Sequence[str]) -> Recognition:
    columns = _columns(header, names, LIST_NAMES)
    positions = dict(columns.positions)
    # A file whose only title is the column "milestone" lists milestones.
    if "title" not in positions and "milestone" in positions:
        positions["title"] = positions.pop("milestone")
    used = {at for places in positions.values() for at in places}
    share = len(used) / sum(map(bool, names)) if "title" in positions else 0.0
    return Recognition("generic", round(share, 2), Columns(columns.header, MappingProxyType(positions)))


def _columns(header: Sequence[str], names: Sequence[str], fields: Mapping[str, str]) -> Columns:
    positions = {
        field: tuple(at for wanted in aliases.split("|") for at, name in enumerate(names) if name == wanted)
        for field, aliases in fields.items()
    }
    found = {field: places for field, places in positions.items() if places}
    return Columns(tuple(header), MappingProxyType(found))
