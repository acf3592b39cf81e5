"""Risks as drivers: one draw decides whether a risk happens, one how large it is, for all the milestones it hits.

Source: D. Hulett, Integrated Cost-Schedule Risk Analysis (risk drivers): what several milestones share makes them late
together. On one milestone, d = work × product of the factors + sum of the days; of effects in parallel only the one
that adds most counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.distributions import quantile
from forecast.draws import Draws
from forecast.model import Days, Driver, Effect, Floats

# A risk that names no milestone and has no window happens within so many days.
WITHIN_DAYS = 365
# Later than any day.
NEVER = 2**30 + 1

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Incident:
    """A risk in some iterations: `where` it happens, how large (uniform numbers), and with a window on which day.

    `first` is the day on which the first milestone it hits is reached, by iteration; it is there if money hangs on it.
    """

    driver: Driver
    where: Places
    size: Floats
    on: Days | None
    first: Days | None


def drawn(drivers: Sequence[Driver], draws: Draws) -> dict[str, Incident]:
    """What happens; a risk with p = 0, or whose window is over, never does."""
    found: dict[str, Incident] = {}
    for driver in drivers:
        if driver.p == 0 or (driver.window is not None and driver.window[1] < 0):
            continue
        where = np.flatnonzero(draws.uniform(driver.id, "event") < driver.p)
        size = draws.uniform(driver.id, "size").take(where)
        on = None if driver.window is None else happening_day(driver, draws).take(where)
        costs = driver.money is not None or driver.cost > 0
        first = np.full(draws.count, NEVER, np.int32) if costs else None
        found[driver.id] = Incident(driver, where, size, on, first)
    return found


def happening_day(driver: Driver, draws: Draws) -> Days:
    """The day on which a risk happens, each of its window, but none in the past, as likely as the others."""
    first, last = driver.window if driver.window is not None else (0, WITHIN_DAYS)
    first = max(first, 0)
    return (first + np.floor(draws.uniform(driver.id, "when") * (last - first + 1))).astype(np.int32)


def hit(incident: Incident, reached: Days | None) -> tuple[Places, Floats]:
    """Where it hits a milestone that would be reached on that day, and how large: always, or if it happens by then."""
    if incident.on is None or reached is None:
        return incident.where, incident.size
    in_time = np.flatnonzero(incident.on <= reached.take(incident.where))
    return incident.where.take(in_time), incident.size.take(in_time)


def lengthened(work: Floats, hits: Sequence[tuple[Effect, Driver, Places, Floats]]) -> Floats:
    """The work with what happened, never below 0."""
    result = work.copy()
    series = [row for row in hits if not row[0].parallel]
    added: list[tuple[Places, Floats]] = []
    for effect, driver, where, size in series:
        drawn_size = quantile(effect.size, size)
        if effect.kind == "factor":
            result[where] *= drawn_size
            added.append((where, np.negative(_saved(driver, work.take(where) * (drawn_size - 1)))))
        else:
            added.append((where, drawn_size - _saved(driver, drawn_size)))
    largest = _largest(result, hits)
    for where, days in added:
        result[where] += days
    result += largest
    return np.maximum(result, 0, out=result)


def _largest(work: Floats, hits: Sequence[tuple[Effect, Driver, Places, Floats]]) -> Floats | float:
    """The days that the largest of the effects in parallel adds."""
    parallel = [row for row in hits if row[0].parallel]
    if not parallel:
        return 0.0
    largest = np.full_like(work, -np.inf)
    for effect, driver, where, size in parallel:
        adds = quantile(effect.size, size)
        if effect.kind == "factor":
            adds = work[where] * (adds - 1)
        largest[where] = np.maximum(largest[where], adds - _saved(driver, adds))
    return np.where(np.isneginf(largest), 0.0, largest)


def _saved(driver: Driver, costs: Floats) -> Floats | float:
    """The days that the plan saves, at most what the risk costs."""
    if driver.days_saved == 0 or driver.share == 0:
        return 0.0
    return np.minimum(driver.days_saved * driver.share, np.maximum(costs, 0))
