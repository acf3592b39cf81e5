"""NextAction: what somebody does next about an opportunity; at most one is open at a time."""

from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import LineField
from funding.querysets import NextActionQuerySet
from funding.states import ActionState
from teams.models import Membership, TeamOwned, WhoField, change


class NextAction(TeamOwned):
    """One step towards the money, of one person, by a day."""

    opportunity = models.ForeignKey(
        "funding.Opportunity", models.PROTECT, verbose_name=_("opportunity"), related_name="next_actions"
    )
    title = LineField(_("next action"))
    owner = WhoField(_("owner"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=9, choices=ActionState, default=ActionState.OPEN, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    index, index_label = "funding:pipeline", _("Pipeline")
    verbs = {
        "completed": _("{who} completed {row}"),
        "cancelled": _("{who} cancelled {row}"),
        "reopened": _("{who} reopened {row}"),
    }
    objects = NextActionQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("next action")
        verbose_name_plural = _("next actions")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["team", "due_on"], name="nextaction_by_due"),
            models.Index(fields=["due_on"], name="nextaction_open_due", condition=Q(state=ActionState.OPEN)),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(state=ActionState.OPEN),
                name="nextaction_one_open",
                violation_error_message=_(
                    "This opportunity has a next action already. Complete or cancel that one first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.OPEN) ^ Q(ended_at__isnull=False),
                name="nextaction_ended_by_verb",
                violation_error_message=_("Use “complete” or “cancel” to end an action, and “reopen” to take it back."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.opportunity.get_absolute_url()

    @property
    def is_open(self):
        return self.state == ActionState.OPEN

    def is_overdue(self, *, on):
        return self.is_open and self.due_on < on

    @classmethod
    def follow(cls, opportunity, values, *, by):
        """Put a next action (title, owner, due_on) in the place of the open one, which is cancelled."""
        standing = cls.objects.filter(opportunity=opportunity, state=ActionState.OPEN).first()
        if standing is not None:
            standing.cancel(by=by)
        return cls(team=opportunity.team, opportunity=opportunity, **values).store(by=by)

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; the opportunity is held, so that two people cannot open two actions at the same moment."""
        if self._state.adding and self.opportunity_id is not None:
            type(self.opportunity)._base_manager.select_for_update().get(pk=self.opportunity_id)
        return super().store(by=by, **given)

    @transaction.atomic
    def complete(self, *, by, next=None):  # noqa: A002 - what follows is called next by everybody
        """Mark as done; `next` (title, owner, due_on) is what follows."""
        self.lock()
        if self.state == ActionState.DONE:
            return
        if not self.is_open:
            raise ValidationError(_("A cancelled action cannot be done. Reopen it first."), code="cancelled")
        grouped = next and isinstance(by, Membership)
        with change(by, gettext_noop("{who} completed {row}"), row=self) if grouped else nullcontext(by) as act:
            self._end(ActionState.DONE, "completed", by=act)
            if next:
                NextAction(team=self.team, opportunity=self.opportunity, **next).store(by=act)

    @transaction.atomic
    def cancel(self, *, by):
        """Give this action up."""
        self.lock()
        if self.state == ActionState.CANCELLED:
            return
        if not self.is_open:
            raise ValidationError(_("A finished action cannot be cancelled. Reopen it first."), code="done")
        self._end(ActionState.CANCELLED, "cancelled", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Take completion or cancellation back; refused while another action is open."""
        self.lock()
        if self.is_open:
            return
        self.state, self.ended_at = ActionState.OPEN, None
        self.write("reopened", by=by)

    def _end(self, state, verb, *, by):
        self.state, self.ended_at = state, timezone.now()
        self.write(verb, by=by)
