"""The plan's API."""

from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamModelViewSet
from teams.bulk_api import BulkMixin
from teams.finishing_api import FinishingViewSet

from . import (
    bonus_api,
    calendar_api,
    gate_api,
    goal_api,
    import_api,
    responsibility_api,
    settings_api,
    slip_api,
    staffing_api,
)
from .bulk import MILESTONES, TASKS
from .cascading import Asked, Dates, apply_cascade, preview
from .consequences import consequences_of
from .filters import DependencyFilter, GoalFilter, MilestoneFilter, ProjectFilter, TaskFilter
from .goal_serializers import WeighedSerializer, WeightSerializer, WeightsSerializer
from .serializers import (
    CascadeAnswerSerializer,
    CascadeSerializer,
    DependencySerializer,
    GoalClosingSerializer,
    GoalSerializer,
    MilestoneCompletionSerializer,
    MilestoneSerializer,
    ProjectSerializer,
    ProjectStateSerializer,
    StartSerializer,
    TaskSerializer,
)

ROWS_IN_ANSWER = 200  # of a cascade, which may move thousands


class ProjectViewSet(TeamModelViewSet):
    """What the team brings to life, and how it is positioned."""

    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    verbs = {"state": "change", "undo_state": "change"}
    bodies = {"state": ProjectStateSerializer}

    @action(detail=True, methods=["post"])
    def state(self, request, **kwargs):
        """Enter another state."""
        return self.perform_verb("change_state")

    @state.mapping.delete
    def undo_state(self, request, **kwargs):
        """Take the last change of state back, if nothing has happened since."""
        return self.perform_verb("undo_state")


class GoalViewSet(TeamModelViewSet):
    """What a project is to reach in the short, medium or long term; its progress is that of what leads to it."""

    serializer_class = GoalSerializer
    filterset_class = GoalFilter
    verbs = {"closing": "close", "reopen": "close", "weights": "view", "weighing": "change"}
    bodies = {"closing": GoalClosingSerializer, "weighing": WeightsSerializer}
    answers = {"weights": WeightSerializer(many=True), "weighing": WeighedSerializer()}
    paged = ("list", "weights")

    def get_queryset(self):
        return super().get_queryset().with_progress()

    @action(detail=True, methods=["post"])
    def closing(self, request, **kwargs):
        """Close the goal with an outcome."""
        return self.perform_verb("close")

    @closing.mapping.delete
    def reopen(self, request, **kwargs):
        """Take the closing back."""
        return self.perform_verb("reopen")

    @action(detail=True, methods=["get"])
    def weights(self, request, **kwargs):
        """How much each milestone counts for the goal."""
        links = self.get_object().milestone_links.order_by("milestone__number", "pk")
        return self.get_paginated_response(WeightSerializer(self.paginate_queryset(links), many=True).data)

    @weights.mapping.post
    def weighing(self, request, **kwargs):
        """Let milestones of the goal count more or less; those that are not named keep their weight."""
        goal = self.get_object()
        weights = {each["milestone"]: each["weight"] for each in self.arguments()["weights"]}
        return Response(WeighedSerializer({"changed": goal.weigh(weights, by=self.membership)}).data)


class MilestoneViewSet(BulkMixin, FinishingViewSet):
    """The dated results on the way to goals, with the day first planned and each move of the day since."""

    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter
    at_once = MILESTONES
    verbs = FinishingViewSet.verbs | {"start": "start", "undo_start": "start", "cascade": "change"}
    bodies = {
        "completion": MilestoneCompletionSerializer,
        "start": StartSerializer,
        "cascade": CascadeSerializer,
    }
    answers = {"cascade": CascadeAnswerSerializer}

    def get_queryset(self):
        rows = super().get_queryset().with_parts()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.with_gates(on=self.membership.team.today())

    @action(detail=True, methods=["post"])
    def start(self, request, **kwargs):
        """Begin the work, today or on an earlier day."""
        return self.perform_verb("start")

    @start.mapping.delete
    def undo_start(self, request, **kwargs):
        """Put back what stood before the start, if nothing has happened since."""
        return self.perform_verb("undo_start")

    @action(detail=True, methods=["post"])
    def cascade(self, request, **kwargs):
        """Show what moves with the milestone, or move it all in one act."""
        milestone, told = self.get_object(), self.arguments()
        asked, act = _asked(told), None
        if told["dry_run"]:
            found = preview(milestone, asked, by=self.membership)
        else:
            given = {"seen": told.get("seen", ""), "reason": told.get("move_reason", "")}
            act, found = apply_cascade(milestone, asked, by=self.membership, **given)
        means = consequences_of(found, by=self.membership)
        answer = {
            "change": act and act.pk,
            "seen": found.seen,
            "rows_count": len(found.rows),
            "rows": found.rows[:ROWS_IN_ANSWER],
            "late_count": len(means.late),
            "path_days": means.path_days,
            "effects": means.effects,
            "broken_count": len(found.broken),
            "broken": found.broken[:ROWS_IN_ANSWER],
        }
        return Response(CascadeAnswerSerializer(answer).data)


def _asked(told):
    """Return what a body asks of a milestone: a start counts with a due day alone."""
    due_on = told.get("due_on")
    return Asked(dates=Dates(told["starts_on"], due_on)) if due_on and "starts_on" in told else Asked(due_on=due_on)


class DependencyViewSet(TeamModelViewSet):
    """The links between milestones: which one waits for which, in what way, with what lag."""

    serializer_class = DependencySerializer
    filterset_class = DependencyFilter


class TaskViewSet(BulkMixin, FinishingViewSet):
    """The work for a milestone; steps of an activated contingency plan are tasks too."""

    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    at_once = TASKS


routes = [
    ("projects", ProjectViewSet),
    ("goals", GoalViewSet),
    ("milestones", MilestoneViewSet),
    ("dependencies", DependencyViewSet),
    ("tasks", TaskViewSet),
    *slip_api.routes,
    *gate_api.routes,
    *goal_api.routes,
    *bonus_api.routes,
    *responsibility_api.routes,
    *staffing_api.routes,
    *calendar_api.routes,
    *import_api.routes,
    *settings_api.routes,
]
