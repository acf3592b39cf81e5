"""Which days make sense: one more or less of them must still be a date, whatever a person typed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def sensible_day(value):
    """Refuse a day so far off that sums with it leave the calendar."""
    if value is not None and not FIRST <= value <= LAST:
        raise ValidationError(_("Choose a day between 1900 and 2199."), code="far_day")


def refuse_far_days(row):
    """Ask that of each plain date that people set; raises ValidationError by field."""
    errors = {}
    for field in row._meta.concrete_fields:
        is_plain = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
        if is_plain and field.editable:
            try:
                sensible_day(getattr(row, field.attname))
            except ValidationError as error:
                errors[field.name] = error
    if errors:
        raise ValidationError(errors)
