"""IndicatorReading: what an indicator was on a day, and who or what found it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MoneyField
from risks.querysets import OfRiskQuerySet
from teams.models import TeamOwned

TO_COME = _("A value cannot have been measured on a day that is still to come.")


class IndicatorReadingQuerySet(OfRiskQuerySet):
    risk_path = "indicator__risk"

    def latest_first(self):
        """Order so that what counts comes first: the latest day, of one day what was reported last."""
        return self.order_by("-measured_on", "-at", "-id")

    def counting(self):
        """Return the readings that count: of each day the one reported last."""
        return self.filter(~Exists(self._later()))

    def told_replaced(self):
        """Let each say whether a later one of the same day took its place: `is_replaced`."""
        return self.annotate(is_replaced=Exists(self._later()))

    def _later(self):
        same = self.model._base_manager.filter(indicator=OuterRef("indicator"), measured_on=OuterRef("measured_on"))
        return same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id"))).order_by()


class IndicatorReading(TeamOwned):
    """One value of an indicator, made by `Indicator.measure`. Append-only: another of the same day takes its place."""

    indicator = models.ForeignKey(
        "risks.Indicator", models.PROTECT, verbose_name=_("indicator"), related_name="readings"
    )
    value = MoneyField(_("value"))
    measured_on = models.DateField(_("measured on"))
    note = LineField(_("note"), max_length=300, blank=True, default="")
    source = LineField(
        _("source"), max_length=80, blank=True, default="", help_text=_("Such as the name of a pipeline.")
    )
    run_id = LineField(_("run"), blank=True, default="", help_text=_("What the source calls this measurement."))
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("reported by"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)

    index, index_label = "risks:indicator-list", _("Indicators")
    named_by = "value"
    has_history = False  # its indicator tells of it
    sight = "indicator.risk_id"
    objects = IndicatorReadingQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-measured_on", "-at", "-id"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [models.Index(fields=["indicator", "-measured_on", "-at"], name="indicatorreading_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["indicator", "source", "run_id"],
                condition=~Q(run_id=""),
                name="indicatorreading_once_per_run",
                violation_error_message=_("This run has reported another value already."),
            ),
        ]

    def __str__(self):
        return self.indicator.written(self.value)

    def get_absolute_url(self):
        return self.indicator.get_absolute_url()

    def clean(self):
        super().clean()
        if self.measured_on is not None and self.measured_on > self.team.today():
            raise ValidationError({"measured_on": ValidationError(TO_COME, code="to_come")})

    def _refuse_finer_amounts(self, exclude):
        """What is measured is no money: it may be finer than any currency."""
