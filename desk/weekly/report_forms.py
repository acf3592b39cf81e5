"""Which days a report is of, and how its milestones are grouped: the same for the page and the API."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.days import sensible_day

from .report import DAYS_AT_MOST, GOAL, PROJECT, Period, usual_period

TOO_LONG = _("A report covers at most %(days)s days.")
BACKWARDS = _("The period cannot end before it begins.")
FROM, TO = pgettext_lazy("a period", "From"), pgettext_lazy("a period", "To")
DAY = "%Y-%m-%d"


def day_field(label):
    widget = forms.DateInput(attrs={"type": "date"}, format=DAY)
    return forms.DateField(label=label, required=False, input_formats=[DAY], validators=[sensible_day], widget=widget)


class ReportForm(forms.Form):
    """`from` and `to` are days of the period; what is left open is as it usually is."""

    by = forms.ChoiceField(label=_("Grouped by"), required=False, choices=[(PROJECT, _("Project")), (GOAL, _("Goal"))])

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership
        # “from” is a word of Python.
        self.fields = {
            "from": day_field(pgettext_lazy("a period", "From")),
            "to": day_field(pgettext_lazy("a period", "To")),
            **self.fields,
        }

    def clean(self):
        values = super().clean()
        if not self.errors:
            values["period"] = self._period(values)
        return values

    @property
    def period(self):
        """Return the Period asked for, or the usual one where what was asked cannot be."""
        return self.cleaned_data["period"] if self.is_valid() else self._period({})

    @property
    def name(self):
        return (self.is_valid() and self.cleaned_data["by"]) or PROJECT

    def _period(self, values):
        team = self.membership.team
        first, last = values.get("from"), values.get("to")
        if first is None or last is None:
            usual_first, usual_last = usual_period(self.membership, last or team.today())
            last = last or (min(usual_last, _latest(first)) if first else usual_last)
            first = first or min(usual_first, last)
        if last < first:
            raise ValidationError({"to": ValidationError(BACKWARDS, code="backwards")})
        if (last - first).days >= DAYS_AT_MOST:
            raise ValidationError({"from": ValidationError(TOO_LONG, code="too_long", params={"days": DAYS_AT_MOST})})
        return Period(first, last, team.zone)


def _latest(first):
    return first + dt.timedelta(days=DAYS_AT_MOST - 1)
