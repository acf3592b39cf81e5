"""ResponseAction: what is done so that risks become less likely or less bad."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LineField, MoneyField, ProseField
from core.ids import uuid7
from risks.effects import MOST_DAYS
from risks.querysets import ResponseActionQuerySet
from risks.states import FINISHED_ACTIONS, OPEN_ACTIONS, ActionState
from teams.models import Finishing, NumberedRow, WhoField, membership_of

from .restriction import LetsRead
from .verifying import Verifying


class ResponseAction(LetsRead, Verifying, Finishing, NumberedRow):
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
    cost = MoneyField(
        _("cost"), null=True, blank=True, help_text=_("What carrying it out takes. Left empty, it is not known.")
    )
    currency = CurrencyField(_("currency"), blank=True, default="", help_text=_("Left empty, it is the team's."))

    index = "risks:action-list"
    prefix = "A"
    named_by = "title"
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
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0),
                name="action_cost_not_negative",
                violation_error_message=_("A cost cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(days_off_planned=None) | Q(days_off_planned__lte=MOST_DAYS),
                name="action_days_planned_in_range",
                violation_error_message=_("An action takes off 0 to 2,500 working days."),
            ),
            models.CheckConstraint(
                condition=Q(days_off_actual=None) | Q(days_off_actual__lte=MOST_DAYS),
                name="action_days_actual_in_range",
                violation_error_message=_("An action takes off 0 to 2,500 working days."),
            ),
            models.CheckConstraint(
                condition=(Q(money_off_planned=None) | Q(money_off_planned__gte=0))
                & (Q(money_off_actual=None) | Q(money_off_actual__gte=0)),
                name="action_money_not_negative",
                violation_error_message=_("What an action takes off cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.VERIFIED, verified_at__isnull=False)
                | ~Q(state=ActionState.VERIFIED) & Q(verified_at=None, verified_by=None, verified_alone=False),
                name="action_verified_by_verb",
                violation_error_message=_("An action is verified by “verify”, once it is done."),
            ),
            models.CheckConstraint(
                condition=~Q(verified_alone=True) | ~Q(verification_note=""),
                name="action_alone_with_reason",
                violation_error_message=_("Say why you verify it without another person."),
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

    def set_derived(self):
        """Amounts are in the team's currency unless told."""
        super().set_derived()
        if any(amount is not None for amount in (self.cost, self.money_off_planned, self.money_off_actual)):
            self.currency = self.currency or self.team.currency

    def _settle(self):
        self.forget_verification()

    def _take_up(self):
        self.forget_verification()

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
