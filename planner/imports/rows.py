"""The neutral row every dialect is mapped to, and the reading of single cells on the way there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from core.characters import CONTROL, HIDDEN
from core.tabular.dates import Order, read_date
from core.tabular.problems import Param
from core.tabular.reader import Row, fold
from planner.imports.states import FINISHED, UNSTARTED, Kind, States, find_states

MAX_TITLE = 200
MAX_NAME = 254
MADE = "made:"
LIST = "csv"  # the source of rows from a list that names none
OWN = "landfall"  # the source of our own keys; with a team's mark behind a colon where a team wrote them
# A row with one of these cannot be taken in; every other problem leaves a usable row that lacks something.
BLOCKING = frozenset({"title_missing", "start_after_due", "row_repeated"})

_DAYS = re.compile(r"(?P<days>\d{1,4})(?:\.0+)?\s*(?:d|days?|天)?")
_WORK = re.compile(r"(\d{1,5})([wdhm])")
_UNITS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}  # seconds of work, as Jira counts unless told otherwise
_MOST_DAYS = 999
_MOST_WORKING_DAYS = 2_500  # of a milestone
_YES = frozenset({"yes", "true", "1", "blocked", "是", "受阻"})
_NO = frozenset({"no", "false", "0", "否"})
_IN_NO_ADDRESS = re.compile(r"[\s<>@]")


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
    estimate: int | None = None
    blocked: bool | None = None
    blocked_note: str = ""
    days_min: int | None = None
    days_likely: int | None = None
    days_max: int | None = None
    started_on: date | None = None
    follows_links: bool | None = None
    waits_for: tuple[ImportedLink, ...] = ()
    is_implied: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the row can be taken in at all."""
        return not any(problem.code in BLOCKING for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field of a row stands: positions in the header, several where a name repeats, none if absent."""

    header: tuple[str, ...]
    positions: Mapping[str, tuple[int, ...]]

    def values(self, row: Row, name: str) -> tuple[str, ...]:
        """Every cell of the field that is not empty."""
        return tuple(cell for cell in map(row.at, self.positions.get(name, ())) if cell)

    def value(self, row: Row, name: str) -> str:
        """The first cell of the field that is not empty, or an empty text."""
        return next(iter(self.values(row, name)), "")

    def label(self, name: str) -> str:
        """The field's name as the file writes it."""
        places = self.positions.get(name, ())
        return self.header[places[0]].strip() if places else name


class CellReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: Row, columns: Columns, order: Order | None) -> None:
        self.row = row
        self.columns = columns
        self.order = order
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """The cell as it stands, without what is no text, which no name of ours keeps."""
        return HIDDEN.sub("", CONTROL.sub("", self.columns.value(self.row, name)))

    def title(self, name: str = "title") -> str:
        """The title on one line, cut to the length we can keep."""
        title, problems = fit_title(self.text(name))
        self.problems += problems if title else [Problem("title_missing")]
        return title

    def day(self, name: str) -> date | None:
        """The date in a field; what cannot be read is a problem and leaves the date empty."""
        text = self.text(name)
        answer = read_date(text, self.order)
        if answer.problem:
            self.problems.append(Problem(answer.problem, {"column": self.columns.label(name), "value": text[:60]}))
        return answer.value

    def span(self) -> tuple[date | None, date | None]:
        """Start and due, which must not be the wrong way round."""
        start, due = self.day("start"), self.day("due")
        if start and due and start > due:
            self.problems.append(Problem("start_after_due", {"start": start.isoformat(), "due": due.isoformat()}))
        return start, due

    def day_for_state(self) -> date | None:
        """The day that stands where a state is expected, as in a column “Completed”; None where it holds a word."""
        text = self.text("state")
        return None if find_states(text) else read_date(text, self.order).value

    def states(self, name: str = "state", *, done: date | None = None) -> States:
        """What the state word means; without a word we know, the day it was done decides."""
        text = self.text(name)
        found = find_states(text)
        if text and found is None and self.day_for_state() is None:
            self.problems.append(Problem("state_unknown", {"value": text[:60]}))
        return found or (FINISHED if done else UNSTARTED)

    def days(self, name: str = "estimate") -> int | None:
        """A number of whole days; anything else is a problem and leaves it open."""
        text = fold(self.text(name))
        days = _whole_days(text, _MOST_DAYS)
        if text and days is None:
            self.problems.append(Problem("estimate_unreadable", {"value": text[:60]}))
        return days

    def remaining_days(self, name: str) -> int | None:
        """A number of whole working days that a milestone still takes, read as `days` is."""
        text = fold(self.text(name))
        days = _whole_days(text, _MOST_WORKING_DAYS)
        if text and days is None:
            self.problems.append(Problem("days_unreadable", {"column": self.columns.label(name), "value": text[:60]}))
        return days

    def working_days(self, name: str = "estimate") -> int | None:
        """Work in whole days, a begun one counted: seconds (28800), or weeks, days, hours and minutes (1d 2h)."""
        text = fold(self.text(name))
        seconds = _seconds_of_work(text)
        if seconds is None or seconds > _MOST_DAYS * _UNITS["d"]:
            self.problems.append(Problem("work_unreadable", {"value": text[:60]}))
            return None
        return -(-seconds // _UNITS["d"]) or None

    def flag(self, name: str) -> bool | None:
        """Yes or no, None for an empty cell; anything else is a problem and says nothing."""
        text = fold(self.text(name))
        if text and text not in _YES | _NO:
            self.problems.append(Problem("flag_unreadable", {"column": self.columns.label(name), "value": text[:60]}))
        return text in _YES if text in _YES | _NO else None

    def owner(self) -> tuple[str, str]:
        """Name and e-mail of the owner, either may be empty; `Ana <ana@example.com>` gives both."""
        name, email = self.text("owner")[:MAX_NAME], self.text("owner_email")[:MAX_NAME]
        named, address = _name_and_address(name)
        return (named, (email or address).lower()) if address else (name, email.lower())


def _name_and_address(text: str) -> tuple[str, str]:
    """The two parts of `Ana <ana@example.com>`, `"Ana" ana@example.com` or the address alone; else two empty texts."""
    before, _at, domain = text.removesuffix(">").rpartition("@")
    local = _IN_NO_ADDRESS.split(before)[-1]
    name = before.removesuffix(local).removesuffix("<")
    if not local or "." not in domain[1:-1] or _IN_NO_ADDRESS.search(domain) or "<" in name or ">" in name:
        return "", ""
    return name.strip(' "'), f"{local}@{domain}"


def _whole_days(text: str, most: int) -> int | None:
    found = _DAYS.fullmatch(text)
    days = int(found["days"]) if found else None
    return days if days is not None and days <= most else None


def _seconds_of_work(text: str) -> int | None:
    """The seconds of work a cell speaks of, 0 for an empty one, None where it cannot be read."""
    if text.isdecimal():
        return int(text[:12])
    found = [_WORK.fullmatch(part) for part in text.split()]
    return sum(int(each[1]) * _UNITS[each[2]] for each in found if each) if all(found) else None


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
