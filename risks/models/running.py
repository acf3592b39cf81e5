"""A contingency plan at work: started, ended, and taken up again."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import MoneyField
from risks.activation import planned_tasks
from risks.effects import MOST_DAYS
from risks.states import PREPARED_PLANS, Occasion, Outcome, PlanState, Status
from teams.models import Change, begin_change, membership_of

ACTIVATED = gettext_noop("{who} activated {row}")


class Running(models.Model):
    """What a plan does once it is needed, and what that took; mixed into ContingencyPlan."""

    days_used = models.PositiveSmallIntegerField(
        _("working days it took"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    money_used = MoneyField(_("money it took"), null=True, blank=True)

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
    def complete(self, *, by, outcome=Outcome.WORKED, effect="", days_used=None, money_used=None):
        """End an activated plan and keep what it achieved, and what it took as far as that is known."""
        self.lock()
        if self.state == PlanState.COMPLETED:
            return
        self._leave(PlanState.ACTIVATED)
        if outcome not in (Outcome.WORKED, Outcome.PARTLY):
            raise ValidationError({"outcome": ValidationError(_("Say how the plan worked."), code="required")})
        self.state, self.outcome, self.effect = PlanState.COMPLETED, outcome, effect
        self._end(days_used, money_used)
        self.write("completed", by=by)

    @transaction.atomic
    def fail(self, *, by, effect="", days_used=None, money_used=None):
        """End an activated plan that did not help, whatever it took."""
        self.lock()
        if self.state == PlanState.FAILED:
            return
        self._leave(PlanState.ACTIVATED)
        self.state, self.outcome, self.effect = PlanState.FAILED, Outcome.FAILED, effect
        self._end(days_used, money_used)
        self.write("failed", by=by)

    def finish(self, outcome, *, by, **came_of_it):
        """End an activated plan: it worked, worked in part, or failed."""
        if outcome == Outcome.FAILED:
            self.fail(by=by, **came_of_it)
        else:
            self.complete(by=by, outcome=outcome, **came_of_it)

    def _end(self, days, money):
        self.ended_at, self.days_used, self.money_used = timezone.now(), days, money

    def forget_end(self):
        """Leave nothing of how a plan ended in the row; its history keeps it."""
        self.outcome = self.effect = ""
        self.ended_at = self.days_used = self.money_used = None

    @transaction.atomic
    def resume(self, *, by):
        """Take the end of an activated plan back; it is at work again."""
        self.lock()
        if self.is_activated:
            return
        self._leave(PlanState.COMPLETED, PlanState.FAILED)
        self.state = PlanState.ACTIVATED
        self.forget_end()
        self.write("resumed", by=by)
