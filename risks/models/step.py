"""ContingencyStep: one thing to do when a plan is activated."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from risks.plan_querysets import ContingencyStepQuerySet
from risks.states import EDITABLE_PLANS
from teams.models import JobRole, TeamOwned, WhoField

from .restriction import LetsRead

MOST_DAYS = 730
STEPS_AT_MOST = 50  # of one plan, whose page and activation show all of them


class ContingencyStep(LetsRead, TeamOwned):
    """What somebody does so many days after the plan was activated."""

    plan = models.ForeignKey(
        "risks.ContingencyPlan", models.PROTECT, verbose_name=_("contingency plan"), related_name="steps"
    )
    position = models.PositiveSmallIntegerField(
        _("order"),
        default=0,
        validators=[MaxValueValidator(999)],
        help_text=_("Left at 0, a new step comes last."),
    )
    title = LineField(_("title"))
    offset_days = models.PositiveSmallIntegerField(
        _("days after activation"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    responsible = WhoField(_("responsible"))
    job_role = models.CharField(
        _("or whoever is"),
        max_length=20,
        choices=JobRole,
        blank=True,
        default="",
        help_text=_("The person who holds this position on the day of activation."),
    )

    index, index_label = "risks:register", _("Risk register")
    read_by, read_through = "responsible", "plan__risk"
    sight = "plan.risk_id"
    objects = ContingencyStepQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["position", "created_at", "id"]
        verbose_name = _("contingency step")
        verbose_name_plural = _("contingency steps")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(responsible=None) | Q(job_role=""),
                name="step_person_or_role",
                violation_error_message=_("Name a person or a position, not both."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.plan.get_absolute_url()

    @property
    def plan_state(self):
        """Return the state of the plan: a change of a step makes a ready one a draft."""
        return self.plan.state

    @classmethod
    def risks_of(cls, rows):
        return [(row, row.plan.risk_id) for row in rows]

    def due_after(self, day):
        """Return when this step is due once its plan is activated on a day.

        So many calendar days later: an emergency waits for no working day.
        """
        return day + timedelta(days=self.offset_days)

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; a new or changed step sends a prepared plan back to draft."""
        self._open_plan()
        if self._state.adding and self.plan_id is not None and self.plan.steps.count() >= STEPS_AT_MOST:
            message, most = _("A plan has at most %(most)d steps."), {"most": STEPS_AT_MOST}
            raise ValidationError(message, code="too_many", params=most)
        if self._state.adding and not self.position:
            self.position = (self.plan.steps.aggregate(last=Max("position"))["last"] or 0) + 1
        before = None if self._state.adding else self.version
        super().store(by=by, **given)
        if before is None or self.version != before:
            self.plan.redraft(by=by)
        return self

    @transaction.atomic
    def discard(self, *, by):
        self._open_plan()
        super().discard(by=by)
        self.plan.redraft(by=by)

    def leave_with_plan(self, *, by):
        """Go with a plan that is removed, whatever its state."""
        super().discard(by=by)

    def _open_plan(self):
        """Hold the plan and refuse once it is at work, so that its tasks stay those it was activated with."""
        if self.plan_id is None:
            return
        self.plan.lock()
        if self.plan.state not in EDITABLE_PLANS:
            raise ValidationError(
                _("The steps of a plan that has been activated or retired cannot be changed."), code="plan_fixed"
            )
