"""Filters of the register, the same for page, board and API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from planner.filters import NONE, OverdueFilter, StateFilter, WholeFilter, owners
from planner.models import Milestone
from teams.filters import RowFilter, TeamFilterSet, rows_of

from .models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from .states import LEVEL_CHOICES, ActionState, Category, Kind, PlanState, Score, Status, Strategy


class RiskFilter(TeamFilterSet):
    status = StateFilter(states=Status.choices, label=_("Status"))
    kind = WholeFilter(choices=Kind.choices, label=_("Kind"))
    level = django_filters.ChoiceFilter(
        choices=[*reversed(LEVEL_CHOICES), ("high_up", _("High or critical")), (NONE, _("Not rated"))],
        method="filter_level",
        label=_("Level"),
    )
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))
    strategy = django_filters.ChoiceFilter(
        choices=Strategy.choices,
        null_label=_("no strategy"),
        null_value=NONE,
        method="filter_strategy",
        label=_("Strategy"),
    )
    owner = owners()
    milestone = RowFilter(queryset=rows_of(Milestone), field_name="milestones", label=_("Milestone"))
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
        fields = ["q", "status", "kind", "level", "category", "strategy", "owner", "milestone", "attention"]

    def filter_level(self, rows, _name, value):
        match value:
            case "high_up":
                return rows.high()
            case "none":
                return rows.not_rated()
        return rows.at_level(value)

    def filter_strategy(self, rows, _name, value):
        return rows.filter(strategy="" if value == NONE else value)

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
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    kind = django_filters.ChoiceFilter(choices=Score.choices, label=_("Score"))

    class Meta:
        model = Assessment
        fields = ["risk", "kind"]


class ResponseActionFilter(TeamFilterSet):
    risk = RowFilter(queryset=rows_of(Risk), field_name="risks", label=_("Risk"))
    owner = owners()
    state = StateFilter(states=ActionState.choices, label=_("State"))
    overdue = OverdueFilter()

    class Meta:
        model = ResponseAction
        fields = ["q", "risk", "owner", "state", "overdue"]


class ContingencyPlanFilter(TeamFilterSet):
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    owner = owners()
    state = StateFilter(states=PlanState.choices, label=_("State"))

    class Meta:
        model = ContingencyPlan
        fields = ["q", "risk", "owner", "state"]


class ContingencyStepFilter(TeamFilterSet):
    q = None
    plan = RowFilter(queryset=rows_of(ContingencyPlan), label=_("Contingency plan"))

    class Meta:
        model = ContingencyStep
        fields = ["plan"]
