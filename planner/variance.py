"""By how many working days dates differ, with one sign everywhere: positive is later.

Pure: no Django, no clock. Differences add up: from a to b and from b to c is from a to c, whatever the calendar says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .calendar import Calendar

ENOUGH = 5  # closed milestones from which on a median says something


def days_later(old: date | None, new: date | None, calendar: Calendar) -> int | None:
    """Return how many working days come after the old day up to the new one; negative when it is earlier.

    None without both days. From Friday to Monday is one day later, from Friday to Saturday none.
    """
    if old is None or new is None:
        return None
    return calendar.end_offset(new, old) - calendar.end_offset(old, old)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of something; either may be unknown."""

    start: date | None
    end: date | None

    def length(self, calendar: Calendar) -> int | None:
        """Return the working days from start to end, both included, or None."""
        return calendar.count(self.start, self.end) if self.start and self.end else None


@dataclass(frozen=True, slots=True)
class Variance:
    """By how many working days start, end and duration differ from what they were; None where it cannot be said."""

    start: int | None
    end: int | None
    duration: int | None


def variance(old: Span, new: Span, calendar: Calendar) -> Variance:
    """Return how a span differs from an older one."""
    before, after = old.length(calendar), new.length(calendar)
    return Variance(
        days_later(old.start, new.start, calendar),
        days_later(old.end, new.end, calendar),
        None if before is None or after is None else after - before,
    )


@dataclass(frozen=True, slots=True)
class MedianSlip:
    """The median of how far milestones were moved, and of how many; no median below five of them."""

    days: Fraction | None
    count: int


def median_slip(slips: Mapping[int, int] | Iterable[int]) -> MedianSlip:
    """Return the median of slips in working days, given one by one or as {slip: how many milestones}."""
    counted = slips if isinstance(slips, Mapping) else _counted(slips)
    count = sum(counted.values())
    if count < ENOUGH:
        return MedianSlip(None, count)
    low, high = _nth(counted, (count - 1) // 2), _nth(counted, count // 2)
    return MedianSlip(Fraction(low + high, 2), count)


def _counted(slips: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for slip in slips:
        found[slip] = found.get(slip, 0) + 1
    return found


def _nth(counted: Mapping[int, int], place: int) -> int:
    """Return what stands at a place, counted from 0, of all slips in order."""
    passed = 0
    for slip in sorted(counted):
        passed += counted[slip]
        if place < passed:
            return slip
    raise IndexError(place)
