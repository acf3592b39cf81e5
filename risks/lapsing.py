"""What an acceptance stands on, and what makes it lapse: its day, or a risk that is no longer the one accepted.

Pure: no Django, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from planner.calendar import Calendar
from planner.variance import days_later

from .appetites import WITHIN, Zone, is_worse
from .scoring import Level, compare

Cause = Literal["expired", "unrated", "level", "appetite", "cancelled", "later"]

# For how many days a risk is accepted unless somebody says otherwise: the worse it is, the sooner it is asked again.
ACCEPTED_DAYS: Mapping[Level, int] = MappingProxyType(
    {"critical": 30, "high": 30, "moderate": 90, "low": 180, "very_low": 180}
)
TOLERATED_DAYS = 10  # working days a milestone may be due later than it was


@dataclass(frozen=True, slots=True)
class Landmark:
    """A milestone a risk concerns: when it is due, and whether it was given up."""

    name: str
    due_on: date | None
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """On what a risk is accepted: its current level, the zone of the appetite it is in, its milestones by their ids."""

    level: Level | None
    zone: Zone = WITHIN
    milestones: Mapping[str, Landmark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why an acceptance lapses; of a milestone its name, and by how many working days it is due later."""

    cause: Cause
    milestone: str = ""
    days: int = 0


def suggested_expiry(on: date, level: Level | None) -> date:
    """Return until when a risk of a level is accepted, unless somebody says otherwise; as a moderate one if unrated."""
    return on + timedelta(days=ACCEPTED_DAYS[level or "moderate"])


def lapse_of(accepted: Basis, now: Basis, calendar: Calendar) -> Lapse | None:
    """Return why a risk is no longer the one that was accepted, or None: the gravest cause there is.

    A milestone the risk no longer concerns, or did not then, says nothing.
    """
    if now.level is None:
        return Lapse("unrated")
    if (compare(accepted.level, now.level) or 0) > 0:
        return Lapse("level")
    if is_worse(now.zone, accepted.zone):
        return Lapse("appetite")
    return _lapse_by_milestone(accepted, now, calendar)


def _lapse_by_milestone(accepted: Basis, now: Basis, calendar: Calendar) -> Lapse | None:
    latest: Lapse | None = None
    for key, before in accepted.milestones.items():
        present = now.milestones.get(key)
        if present is None:
            continue
        if present.is_cancelled and not before.is_cancelled:
            return Lapse("cancelled", present.name)
        days = days_later(before.due_on, present.due_on, calendar) or 0
        if days > TOLERATED_DAYS and (latest is None or days > latest.days):
            latest = Lapse("later", present.name, days)
    return latest
