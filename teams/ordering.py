"""The order of a list, asked for with `order=due` or `order=-due`, by the heads of its table and by the API alike."""

import django_filters
from django import forms
from django.db.models import Case, F, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

ORDER = "order"


def in_turn(field, choices):
    """Return an expression that puts rows in the order in which the choices of a field are named."""
    cases = [When(**{field: value}, then=Value(place)) for place, (value, _label) in enumerate(choices)]
    return Case(*cases, output_field=IntegerField())


class OrderFilter(django_filters.ChoiceFilter):
    """Puts rows into one of the orders named, each by a column or an expression; what has no value comes last.

    `start` is the order that a list has by itself, for its head to show.
    """

    def __init__(self, start="", **orders):
        self.start = start
        self.orders = {key: F(column) if isinstance(column, str) else column for key, column in orders.items()}
        names = [sign + key for key in self.orders for sign in ("", "-")]
        super().__init__(choices=[(name, name) for name in names], label=_("Order"), widget=forms.HiddenInput)

    def filter(self, rows, value):
        if not value:
            return rows
        column = self.orders[value.removeprefix("-")]
        is_falling = value.startswith("-")
        first = column.desc(nulls_last=True) if is_falling else column.asc(nulls_last=True)
        return rows.order_by(first, "-pk" if is_falling else "pk")


def order_of(filterset):
    """Return the order a list stands in, such as "-due"; nothing where none of those that can be asked for."""
    return filterset.form.cleaned_data.get(ORDER) or filterset.filters[ORDER].start


def is_ordered(filterset):
    """Say whether somebody asked for an order."""
    return bool(ORDER in filterset.filters and filterset.form.cleaned_data.get(ORDER))
