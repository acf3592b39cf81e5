"""Move: the slip ledger, one row each time a milestone's due date moved; and why it did."""

from datetime import date
from functools import partial

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fetching import CompletingQuerySet
from core.ids import uuid7
from planner.variance import days_later
from teams.models import Change, membership_of
from teams.models.owned import share_team

from .calendarday import calendar_of

UNEXPLAINED = ("", "taken_back")  # what nobody chose as a reason


class MoveQuerySet(CompletingQuerySet):
    def visible_to(self, membership):
        """Return the moves of the milestones this person may see."""
        if not membership.has_perm("planner.view_move") or not membership.has_perm("planner.view_milestone"):
            return self.none()
        return self.filter(team_id=membership.team_id).completed_by(partial(share_team, membership))

    def latest_first(self):
        return self.order_by("-at", "-pk")

    def for_lists(self):
        """Fetch what a row of the ledger shows."""
        return self.select_related("milestone__owner", "milestone__project", "milestone__team", "by", "change__by")

    def explained(self):
        """Return the moves somebody gave a reason for."""
        return self.exclude(reason__in=UNEXPLAINED)

    def later(self, *, since):
        """Return the moves to a later day since an instant."""
        return self.filter(at__gte=since, new_due_on__gt=F("old_due_on"))


class Move(models.Model):
    """The slip ledger: one row each time a milestone's due date moved, by whom, why, and in which act. Append-only."""

    class Reason(models.TextChoices):
        SCOPE = "scope", _("Scope")
        ESTIMATE = "estimate", _("Estimate")
        DEPENDENCY = "dependency", _("Dependency")
        PEOPLE = "people", _("People")
        FUNDING = "funding", _("Funding")
        EXTERNAL = "external", _("External")
        OTHER = "other", _("Other")
        TAKEN_BACK = "taken_back", _("Taken back")  # said of an undo, never chosen

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    milestone = models.ForeignKey("planner.Milestone", models.CASCADE, related_name="moves")
    old_due_on = models.DateField(_("was due"), null=True)
    new_due_on = models.DateField(_("is due"), null=True)
    # As the calendar was on the day of the move; null where there was no date before or after.
    days = models.IntegerField(_("working days later"), null=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True, default="")
    by = models.ForeignKey("teams.Membership", models.PROTECT, verbose_name=_("moved by"), null=True, related_name="+")
    change = models.ForeignKey("teams.Change", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("moved on"), default=timezone.now)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["team", "-at", "-id"], name="move_latest")]
        verbose_name = _("move of a date")
        verbose_name_plural = _("moves of dates")

    def __str__(self):
        return f"{self.old_due_on} → {self.new_due_on}"

    @property
    def is_explained(self):
        return self.reason not in UNEXPLAINED

    @property
    def act(self):
        """Return what the act that moved the date was, in the reader's language; nothing for an edit of one row."""
        return str(self.change) if self.change_id else ""

    @classmethod
    def keep(cls, rows, changes, *, by, reason):
        """Keep a Move of each due date that changed after it was first planned; `changes` stands in the rows' order."""
        told = {"reason": reason, "by": membership_of(by), "change": by if isinstance(by, Change) else None}
        moves = []
        for row, pairs in zip(rows, changes, strict=True):
            if "due_on" in pairs and "first_due_on" not in pairs:
                old, new = (day and date.fromisoformat(day) for day in pairs["due_on"])
                days = days_later(old, new, calendar_of(row.team))
                moves.append(cls(team=row.team, milestone=row, old_due_on=old, new_due_on=new, days=days, **told))
        cls.objects.bulk_create(moves, batch_size=500)
