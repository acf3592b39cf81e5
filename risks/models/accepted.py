"""A risk as its acceptance sees it: how it stands, whether it is within the appetite, and what ends the acceptance."""

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from planner.models import ProjectState
from risks.acceptance_states import Zone
from risks.appetites import NO_BORDERS, WITHIN, is_worse
from risks.lapsing import Basis, Landmark
from risks.states import Kind, Status, Strategy

from .appetite import Appetite

# From where a risk that is no longer accepted goes back to be treated.
TREATED = (Status.ASSESSED, Status.RESPONSE_PLANNED, Status.IN_TREATMENT, Status.MONITORING)
LONGEST_REASON = 300


class Accepted(models.Model):
    """Mixed into Risk."""

    appetite_zone = models.CharField(
        _("appetite"), max_length=5, choices=Zone, blank=True, default="", editable=False, db_index=False
    )

    verbs = {
        "acceptance_lapsed": _("{who} noted that {row} is no longer accepted"),
        "appetite_crossed": _("{who} noted that {row} has crossed a border of the appetite"),
        "appetite_eased": _("{who} noted that {row} is back within a border of the appetite"),
    }
    verb_fields = {"acceptance_lapsed": "status", "appetite_crossed": "appetite_zone"}

    class Meta:
        abstract = True

    @property
    def is_said_accepted(self):
        """Say whether bearing it is the answer to this threat, so that somebody must have accepted it."""
        return self.strategy == Strategy.ACCEPT and self.kind == Kind.THREAT and self.is_open

    @cached_property
    def acceptance(self):
        """Return the acceptance that stands today, or None."""
        return self.acceptances.valid(on=self.team.today()).first()

    @property
    def lacks_acceptance(self):
        return self.is_said_accepted and self.acceptance is None

    def zone_within(self, borders):
        """Return the zone of {category: Borders} this risk is in: of its current or its residual level, the worse."""
        if self.kind != Kind.THREAT or not self.is_open:
            return WITHIN
        levels = (each.level if each else None for each in (self.current, self.residual))
        return borders.get(self.category, NO_BORDERS).worst_of(levels)

    def basis(self):
        """Return the Basis on which this risk would be accepted today."""
        links = self.milestone_links.select_related("milestone__project").order_by()
        return basis_of(self, links, self._borders())

    def find_zone(self):
        """Set the zone this risk is in by now, for whoever writes it."""
        self.appetite_zone = self.zone_within(self._borders())

    def _borders(self):
        return Appetite.objects.borders(self.team, on=self.team.today())

    @transaction.atomic
    def follow_appetite(self, borders, *, by=None):
        """Note that this risk has crossed a border of the appetite; return whether it had."""
        self.lock()
        zone, before = self.zone_within(borders), self.appetite_zone
        if zone == before:
            return False
        self.appetite_zone = zone
        self.write("appetite_crossed" if is_worse(zone, before) else "appetite_eased", by=by)
        return True

    def follow_acceptance(self, *, by=None):
        """End the acceptance that no longer is of this risk; what ends by somebody's act is undone with that."""
        for acceptance in self.acceptances.approved():
            acceptance.risk, acceptance.team = self, self.team
            acceptance.lapse_if_due(by=by)

    @transaction.atomic
    def return_to_assessed(self, reason, *, by=None):
        """Let this risk wait for another answer, because of what the reason says; one that is not treated stays."""
        self.lock()
        if self.status not in TREATED:
            return
        self.status = Status.ASSESSED if self.current_id else Status.IDENTIFIED
        self.status_reason = reason[:LONGEST_REASON]
        self.write("acceptance_lapsed", by=by)


def basis_of(risk, links, borders):
    """Return the Basis of a risk with these links to milestones, within {category: Borders}."""
    milestones = {str(link.milestone_id): _landmark(link.milestone) for link in links}
    return Basis(risk.level, risk.zone_within(borders), milestones)


def _landmark(milestone):
    is_cancelled = milestone.is_cancelled or milestone.project.state == ProjectState.DISCONTINUED
    return Landmark(str(milestone), None if milestone.is_done else milestone.due_on, is_cancelled)
