"""Filters of key results and check-ins."""

import django_filters
from django.utils.translation import gettext_lazy as _

from teams.filters import RowFilter, TeamFilterSet, rows_of

from .models import CheckIn, Goal, Health, KeyResult


class KeyResultFilter(TeamFilterSet):
    goal = RowFilter(queryset=rows_of(Goal), label=_("Goal"))

    class Meta:
        model = KeyResult
        fields = ["q", "goal"]


class CheckInFilter(TeamFilterSet):
    q = None
    goal = RowFilter(queryset=rows_of(Goal), label=_("Goal"))
    health = django_filters.ChoiceFilter(choices=Health.choices, label=_("Health"))

    class Meta:
        model = CheckIn
        fields = ["goal", "health"]
