"""Goal horizons: which of the three lanes a target date suggests, and the span each lane covers.

The person decides the horizon; this only suggests. Borders are whole calendar months counted from today:
up to 6 short, up to 24 mid, beyond long. A month that lacks the day ends on its last day: 31 August plus
6 months is 28 or 29 February.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Horizon = Literal["short", "mid", "long"]

HORIZONS: tuple[Horizon, ...] = ("short", "mid", "long")
SHORT_MONTHS = 6
MID_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Lane:
    """The days one horizon covers, both ends included; None = open on that side."""

    horizon: Horizon
    first: date | None
    last: date | None


def suggest(target: date, today: date) -> Horizon:
    """The horizon a target date falls into; a date in the past is short."""
    if target <= add_months(today, SHORT_MONTHS):
        return "short"
    if target <= add_months(today, MID_MONTHS):
        return "mid"
    return "long"


def lanes(today: date) -> tuple[Lane, Lane, Lane]:
    """The three lanes in order, without a gap and without an overlap."""
    short_end, mid_end = add_months(today, SHORT_MONTHS), add_months(today, MID_MONTHS)
    day = timedelta(days=1)
    return (
        Lane("short", None, short_end),
        Lane("mid", short_end + day, mid_end),
        Lane("long", mid_end + day, None),
    )


def add_months(start: date, months: int) -> date:
    """The same day of the month, months later (or earlier when negative), clamped to the month's last day."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month0 + 1, min(start.day, monthrange(year, month0 + 1)[1]))
