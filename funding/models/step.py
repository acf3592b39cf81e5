"""PlanStep: one step of the financing plan, such as “Data room complete”, with who does it and by when."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from funding.querysets import PlanStepQuerySet
from funding.states import OPEN_STEPS, Channel, StepState
from teams.models import NumberedRow, WhoField


class PlanStep(NumberedRow):
    """What has to be done on the way to money, whoever it comes from."""

    title = LineField(_("title"))
    description = ProseField(_("description"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel, blank=True, default="")
    due_on = models.DateField(_("due"), null=True, blank=True)
    responsible = WhoField(_("responsible"))
    state = models.CharField(_("state"), max_length=12, choices=StepState, default=StepState.TODO)
    round = models.ForeignKey(
        "funding.Round", models.PROTECT, verbose_name=_("round"), related_name="steps", null=True, blank=True
    )
    milestone = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("milestone"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("What has to be reached first, or what the money is for."),
    )
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)

    prefix = "S"
    searched = ("title", "description")
    objects = PlanStepQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        verbose_name = _("financing step")
        verbose_name_plural = _("financing steps")
        ordering = ["due_on", "number"]
        indexes = [
            models.Index(fields=["team", "due_on"], name="planstep_by_due"),
            models.Index(fields=["due_on"], name="planstep_open_due", condition=Q(state__in=OPEN_STEPS)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state=StepState.DONE) ^ Q(completed_at=None),
                name="planstep_completed_by_verb",
                violation_error_message=_("Use “complete” to mark a step as done, and “reopen” to take it back."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("funding:step", args=[self.team.slug, self.pk])

    @property
    def is_open(self):
        return self.state in OPEN_STEPS

    @property
    def is_done(self):
        return self.state == StepState.DONE

    def is_overdue(self, *, on):
        return self.is_open and self.due_on is not None and self.due_on < on

    def store(self, *, by, version=None, links=None):
        """Store; a step ends, and is opened again, by verbs alone."""
        before = StepState.TODO if self._state.adding else type(self)._base_manager.get(pk=self.pk).state
        if not (self.state == before or {self.state, before} <= set(OPEN_STEPS)):
            message = _("Use “complete”, “skip” and “reopen” to end a step and to take that back.")
            raise ValidationError({"state": ValidationError(message, code="by_verb")})
        return super().store(by=by, version=version, links=links)

    @transaction.atomic
    def complete(self, *, by):
        """Mark as done."""
        self.lock()
        if self.is_done:
            return
        if not self.is_open:
            raise ValidationError(_("A skipped step cannot be done. Reopen it first."), code="skipped")
        self.state, self.completed_at = StepState.DONE, timezone.now()
        self.write("completed", by=by)

    @transaction.atomic
    def skip(self, *, by):
        """Say that this step is not needed."""
        self.lock()
        if self.state == StepState.SKIPPED:
            return
        if self.is_done:
            raise ValidationError(_("A finished step cannot be skipped. Reopen it first."), code="done")
        self.state = StepState.SKIPPED
        self.write("skipped", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Take completion or skipping back."""
        self.lock()
        if self.is_open:
            return
        self.state, self.completed_at = StepState.TODO, None
        self.write("reopened", by=by)
