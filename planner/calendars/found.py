"""What a file says of days, whatever its format; and what the name of a day says about working on it.

Pure: no Django, no clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.characters import CONTROL

MAX_BYTES = 1024 * 1024
MAX_DAYS = 2_000  # that one file or act brings
LONGEST_LABEL = 120
SAMPLES = 5  # of each kind of remark: the first lines or names

# Chinese calendars mark what is exchanged for a longer holiday: 班 a working day, 休 a day off.
_WORKS = re.compile(
    r"补班|上班|加班|补课|^班|班$|[(（\[【]\s*班\s*[)）\]】]|work(?:ing)?[ -]?day|make-?up day", re.IGNORECASE
)
_OFF = re.compile(r"休|放假|假期|day off|holiday|non-?working", re.IGNORECASE)
_NOT_WORKING = re.compile(r"non-?working", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day of a file. `is_guess`: nothing said whether it works, and it is taken for a day off."""

    day: date
    works: bool
    label: str = ""
    is_guess: bool = False


@dataclass(slots=True)
class Remarks:
    """What was left out, by code: how often, with the first samples."""

    counts: dict[str, int] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, code: str, sample: str = "") -> None:
        self.counts[code] = self.counts.get(code, 0) + 1
        kept = self.samples.setdefault(code, [])
        if sample and len(kept) < SAMPLES and sample not in kept:
            kept.append(sample)


class CalendarFileError(Exception):
    """The file as a whole is no calendar we can take; `code` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def works_by_name(name: str) -> bool | None:
    """Say whether a day is worked on by what it is called: 国庆节（班）, 春节 补班, 放假; None when nothing tells."""
    cut = name[:LONGEST_LABEL].strip()
    if _WORKS.search(cut) and not _NOT_WORKING.search(cut):
        return True
    return False if _OFF.search(cut) else None


def found_day(day: date, name: str, works: bool | None = None) -> FoundDay:
    """Return a day as its file says it, else as its name does, else a day off by guess."""
    name = CONTROL.sub("", name)
    told = works_by_name(name) if works is None else works
    return FoundDay(day, bool(told), name, is_guess=told is None)


def merged(days: Iterable[FoundDay], remarks: Remarks) -> list[FoundDay]:
    """Return each day once, in order; of two that are told apart, what was said goes before what was guessed.

    Of two holidays on one day both names stay. Raises CalendarFileError for more days than one file may bring.
    """
    kept: dict[date, FoundDay] = {}
    for each in days:
        before = kept.get(each.day)
        kept[each.day] = each if before is None else _joined(before, each, remarks)
        if len(kept) > MAX_DAYS:
            raise CalendarFileError("too_many_days", limit=MAX_DAYS)
    return [kept[day] for day in sorted(kept)]


def days_between(first: date, last: date) -> Iterable[date]:
    """Return the days from first to last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _joined(before: FoundDay, each: FoundDay, remarks: Remarks) -> FoundDay:
    if before.works == each.works:
        names = dict.fromkeys(name for name in (before.label, each.label) if name)
        return FoundDay(before.day, each.works, " · ".join(names)[:LONGEST_LABEL], before.is_guess and each.is_guess)
    if before.is_guess != each.is_guess:
        return each if before.is_guess else before
    remarks.add("said_twice", each.day.isoformat())
    return each
