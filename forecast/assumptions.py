"""What the simulation takes where a team has said nothing: figures, and a note of each for the reader.

Pure. Sources: the assumed figures are Landfall's own (docs/forecast.md says why); 0.2 between deals is a practice of
cost estimating, not a law. Nothing here is silent: whoever uses a figure also keeps the Assumption.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .model import Spread

# Working days; shares of what is known otherwise.
WITHOUT_DATE = (10.0, 20.0, 40.0)
WAIT_OF_BLOCKED = (2.0, 5.0, 20.0)
SPAN = (0.8, 1.0, 2.0)
OVERDUE = (0.5, 1.0, 3.0)
OVERDUE_SHARE, OVERDUE_LEAST, OVERDUE_MOST = 0.25, 3.0, 20.0
EXCESS = (0.5, 1.0, 2.0)
# Calendar days around an expected close: a quarter sooner, twice as long.
SOONER, SOONER_LEAST = 0.25, 7.0
LATER, LATER_LEAST = 1.0, 30.0
CLOSE_PASSED, CLOSE_LEAST = (0.5, 1.0, 2.0), 14.0
WON_UNPAID_LEAST = 7  # money that is promised and has not come will not come today
TRANCHE_OVERDUE = 14


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for granted about one row: `key` names the sentence, `figures` what stands in it.

    `counts` is false where the row was left out for want of a figure.
    """

    key: str
    kind: str
    id: str
    figures: Mapping[str, object] = field(default_factory=dict)
    counts: bool = True


def spread_of(points: tuple[float, float, float]) -> Spread:
    """Return three points as a Beta-PERT; three equal ones are certain."""
    low, mode, high = points
    return Spread("fixed" if low == high else "pert", low, mode, high)


def scaled(figure: float, shares: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return a figure times each share, in rising order also where it is negative."""
    low, mode, high = sorted(figure * share for share in shares)
    return low, mode, high


def span(days: float) -> Spread:
    """Return the work of a milestone of which only the planned span, in working days, is known."""
    return spread_of(scaled(days, SPAN))


def overdue(days: float) -> Spread:
    """Return what remains of an overdue milestone without estimate that was planned to take `days`."""
    likely = min(max(days * OVERDUE_SHARE, OVERDUE_LEAST), OVERDUE_MOST)
    return spread_of(scaled(likely, OVERDUE))


def excess(likely: float, low: float | None, high: float | None, none: float) -> Spread:
    """Return an effect of which one end or both may be missing: half to twice what it exceeds `none` by.

    `none` is the figure that changes nothing: 0 days, a factor of 1, no money.
    """
    assumed = [none + (likely - none) * share for share in EXCESS]
    below, _mode, above = sorted(assumed)
    return spread_of((min(below if low is None else low, likely), likely, max(above if high is None else high, likely)))


def close_of(left: float, earliest: float | None, latest: float | None) -> Spread:
    """Return when an open deal closes, in days from today, of which `left` lie before the expected close."""
    low = max(left - max(SOONER * left, SOONER_LEAST), 0.0) if earliest is None else max(earliest, 0.0)
    high = left + max(LATER * left, LATER_LEAST) if latest is None else latest
    return spread_of((min(low, left), left, max(high, left)))


def close_again(days_left: float) -> Spread:
    """Return when a deal closes whose expected close has passed, by the usual days of the stages it has left."""
    return spread_of(scaled(max(days_left, CLOSE_LEAST), CLOSE_PASSED))
