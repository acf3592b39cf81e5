"""How a risk stands: open, occurred or closed, and, for a team that wants to see it, which step it has reached."""

from django.db import models

from risks.states import ENDED, NEXT_STATUSES, CoarseStatus, Status

from .settings import Settings

KEPT = "shows_steps_of_risks"  # what a copy of a team knows of it


class Stepped(models.Model):
    """The status as people see it, and what may follow; mixed into Risk."""

    class Meta:
        abstract = True

    @property
    def shows_steps(self):
        """Say whether the team looks at every step; lists know it by `with_steps()`."""
        return self.steps_shown if "steps_shown" in self.__dict__ else shows_steps(self.team)

    @property
    def shown_status(self):
        """Return the status as lists and pages show it: a Status, or how the risk stands."""
        status = Status(self.status)
        return status if self.shows_steps else CoarseStatus.of(status)

    def may_enter(self, status):
        """Say whether this status may follow; who sees no steps ends an open risk from wherever it is."""
        present = Status(self.status)
        is_end = self.is_open and present != Status.OCCURRED and status in ENDED
        return status in NEXT_STATUSES[present] or (is_end and not self.shows_steps)

    @property
    def next_statuses(self):
        """Return the statuses this risk may enter now, in the order of their definition."""
        reachable = [status for status in Status if self.may_enter(status)]
        return [status for status in reachable if status != Status.ASSESSED or self.current_id is not None]

    @property
    def ways_on(self):
        """Return (status, its name) of what an open risk may enter and stay open, as people see the statuses."""
        kept = [status for status in self.next_statuses if status not in ENDED]
        if self.shows_steps:
            return [(status.value, status.label) for status in kept]
        seen, now = {CoarseStatus.of(status): status for status in kept}, CoarseStatus.of(self.status)
        return [(status.value, coarse.label) for coarse, status in seen.items() if coarse != now]


def shows_steps(team, risk=None):
    """Say whether a team looks at every step of its risks; asked once for each copy of the team.

    A risk of the team, read `with_steps()`, says so without being asked.
    """
    known = team.__dict__
    if KEPT not in known:
        known[KEPT] = risk.steps_shown if risk else Settings.of(team).shows_steps
    return known[KEPT]
