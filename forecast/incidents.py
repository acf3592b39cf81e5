"""Risks as drivers: one draw decides whether a risk happens, one how large it is, for all the milestones it hits.

Source: D. Hulett, Integrated Cost-Schedule Risk Analysis (risk drivers): what several milestones share makes them late
together. On one milestone, d = work × product of the factors + sum of the days; of effects in parallel only the one
that adds most counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

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

    `hits` are the milestones it hits (by index), each with the places within `where` that count (None: all).
    """

    driver: Driver
    where: Places
    size: Floats
    on: Days | None
    hits: list[tuple[int, Places | None]] = field(default_factory=list)

    def hit(self, index: int, reached: Days | None) -> tuple[Places, Floats]:
        """Hit a milestone that would be reached on that day, always or if it happens by then: where, and how large."""
        if self.on is None or reached is None:
            self.hits.append((index, None))
            return self.where, self.size
        in_time = np.flatnonzero(self.on <= reached.take(self.where))
        self.hits.append((index, in_time))
        return self.where.take(in_time), self.size.take(in_time)

    def first_day(self, day: Days) -> Days:
        """When the first milestone it hits is reached, of days [milestone, iteration]; NEVER where it hits none."""
        first = np.full(len(self.where), NEVER, np.int32)
        for index, places in self.hits:
            if places is None:
                np.minimum(first, day[index].take(self.where), out=first)
            else:
                first[places] = np.minimum(first.take(places), day[index].take(self.where.take(places)))
        return first


def drawn(drivers: Sequence[Driver], draws: Draws) -> dict[str, Incident]:
    """What happens; a risk with p = 0, or whose window is over, never does."""
    found: dict[str, Incident] = {}
    for driver in drivers:
        if driver.p == 0 or (driver.window is not None and driver.window[1] < 0):
            continue
        where = np.flatnonzero(draws.uniform(driver.id, "event") < driver.p)
        size = draws.uniform(driver.id, "size").take(where)
        on = None if driver.window is None else happening_day(driver, draws).take(where)
        found[driver.id] = Incident(driver, where, size, on)
    return found


def happening_day(driver: Driver, draws: Draws) -> Days:
    """The day on which a risk happens, each of its window, but none in the past, as likely as the others."""
    first, last = driver.window if driver.window is not None else (0, WITHIN_DAYS)
    first = max(first, 0)
    return (first + np.floor(draws.uniform(driver.id, "when") * (last - first + 1))).astype(np.int32)


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
    largest = _largest(result, hits) if len(series) < len(hits) else None
    for where, days in added:
        result[where] += days
    if largest is not None:
        result += largest
    return np.maximum(result, 0, out=result)


def _largest(work: Floats, hits: Sequence[tuple[Effect, Driver, Places, Floats]]) -> Floats:
    """The days that the largest of the effects in parallel adds."""
    largest = np.full_like(work, -np.inf)
    for effect, driver, where, size in (row for row in hits if row[0].parallel):
        adds = quantile(effect.size, size)
        if effect.kind == "factor":
            adds = work.take(where) * (adds - 1)
        largest[where] = np.maximum(largest[where], adds - _saved(driver, adds))
    return np.where(np.isneginf(largest), 0.0, largest)


def _saved(driver: Driver, costs: Floats) -> Floats | float:
    """The days that the plan saves, at most what the risk costs."""
    if driver.days_saved == 0 or driver.share == 0:
        return 0.0
    return np.minimum(driver.days_saved * driver.share, np.maximum(costs, 0))
