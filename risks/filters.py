"""Filters of the register, the same for page, board and API."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from planner.filters import NONE, OverdueFilter, StateFilter, WholeFilter, owners
from planner.models import Goal, Milestone, Project
from teams.filters import LinkedInput, RowFilter, TeamFilterSet, YesNoFilter, rows_of
from teams.models import DUE_SOON
from teams.ordering import OrderFilter, in_turn

from .models import (
    Assessment,
    BoardVisit,
    ContingencyPlan,
    ContingencyStep,
    Meeting,
    ResponseAction,
    Review,
    Risk,
    RiskMilestone,
    Settings,
)
from .readiness_words import LACKING
from .states import (
    EDITABLE_PLANS,
    IMPACT_CHOICES,
    LEVEL_CHOICES,
    PROBABILITY_CHOICES,
    ActionState,
    Category,
    Change,
    Effect,
    Kind,
    PlanState,
    Score,
    Status,
    Strategy,
)
from .status_filter import StatusFilter


class RiskFilter(TeamFilterSet):
    status = StatusFilter()
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
    goal = RowFilter(
        queryset=rows_of(Goal),
        field_name="milestones__goals",
        method="filter_goal",
        label=_("Goal"),
        widget=LinkedInput,
    )
    project = RowFilter(
        queryset=rows_of(Project), field_name="milestones__project", method="filter_project", label=_("Project")
    )
    change = django_filters.ChoiceFilter(
        choices=Change.choices, method="filter_change", label=_("Since your last visit"), widget=LinkedInput
    )
    attention = django_filters.ChoiceFilter(
        choices=[
            ("not_assessed", _("Not assessed")),
            ("no_response", _("Moderate or higher without response")),
            ("response_overdue", _("Response overdue")),
            ("review_overdue", _("Review overdue")),
            ("review_due", _("Review due")),
            ("changed", _("Changed since the last meeting")),
            ("no_review", _("No review planned")),
            ("no_owner", _("High without owner")),
            ("no_action", _("High without action")),
            ("no_plan", _("High without plan")),
            ("above_appetite", _("Above the appetite")),
            ("near_appetite", _("Near the appetite")),
            ("acceptance_missing", _("Acceptance missing")),
            ("acceptance_lapsing", _("Acceptance ends within 14 days")),
            ("escalated", _("Escalated")),
            ("strategy_incomplete", _("Strategy incomplete")),
            ("plan_lacks", _("Plan lacks something")),
            ("stale", _("Untouched for 30 days")),
        ],
        method="filter_attention",
        label=_("Needs"),
    )
    # A square of the board: the figures of one score, of the current one unless told.
    score = django_filters.ChoiceFilter(
        choices=Score.choices, method="filter_score", label=_("Score"), widget=LinkedInput
    )
    probability = django_filters.ChoiceFilter(
        choices=[*PROBABILITY_CHOICES, (NONE, _("Not rated"))],
        method="filter_figure",
        label=pgettext_lazy("risk", "Probability"),
        widget=LinkedInput,
    )
    impact = django_filters.ChoiceFilter(
        choices=[*IMPACT_CHOICES, (NONE, _("Not rated"))],
        method="filter_figure",
        label=_("Impact"),
        widget=LinkedInput,
    )
    order = OrderFilter(
        title="title",
        level=in_turn("current__level", LEVEL_CHOICES),
        status=in_turn("status", Status.choices),
        strategy=in_turn("strategy", Strategy.choices),
        owner="owner__sort_key",
        next_review_on="next_review_on",
    )

    class Meta:
        model = Risk
        fields = ["q", "status", "kind", "level", "category", "strategy", "owner", "project", "milestone", "attention"]
        fields += ["change", "score", "probability", "impact"]

    def filter_goal(self, rows, _name, value):
        return rows.of_goal(value)

    def filter_project(self, rows, _name, value):
        return rows.of_project(value)

    def filter_change(self, rows, _name, value):
        """Return what changed so since the person's last visit to the board."""
        return Change(value).of(rows, BoardVisit.since_of(self.request.membership))

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
        asked = {
            "not_assessed": lambda: rows.not_assessed(self.side),
            "no_response": lambda: rows.without_response(self.side),
            "response_overdue": lambda: rows.response_overdue(self.side, on=self.today),
            "review_overdue": lambda: rows.review_overdue(self.side, on=self.today),
            "review_due": lambda: rows.review_due(on=self.today),
            "changed": lambda: self.changed(rows),
            "no_review": lambda: rows.open().filter(next_review_on=None),
            "no_owner": rows.high_without_owner,
            "no_action": rows.high_without_action,
            "above_appetite": rows.above_appetite,
            "near_appetite": rows.near_appetite,
            "acceptance_missing": lambda: rows.acceptance_missing(on=self.today),
            "acceptance_lapsing": lambda: rows.acceptance_lapsing(until=self.today + DUE_SOON),
            "escalated": rows.escalated,
            "strategy_incomplete": lambda: rows.strategy_incomplete(on=self.today),
            "plan_lacks": lambda: rows.with_any_of(self.unprepared()),
            "stale": lambda: rows.stale(on=self.today),
        }
        return asked.get(value, rows.high_without_plan)()

    @property
    def side(self):
        """Return which kind of risk is asked for where only one kind can be meant: threats unless told otherwise."""
        return Kind.OPPORTUNITY if self.form.cleaned_data.get("kind") == Kind.OPPORTUNITY else Kind.THREAT

    def unprepared(self):
        """Return the plans that could be started, or are being written, and lack a part of their readiness."""
        plans = ContingencyPlan.objects.visible_to(self.request.membership).filter(state__in=EDITABLE_PLANS)
        days = Settings.of(self.request.membership.team).rehearsal_days
        return plans.lacking_anything(on=self.today, rehearsal_days=days)

    def changed(self, rows):
        """Return what changed since the risk meeting that ended last; all where none has."""
        last = Meeting.objects.visible_to(self.request.membership).ended_before(timezone.now()).first()
        return rows.changed_between(last.ended_at) if last else rows

    def filter_score(self, rows, _name, _value):
        """Say whose figures `probability` and `impact` are; by itself this narrows nothing."""
        return rows

    def filter_figure(self, rows, name, value):
        score = self.form.cleaned_data.get("score") or Score.CURRENT.value
        return rows.filter(**({score: None} if value == NONE else {f"{score}__{name}": value}))


