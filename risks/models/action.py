"""ResponseAction: what is done so that risks become less likely or less bad."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.ids import uuid7
from risks.querysets import ResponseActionQuerySet
from risks.states import FINISHED_ACTIONS, OPEN_ACTIONS, ActionState
from teams.models import Finishing, NumberedRow, WhoField, membership_of

from .restriction import LetsRead


class ResponseAction(LetsRead, Finishing, NumberedRow):
    """One measure of one person against one or several risks."""

    risks = models.ManyToManyField(
        "risks.Risk", through="risks.ActionRisk", related_name="actions", verbose_name=_("risks")
    )
    title = LineField(_("title"))
    description = ProseField(_("description"))
    owner = WhoField(_("owner"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ActionState, default=ActionState.TODO)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)

    index = "risks:action-list"
    prefix = "A"
    searched = ("title", "description")
    open_states = OPEN_ACTIONS
    finished_states = FINISHED_ACTIONS
    reopened_state = ActionState.IN_PROGRESS
    cancelled_cannot_be_completed = _("A cancelled action cannot be done. Reopen it first.")
    completed_cannot_be_cancelled = _("A finished action cannot be cancelled. Reopen it first.")
    follows_many = True
    read_through = "risk_links__risk"
    objects = ResponseActionQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["due_on", "number"]
        verbose_name = _("response action")
        verbose_name_plural = _("response actions")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "due_on"], name="action_by_due"),
            models.Index(fields=["due_on"], name="action_open_due", condition=Q(state__in=OPEN_ACTIONS)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=FINISHED_ACTIONS, completed_at__isnull=False)
                | ~Q(state__in=FINISHED_ACTIONS) & Q(completed_at=None),
                name="action_completed_by_verb",
                violation_error_message=_("Use “complete” to mark an action as done, and “reopen” to take it back."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("risks:action", args=[self.team.slug, self.pk])

    @classmethod
    def risks_of(cls, rows):
        by_id = {row.pk: row for row in rows}
        links = ActionRisk.objects.filter(action__in=by_id).order_by()
        return [(by_id[action], risk) for action, risk in links.values_list("action", "risk")]

    def store(self, *, by, links=None, **given):
        """Store; risks that whoever chooses them anew may not see stay chosen."""
        person = membership_of(by)
        if person is not None and not self._state.adding and "risks" in (links or {}):
            links = links | {"risks": [*links["risks"], *self._risks_unseen(person)]}
        return super().store(by=by, links=links, **given)

    gone_with = None  # the risk that decides who sees its history once it is removed

    @property
    def followed_id(self):
        return self.gone_with

    @classmethod
    def judge_removal(cls, rows, *, by):
        """Note whose the history of each action will be: who sees the one risk it answers, or several that few see."""
        super().judge_removal(rows, by=by)
        answered = {}
        links = ActionRisk.objects.filter(action__in=rows).order_by("risk__number")
        for action, risk, is_restricted in links.values_list("action", "risk", "risk__is_restricted"):
            answered.setdefault(action, []).append((risk, is_restricted))
        for row in rows:
            risks = answered.get(row.pk, [])
            if len(risks) == 1 or (risks and all(is_restricted for _risk, is_restricted in risks)):
                row.gone_with = risks[0][0]

    def _risks_unseen(self, person):
        hidden = self._meta.get_field("risks").related_model.objects.hidden_from(person)
        return list(hidden.filter(actions=self))

    def check_links(self, links):
        super().check_links(links)
        if (self._state.adding or "risks" in links) and not links.get("risks"):
            raise ValidationError({"risks": ValidationError(_("Choose at least one risk."), code="required")})


class ActionRisk(models.Model):
    """An action answers a risk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    action = models.ForeignKey(ResponseAction, models.CASCADE, related_name="risk_links")
    risk = models.ForeignKey("risks.Risk", models.PROTECT, related_name="action_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "risk"], name="action_once_per_risk")]

    def __str__(self):
        return f"{self.action} → {self.risk}"
