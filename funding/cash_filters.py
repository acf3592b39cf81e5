"""Filters of the cash plan, the same for page and API."""

import datetime as dt

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.money import Currency
from planner.filters import WholeFilter
from planner.models import Milestone
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.ordering import OrderFilter, in_turn

from .models import CashLine, FxRate
from .states import Category, Direction, Rhythm

CURRENT, OVER = "current", "over"
ONE_DAY = dt.timedelta(days=1)


class LineStateFilter(WholeFilter):
    """Whether something of a line is still to come."""

    def __init__(self):
        super().__init__(choices=[(CURRENT, _("Still to come")), (OVER, _("Over"))], label=_("State"))

    def filter(self, rows, value):
        today = self.parent.today
        match value:
            case "current":
                return rows.to_come(after=today - ONE_DAY)
            case "over":
                return rows.over(on=today)
        return rows


class CashLineFilter(TeamFilterSet):
    direction = django_filters.ChoiceFilter(choices=Direction.choices, label=_("Direction"))
    rhythm = django_filters.ChoiceFilter(choices=Rhythm.choices, label=_("How often"))
    category = django_filters.ChoiceFilter(choices=Category.choices, label=pgettext_lazy("cash line", "Category"))
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    state = LineStateFilter()
    order = OrderFilter(
        "label",
        label="label",
        direction=in_turn("direction", Direction.choices),
        amount="amount",
        rhythm=in_turn("rhythm", Rhythm.choices),
        ends_on="ends_on",
        category=in_turn("category", Category.choices),
    )

    class Meta:
        model = CashLine
        fields = ["q", "direction", "rhythm", "category", "milestone", "state"]


class FxRateFilter(TeamFilterSet):
    q = None
    base = django_filters.ChoiceFilter(choices=Currency.choices, label=_("From currency"))
    quote = django_filters.ChoiceFilter(choices=Currency.choices, label=_("Into currency"))

    order = OrderFilter("-on", on="on", base="base", quote="quote")

    class Meta:
        model = FxRate
        fields = ["base", "quote"]
