"""A contingency plan at work: started, ended, and taken up again."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from risks.activation import planned_tasks
from risks.states import PREPARED_PLANS, Occasion, Outcome, PlanState, Status
from teams.models import Change, begin_change, membership_of

ACTIVATED = gettext_noop("{who} activated {row}")


class Running(models.Model):
    """What a plan does once it is needed; mixed into ContingencyPlan."""

    verbs = {
        "activated": _("{who} activated {row}"),
        "completed": _("{who} completed {row}"),
        "failed": _("{who} noted that {row} failed"),
        "resumed": _("{who} resumed {row}"),
    }
    verb_fields = {"completed": "outcome"}

    class Meta:
        abstract = True

    @transaction.atomic
    def activate(self, *, by, occasion=Occasion.TRIGGERED):
        """Start this plan: its steps become dated tasks, all in one Change that `deactivate` can undo.

        `by` None is the plan starting by itself.

        Activated because the risk has OCCURRED, the risk says so from then on, as part of the same act. `by` may be a
        larger act, with which the plan is then started and undone.
        """
        self.lock()
        if self.is_activated:
            return
        self.refuse_activation()
        now = timezone.now()
        act = by if isinstance(by, Change) else begin_change(self.team, by, ACTIVATED, row=self)
        for planned in planned_tasks(self, on=self.team.today(now)):
            planned.make(by=act)
        self.state, self.activated_at, self.activated_by = PlanState.ACTIVATED, now, membership_of(by)
        self.activation = act
        self.write("activated", by=act)
        if occasion == Occasion.OCCURRED and self.risk.status != Status.OCCURRED:
            self.risk.occur(by=act)

    def refuse_activation(self):
        """Raise the ValidationError that says why this plan cannot be started as it stands."""
        if not self.risk.is_open:
            raise ValidationError(_("The risk is closed. Reopen it before you start a plan."), code="risk_closed")
        self._leave(*PREPARED_PLANS)
        self._refuse_incomplete()

    @transaction.atomic
    def deactivate(self, *, by):
        """Undo the activation: its tasks go and the plan is ready again; refused once a task was worked on.

        Refused, too, where the plan was started with other changes: those are undone in the history, all of them.
        """
        self.lock()
        if self.is_prepared:
            return
        self._leave(PlanState.ACTIVATED)
        if self.activation.label != ACTIVATED:
            message = _("This plan was started together with other changes. Undo them in the team's activity.")
            raise ValidationError(message, code="part_of_more")
        self.activation.undo(by=by)
        self.refresh_from_db()

    @transaction.atomic
    def complete(self, *, by, outcome=Outcome.WORKED, effect=""):
        """End an activated plan and keep what it achieved."""
        self.lock()
        if self.state == PlanState.COMPLETED:
            return
        self._leave(PlanState.ACTIVATED)
        if outcome not in (Outcome.WORKED, Outcome.PARTLY):
            raise ValidationError({"outcome": ValidationError(_("Say how the plan worked."), code="required")})
        self.state, self.outcome, self.effect = PlanState.COMPLETED, outcome, effect
        self.ended_at = timezone.now()
        self.write("completed", by=by)

    @transaction.atomic
    def fail(self, *, by, effect=""):
        """End an activated plan that did not help."""
        self.lock()
        if self.state == PlanState.FAILED:
            return
        self._leave(PlanState.ACTIVATED)
        self.state, self.outcome, self.effect = PlanState.FAILED, Outcome.FAILED, effect
        self.ended_at = timezone.now()
        self.write("failed", by=by)

    def finish(self, outcome, *, by, effect=""):
        """End an activated plan: it worked, worked in part, or failed."""
        if outcome == Outcome.FAILED:
            self.fail(by=by, effect=effect)
        else:
            self.complete(by=by, outcome=outcome, effect=effect)

    @transaction.atomic
    def resume(self, *, by):
        """Take the end of an activated plan back; it is at work again."""
        self.lock()
        if self.is_activated:
            return
        self._leave(PlanState.COMPLETED, PlanState.FAILED)
        self.state, self.outcome, self.effect, self.ended_at = PlanState.ACTIVATED, "", "", None
        self.write("resumed", by=by)
