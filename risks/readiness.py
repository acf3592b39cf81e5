"""How well a contingency plan is prepared, in five points. Pure: no Django, no clock.

A point is given for an owner; for a reserve that covers the plan's own cost; for a lead time shorter than the time
until the risk may strike; for a rehearsal that is not too long ago; and for a trigger a machine watches. What is not
known gives no point, and says so: a plan whose cost nobody has entered has none, one that is known to cost nothing has.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from .money_day import is_over

Part = Literal["owner", "reserve", "lead_time", "rehearsal", "trigger"]
PARTS: tuple[Part, ...] = ("owner", "reserve", "lead_time", "rehearsal", "trigger")
MOST = len(PARTS)

# What is missing, by its name; each part has its own.
NO_OWNER = "no_owner"
NO_COST = "no_cost"
NO_RESERVE = "no_reserve"
RESERVE_TOO_SMALL = "reserve_too_small"
NO_LEAD_TIME = "no_lead_time"
NO_PROXIMITY = "no_proximity"
TOO_LATE = "too_late"
NEVER_REHEARSED = "never_rehearsed"
REHEARSED_LONG_AGO = "rehearsed_long_ago"
NO_WATCH = "no_watch"


@dataclass(frozen=True, slots=True)
class Preparation:
    """What of a plan counts towards its readiness; `strikes_on` is the first day on which the risk may come true.

    A machine watches for something (`is_watched`), or at least until a day, the last on which money may be missing.
    """

    has_owner: bool
    reserve: Decimal | None
    own_cost: Decimal | None
    lead_time_days: int | None
    strikes_on: date | None
    rehearsed_on: date | None
    rehearsal_days: int
    is_watched: bool
    watched_until: date | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """The parts of a plan's readiness: {part: what is missing, empty where nothing is}."""

    gaps: dict[Part, str]

    @property
    def points(self) -> int:
        """How many of the five parts are there."""
        return sum(not gap for gap in self.gaps.values())


def readiness(plan: Preparation, today: date) -> Readiness:
    """Return how well a plan is prepared on a day."""
    return Readiness(
        {
            "owner": "" if plan.has_owner else NO_OWNER,
            "reserve": _reserve(plan),
            "lead_time": _lead_time(plan, today),
            "rehearsal": _rehearsal(plan, today),
            "trigger": _trigger(plan, today),
        }
    )


def _reserve(plan: Preparation) -> str:
    """A plan that costs nothing needs no reserve; a cost asks for as much, and must be known."""
    if plan.own_cost is None:
        return NO_COST
    if plan.own_cost == 0:
        return ""
    if plan.reserve is None:
        return NO_RESERVE
    return "" if plan.reserve >= plan.own_cost else RESERVE_TOO_SMALL


def _lead_time(plan: Preparation, today: date) -> str:
    if plan.lead_time_days is None:
        return NO_LEAD_TIME
    if plan.strikes_on is None:
        return NO_PROXIMITY
    return "" if today + timedelta(days=plan.lead_time_days) < plan.strikes_on else TOO_LATE


def _rehearsal(plan: Preparation, today: date) -> str:
    if plan.rehearsed_on is None:
        return NEVER_REHEARSED
    return "" if (today - plan.rehearsed_on).days <= plan.rehearsal_days else REHEARSED_LONG_AGO


def _trigger(plan: Preparation, today: date) -> str:
    is_watched = plan.is_watched or (plan.watched_until is not None and not is_over(plan.watched_until, today))
    return "" if is_watched else NO_WATCH
