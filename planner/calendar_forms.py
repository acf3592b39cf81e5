"""Forms of the working calendar: a day or several in a row, a file, and what is taken of it."""

import datetime as dt
import json

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.tabular.messages import message
from teams.forms import TeamModelForm

from .calendars.applying import put_days
from .calendars.found import LONGEST_LABEL, MAX_BYTES, MAX_DAYS, FoundDay, days_between
from .calendars.reading import read_calendar
from .models import CalendarDay, DayOrder

ROW_AT_MOST = 60  # days in a row, typed by hand
LONGEST_ROWS = 400_000  # characters


class CalendarDayForm(TeamModelForm):
    class Meta:
        model = CalendarDay
        fields = ["day", "works", "label"]


class CalendarDaysForm(CalendarDayForm):
    """A day, or several in a row, which are brought in as one act."""

    until = forms.DateField(
        label=_("until"),
        required=False,
        help_text=_("For several days in a row, at most 60. Days that are there already are changed."),
    )
    field_order = ["day", "until", "works", "label"]

    brought = None  # the Outcome of several days

    class Meta(CalendarDayForm.Meta):
        pass

    def clean(self):
        values = super().clean()
        day, until = values.get("day"), values.get("until")
        if day and until and until < day:
            self.add_error("until", ValidationError(_("The last day cannot come before the first."), code="in_order"))
        elif day and until and (until - day).days >= ROW_AT_MOST:
            self.add_error("until", ValidationError(_("Choose at most 60 days in a row."), code="too_many_days"))
        return values

    def store(self, *, by):
        values = self.cleaned_data
        if not values.get("until"):
            return super().store(by=by)
        days = [FoundDay(day, values["works"], values["label"]) for day in days_between(values["day"], values["until"])]
        try:
            with transaction.atomic():
                self.brought = put_days(days, by=by)
        except ValidationError as error:
            self._update_errors(error)
            return None
        return CalendarDay.objects.visible_to(by).select_related("team").get(day=values["day"])


class CalendarFileForm(forms.Form):
    """A file with days, read and shown before anything is kept."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the reader's own sentence is clearer
        help_text=_("ICS or CSV, up to 1 MB and 2,000 days. Nothing changes before you have seen what it would do."),
        widget=forms.FileInput(attrs={"accept": ".ics,.csv,.tsv,.txt,text/calendar,text/csv,text/plain"}),
    )
    day_order = forms.ChoiceField(
        label=_("Which comes first, the day or the month?"),
        choices=[("", _("as the file shows")), *DayOrder.choices],
        required=False,
        help_text=_("Asked only by a CSV file with dates such as 03/04/2026."),
    )

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = team

    def clean(self):
        values = super().clean()
        if (file := values.get("file")) is not None:
            try:
                self.found = read_file(file, team=self.team, order=values.get("day_order"))
            except ValidationError as error:
                self.add_error("file", error)
        return values


def read_file(file, *, team, order=None):
    """Return the FoundCalendar of an uploaded file; raises ValidationError."""
    if file.size > MAX_BYTES:
        raise ValidationError(message("file_too_large", {"limit": MAX_BYTES // 1024**2}), code="file_too_large")
    return read_calendar(file.read(), today=team.today(), order=order or None)


class CalendarChoiceForm(forms.Form):
    """What a person takes of the days that were shown: `rows` as they stood there, which to turn, which to leave out.

    A row is [its first day, how many days in a row, whether they work, the name].
    """

    rows = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_ROWS)

    def clean_rows(self):
        try:
            rows = json.loads(self.cleaned_data["rows"])
            days = [day for row in rows for day in self._days(*row)]
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            self._refuse(error)
        if len(days) > MAX_DAYS or len({each.day for each in days}) < len(days):
            self._refuse()
        return days

    def _days(self, first, count, works, label):
        """Return the days of a row, turned or left out as its first day was ticked; raises ValueError or TypeError."""
        if not (isinstance(count, int) and isinstance(works, bool) and isinstance(label, str)):
            raise TypeError
        if not 1 <= count <= MAX_DAYS or len(label) > LONGEST_LABEL:
            raise ValueError
        if first in self.data.getlist("leave"):
            return []
        day = dt.date.fromisoformat(first)
        works = works != (first in self.data.getlist("turn"))
        return [FoundDay(each, works, label) for each in days_between(day, day + dt.timedelta(days=count - 1))]

    @staticmethod
    def _refuse(error=None):
        message = _("What was shown did not come back whole. Bring the file again.")
        raise ValidationError(message, code="damaged") from error
