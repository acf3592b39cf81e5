"""What lists of lower apps show of the forecast: asked for when a template first shows it, for all its rows at once."""

from functools import cached_property

from .outcome import Outcome
from .sight import run_about


def told(request):
    """Context processor: `likely` says when milestones are likely reached, `worth` what risks cost in days."""
    membership = getattr(request, "membership", None)
    return {"likely": Likely(membership), "worth": Worth(membership)}


class Likely:
    """When the milestones of a page are likely reached, by the last run.

    A template names those it will ask about by `among`; one that was not named is read alone.
    """

    def __init__(self, membership):
        self.membership = membership
        self.named, self.read, self.answers = [], frozenset(), None

    def among(self, milestones):
        """Name the milestones of a page, so that they are read together."""
        self.named = list(milestones)
        return self

    def about(self, milestone):
        """Return the MilestoneOutcome of a milestone, or None."""
        if milestone.pk not in self.read:
            self._read(self.named if milestone in self.named else [milestone])
        return None if self.answers is None else self.answers.milestone(milestone.pk)

    @property
    def run(self):
        """Return the run that is told of, or None where this reader has none."""
        if not self.read:
            self._read(self.named)
        return None if self.answers is None else self.answers.run

    def _read(self, milestones):
        self.read = frozenset(row.pk for row in milestones)
        self.answers = _answers(self.membership, ("at",), *(("milestones", str(pk)) for pk in sorted(self.read)))


class Worth:
    """What risks cost in days, by the last run that has tried the plan without each of them."""

    def __init__(self, membership):
        self.membership = membership

    def about(self, risk):
        """Return the RiskCost of a risk where it can be measured, else None."""
        cost = None if self._answers is None else self._answers.cost(risk.pk)
        return cost if cost is not None and cost.is_measurable else None

    @cached_property
    def _answers(self):
        return _answers(self.membership, ("gains",))


def _answers(membership, *paths):
    run = None if membership is None else run_about(membership, plan=paths)
    return None if run is None else Outcome(run)
