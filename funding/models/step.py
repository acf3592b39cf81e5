"""PlanStep: one step of the financing plan, such as “Data room complete”, with who does it and by when."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from funding.querysets import PlanStepQuerySet
from funding.states import OPEN_STEPS, Channel, RoundState, StepState
from teams.models import Finishing, NumberedRow, WhoField


class PlanStep(Finishing, NumberedRow):
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

    index, index_label = "funding:step-list", _("Financing plan")
    prefix = "S"
    searched = ("title", "description")
    open_states = OPEN_STEPS
    finished_states = (StepState.DONE,)
    given_up_state, given_up_verb, given_up_noun = StepState.SKIPPED, "skipped", "skipping"
    reopened_state = StepState.TODO
    by_verb = _("Use “complete”, “skip” and “reopen” to end a step and to take that back.")
    cancelled_cannot_be_completed = _("A skipped step cannot be done. Reopen it first.")
    completed_cannot_be_cancelled = _("A finished step cannot be skipped. Reopen it first.")
    verbs = {"skipped": _("{who} skipped {row}")}
    objects = PlanStepQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        verbose_name = _("financing step")
        verbose_name_plural = _("financing steps")
        ordering = ["due_on", "number"]
        indexes = [
            *NumberedRow.Meta.indexes,
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
    def is_closed(self):
        return not self.is_open or (self.round is not None and self.round.state == RoundState.ABANDONED)
