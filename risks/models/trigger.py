"""What contingency plans wait for: Trigger, for everybody, and MoneyTrigger, for who reads the money."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, MoneyField, ProseField
from core.logged import unlogged
from risks.conditions import ON_MONEY
from risks.plan_querysets import TriggerQuerySet
from risks.trigger_states import Counted, MoneyKind, TriggerKind

from .armed import Armed

MOST_DAYS_LATE = 730
PERCENTS = [MinValueValidator(1), MaxValueValidator(99)]


def _percent():
    return models.PositiveSmallIntegerField(_("below (%)"), null=True, blank=True, validators=PERCENTS)


class Trigger(Armed):
    """A day, a milestone that slips or becomes unlikely, or what somebody has to see."""

    plan = models.ForeignKey(
        "risks.ContingencyPlan", models.PROTECT, verbose_name=_("contingency plan"), related_name="triggers"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=TriggerKind)
    on = models.DateField(_("day"), null=True, blank=True)
    milestone = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("milestone"),
        related_name="plan_triggers",
        null=True,
        blank=True,
    )
    days = models.PositiveSmallIntegerField(
        _("working days late"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS_LATE)],
        help_text=_("Counted from the day promised: that of the reference baseline, else the one first planned."),
    )
    percent = _percent()
    indicator = models.ForeignKey(
        "risks.Indicator",
        models.PROTECT,
        verbose_name=_("indicator"),
        related_name="plan_triggers",
        null=True,
        blank=True,
    )
    threshold = MoneyField(
        _("threshold"),
        null=True,
        blank=True,
        help_text=_("From this value on, in the direction that is bad. Left open, its red border counts."),
    )
    text = ProseField(_("what has to happen"))
    search_text = unlogged(models.TextField(editable=False, blank=True, default=""))

    asked = ("on", "milestone", "days", "percent", "indicator", "threshold", "text")
    needed = {
        TriggerKind.DATE: {"on": "trigger_has_day"},
        TriggerKind.MILESTONE_SLIP: {"milestone": "trigger_has_milestone", "days": "trigger_has_days"},
        TriggerKind.CHANCE: {"milestone": "trigger_has_milestone", "percent": "trigger_has_percent"},
        TriggerKind.INDICATOR: {"indicator": "trigger_has_indicator"},
        TriggerKind.MANUAL: {"text": "trigger_has_text"},
    }
    named = ("team", "milestone", "indicator")
    sight = "plan.risk_id"
    searched = ("text",)
    objects = TriggerQuerySet.as_manager()

    class Meta(Armed.Meta):
        verbose_name = _("trigger")
        verbose_name_plural = _("triggers")
        constraints = [
            *Armed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="date") | Q(on__isnull=False),
                name="trigger_has_day",
                violation_error_message=_("Say which day it is."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("milestone_slip", "chance")) | Q(milestone__isnull=False),
                name="trigger_has_milestone",
                violation_error_message=_("Say which milestone it is."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="milestone_slip") | Q(days__isnull=False, days__range=(1, MOST_DAYS_LATE)),
                name="trigger_has_days",
                violation_error_message=_("Say from how many working days on: 1 to 730."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="chance") | Q(percent__isnull=False, percent__range=(1, 99)),
                name="trigger_has_percent",
                violation_error_message=_("Say below which chance: 1 to 99%%."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="indicator") | Q(indicator__isnull=False),
                name="trigger_has_indicator",
                violation_error_message=_("Say which indicator it is."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="manual") | ~Q(text=""),
                name="trigger_has_text",
                violation_error_message=_("Say what has to happen."),
            ),
        ]

    def _refuse_finer_amounts(self, exclude):
        """A threshold is no money: it may be finer than any currency."""

    def clean(self):
        """Refuse an indicator of another risk than the plan's."""
        super().clean()
        if self.indicator is not None and self.plan_id is not None and self.indicator.risk_id != self.plan.risk_id:
            message = _("Choose an indicator of the risk this plan is against.")
            raise ValidationError({"indicator": ValidationError(message, code="other_risk")})


class MoneyTrigger(Armed):
    """Money that is missing by a day, or a joint chance that falls."""

    plan = models.ForeignKey(
        "risks.ContingencyPlan", models.PROTECT, verbose_name=_("contingency plan"), related_name="money_triggers"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=MoneyKind)
    counted = models.CharField(
        _("money that counts"), max_length=8, choices=Counted, blank=True, default=Counted.RECEIVED
    )
    amount = MoneyField(
        _("less than"),
        null=True,
        blank=True,
        help_text=_("Amounts nobody has entered, and those in another currency, do not count."),
    )
    currency = CurrencyField(_("currency"), blank=True, default="")
    round = models.ForeignKey(
        "funding.Round",
        models.PROTECT,
        verbose_name=_("of which round"),
        related_name="plan_triggers",
        null=True,
        blank=True,
        help_text=_("Left open, all rounds count together."),
    )
    by_on = models.DateField(_("by"), null=True, blank=True, help_text=_("It is looked at from the day after."))
    percent = _percent()

    asked = ("counted", "amount", "currency", "round", "by_on", "percent")
    needed = {
        MoneyKind.FINANCING: dict.fromkeys(("amount", "by_on"), "moneytrigger_has_amount_and_day"),
        MoneyKind.JOINT_CHANCE: {"percent": "moneytrigger_has_percent"},
    }
    named = ("team", "round")
    unseen = ON_MONEY
    sight = "plan.risk_id"
    objects = TriggerQuerySet.as_manager()

    class Meta(Armed.Meta):
        verbose_name = _("condition on money")
        verbose_name_plural = _("conditions on money")
        constraints = [
            *Armed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="financing")
                | Q(amount__isnull=False, amount__gt=0, by_on__isnull=False) & ~Q(counted=""),
                name="moneytrigger_has_amount_and_day",
                violation_error_message=_("Say which amount has to be there, and by which day."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="joint_chance") | Q(percent__isnull=False, percent__range=(1, 99)),
                name="moneytrigger_has_percent",
                violation_error_message=_("Say below which chance: 1 to 99%%."),
            ),
        ]

    def set_derived(self):
        """What is about an amount is in the team's currency unless told."""
        super().set_derived()
        if self.kind == MoneyKind.FINANCING:
            self.currency = self.currency or self.team.currency
            self.counted = self.counted or Counted.RECEIVED
