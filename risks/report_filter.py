"""What reports on risks are about: which risks, and for what changed, from the end of one day to that of another."""

import django_filters
from django.utils.translation import gettext_lazy as _

from planner.filters import owners
from planner.models import Project
from teams.filters import DayFilter, RowFilter, TeamFilterSet, rows_of

from .models import Risk
from .states import Category


class ExposureFilter(TeamFilterSet):
    q = None
    project = RowFilter(
        queryset=rows_of(Project), field_name="milestones__project", method="filter_project", label=_("Project")
    )
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    owner = owners()

    class Meta:
        model = Risk
        fields = ["project", "category", "owner"]

    def filter_project(self, rows, _name, value):
        return rows.of_project(value)


class ReportFilter(ExposureFilter):
    since = DayFilter(method="filter_nothing", label=_("From the end of"))
    until = DayFilter(method="filter_nothing", label=_("To the end of"))

    class Meta(ExposureFilter.Meta):
        fields = ["since", "until", "project", "category", "owner"]

    def filter_nothing(self, rows, _name, _value):
        """The days say what is compared: which risks changed in between is asked for each kind of change."""
        return rows
