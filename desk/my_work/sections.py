"""The sections of my work: which day stands in which, and in what order. Pure: no Django, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

NOW, OVERDUE, WEEK, LATER, WAITING, DONE = "now", "overdue", "week", "later", "waiting", "done"
SECTIONS = (NOW, OVERDUE, WEEK, LATER, WAITING, DONE)
MINE = (NOW, OVERDUE, WEEK, LATER)  # what is open and somebody's own
DONE_DAYS = 14
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class Bounds:
    """The days that part the sections: today, the last day of this week, the first of what is done lately."""

    today: date
    week_ends: date
    done_from: date


class Row(Protocol):
    """What is asked of a row to find its place; `place` puts kinds in turn that are due on one day."""

    section: str
    day: date | None
    ended_at: datetime | None
    place: int
    number: int | None
    title: str


R = TypeVar("R", bound=Row)


def bounds_of(today: date, working_days: list[int]) -> Bounds:
    """Return the bounds of a day, in the week of these working days (0 is Monday)."""
    return Bounds(today, week_end(today, working_days), today - timedelta(days=DONE_DAYS))


def week_end(today: date, working_days: list[int]) -> date:
    """Return the last day of the week of the next working day: at the weekend that is the week to come.

    A week begins after its longest break, of several the first; where every day is a working day, on Monday.
    """
    weekday = today.weekday()
    ahead = next(days for days in range(DAYS_OF_WEEK) if (weekday + days) % DAYS_OF_WEEK in working_days)
    begins = max(sorted(working_days), key=lambda day: _break_before(day, working_days))
    return today + timedelta(days=ahead + (begins - 1 - weekday - ahead) % DAYS_OF_WEEK)


def _break_before(day: int, working_days: list[int]) -> int:
    """Return how many days off come before a working day."""
    return next((back for back in range(DAYS_OF_WEEK) if (day - 1 - back) % DAYS_OF_WEEK in working_days), DAYS_OF_WEEK)


def put_off(day: date | None, today: date, days: int) -> date:
    """Return the day so many days later; what is over, or has no day, is put off from today."""
    return max(day or today, today) + timedelta(days=days)


def arranged(rows: Iterable[R], limit: int | None = None) -> dict[str, list[R]]:
    """Return {section: its rows, most pressing first}; `limit` cuts each.

    What is done stands newest first; what has no day comes last.
    """
    found: dict[str, list[R]] = {section: [] for section in SECTIONS}
    for row in rows:
        found[row.section].append(row)
    for section, members in found.items():
        members.sort(key=_newest if section == DONE else _soonest)
    return {section: members[:limit] for section, members in found.items()}


def _soonest(row: Row) -> tuple[date, int, int, str]:
    return row.day or date.max, row.place, row.number or 0, row.title


def _newest(row: Row) -> tuple[float, int, int, str]:
    return -row.ended_at.timestamp() if row.ended_at else 0, row.place, row.number or 0, row.title
