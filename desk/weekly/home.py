"""What home says of the weekly review: when the last one was, and whether the next is due."""

import datetime as dt
from dataclasses import dataclass

from planner.models import WeeklyReview

from .findings import reviews_of

EVERY = dt.timedelta(days=7)
REVIEWED = ("milestones_open", "tasks_overdue", "risks_high", "deals_open")  # of desk.panels.counts_of


@dataclass(frozen=True, slots=True)
class WeeklyLine:
    """The review under way, the last one that ended, and whether it is time for the next."""

    under_way: WeeklyReview | None
    last: WeeklyReview | None
    is_due: bool


def weekly_line(membership, counts, *, on):
    """Return the WeeklyLine, in one statement; None for who sees no reviews, and before there is a thing to review."""
    if not (membership.has_perm("planner.view_weeklyreview") and counts["projects"]):
        return None
    under_way, last = reviews_of(membership)
    if not (under_way or last or any(counts[name] for name in REVIEWED)):
        return None
    is_due = under_way is None and (last is None or on - last.ended_on >= EVERY)
    return WeeklyLine(under_way, last, is_due)
