"""Which days and instants make sense: one more or less must still be a date, in any zone, whatever was typed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
BEGIN = dt.datetime.combine(FIRST, dt.time.min, dt.UTC)
END = dt.datetime.combine(LAST, dt.time.max, dt.UTC)


def sensible_day(value):
    """Refuse a day or an instant so far off that sums with it leave the calendar."""
    first, last = (BEGIN, END) if isinstance(value, dt.datetime) else (FIRST, LAST)
    if value is not None and not first <= value <= last:
        raise ValidationError(_("Choose a day between 1900 and 2199."), code="far_day")


def refuse_far_days(row):
    """Ask that of each date and instant that people or programs set; raises ValidationError by field."""
    errors = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, models.DateField) and field.editable:
            try:
                sensible_day(getattr(row, field.attname))
            except ValidationError as error:
                errors[field.name] = error
    if errors:
        raise ValidationError(errors)
