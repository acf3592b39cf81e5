"""Filters of the register, the same for page, board and API."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planner.models import Milestone
from teams.filters import TeamFilterSet, members, rows_of

from .models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from .states import LEVEL_CHOICES, ActionState, Category, PlanState, Score, Status

WITHOUT = "none"


def owners(**kwargs):
    """Return a filter by owner that can ask for rows nobody owns."""
    return django_filters.ModelChoiceFilter(
        queryset=members, label=_("Owner"), null_label=_("no owner"), null_value=WITHOUT, **kwargs
    )


class RiskFilter(TeamFilterSet):
    status = django_filters.ChoiceFilter(
        choices=[("open", pgettext_lazy("not done yet", "Open")), *Status.choices],
        method="filter_status",
        label=_("Status"),
    )
    level = django_filters.ChoiceFilter(
        choices=[*reversed(LEVEL_CHOICES), ("high_up", _("High or critical")), (WITHOUT, _("Not rated"))],
        method="filter_level",
        label=_("Level"),
    )
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    owner = owners()
    milestone = django_filters.ModelChoiceFilter(
        queryset=rows_of(Milestone), field_name="milestones", label=_("Milestone")
    )
    attention = django_filters.ChoiceFilter(
        choices=[
            ("review_due", _("Review due")),
            ("no_review", _("No review planned")),
            ("no_owner", _("High without owner")),
            ("no_action", _("High without action")),
            ("no_plan", _("High without plan")),
        ],
        method="filter_attention",
        label=_("Needs"),
    )

    class Meta:
        model = Risk
        fields = ["q", "status", "level", "category", "owner", "milestone", "attention"]

    def filter_status(self, rows, _name, value):
        return rows.open() if value == "open" else rows.filter(status=value)

    def filter_level(self, rows, _name, value):
        match value:
            case "high_up":
                return rows.at_level("high", "critical")
            case "none":
                return rows.not_rated()
        return rows.at_level(value)

    def filter_attention(self, rows, _name, value):
        match value:
            case "review_due":
                return rows.review_due(on=self.today)
            case "no_review":
                return rows.open().filter(next_review_on=None)
            case "no_owner":
                return rows.high_without_owner()
            case "no_action":
                return rows.high_without_action()
        return rows.high_without_plan()


class AssessmentFilter(TeamFilterSet):
    q = None
    risk = django_filters.ModelChoiceFilter(queryset=rows_of(Risk), label=_("Risk"))
    kind = django_filters.ChoiceFilter(choices=Score.choices, label=_("Score"))

    class Meta:
        model = Assessment
        fields = ["risk", "kind"]


class ResponseActionFilter(TeamFilterSet):
    risk = django_filters.ModelChoiceFilter(queryset=rows_of(Risk), field_name="risks", label=_("Risk"))
    owner = owners()
    state = django_filters.ChoiceFilter(
        choices=[("open", pgettext_lazy("not done yet", "Open")), *ActionState.choices],
        method="filter_state",
        label=_("State"),
    )
    overdue = django_filters.BooleanFilter(method="filter_overdue", label=_("Overdue"), widget=forms.CheckboxInput)

    class Meta:
        model = ResponseAction
        fields = ["q", "risk", "owner", "state", "overdue"]

    def filter_state(self, rows, _name, value):
        return rows.open() if value == "open" else rows.filter(state=value)

    def filter_overdue(self, rows, _name, value):
        return rows.overdue(on=self.today) if value else rows


class ContingencyPlanFilter(TeamFilterSet):
    risk = django_filters.ModelChoiceFilter(queryset=rows_of(Risk), label=_("Risk"))
    owner = owners()
    state = django_filters.ChoiceFilter(choices=PlanState.choices, label=_("State"))

    class Meta:
        model = ContingencyPlan
        fields = ["q", "risk", "owner", "state"]


class ContingencyStepFilter(TeamFilterSet):
    q = None
    plan = django_filters.ModelChoiceFilter(queryset=rows_of(ContingencyPlan), label=_("Contingency plan"))

    class Meta:
        model = ContingencyStep
        fields = ["plan"]
