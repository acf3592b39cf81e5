"""The rule that an amount has no more decimals than its currency: of fields that changed, by whatever way they did."""

from decimal import Decimal
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.currencies import decimals_of
from core.fields import MoneyField

WHOLE_ONLY = _("%(currency)s has no decimals. Enter a whole amount.")
TOO_FINE = ngettext_lazy(
    "%(currency)s has at most %(places)d decimal.", "%(currency)s has at most %(places)d decimals.", "places"
)


def refuse_finer_amounts(row, but):
    """Raise a ValidationError for amounts finer than their currency, fields named in `but` aside.

    A new currency asks of all amounts beside it, and is to blame where they stayed as they were.
    """
    is_moved = "currency" not in but and any(field.name == "currency" for field in row._meta.concrete_fields)
    asked = [name for name in _amounts_of(type(row)) if is_moved or name not in but]
    beside = list(row.rows_in_its_currency()) if is_moved and not row._state.adding else []
    if not asked and not beside:
        return
    currency = row.currency_of_amounts()
    places = decimals_of(currency)
    finer = {"currency" if name in but else name for name in asked if _is_finer(getattr(row, name), places)}
    if any(_is_finer(getattr(other, name), places) for other in beside for name in _amounts_of(type(other))):
        finer.add("currency")
    if finer:
        params = {"currency": currency, "places": places}
        error = ValidationError(TOO_FINE if places else WHOLE_ONLY, code="too_precise", params=params)
        raise ValidationError(dict.fromkeys(finer, error))


@cache
def _amounts_of(model):
    return tuple(field.name for field in model._meta.concrete_fields if isinstance(field, MoneyField))


def _is_finer(value, places):
    return isinstance(value, Decimal) and value.is_finite() and -value.normalize().as_tuple().exponent > places
