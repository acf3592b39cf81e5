"""Filters of quality gates and of what was measured for them."""

import django_filters
from django.utils.translation import gettext_lazy as _

from teams.filters import PersonFilter, RowFilter, TeamFilterSet, YesNoFilter, rows_of

from .models import GateCheck, GateKind, GateReading, GateState, Milestone


class UnconfirmedFilter(YesNoFilter):
    """What one person approved alone and nobody has confirmed."""

    def filter(self, rows, value):
        return rows.unconfirmed() if value else rows


class GateCheckFilter(TeamFilterSet):
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    kind = django_filters.ChoiceFilter(choices=GateKind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=GateState.choices, label=_("State"))
    approver = PersonFilter(label=_("Approved by"))
    unconfirmed = UnconfirmedFilter(label=_("Decided alone, not confirmed"))

    class Meta:
        model = GateCheck
        fields = ["q", "milestone", "kind", "state", "approver", "unconfirmed"]


class GateReadingFilter(TeamFilterSet):
    q = None
    gate = RowFilter(queryset=rows_of(GateCheck), label=_("Quality gate"))

    class Meta:
        model = GateReading
        fields = ["gate"]
