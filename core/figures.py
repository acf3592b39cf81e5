"""Amounts of money written for people: in groups, with the decimals of their currency, in Chinese with 万 or 亿 too."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .amounts import in_myriads, two_digits
from .currencies import USUAL_DECIMALS, decimals_of

DASH = "–"
LONG = 100_000  # from here on Chinese readers count in myriads
SMALL_UNIT = 100  # so many times the figures of an example are its like in a currency without decimals


def amount(value, currency=""):
    """Write a number in groups, whole or with the decimals of its currency; of none with those it has, two at least."""
    if value is None or value == "":
        return DASH
    number = Decimal(value)
    places = _places(value, number, currency)
    # Django cuts what it has no place for.
    return number_format(round(number, places), decimal_pos=places, use_l10n=True, force_grouping=True)


def money(value, currency):
    """Write an amount with its currency, on one line: 1,250,000 EUR; in Chinese with the figure in myriads."""
    text = amount(value, currency)
    return text if text == DASH else f"{text}\N{NO-BREAK SPACE}{currency}{myriads(value)}"


def money_range(low, high, currency):
    """Write from where to where an amount may be: 800,000–1,200,000 EUR."""
    if low == high:
        return money(low, currency)
    if low is None:
        return _("up to %(amount)s") % {"amount": money(high, currency)}
    if high is None:
        return _("at least %(amount)s") % {"amount": money(low, currency)}
    spans = [_in_myriads(each) for each in (low, high) if _is_long(each)]
    beside = f"（{DASH.join(spans)}）" if spans else ""
    return f"{amount(low, currency)}{DASH}{amount(high, currency)}\N{NO-BREAK SPACE}{currency}{beside}"


def myriads(value):
    """Return what stands behind a long figure on a Chinese page, such as （125万）, and nothing elsewhere."""
    return f"（{_in_myriads(value)}）" if _is_long(value) else ""


def spread(value):
    """Write by how much a figure may be wrong, in two digits, which is as well as that is known: 550,000."""
    return amount(None if value is None else two_digits(value))


def example(value, currency):
    """Write an amount of an example in the team's currency, in figures that are usual there."""
    return money(value if decimals_of(currency) else value * SMALL_UNIT, currency)


def _is_long(value):
    is_chinese = (get_language() or "").startswith("zh")
    return is_chinese and value not in (None, "") and abs(value) >= LONG


def _in_myriads(value):
    number, unit, is_exact = in_myriads(value)
    return f"{'' if is_exact else '约'}{number_format(number, use_l10n=True)}{unit}"


def _places(value, number, currency):
    if number == number.to_integral_value():
        return 0
    if currency:
        return decimals_of(currency)
    is_exact = isinstance(value, Decimal)
    return max(USUAL_DECIMALS, min(-number.normalize().as_tuple().exponent, 4)) if is_exact else USUAL_DECIMALS
