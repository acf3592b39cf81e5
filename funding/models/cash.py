"""CashPosition: what the team has, what comes in and goes out in a month, and the floor. Append-only."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LineField, MoneyField
from funding.querysets import CashPositionQuerySet
from funding.runway import Cash
from teams.models import TeamOwned

STAYING = ("monthly_income", "monthly_expense", "floor", "currency")  # what seldom changes from balance to balance


class CashPosition(TeamOwned):
    """The team's cash on a day; a new position is a new row and the latest counts. Empty figures are not known."""

    balance = MoneyField(_("balance"), help_text=_("All accounts together, at the end of that day."))
    balance_on = models.DateField(_("as of"))
    monthly_income = MoneyField(
        _("monthly income"), null=True, blank=True, help_text=_("What comes in each month, without financing.")
    )
    monthly_expense = MoneyField(_("monthly expense"), null=True, blank=True)
    floor = MoneyField(
        _("floor"), null=True, blank=True, help_text=_("Below this the money counts as gone, such as for winding up.")
    )
    currency = CurrencyField(_("currency"), blank=True, default="")
    note = LineField(_("note"), max_length=300, blank=True, default="")

    index, index_label = "funding:overview", _("Money")
    objects = CashPositionQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("cash balance")
        verbose_name_plural = _("cash balances")
        ordering = ["-balance_on", "-created_at", "-id"]
        indexes = [models.Index(fields=["team", "-balance_on", "-created_at"], name="cash_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(monthly_income=None) | Q(monthly_income__gte=0))
                & (Q(monthly_expense=None) | Q(monthly_expense__gte=0)),
                name="cash_months_not_negative",
                violation_error_message=_("Monthly income and expense cannot be negative."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"day": self.balance_on.isoformat()}

    @classmethod
    def name_from(cls, facts):
        return str(_("Cash as of %(day)s") % {"day": date_format(dt.date.fromisoformat(facts["day"]))})

    def get_absolute_url(self):
        return reverse("funding:cash", args=[self.team.slug])

    @property
    def figures(self):
        """Return what the runway is computed from."""
        return Cash(self.balance, self.balance_on, self.monthly_income, self.monthly_expense, self.floor)

    @property
    def net_burn(self):
        """Return what a month costs after income, or None while that is not known."""
        if self.monthly_income is None or self.monthly_expense is None:
            return None
        return self.monthly_expense - self.monthly_income

    @classmethod
    def renew(cls, team, *, balance, balance_on, by):
        """Store a new balance; what else a position says stays as it is."""
        last = cls.objects.latest_of(team)
        kept = {} if last is None else {name: getattr(last, name) for name in STAYING}
        return cls(team=team, balance=balance, balance_on=balance_on, **kept).store(by=by)

    def clean(self):
        super().clean()
        if not self.currency:
            self.currency = self.team.currency
        if self.balance_on is not None and self.balance_on > self.team.today():
            message = _("A balance is that of a day that has come.")
            raise ValidationError({"balance_on": ValidationError(message, code="in_future")})
