"""What a run says, in days and shares a page can show; `sight.py` decides which parts a person's run has."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil, floor

from .start_by import start_by


@dataclass(frozen=True, slots=True)
class MilestoneOutcome:
    """When a milestone is likely reached; a day is None where it lies beyond the horizon of the forecast.

    `chance` is that of being there by the due day, None without one; `error` its standard error. `p80_between` are the
    days between which P80 lies with 95 %. One overdue was due before the day of the run. `late_days` counts from the
    due day to P80, negative when sooner.
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
    is_overdue: bool = False

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
        """Return what becomes of a hundred runs: [{key, number, from}], the numbers adding up to 100.

        The first is the joint chance, rounded as everywhere; the others share what is left.
        """
        both = round(self.joint * 100)
        shares = {"late": self.late, "broke": self.broke, "neither": self.neither}
        numbers = {key: floor(share * 100) for key, share in shares.items()}
        by_rest = sorted(shares, key=lambda key: numbers[key] - shares[key] * 100)
        for key in by_rest[: 100 - both - sum(numbers.values())]:
            numbers[key] += 1
        numbers = {"both": both, **numbers}
        starts = accumulate(numbers.values(), initial=0)
        return [
            {"key": key, "number": number, "from": start}
            for (key, number), start in zip(numbers.items(), starts, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class RiskCost:
    """By how many working days a risk moves P80 of the plan's first milestone; negative for one that brings time.

    `error` is the standard error of the difference.
    """

    days: float
    error: float

    @property
    def is_measurable(self):
        """Say whether it is a day at least, and more than chance alone does."""
        return self.whole >= 1 and abs(self.days) >= 2 * self.error

    @property
    def whole(self):
        """Return the working days, rounded, without sign."""
        return round(abs(self.days))

    @property
    def is_gain(self):
        return self.days < 0


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """A share of the runs, with its standard error, in which a round signs what it wants by its expected close."""

    chance: float
    error: float


class Outcome:
    """What one run says, to somebody who may read the parts it comes with.

    What it says of single rows that are `hidden` from them, by their ids, is left out; its sums hold them.
    """

    def __init__(self, run, hidden=frozenset()):
        self.run, self.hidden = run, hidden
        self.plan = run.plan.results
        self.places = {share: place for place, share in enumerate(self.plan.get("at", ()))}

    @cached_property
    def money(self):
        """Return the results about money, or None where there are none or they are not for this reader."""
        fields_cache = self.run._state.fields_cache
        part = fields_cache.get("money")
        return None if part is None else part.results

    @property
    def target(self):
        """Return the id of the milestone this run speaks of first, or None."""
        return (self.money or self.plan).get("target")

    @property
    def is_chosen(self):
        """Say whether somebody chose the milestone this run speaks of first."""
        return self.plan.get("chosen", True)

    def day(self, offset):
        """Return the day so many days after that of the run."""
        return None if offset is None else self.run.on + dt.timedelta(days=offset)

    def milestone(self, identity):
        """Return the MilestoneOutcome of an open milestone, or None where the run does not know it."""
        found = self.plan.get("milestones", {}).get(str(identity))
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
            is_overdue=found["due"] is not None and found["due"] < 0,
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
        found = self.money and self.money.get("milestones", {}).get(str(identity))
        if not found or found["joint"] is None:
            return None
        by_due = self.plan["milestones"][str(identity)]["p"]
        return JointOutcome(found["joint"], found["error"], found["lasts"], by_due, found["reserve"])

    def cash_out(self, share):
        """Return the day the money is out by in this share of the runs, or None where it is not within the horizon."""
        return self.day(self.money["cash_out"][self.places[share]])

    def cost(self, risk):
        """Return the RiskCost of a risk, or None where the run did not try the plan without it."""
        found = self.plan.get("gains", {}).get(f"risks.risk:{risk}")
        return None if found is None else RiskCost(found["days"], found["error"])

    def round(self, identity):
        """Return the RoundOutcome of a round that wants a sum and has not ended, or None."""
        found = self.money and self.money.get("rounds", {}).get(str(identity))
        return RoundOutcome(found["p"], found["error"]) if found else None

    def raise_time(self, identity):
        """Return how long the money of a round takes, of none the usual time: {days, basis, deal}, or None."""
        if not self.money:
            return None
        return self.money["usual_raise"] if identity is None else self.money.get("raises", {}).get(str(identity))

    def start_by(self, identity, *, today):
        """Return the StartBy of a round, of None that of any; None where the money lasts or nothing is known of it."""
        time, out_on = self.raise_time(identity), self.cash_out(0.1) if self.money else None
        return None if time is None or out_on is None else start_by(out_on, time["days"], today=today)

    def notes(self, kind, identity):
        """Return what was assumed about one row; the part about money holds what that about the plan does, and more."""
        notes = (self.money or {}).get("assumed", self.plan.get("assumed", ()))
        return [note for note in notes if (note["kind"], note["id"]) == (kind, str(identity))]

    @property
    def plan_notes(self):
        return self._told(self.plan)

    @property
    def money_notes(self):
        """Return what was assumed, about the plan and the money; none where nothing is told of the money."""
        return self._told(self.money) if self.money else []

    def _told(self, part):
        return [note for note in part["assumed"] if note["id"] not in self.hidden]

    def gains(self):
        """Return [(lever, gain)] of what helps, the largest gain of the joint chance first, then of days."""
        gains = self.money["gains"] if self.money else self.plan["gains"]
        shown = [pair for pair in gains.items() if pair[0].partition(":")[2] not in self.hidden]
        return sorted(shown, key=lambda pair: _worth(pair[1]), reverse=True)

    def helping(self, most):
        """Return the first gains of the joint chance that are larger than twice their error."""
        return [(key, gain) for key, gain in self.gains() if _is_gain(gain.get("joint"), gain["error"])][:most]

    def joint_gain(self, lever):
        """Return by what share of 1 a change would raise the joint chance, or None where that is not measurable."""
        gain = self.money["gains"].get(lever) if self.money else None
        return gain["joint"] if gain and _is_gain(gain["joint"], gain["error"]) else None

    def days_gained(self, lever):
        """Return by how many working days a change would bring P80 nearer, or None where that is not measurable.

        It is the P80 of the milestone this run speaks of first to its reader.
        """
        gains, error = (self.money["gains"], "days_error") if self.money else (self.plan["gains"], "error")
        gain = gains.get(lever)
        return gain["days"] if gain and _is_gain(gain["days"], gain[error]) else None


def _is_gain(size, error):
    return bool(size) and size > 0 and size >= 2 * error


def _worth(gain):
    return (gain.get("joint") or 0.0, gain["days"], gain.get("reserve") or 0.0)
