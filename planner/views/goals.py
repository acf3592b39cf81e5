"""Pages of goals: three horizon lanes, one goal, its closing."""

from django.utils.translation import gettext_lazy as _

from planner.filters import GoalFilter
from planner.forms import GoalClosingForm, GoalForm
from planner.horizons import lanes
from planner.marks import marks_of
from planner.models import Goal, Horizon, Milestone
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class GoalList(TeamListView):
    """The goals in three lanes; closed ones are shown when the filter asks for them."""

    route = "goals/", "goal-list"
    model = Goal
    filterset_class = GoalFilter
    template_name = "planner/goal_list.html"
    partials = ("goal-lanes",)
    paginate_by = None
    start = {"status": "open"}

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "project").with_progress()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        goals = list(context["object_list"])
        today = self.team.today()
        for goal in goals:
            goal.marks = marks_of(goal, self.team, today)
        context["lanes"] = [
            {
                "horizon": lane.horizon,
                "label": Horizon(lane.horizon).label,
                "first": lane.first,
                "last": lane.last,
                "goals": [goal for goal in goals if goal.horizon == lane.horizon],
            }
            for lane in lanes(today)
        ]
        context["orphans"] = [goal for goal in goals if goal.is_orphan]
        return context


class GoalDetail(TeamDetailView):
    route = "goals/<uuid:pk>/", "goal"
    model = Goal
    template_name = "planner/goal.html"

    def get_queryset(self):
        return super().get_queryset().select_related("owner", "project").with_progress()

    def get_context_data(self, **kwargs):
        milestones = Milestone.objects.visible_to(self.membership).filter(goals=self.object).for_lists()
        return super().get_context_data(
            milestones=milestones,
            closing_form=GoalClosingForm(),
            history=history_of(self.membership, self.object),
            **kwargs,
        )


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
