"""When a step of an activated plan is due. Pure: no Django, no clock."""

from collections.abc import Collection
from datetime import date, timedelta


def working_day_from(day: date, weekdays: Collection[int]) -> date:
    """This day, or the next one that is a working day; weekdays run from 0 (Monday) to 6 (Sunday).

    Raises ValueError when no weekday is a working day.
    """
    if not set(weekdays) & set(range(7)):
        raise ValueError("weekdays must be some of 0 (Monday) to 6 (Sunday)")
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return day


def step_due(activated_on: date, offset_days: int, weekdays: Collection[int]) -> date:
    """The day a step is due: so many calendar days after activation, moved to the next working day."""
    return working_day_from(activated_on + timedelta(days=offset_days), weekdays)
