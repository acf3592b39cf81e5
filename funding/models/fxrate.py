"""FxRate: what one currency was worth in another on a day."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, DecimalTextField, LineField
from funding.querysets import FxRateQuerySet
from funding.rates import Rate
from teams.models import TeamOwned

MOST = 10**9  # of one currency for one of another; the largest rates there are have five digits


class FxRate(TeamOwned):
    """A rate the team has entered; the latest one counts for 90 days, and is held throughout a forecast."""

    on = models.DateField(_("date"))
    base = CurrencyField(_("from currency"))
    quote = CurrencyField(_("into currency"))
    rate = DecimalTextField(
        _("rate"), places=10, least="0", help_text=_("What one of the first currency is worth in the second.")
    )
    source = LineField(_("where it is from"), max_length=120, blank=True, default="")

    index = "funding:rate-list"
    named_by = "base"
    objects = FxRateQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-on", "base", "quote", "id"]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "on", "base", "quote"],
                name="fxrate_once_per_day",
                violation_error_message=_("There is a rate of this day already. Change that one instead."),
            ),
            models.CheckConstraint(
                condition=~Q(base=F("quote")),
                name="fxrate_of_two_currencies",
                violation_error_message=_("Choose two different currencies."),
            ),
            models.CheckConstraint(
                condition=~Q(rate="0"),
                name="fxrate_positive",
                violation_error_message=_("A rate is more than zero."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"base": self.base, "quote": self.quote, "day": self.on.isoformat()}

    @classmethod
    def name_from(cls, facts):
        words = facts | {"day": date_format(dt.date.fromisoformat(facts["day"]))}
        return str(_("Rate %(base)s/%(quote)s of %(day)s") % words)

    def get_absolute_url(self):
        return reverse("funding:rate-list", args=[self.team.slug])

    @property
    def figures(self):
        """Return what amounts are converted with."""
        return Rate(self.on, self.base, self.quote, DecimalTextField.number_of(self.rate))

    def clean(self):
        super().clean()
        if self._meta.get_field("rate").accepts(self.rate) and Decimal(self.rate) > MOST:
            message = _("A rate is at most %(most)s.")
            raise ValidationError(message, code="too_large", params={"most": number_format(MOST, force_grouping=True)})
