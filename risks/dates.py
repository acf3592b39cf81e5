"""When a step of an activated plan is due. Pure: no Django, no clock."""

from datetime import date, timedelta

from planner.calendar import Calendar


def step_due(activated_on: date, offset_days: int, calendar: Calendar) -> date:
    """The day a step is due: so many calendar days after activation, moved to the next working day."""
    return calendar.next_working(activated_on + timedelta(days=offset_days))
