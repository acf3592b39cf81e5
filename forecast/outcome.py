"""What a run says, in days and shares a page can show; `sight.py` decides which parts a person's run has."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil, floor


@dataclass(frozen=True, slots=True)
class MilestoneOutcome:
    """When a milestone is likely reached; a day is None where it lies beyond the horizon of the forecast.

    `chance` is that of being there by the due day, None without one; `error` its standard error. `p80_between` are the
    days between which P80 lies with 95 %. `late_days` counts from the due day to P80, negative when sooner.
    """

    p10: dt.date | None
    p50: dt.date | None
    p80: dt.date | None
    p90: dt.date | None
    chance: float | None
    error: float | None
    due_on: dt.date | None
    p80_between: tuple
    criticality: float

    @property
    def late_days(self):
        return None if self.p80 is None or self.due_on is None else (self.p80 - self.due_on).days

    @property
    def early_days(self):
        return None if self.late_days is None else -self.late_days

    @property
    def is_likely_late(self):
        """Say whether half of the runs come after the due day."""
        return self.due_on is not None and (self.p50 is None or self.p50 > self.due_on)


@dataclass(frozen=True, slots=True)
class JointOutcome:
    """The chance that a milestone is reached by its day with money left, and what it is made of; shares of 1."""

    joint: float
    error: float
    lasts: float
    by_due: float
    reserve: float

    @property
    def rounded_reserve(self):
        """Return the reserve in whole hundreds, rounded up: the simulation knows it no better."""
        return ceil(self.reserve / 100) * 100

    @property
    def late(self):
        """Return the share of runs that have money and come late."""
        return max(self.lasts - self.joint, 0.0)

    @property
    def broke(self):
        """Return the share of runs that are on time when the money is out."""
        return max(self.by_due - self.joint, 0.0)

    @property
    def neither(self):
        return max(1.0 - self.joint - self.late - self.broke, 0.0)

    @property
    def hundred(self):
        """Return what becomes of a hundred runs: [{key, number, from}], the numbers adding up to 100."""
        shares = {"both": self.joint, "late": self.late, "broke": self.broke, "neither": self.neither}
        numbers = {key: floor(share * 100) for key, share in shares.items()}
        by_rest = sorted(shares, key=lambda key: numbers[key] - shares[key] * 100)
        for key in by_rest[: 100 - sum(numbers.values())]:
            numbers[key] += 1
        starts = accumulate(numbers.values(), initial=0)
        return [
            {"key": key, "number": number, "from": start}
            for (key, number), start in zip(numbers.items(), starts, strict=False)
        ]


class Outcome:
    """What one run says, to somebody who may read the parts it comes with."""

    def __init__(self, run):
        self.run = run
        self.plan = run.plan.results
        self.places = {share: place for place, share in enumerate(self.plan["at"])}

    @cached_property
    def money(self):
        """Return the results about money, or None where there are none or they are not for this reader."""
        fields_cache = self.run._state.fields_cache
        part = fields_cache.get("money")
        return None if part is None else part.results

    @property
    def target(self):
        """Return the id of the milestone this run speaks of first, or None."""
        return self.money["target"] if self.money else self.plan["target"]

    def day(self, offset):
        """Return the day so many days after that of the run."""
        return None if offset is None else self.run.on + dt.timedelta(days=offset)

    def milestone(self, identity):
        """Return the MilestoneOutcome of an open milestone, or None where the run does not know it."""
        found = self.plan["milestones"].get(str(identity))
        if found is None:
            return None
        days = [self.day(found["days"][self.places[share]]) for share in (0.1, 0.5, 0.8, 0.9)]
        return MilestoneOutcome(
            *days,
            chance=found["p"],
            error=found["error"],
            due_on=self.day(found["due"]),
            p80_between=tuple(self.day(each) for each in found["p80"]),
            criticality=found["criticality"],
        )

    def days_of(self, identity):
        """Return the days by which each share of `plan["at"]` has a milestone, None beyond the horizon."""
        return [self.day(day) for day in self.plan["milestones"][str(identity)]["days"]]

    def curve(self, identity):
        """Return [(day, share of runs that have it)], rising; days beyond the horizon are left out."""
        pairs = zip(self.days_of(identity), self.plan["at"], strict=True)
        return [(day, share) for day, share in pairs if day is not None]

    def joint(self, identity):
        """Return the JointOutcome of a dated open milestone, or None."""
        found = self.money and self.money["milestones"].get(str(identity))
        if not found or found["joint"] is None:
            return None
        by_due = self.plan["milestones"][str(identity)]["p"]
        return JointOutcome(found["joint"], found["error"], found["lasts"], by_due, found["reserve"])

    def cash_out(self, share):
        """Return the day the money is out by in this share of the runs, or None where it is not within the horizon."""
        return self.day(self.money["cash_out"][self.places[share]])

    def gains(self):
        """Return [(lever, gain)] of what helps, the largest gain of the joint chance first, then of days."""
        gains = self.money["gains"] if self.money else self.plan["gains"]
        return sorted(gains.items(), key=lambda pair: _worth(pair[1]), reverse=True)


def _worth(gain):
    return (gain.get("joint") or 0.0, gain["days"], gain.get("reserve") or 0.0)
