"""Judging indicators: on which side of its borders a value lies, how long it counts, and when it got worse.

Values and borders are exact decimals; days are plain dates. A value on a border has reached it: both borders belong to
the worse side. A value that is too old is no value: nothing here makes a figure of a gap. Imports no Django.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

GREEN, AMBER, RED, NO_DATA = "green", "amber", "red", "no_data"
UP, DOWN = "up", "down"  # which way is bad
HARM = {NO_DATA: 0, GREEN: 0, AMBER: 1, RED: 2}


@dataclass(frozen=True, slots=True)
class Borders:
    """Where an indicator turns amber and red; `direction` says which way is bad."""

    direction: str
    amber: Decimal
    red: Decimal

    @property
    def are_in_order(self) -> bool:
        """Whether red lies beyond amber, in the bad direction."""
        return self.red != self.amber and is_beyond(self.red, self.amber, self.direction)

    def band(self, value: Decimal) -> str:
        """The state a value means while it counts."""
        if is_beyond(value, self.red, self.direction):
            return RED
        return AMBER if is_beyond(value, self.amber, self.direction) else GREEN


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured on a day."""

    on: dt.date
    value: Decimal


def is_beyond(value: Decimal, border: Decimal, direction: str) -> bool:
    """Whether a value has reached a border on its way in the bad direction."""
    return value >= border if direction == UP else value <= border


def stale_on(measured_on: dt.date, stale_after_days: int) -> dt.date:
    """The first day on which a value no longer counts.

    Stale after 30 days, a value of the 1st of June counts up to the 1st of July, and no longer on the 2nd.
    """
    if (dt.date.max - measured_on).days <= stale_after_days:
        return dt.date.max
    return measured_on + dt.timedelta(days=stale_after_days + 1)


def state_on(band: str, stale_from: dt.date | None, on: dt.date) -> str:
    """The state on a day: that of the last value while it counts; an indicator without one has no band."""
    return band if band and stale_from is not None and on < stale_from else NO_DATA


def state_of(readings: Iterable[Reading], borders: Borders, stale_after_days: int, on: dt.date) -> str:
    """The state on a day by all readings there are; of one day the one named last counts."""
    last: Reading | None = None
    for each in readings:
        if each.on <= on and (last is None or each.on >= last.on):
            last = each
    if last is None:
        return NO_DATA
    return state_on(borders.band(last.value), stale_on(last.on, stale_after_days), on)


def is_worse(state: str, before: str) -> bool:
    """Whether a state is worse than the one before; what comes out of a gap is compared with green."""
    return HARM[state] > HARM[before]


def crossing(readings: Iterable[Reading], border: Decimal, direction: str, stale_after_days: int) -> Reading | None:
    """The reading by which the last of them came to lie beyond a border; None where the last one does not.

    Readings are given by day, the oldest first, one for each day. A gap in which a value went stale ends a stay
    beyond the border: the next value beyond it crosses anew.
    """
    came: Reading | None = None
    before: Reading | None = None
    for each in readings:
        is_gap = before is not None and each.on >= stale_on(before.on, stale_after_days)
        if not is_beyond(each.value, border, direction):
            came = None
        elif came is None or is_gap:
            came = each
        before = each
    return came
