"""How chances and gains are written: never as certain, gains in points, days with their sign."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import DASH, percents

register = template.Library()

MINUS = "\N{MINUS SIGN}"


@register.filter
def chance(share):
    """Write a chance from 0 to 1 in whole per cent; a simulation knows neither never nor always."""
    if share is None or share == "":
        return DASH
    whole = round(share * 100)
    if whole <= 0:
        # Translators: a chance below one per cent
        return _("<%(percent)s") % {"percent": percents(1)}
    if whole >= 100:
        # Translators: a chance above 99 per cent
        return _(">%(percent)s") % {"percent": percents(99)}
    return percents(whole)


@register.filter
def points(share):
    """Write a gain of a chance in points with its sign: +14, −3, 0."""
    return _signed(round((share or 0.0) * 100))


@register.filter
def exact_points(share):
    """Write an error in points with one decimal: 0.9."""
    return one_place((share or 0.0) * 100)


@register.filter
def one_place(number):
    """Write an error in its own unit with one decimal: 0.9."""
    return number_format(round(number or 0.0, 1), decimal_pos=1, use_l10n=True)


@register.filter
def signed_days(days):
    """Write a gain in working days as what it does to a date: 11 days gained are −11 days, 0 nothing."""
    whole = round(days or 0.0)
    if whole == 0:
        return DASH
    return ngettext("%(number)s day", "%(number)s days", abs(whole)) % {"number": _signed(-whole)}


def _signed(number):
    return f"+{number}" if number > 0 else f"{MINUS}{-number}" if number else "0"
