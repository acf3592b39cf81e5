"""Pages of goals: three horizon lanes, one goal, its closing."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.fetching import Part, first_of_each, part_of
from planner.filters import GoalFilter
from planner.forms import GoalClosingForm, GoalForm, QuickGoalForm
from planner.goal_schedule import schedule_of
from planner.horizons import lanes
from planner.marks import add_marks
from planner.models import Goal, Horizon, Milestone
from planner.models.milestone import OPEN_STATES
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.quick_pages import quick_page
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView, list_url

from .goal_page import checkins_of, goal_context, subgoals_of

# Goals a lane shows while all three stand on the page; a horizon chosen by the filter has pages of its own.
LANE_AT_MOST = 12
SOONEST_FIRST = (F("target_on").asc(nulls_last=True), "number")


class GoalList(TeamListView):
    """The goals in three lanes; closed ones are shown when the filter asks for them."""

    route = "goals/", "goal-list"
    model = Goal
    filterset_class = GoalFilter
    template_name = "planner/goal_list.html"
    partials = ("goal-lanes",)
    quick = QuickGoalForm
    start = {"status": "open"}

    def get_queryset(self):
        rows = super().get_queryset().select_related("owner", "project")
        return rows if self.is_ordered else rows.order_by(*SOONEST_FIRST)

    def get_paginate_by(self, queryset):
        return super().get_paginate_by(queryset) if self.horizon else None

    @cached_property
    def horizon(self):
        """Return the one horizon the filter asks for, or nothing."""
        return self.filterset.form.cleaned_data.get("horizon")

    def get_context_data(self, **kwargs):
        counts, orphans = self._counts()
        if self.horizon:
            context = super().get_context_data(**kwargs)
        else:
            first = first_of_each(self.object_list, LANE_AT_MOST, by=["horizon"], order=SOONEST_FIRST)
            context = super().get_context_data(object_list=first, **kwargs)
        today, goals = self.team.today(), list(context["object_list"].with_progress())
        context["object_list"] = goals
        add_marks(goals, self.team, today)
        context["lanes"] = [
            {
                "horizon": lane.horizon,
                "label": Horizon(lane.horizon).label,
                "first": lane.first,
                "last": lane.last,
                "goals": Part(
                    [goal for goal in goals if goal.horizon == lane.horizon],
                    counts.get(lane.horizon, 0),
                    f"?{urlencode({**self.request.GET.dict(), 'horizon': lane.horizon})}",
                ),
            }
            for lane in lanes(today)
        ]
        context["orphan_count"] = orphans
        return context

    def _counts(self):
        """Return ({horizon: goals}, how many of all have no milestone)."""
        is_orphan = Q(pk__in=self.object_list.without_milestone().order_by().values("pk"))
        rows = self.object_list.order_by().values_list("horizon")
        found = list(rows.annotate(goals=Count("pk"), orphans=Count("pk", filter=is_orphan)))
        return {horizon: goals for horizon, goals, _orphans in found}, sum(orphans for *_rest, orphans in found)


quick = quick_page(GoalList)


class GoalDetail(TeamDetailView):
    route = "goals/<uuid:pk>/", "goal"
    model = Goal
    template_name = "planner/goal.html"
    partials = ("goal-figures",)

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "project", "parent").with_progress()

    def get_context_data(self, **kwargs):
        goal = self.object
        weight = goal.milestone_links.filter(milestone=OuterRef("pk")).values("weight")
        milestones = Milestone.objects.visible_to(self.membership).filter(goals=goal).for_lists()
        milestones = milestones.with_gates(on=self.team.today()).annotate(goal_weight=Subquery(weight))
        url = list_url("planner:milestone-list", self.team, goal=self.object.pk, state="all")
        return super().get_context_data(
            milestones=part_of(milestones, url, first=Q(state__in=OPEN_STATES)),
            closing_form=GoalClosingForm(),
            history=history_of(self.membership, goal),
            subgoals=subgoals_of(self.membership, goal),
            checkins=checkins_of(self.membership, goal),
            **(goal_context(self.membership, goal) | kwargs),
        )


class GoalScheduled(TeamDetailView):
    """When a goal is reached by the schedule: a fragment of its page, with a page of its own as twin."""

    route = "goals/<uuid:pk>/schedule/", "goal-schedule"
    model = Goal
    template_name = "planner/goal_schedule.html"
    partials = ("goal-schedule",)

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def get_context_data(self, **kwargs):
        return super().get_context_data(scheduled=schedule_of(self.membership, self.object), **kwargs)


class GoalFormMixin:
    model = Goal
    form_class = GoalForm


class GoalCreate(GoalFormMixin, TeamCreateView):
    """Make a goal."""

    route = "goals/new/", "goal-new"


class GoalUpdate(GoalFormMixin, TeamUpdateView):
    """Change a goal; `?horizon=` proposes another."""

    route = "goals/<uuid:pk>/edit/", "goal-edit"

    def get_initial(self):
        wanted = self.request.GET.get("horizon")
        return super().get_initial() | ({"horizon": wanted} if wanted in Horizon.values else {})


class GoalClosing(TeamActionView):
    route = "goals/<uuid:pk>/closing/", "goal-closing"
    model = Goal
    action = "close"
    done_message = _("%(row)s was closed.")
    undo_view = "planner:goal-closing-undo"

    def perform(self):
        self.object.close(by=self.membership, **validated(GoalClosingForm(self.request.POST)))


class GoalReopening(TeamActionView):
    route = "goals/<uuid:pk>/closing/undo/", "goal-closing-undo"
    model = Goal
    action = "close"
    verb = "reopen"
    done_message = _("%(row)s is open again.")


class GoalDiscard(TeamDiscardView):
    route = "goals/<uuid:pk>/discard/", "goal-discard"
    model = Goal
