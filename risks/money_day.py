"""When a condition on money is over: the day after the one by which it asks for money. Pure: no clock."""

from datetime import date, timedelta

OVER_ON = "by_on__lt"  # as databases are asked, with the day on which one asks
COUNTS_ON = "by_on__gte"


def is_over(by: date, on: date) -> bool:
    """Say whether on a day a condition on money by another is over."""
    return over_from(by) <= on


def over_from(by: date) -> date:
    """Return the first day on which a condition on money by this day is over."""
    return by + timedelta(days=1)
