"""What a milestone's estimate means: the figures nobody gave, and what is left of them once work has begun.

All figures are working days, as floats because the forecast draws from them unrounded; pages show `half_up()`. A figure
of 0 is an estimate like any other, and None means not estimated.
"""

from math import floor

LONGEST_GUESS = 60  # working days that a milestone of which only the due date is known is taken to last
Days = tuple[float, float, float]  # optimistic, most likely, pessimistic

# Where figures come from that nobody of the team has given: `external_source` of what a template suggests.
SUGGESTED = "template"

# An estimate of which nothing is left says no more than that it was too low: the milestone still takes a few days.
USED_UP: Days = (1.0, 3.0, 10.0)


def assumed(low: float | None, likely: float, high: float | None) -> Days:
    """The three figures in working days, with 20 % less and 60 % more than the most likely for those not given.

    Source: Landfall's assumptions on missing inputs. Written as fractions, which are exact for whole days.
    """
    optimistic = likely * 4 / 5 if low is None else float(low)
    return optimistic, float(likely), likely * 8 / 5 if high is None else float(high)


def remaining(days: Days, gone: int) -> Days:
    """What is left of three figures, all in working days, after `gone` days of work; never below 0.

    Once days have gone and nothing of any figure is left, USED_UP stands in. Raises ValueError for days gone below 0.
    """
    if gone < 0:
        raise ValueError("no fewer than 0 days can have gone")
    low, likely, high = (max(figure - gone, 0.0) for figure in days)
    return USED_UP if gone and not high else (low, likely, high)


def half_up(days: float) -> int:
    """A figure in working days as people read it: whole, a half rounded up."""
    return floor(days + 0.5)
