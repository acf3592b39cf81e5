"""Values of key results written for people: 12%, 40 users, 1,250 EUR, yes."""

from django.utils.translation import gettext as _

from core.figures import DASH, amount, money

from .models import Metric


def written(row, value):
    """Write a value of a key result, or a distance between two of them, with its unit."""
    if value is None:
        return DASH
    match row.metric:
        case Metric.YES_NO:
            return _("yes") if value else _("no")
        case Metric.PERCENT:
            return f"{amount(value)}%"
        case Metric.CURRENCY:
            return money(value, row.currency)
    return f"{amount(value)}\N{NO-BREAK SPACE}{row.unit}" if row.unit else amount(value)
