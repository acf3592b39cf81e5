"""The working days of a team."""

from planner.calendar import Calendar


def calendar_of(team):
    """Return the Calendar of a team."""
    return Calendar(team.working_days)
