"""Found days as a person reads them: days in a row that say the same as one line."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from .applying import Verdict, verdicts


@dataclass(slots=True)
class Line:
    """Days in a row of one name, kind and verdict."""

    first: date
    last: date
    works: bool
    label: str
    is_guess: bool
    verdict: Verdict

    @property
    def count(self):
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: its lines, the JSON that brings them back, and how many days are there already."""

    lines: list[Line]
    rows: str
    same: int


def preview_of(days, *, membership):
    """Return the Preview of FoundDays."""
    lines, same = [], 0
    for found, verdict in zip(days, verdicts(days, membership=membership), strict=True):
        if verdict == Verdict.SAME:
            same += 1
        elif lines and _continues(lines[-1], found, verdict):
            lines[-1].last = found.day
        else:
            lines.append(Line(found.day, found.day, found.works, found.label, found.is_guess, verdict))
    rows = [[line.first.isoformat(), line.count, line.works, line.label] for line in lines]
    return Preview(lines, json.dumps(rows, ensure_ascii=False, separators=(",", ":")), same)


def _continues(line, found, verdict):
    told = (line.works, line.label, line.is_guess, line.verdict)
    return line.last + timedelta(days=1) == found.day and told == (found.works, found.label, found.is_guess, verdict)
