"""The runs of the nights one after the other: what fell within a week, and since when something is below a line.

Only runs of one engine are compared. A team's seed never changes, so what differs was changed, or time has passed.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planner.models import calendar_of

from .models import Cause, Run

WEEK = dt.timedelta(days=7)
LOOKED_BACK = 21  # nights
P80 = 0.8
BEYOND = 1_000_000  # working days: later than any day of a forecast
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Night:
    """One figure of the run of a night; the larger, the better."""

    on: dt.date
    made_at: dt.datetime
    value: float


@dataclass(frozen=True, slots=True)
class Fall:
    """The night on which a figure had fallen, and the best it had been in the week before."""

    night: Night
    before: float


def last_fall(nights, least):
    """Return the last Fall by at least so much within a week; None a week after it, or once as much is not missing.

    After a fall the next one counts from there: the same loss is told once.
    """
    fall, first = None, 0
    for place, night in enumerate(nights):
        week = [each.value for each in nights[first:place] if night.on - each.on <= WEEK]
        if week and max(week) - night.value >= least - TINY:
            fall, first = Fall(night, max(week)), place
    if fall is None or nights[-1].on - fall.night.on > WEEK or fall.before - nights[-1].value < least - TINY:
        return None
    return fall


def below_since(nights, line):
    """Return the first Night from which on a figure has been below a line until the last one, or None."""
    since = None
    for night in nights:
        since = (since or night) if night.value < line - TINY else None
    return since


class PlanNights:
    """What the last nights say of a team's milestones."""

    def __init__(self, team):
        self.team = team
        runs = Run.objects.filter(team=team, cause=Cause.NIGHT, plan__isnull=False).order_by("-on")
        found = runs.values_list("on", "made_at", "engine", "plan__results__at", "plan__results__milestones")
        rows = list(found[:LOOKED_BACK])[::-1]
        self.rows = [row for row in rows if row[2] == rows[-1][2]]

    @property
    def known(self):
        """Return the ids of the milestones the last night knows."""
        return [UUID(pk) for pk in self.rows[-1][4]] if self.rows else []

    def chances(self, milestone):
        """Return the chance of each night that a milestone is reached by its day."""
        return self._nights(milestone, lambda found, on, at: found["p"])

    def ends(self, milestone):
        """Return for each night where the day lies by which 80 % reach a milestone, in working days, negative."""
        return self._nights(milestone, lambda found, on, at: -self._place(on, found["days"][at.index(P80)]))

    def due_on(self, milestone):
        """Return the day by which the last night asked for a milestone, or None."""
        last = self.rows[-1]
        due = last[4][str(milestone.pk)]["due"]
        return None if due is None else last[0] + dt.timedelta(days=due)

    def end_of(self, milestone):
        """Return the day by which 80 % reach a milestone by the last night, None beyond the horizon."""
        on, _made_at, _engine, at, milestones = self.rows[-1]
        days = milestones[str(milestone.pk)]["days"][at.index(P80)]
        return None if days is None else on + dt.timedelta(days=days)

    def _place(self, on, days):
        if days is None:
            return BEYOND
        return calendar_of(self.team).offset(on + dt.timedelta(days=days), self.rows[-1][0])

    def _nights(self, milestone, value_of):
        """Return the Night of each run that knows a milestone, from the last break on; none if the last does not."""
        nights = []
        for on, made_at, _engine, at, milestones in self.rows:
            found = milestones.get(str(milestone.pk))
            value = None if found is None else value_of(found, on, at)
            nights = [] if value is None else [*nights, Night(on, made_at, value)]
        return nights


class MoneyNights:
    """What the last nights say of the joint chance of the milestone the last of them speaks of first."""

    def __init__(self, team):
        runs = Run.objects.filter(team=team, cause=Cause.NIGHT, money__isnull=False).order_by("-on")
        found = runs.values_list(
            "on", "made_at", "engine", "money__pk", "money__results__target", "money__results__milestones"
        )
        rows = list(found[:LOOKED_BACK])[::-1]
        _on, _made_at, engine, self.part, self.target, _milestones = rows[-1] if rows else (None,) * 6
        self.chances = [
            Night(on, made_at, milestones[target]["joint"])
            for on, made_at, version, _part, target, milestones in rows
            if (version, target) == (engine, self.target) and target is not None
            if milestones.get(target, {}).get("joint") is not None
        ]