class RiskEffectFilter(TeamFilterSet):
    q = None
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    effect = django_filters.ChoiceFilter(
        choices=[*Effect.choices, (NONE, _("Not estimated"))], method="filter_effect", label=_("Effect")
    )

    class Meta:
        model = RiskMilestone
        fields = ["risk", "milestone", "effect"]

    def filter_effect(self, rows, _name, value):
        return rows.filter(effect="" if value == NONE else value)


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
    order = OrderFilter(
        "due_on",
        title="title",
        state=in_turn("state", ActionState.choices),
        due_on="due_on",
        owner="owner__sort_key",
    )

    class Meta:
        model = ResponseAction
        fields = ["q", "risk", "owner", "state", "overdue"]


class ContingencyPlanFilter(TeamFilterSet):
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    owner = owners()
    state = StateFilter(states=PlanState.choices, label=_("State"))
    lacks = django_filters.ChoiceFilter(choices=LACKING, method="filter_lacks", label=_("Lacks"))
    order = OrderFilter(
        title="title",
        state=in_turn("state", PlanState.choices),
        risk="risk__title",
        reserve="reserve",
        owner="owner__sort_key",
    )

    class Meta:
        model = ContingencyPlan
        fields = ["q", "risk", "owner", "state", "lacks"]

    def filter_lacks(self, rows, _name, value):
        days = Settings.of(self.request.membership.team).rehearsal_days
        return rows.lacking(value, on=self.today, rehearsal_days=days)


class ContingencyStepFilter(TeamFilterSet):
    q = None
    plan = RowFilter(queryset=rows_of(ContingencyPlan), label=_("Contingency plan"))

    class Meta:
        model = ContingencyStep
        fields = ["plan"]


class MeetingFilter(TeamFilterSet):
    q = None
    running = YesNoFilter(field_name="ended_at", lookup_expr="isnull", label=_("Running"))

    class Meta:
        model = Meeting
        fields = ["running"]


class ReviewFilter(TeamFilterSet):
    q = None
    meeting = RowFilter(queryset=rows_of(Meeting), label=_("Risk meeting"))
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))

    class Meta:
        model = Review
        fields = ["meeting", "risk"]
