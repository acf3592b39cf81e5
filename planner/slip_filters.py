"""Filters of the slip ledger and of baselines, the same for page and API."""

import datetime as dt

import django_filters
from django.utils.translation import gettext_lazy as _

from teams.filters import DayFilter, LinkedInput, PersonFilter, RowFilter, TeamFilterSet, YesNoFilter, rows_of

from .filters import NONE, owners
from .models import Baseline, Milestone, Move, Project


class MoveFilter(TeamFilterSet):
    q = None
    owner = owners(field_name="milestone__owner")
    by = PersonFilter(label=_("Moved by"), widget=LinkedInput)
    project = RowFilter(queryset=rows_of(Project), field_name="milestone__project", label=_("Project"))
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"), widget=LinkedInput)
    reason = django_filters.ChoiceFilter(
        choices=[*Move.Reason.choices, (NONE, _("no reason given"))], method="filter_reason", label=_("Reason")
    )
    since = DayFilter(method="filter_since", label=_("From day"))
    until = DayFilter(method="filter_until", label=_("To day"))

    class Meta:
        model = Move
        fields = ["owner", "by", "project", "milestone", "reason", "since", "until"]

    def filter_reason(self, rows, _name, value):
        return rows.filter(reason="" if value == NONE else value)

    def filter_since(self, rows, _name, value):
        return rows.filter(at__gte=self._beginning(value))

    def filter_until(self, rows, _name, value):
        return rows.filter(at__lt=self._beginning(value + dt.timedelta(days=1)))

    def _beginning(self, day):
        """Return the instant at which a day of the team begins."""
        return dt.datetime.combine(day, dt.time.min, self.request.membership.team.zone)


class BaselineFilter(TeamFilterSet):
    is_reference = YesNoFilter(label=_("Reference"))

    class Meta:
        model = Baseline
        fields = ["q", "is_reference"]
