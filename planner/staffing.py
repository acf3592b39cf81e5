"""By when an open role has to be found, and what waits for whom in which week; pure."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 8
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    begins: date

    @property
    def ends(self) -> date:
        return self.begins + WEEK - timedelta(days=1)


def weeks_from(today: date, count: int = WEEKS) -> list[Week]:
    """Return this week and those after it."""
    monday = today - timedelta(days=today.weekday())
    return [Week(monday + WEEK * place) for place in range(count)]


def needed_by(latest_start: date, lead_days: int) -> date:
    """Return the day on which hiring must begin, so that somebody is there when the work can wait no longer."""
    return latest_start - timedelta(days=lead_days)
