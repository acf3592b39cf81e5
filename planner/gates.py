"""Judging quality gates: what a measured value means for a check, how long it counts, and how many checks are met.

Values and thresholds are exact decimals; days are plain dates. Imports no Django.
"""

import datetime as dt
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

OPEN, PASSED, FAILED, WAIVED = "open", "passed", "failed", "waived"
MET = frozenset({PASSED, WAIVED})

COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "ge": operator.ge,
    "gt": operator.gt,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks there are, and how many of them are passed or waived."""

    passed: int = 0
    waived: int = 0
    total: int = 0

    @property
    def met(self) -> int:
        return self.passed + self.waived


def judge(comparison: str, threshold: Decimal, value: Decimal | None, *, has_evidence: bool) -> str:
    """Return the state of a metric after its latest value, whatever the day.

    A value that misses the threshold has failed; one that reaches it counts once there is evidence of it.
    """
    if value is None:
        return OPEN
    if not COMPARISONS[comparison](value, threshold):
        return FAILED
    return PASSED if has_evidence else OPEN


def counts_until(measured_on: dt.date | None, valid_days: int | None) -> dt.date | None:
    """Return the last day on which a value counts; None where it counts for ever, or there is none.

    Valid for 14 days, a value of the 1st counts up to the 15th.
    """
    if measured_on is None or valid_days is None:
        return None
    if (dt.date.max - measured_on).days < valid_days:
        return dt.date.max
    return measured_on + dt.timedelta(days=valid_days)


def standing(state: str, until: dt.date | None, on: dt.date) -> str:
    """Return how a check stands on a day: what passed by a value that has expired is open."""
    return OPEN if state == PASSED and until is not None and until < on else state


def tally(standings: Iterable[str]) -> Tally:
    """Count how checks stand."""
    found = list(standings)
    return Tally(found.count(PASSED), found.count(WAIVED), len(found))
