"""Filters of the plan, the same for page and API."""

import datetime as dt

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.days import FIRST, LAST
from teams.filters import LinkedInput, PersonFilter, RowFilter, TeamFilterSet, YesNoFilter, rows_of
from teams.ordering import OrderFilter, in_turn

from .disagreement import disagreeing
from .models import (
    CalendarDay,
    Dependency,
    Goal,
    Horizon,
    LinkKind,
    Milestone,
    MilestoneState,
    Priority,
    Project,
    ProjectState,
    Task,
    TaskState,
)

NONE = "none"
LATELY = dt.timedelta(days=7)
OPEN = ("open", pgettext_lazy("not done yet", "Open"))


class WholeFilter(django_filters.ChoiceFilter):
    """A choice that says “all” in so many words, so that a page may start with another."""

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, choices=[("all", _("All")), *choices], **kwargs)

    @property
    def field(self):
        self.extra["empty_label"] = None
        return super().field

    def filter(self, rows, value):
        return rows if value == "all" else super().filter(rows, value)


class StateFilter(WholeFilter):
    """The states of a row, and a word for what the lists of open rows mean by open."""

    def __init__(self, *args, states, word=OPEN, **kwargs):
        super().__init__(*args, choices=[word, *states], **kwargs)
        self.word, _label = word

    def filter(self, rows, value):
        return rows.open() if value == self.word else super().filter(rows, value)


class OverdueFilter(YesNoFilter):
    """What is late, for a box to tick; the rows of a kind say what late means."""

    def __init__(self):
        super().__init__(label=_("Overdue"))

    def filter(self, rows, value):
        return rows.overdue(on=self.parent.today) if value else rows


class StaleFilter(YesNoFilter):
    """What lies still, for a box to tick; the rows of a kind say since when."""

    def __init__(self):
        super().__init__(label=_("Untouched for 30 days"))

    def filter(self, rows, value):
        return rows.stale(on=self.parent.today) if value else rows


class MineFilter(YesNoFilter):
    """What whoever asks is responsible for beside the owner, for a box to tick."""

    def __init__(self):
        super().__init__(label=_("I am responsible"))

    def filter(self, rows, value):
        return rows.done_by(self.parent.request.membership) if value else rows


class PriorityFilter(django_filters.ChoiceFilter):
    def __init__(self):
        super().__init__(choices=Priority.choices, label=_("Priority"))


class GoalStatusFilter(StateFilter):
    """Every goal is open or closed; a goal of a closed project is closed with it."""

    def filter(self, rows, value):
        match value:
            case "closed":
                return rows.closed()
            case "orphan":
                return rows.without_milestone()
            case "checkin_due":
                return rows.checkin_due(on=self.parent.today)
            case "disagreement":
                return rows.filter(pk__in=[goal.pk for goal in disagreeing(rows)])
        return super().filter(rows, value)


def owners(**kwargs):
    """Return a filter by owner that can ask for rows nobody owns."""
    return PersonFilter(null_label=_("no owner"), null_value=NONE, **({"label": _("Owner")} | kwargs))


class ProjectFilter(TeamFilterSet):
    state = StateFilter(states=ProjectState.choices, label=_("State"))
    order = OrderFilter(name="name", state=in_turn("state", ProjectState.choices), starts_on="starts_on")

    class Meta:
        model = Project
        fields = ["q", "state"]


