"""Filters of the plan, the same for page and API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.filters import TeamFilterSet, members, rows_of

from .models import Goal, Horizon, Milestone, MilestoneState, Project, ProjectState, Task, TaskState


class ProjectFilter(TeamFilterSet):
    state = django_filters.ChoiceFilter(choices=ProjectState.choices, label=_("State"))

    class Meta:
        model = Project
        fields = ["q", "state"]


class GoalFilter(TeamFilterSet):
    project = django_filters.ModelChoiceFilter(queryset=rows_of(Project), label=_("Project"))
    horizon = django_filters.ChoiceFilter(choices=Horizon.choices, label=_("Horizon"))
    owner = django_filters.ModelChoiceFilter(queryset=members, label=_("Owner"))
    status = django_filters.ChoiceFilter(
        choices=[
            ("open", pgettext_lazy("not done yet", "Open")),
            ("closed", _("Closed")),
            ("orphan", _("Without milestone")),
        ],
        method="filter_status",
        label=_("State"),
    )

    class Meta:
        model = Goal
        fields = ["q", "project", "horizon", "owner", "status"]

    def filter_status(self, rows, _name, value):
        match value:
            case "open":
                return rows.open()
            case "orphan":
                return rows.without_milestone()
        return rows.filter(lifecycle="closed")


class MilestoneFilter(TeamFilterSet):
    project = django_filters.ModelChoiceFilter(queryset=rows_of(Project), label=_("Project"))
    goal = django_filters.ModelChoiceFilter(queryset=rows_of(Goal), field_name="goals", label=_("Goal"))
    owner = django_filters.ModelChoiceFilter(
        queryset=members, label=_("Owner"), null_label=_("no owner"), null_value="none"
    )
    state = django_filters.ChoiceFilter(choices=MilestoneState.choices, label=_("State"))
    due = django_filters.ChoiceFilter(
        choices=[("overdue", _("Overdue")), ("soon", _("Within 14 days")), ("none", _("Without date"))],
        method="filter_due",
        label=_("Due"),
    )

    class Meta:
        model = Milestone
        fields = ["q", "project", "goal", "owner", "state", "due"]

    def filter_due(self, rows, _name, value):
        match value:
            case "overdue":
                return rows.overdue(on=self.today)
            case "soon":
                return rows.due_soon(on=self.today)
        return rows.filter(due_on=None)


class TaskFilter(TeamFilterSet):
    milestone = django_filters.ModelChoiceFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    assignee = django_filters.ModelChoiceFilter(
        queryset=members, label=_("Assignee"), null_label=_("no owner"), null_value="none"
    )
    state = django_filters.ChoiceFilter(choices=TaskState.choices, label=_("State"))
    overdue = django_filters.BooleanFilter(method="filter_overdue", label=_("Overdue"), widget=forms.CheckboxInput)

    class Meta:
        model = Task
        fields = ["q", "milestone", "assignee", "state", "overdue"]

    def filter_overdue(self, rows, _name, value):
        return rows.overdue(on=self.today) if value else rows
