"""Filters of indicators and of what was measured for them, the same for page and API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planner.filters import StateFilter, owners
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.ordering import OrderFilter, in_turn

from .models import Indicator, IndicatorReading, IndicatorState, Risk

RETIRED = ("retired", pgettext_lazy("indicator", "Retired"))
WORST_FIRST = (IndicatorState.RED, IndicatorState.AMBER, IndicatorState.NO_DATA, IndicatorState.GREEN)


class IndicatorStateFilter(StateFilter):
    """How an indicator in use stands today; retired ones are asked for by a word of their own."""

    def filter(self, rows, value):
        if value == RETIRED[0]:
            return rows.exclude(retired_at=None)
        if value in IndicatorState.values:
            return rows.open().in_state(value, on=self.parent.today)
        return super().filter(rows, value)


class IndicatorFilter(TeamFilterSet):
    state = IndicatorStateFilter(
        field_name="band",
        states=[*((each.value, each.label) for each in WORST_FIRST), RETIRED],
        word=("open", pgettext_lazy("indicators", "In use")),
        label=_("State"),
    )
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    owner = owners()
    order = OrderFilter(
        name="name",
        state=in_turn("standing", [(each.value, each.label) for each in WORST_FIRST]),
        measured_on="measured_on",
        risk="risk__title",
        owner="owner__sort_key",
    )

    class Meta:
        model = Indicator
        fields = ["q", "state", "risk", "owner"]

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.standing_on(self.today))


class IndicatorReadingFilter(TeamFilterSet):
    q = None
    indicator = RowFilter(queryset=rows_of(Indicator), label=_("Indicator"))

    class Meta:
        model = IndicatorReading
        fields = ["indicator"]
