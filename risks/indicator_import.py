"""Readings from a file or pasted: what each row would do, shown first, and what is taken of it."""

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.budget import OutOfTimeError
from core.tabular.encoding import decode, detect
from core.tabular.messages import message
from core.tabular.problems import TabularError

from .indicator_rows import MAX_BYTES, MAX_ROWS, FoundReading, TooManyRowsError, read_readings

LONGEST_ROWS = 400_000  # characters of what comes back
SOURCE = "file"
LOST = _("What was shown cannot be read again. Read the file once more.")
UNREADABLE = _("This is not a date we can read.")
PROBLEMS = {
    "day_missing": _("There is no day."),
    "date_impossible": _("There is no such day."),
    "date_ambiguous": _("It is not said whether the day or the month comes first. Write 2026-03-01."),
    "date_without_year": _("The year is missing."),
    "date_out_of_range": _("The year is out of range."),
    "to_come": _("This day is still to come."),
    "said_twice": _("This day stands further above already."),
    "value_missing": _("There is no value."),
    "value_unreadable": _("This is not a number we can read."),
    "value_ambiguous": _("This number can be read in two ways. Write it without grouping."),
    "value_other_currency": _("This is not a number we can read."),
    "value_too_long": _("This is not a number we can read."),
    "value_refused": _("A value has at most four decimals and 14 digits."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row would do: take a new day, replace a value (`before`), nothing, or why it is left out."""

    found: FoundReading
    before: Decimal | None
    problem: str

    @property
    def is_same(self):
        return not self.problem and self.before == self.found.value

    @property
    def is_taken(self):
        return not self.problem and not self.is_same


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows of a table, how many of them are taken, left out and known already, and what brings them back."""

    lines: list[Line]

    @property
    def taken(self):
        return [line.found for line in self.lines if line.is_taken]

    @property
    def left_out(self):
        return sum(bool(line.problem) for line in self.lines)

    @property
    def same(self):
        return sum(line.is_same for line in self.lines)

    @property
    def rows(self):
        return json.dumps([[each.day.isoformat(), str(each.value), each.note] for each in self.taken])


class ReadingsForm(forms.Form):
    """A file with readings, or the rows themselves; read and shown before anything is kept."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,  # the reader's own sentence is clearer
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
        help_text=_("CSV, up to 50 KB and 1,000 rows."),
    )
    text = forms.CharField(
        label=_("or paste rows"),
        required=False,
        max_length=MAX_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "2026-03-01,12.5"}),
        help_text=_("A day, a value, and a note if you like: 2026-03-01,12.5,after the release"),
    )

    def __init__(self, *args, indicator, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator = indicator

    def clean(self):
        values = super().clean()
        name = "file" if values.get("file") else "text"
        if not values.get(name):
            if not self.errors:
                self.add_error(None, ValidationError(_("Choose a file, or paste rows."), code="required"))
            return values
        try:
            self.preview = preview_of(self.indicator, self._text(values))
        except ValidationError as error:
            self.add_error(name, error)
        return values

    def _text(self, values):
        if not (file := values.get("file")):
            return values["text"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 50 KB. Divide it."), code="file_too_large")
        content = file.read()
        try:
            return decode(content, detect(content).encoding)
        except TabularError as error:
            raise ValidationError(message(error.code, error.params), code=error.code) from error


class TakenForm(forms.Form):
    """The rows that were shown, to be kept: [[day, value, note]]."""

    rows = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_ROWS)

    def clean_rows(self):
        try:
            given = json.loads(self.cleaned_data["rows"])
            rows = [(parse_date(day), Decimal(value), str(note)) for day, value, note in given]
        except (ValueError, TypeError, InvalidOperation, RecursionError) as error:
            raise ValidationError(LOST, code="invalid") from error
        days = {day for day, *_rest in rows}
        is_finite = all(value.is_finite() for _day, value, _note in rows)
        if not rows or len(rows) > MAX_ROWS or len(days) < len(rows) or None in days or not is_finite:
            raise ValidationError(LOST, code="invalid")
        return rows


def preview_of(indicator, text):
    """Return the Preview of a table of readings; raises ValidationError where it is none."""
    try:
        found = read_readings(text, today=indicator.team.today(), language=get_language() or "")
    except TabularError as error:
        raise ValidationError(message(error.code, error.params), code=error.code) from error
    except OutOfTimeError as error:
        raise ValidationError(message("out_of_time", {}), code="out_of_time") from error
    except TooManyRowsError as error:
        raise ValidationError(message("too_many_rows", {"limit": f"{MAX_ROWS:,}"}), code="too_many_rows") from error
    days = [each.day for each in found if each.day]
    known = dict(indicator.readings.counting().filter(measured_on__in=days).values_list("measured_on", "value"))
    return Preview([Line(each, known.get(each.day), _problem(indicator, each)) for each in found])


def _problem(indicator, found):
    """Return in words why a row is left out, or nothing."""
    code = found.problem
    if not code and not _is_kept_exactly(indicator, found.value):
        code = "value_refused"
    return str(PROBLEMS.get(code, UNREADABLE)) if code else ""


def _is_kept_exactly(indicator, value):
    field = indicator._meta.get_field("value")
    try:
        field.run_validators(value)
    except ValidationError:
        return False
    return True
