"""The events of an opportunity in words."""

import datetime as dt
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.paging import paged_part
from teams.activity_formatter import SYSTEM

from .models import OpportunityEvent, Watched
from .stages import stage
from .states import stage_label
from .words import exact

DASH = "–"
AMOUNTS = {Watched.AMOUNT_MIN, Watched.AMOUNT, Watched.AMOUNT_MAX}
DAYS = {Watched.EXPECTED_CLOSE, Watched.EARLIEST_CLOSE, Watched.LATEST_CLOSE}


def events_of(membership, opportunity, *, page):
    """Return a page of what changed, newest first, as components/activity.html lists it; with the reason of a move."""
    rows = OpportunityEvent.objects.visible_to(membership).filter(opportunity=opportunity).select_related("by")
    part = paged_part(rows, page)
    part.rows = [
        {
            "name": row.by and row.by.name,
            "sentence": _sentence(row, opportunity.channel),
            "at": row.created_at,
            "details": [
                {
                    "label": row.get_field_display(),
                    "old": _value(row.field, row.old, opportunity.channel),
                    "new": _value(row.field, row.new, opportunity.channel),
                }
            ]
            if row.old or row.field != Watched.STAGE
            else [],
        }
        for row in part
    ]
    return part


def _sentence(row, channel):
    """Return who did what as HTML."""
    who = format_html("<strong>{}</strong>", row.by.name if row.by else SYSTEM)
    if row.field != Watched.STAGE:
        return format_html(_("{who} changed what is expected"), who=who)
    if not row.old:
        return format_html(_("{who} began at “{stage}”"), who=who, stage=_value(row.field, row.new, channel))
    if row.reason:
        return format_html(_("{who} moved it: “{reason}”"), who=who, reason=row.reason)
    return format_html(_("{who} moved it"), who=who)


def _value(field, value, channel):
    if value == "":
        return DASH
    if field == Watched.STAGE:
        return _stage_name(channel, value)
    if field in AMOUNTS:
        return exact(Decimal(value))
    if field in DAYS:
        return date_format(dt.date.fromisoformat(value))
    if field == Watched.PROBABILITY:
        return pgettext("share", "%(number)s%%") % {"number": value}
    return value


def _stage_name(channel, code):
    """Return the stage's name; a code of a channel it had before is shown as it is."""
    try:
        return stage_label(stage(channel, code))
    except ValueError:
        return code
