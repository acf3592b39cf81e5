"""The neutral row every dialect is mapped to, and its ids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from core.characters import CONTROL, HIDDEN
from core.tabular.problems import Param
from core.tabular.reader import fold
from planner.imports.states import Kind

if TYPE_CHECKING:
    from planner.imports.goal_rows import ImportedGoal
    from planner.imports.key_result_rows import ImportedKeyResult

Apart = TypeVar("Apart", "ImportedGoal", "ImportedKeyResult")
MAX_TITLE = 200
MADE = "made:"
LIST = "csv"  # the source of rows from a list that names none
OWN = "landfall"  # the source of our own keys; with a team's mark behind a colon where a team wrote them
# A row with one of these cannot be taken in; every other problem leaves a usable row that lacks something.
BLOCKING = frozenset({"title_missing", "start_after_due", "row_repeated"})


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: a code of messages.py or of the dates, and what its sentence needs."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ImportedLink:
    """What a milestone waits for, as the file names it.

    It stands on `line` of the file; on none (0), it is known by (source, identifier) where it is here already.
    """

    name: str
    line: int
    source: str
    identifier: str
    kind: str = "FS"
    lag: int = 0


@dataclass(frozen=True, slots=True)
class ImportedGate:
    """What a quality gate asks for; how it stands is in no file."""

    kind: str
    title: str
    is_required: bool
    comparison: str = ""
    threshold: str = ""
    unit: str = ""
    valid_days: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One milestone or task of any origin.

    `line` is the line of the file, counted from 1. `milestone` is the title of a task's milestone, found again by
    (milestone_source, milestone_id): a task of one program may lean on a milestone of another. An `is_implied`
    milestone stands in no row of its own: a section or a version that rows only name.
    (external_source, external_id) is the same on every reading of the same file.
    """

    line: int
    kind: Kind
    title: str
    state: str
    external_source: str
    external_id: str
    project: str = ""
    goals: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()  # of the goals, in their order; empty where each counts once
    milestone: str = ""
    milestone_source: str = ""
    milestone_id: str = ""
    owner_name: str = ""
    owner_email: str = ""
    start: date | None = None
    due: date | None = None
    done_on: date | None = None
    description: str = ""
    criteria: str = ""
    priority: str | None = None
    estimate: int | None = None
    blocked: bool | None = None
    blocked_note: str = ""
    days_min: int | None = None
    days_likely: int | None = None
    days_max: int | None = None
    started_on: date | None = None
    follows_links: bool | None = None
    waits_for: tuple[ImportedLink, ...] = ()
    gates: tuple[ImportedGate, ...] = ()
    is_implied: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the row can be taken in at all."""
        return not any(problem.code in BLOCKING for problem in self.problems)


def fit_title(text: str) -> tuple[str, list[Problem]]:
    """A title on one line and no longer than we can keep, with a problem when something was cut off."""
    title = " ".join(HIDDEN.sub("", CONTROL.sub("", text)).split())
    cut = [Problem("title_too_long", {"limit": MAX_TITLE})] if len(title) > MAX_TITLE else []
    return title[:MAX_TITLE].strip(), cut


def made_id(*parts: str) -> str:
    """An id for a row whose file gives none: the same for the same words in any spacing and case."""
    return f"{MADE}{sha256(chr(31).join(map(fold, parts)).encode()).hexdigest()[:24]}"


def with_unique_ids(rows: Sequence[ImportedRow]) -> tuple[ImportedRow, ...]:
    """The rows with every id of a kind and a source once: a made id is numbered, a repeat of the file's is a problem.

    Equal rows without an id stay apart and get the same numbers on every reading.
    """
    seen: dict[tuple[str, str, str], list[int]] = {}
    unique = []
    for row in rows:
        lines = seen.setdefault((row.kind, row.external_source, row.external_id), [])
        lines.append(row.line)
        if len(lines) == 1:
            unique.append(row)
        elif row.external_id.startswith(MADE):
            unique.append(replace(row, external_id=f"{row.external_id}#{len(lines)}"))
        else:
            repeated = Problem("row_repeated", {"line": lines[0]})
            unique.append(replace(row, problems=(*row.problems, repeated)))
    return tuple(unique)


def repeats_told(rows: Iterable[Apart]) -> tuple[Apart, ...]:
    """The rows, each that bears the id of one before it with that as a problem."""
    lines: dict[tuple[str, str], int] = {}
    told = []
    for row in rows:
        first = lines.setdefault((row.external_source, row.external_id), row.line)
        repeated = (Problem("row_repeated", {"line": first}),) if first != row.line else ()
        told.append(replace(row, problems=(*row.problems, *repeated)))
    return tuple(told)
