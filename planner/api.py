"""The plan's API."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from teams.api import TeamModelViewSet

from . import import_api
from .filters import GoalFilter, MilestoneFilter, ProjectFilter, TaskFilter
from .serializers import (
    GoalClosingSerializer,
    GoalSerializer,
    MilestoneSerializer,
    ProjectSerializer,
    ProjectStateSerializer,
    TaskSerializer,
)


class ProjectViewSet(TeamModelViewSet):
    """What the team brings to life, and how it is positioned."""

    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    verbs = {"state": "change", "undo_state": "change"}

    @extend_schema(request=ProjectStateSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request, **kwargs):
        """Enter another state."""
        return self.perform_verb("change_state", ProjectStateSerializer)

    @extend_schema(request=None, responses=ProjectSerializer)
    @state.mapping.delete
    def undo_state(self, request, **kwargs):
        """Take the last change of state back, if nothing has happened since."""
        return self.perform_verb("undo_state")


class GoalViewSet(TeamModelViewSet):
    """What a project is to reach in the short, medium or long term; its progress is that of its milestones."""

    serializer_class = GoalSerializer
    filterset_class = GoalFilter
    verbs = {"closing": "close", "reopen": "close"}

    def get_queryset(self):
        return super().get_queryset().with_progress()

    @extend_schema(request=GoalClosingSerializer)
    @action(detail=True, methods=["post"])
    def closing(self, request, **kwargs):
        """Close the goal with an outcome."""
        return self.perform_verb("close", GoalClosingSerializer)

    @extend_schema(request=None, responses=GoalSerializer)
    @closing.mapping.delete
    def reopen(self, request, **kwargs):
        """Take the closing back."""
        return self.perform_verb("reopen")


class FinishingMixin:
    """POST and DELETE …/completion/, POST and DELETE …/cancellation/, POST …/reopening/."""

    verbs = {
        "completion": "complete",
        "undo_completion": "complete",
        "cancellation": "cancel",
        "undo_cancellation": "cancel",
        "reopening": "complete",
    }

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def completion(self, request, **kwargs):
        """Mark as done."""
        return self.perform_verb("complete")

    @extend_schema(request=None)
    @completion.mapping.delete
    def undo_completion(self, request, **kwargs):
        """Put back what stood before the completion, if nothing has happened since."""
        return self.perform_verb("undo_completion")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancellation(self, request, **kwargs):
        """Give up, and keep what was."""
        return self.perform_verb("cancel")

    @extend_schema(request=None)
    @cancellation.mapping.delete
    def undo_cancellation(self, request, **kwargs):
        """Put back what stood before the cancellation, if nothing has happened since."""
        return self.perform_verb("undo_cancellation")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reopening(self, request, **kwargs):
        """Work on it again, whatever ended it."""
        return self.perform_verb("reopen")


class MilestoneViewSet(FinishingMixin, TeamModelViewSet):
    """The dated results on the way to goals, with the day first planned and each move of the day since."""

    serializer_class = MilestoneSerializer
    filterset_class = MilestoneFilter

    def get_queryset(self):
        return super().get_queryset().with_parts()


class TaskViewSet(FinishingMixin, TeamModelViewSet):
    """The work for a milestone; steps of an activated contingency plan are tasks too."""

    serializer_class = TaskSerializer
    filterset_class = TaskFilter


routes = [
    ("projects", ProjectViewSet),
    ("goals", GoalViewSet),
    ("milestones", MilestoneViewSet),
    ("tasks", TaskViewSet),
    *import_api.routes,
]