class YearFilter(django_filters.NumberFilter):
    """A year of the calendar; the rows of a kind say which they are."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=FIRST.year, max_value=LAST.year, **kwargs)

    def filter(self, rows, value):
        return rows if value is None else rows.of_year(value)


class CalendarDayFilter(TeamFilterSet):
    year = YearFilter(label=_("Year"))
    works = django_filters.ChoiceFilter(
        choices=[("false", _("Days off")), ("true", _("Working days"))], method="filter_works", label=_("Kind of day")
    )

    class Meta:
        model = CalendarDay
        fields = ["q", "year", "works"]

    def filter_works(self, rows, _name, value):
        return rows.filter(works=value == "true")


class GoalFilter(TeamFilterSet):
    project = RowFilter(queryset=rows_of(Project), label=_("Project"))
    horizon = django_filters.ChoiceFilter(choices=Horizon.choices, label=_("Horizon"))
    owner = owners()
    status = GoalStatusFilter(
        field_name="lifecycle",
        states=[
            ("closed", _("Closed")),
            ("orphan", _("Without milestone or key result")),
            ("checkin_due", _("Check-in due")),
            ("disagreement", _("Reported and computed health differ")),
        ],
        label=_("State"),
    )
    parent = RowFilter(queryset=rows_of(Goal), label=_("Parent goal"), widget=LinkedInput)
    overdue = OverdueFilter()
    order = OrderFilter("target_on", title="title", target_on="target_on", owner="owner__sort_key")

    class Meta:
        model = Goal
        fields = ["q", "project", "horizon", "owner", "status", "parent", "overdue"]


class MilestoneFilter(TeamFilterSet):
    project = RowFilter(queryset=rows_of(Project), label=_("Project"))
    goal = RowFilter(queryset=rows_of(Goal), field_name="goals", label=_("Goal"))
    owner = owners()
    state = StateFilter(states=MilestoneState.choices, label=_("State"))
    due = django_filters.ChoiceFilter(
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Within 14 days")),
            ("none", _("Without date")),
            ("slipped", _("Moved later in the last 7 days")),
        ],
        method="filter_due",
        label=_("Due"),
    )
    priority = PriorityFilter()
    stale = StaleFilter()
    mine = MineFilter()
    waits_for = RowFilter(
        queryset=rows_of(Milestone),
        field_name="predecessor_links__predecessor",
        label=_("Waits for"),
        widget=LinkedInput,
    )
    awaited_by = RowFilter(
        queryset=rows_of(Milestone),
        field_name="successor_links__successor",
        label=_("Is waited for by"),
        widget=LinkedInput,
    )
    order = OrderFilter(
        "due_on",
        title="title",
        state=in_turn("state", MilestoneState.choices),
        due_on="due_on",
        owner="owner__sort_key",
        priority=in_turn("priority", Priority.choices),
    )

    class Meta:
        model = Milestone
        fields = [
            "q",
            "project",
            "goal",
            "owner",
            "state",
            "due",
            "priority",
            "stale",
            "mine",
            "waits_for",
            "awaited_by",
        ]

    def filter_due(self, rows, _name, value):
        match value:
            case "overdue":
                return rows.overdue(on=self.today)
            case "soon":
                return rows.due_soon(on=self.today)
            case "slipped":
                return rows.slipped(since=timezone.now() - LATELY)
        return rows.filter(due_on=None)


class DependencyFilter(TeamFilterSet):
    predecessor = RowFilter(queryset=rows_of(Milestone), label=_("Predecessor"))
    successor = RowFilter(queryset=rows_of(Milestone), label=_("Successor"))
    kind = django_filters.ChoiceFilter(choices=LinkKind.choices, label=_("Kind of link"))

    class Meta:
        model = Dependency
        fields = ["q", "predecessor", "successor", "kind"]


class TaskFilter(TeamFilterSet):
    project = RowFilter(queryset=rows_of(Project), field_name="milestone__project", label=_("Project"))
    goal = RowFilter(queryset=rows_of(Goal), field_name="milestone__goals", label=_("Goal"))
    milestone = RowFilter(
        queryset=rows_of(Milestone), label=_("Milestone"), null_label=_("no milestone"), null_value=NONE
    )
    assignee = owners(label=_("Assignee"))
    state = StateFilter(states=TaskState.choices, label=_("State"))
    due = django_filters.ChoiceFilter(
        choices=[("soon", _("Within 14 days")), ("none", _("Without date"))], method="filter_due", label=_("Due")
    )
    priority = PriorityFilter()
    overdue = OverdueFilter()
    order = OrderFilter(
        "due_on",
        title="title",
        milestone="milestone__title",
        state=in_turn("state", TaskState.choices),
        due_on="due_on",
        assignee="assignee__sort_key",
        priority=in_turn("priority", Priority.choices),
    )

    class Meta:
        model = Task
        fields = ["q", "project", "goal", "milestone", "assignee", "state", "due", "priority", "overdue"]

    def filter_due(self, rows, _name, value):
        return rows.due_soon(on=self.today) if value == "soon" else rows.filter(due_on=None)


class TaskBoardFilter(TaskFilter):
    """What narrows the board of tasks, whose columns are the states."""

    rare = ("goal", "due", "priority", "cancelled")
    state = order = None
    cancelled = YesNoFilter(label=_("With cancelled ones"), method="filter_cancelled")

    class Meta:
        model = Task
        fields = ["q", "project", "goal", "milestone", "assignee", "due", "priority", "overdue", "cancelled"]

    def filter_cancelled(self, rows, _name, _value):
        """Leave the rows as they are: the board makes a column more."""
        return rows

    @property
    def with_cancelled(self):
        return bool(self.form.is_valid() and self.form.cleaned_data["cancelled"])
