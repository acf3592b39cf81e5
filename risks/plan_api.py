"""The API of contingency plans and their steps."""

from rest_framework.decorators import action
from rest_framework.response import Response

from planner.models import Task
from teams.api import TeamModelViewSet

from .activation import planned_tasks, step_plan
from .filters import ContingencyPlanFilter, ContingencyStepFilter
from .plan_serializers import (
    ContingencyPlanSerializer,
    ContingencyStepSerializer,
    PlanActivationSerializer,
    PlanCompletionSerializer,
    StartSerializer,
    StepTaskSerializer,
)
from .starting import start_of


class ContingencyPlanViewSet(TeamModelViewSet):
    """What will be done once a risk has come true, and from which sign on."""

    serializer_class = ContingencyPlanSerializer
    filterset_class = ContingencyPlanFilter
    related = ("team", "risk")
    prefetched = ("steps",)
    verbs = {
        "readiness": "change",
        "undo_readiness": "change",
        "rehearsal": "rehearse",
        "automation": "automate",
        "undo_automation": "automate",
        "activation": "view",
        "preview": "view",
        "activate": "activate",
        "deactivate": "activate",
        "completion": "complete",
        "undo_completion": "complete",
        "rearming": "change",
        "retirement": "change",
        "undo_retirement": "change",
    }
    bodies = {"activate": PlanActivationSerializer, "completion": PlanCompletionSerializer}
    answers = {"activation": StepTaskSerializer(many=True), "preview": StartSerializer()}

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.with_triggers().with_readiness()

    @action(detail=True, methods=["post"])
    def readiness(self, request, **kwargs):
        """Say that the plan can be started at any time."""
        return self.perform_verb("make_ready")

    @readiness.mapping.delete
    def undo_readiness(self, request, **kwargs):
        """Take the plan back to draft."""
        return self.perform_verb("redraft")

    @action(detail=True, methods=["post"])
    def rehearsal(self, request, **kwargs):
        """Note that the plan was gone through today; nothing is made."""
        return self.perform_verb("rehearse")

    @action(detail=True, methods=["post"])
    def automation(self, request, **kwargs):
        """Let the first trigger that fires start the plan."""
        return self.perform_verb("automate")

    @automation.mapping.delete
    def undo_automation(self, request, **kwargs):
        """Let the plan wait for a person."""
        return self.perform_verb("unautomate")

    @action(detail=True, methods=["get"])
    def activation(self, request, **kwargs):
        """List the tasks that activation would make today, or those it has made."""
        plan = self.get_object()
        rows = step_plan(plan, Task.objects.visible_to(self.membership))
        return Response(StepTaskSerializer(rows, many=True).data)

    @action(detail=True, methods=["get"], url_path="activation/preview")
    def preview(self, request, **kwargs):
        """Say whom activation today would tell, which milestones it touches, what it costs, and list its tasks."""
        plan = self.get_object()
        rows = planned_tasks(plan, on=plan.team.today())
        return Response(StartSerializer({"start": start_of(plan, rows, self.membership), "tasks": rows}).data)

    @activation.mapping.post
    def activate(self, request, **kwargs):
        """Start the plan: its steps become dated tasks; because of what, the body may say."""
        return self.perform_verb("activate")

    @activation.mapping.delete
    def deactivate(self, request, **kwargs):
        """Undo the activation with its tasks, if none of them was changed since."""
        return self.perform_verb("deactivate")

    @action(detail=True, methods=["post"])
    def completion(self, request, **kwargs):
        """End the activated plan with what it came to."""
        return self.perform_verb("finish")

    @completion.mapping.delete
    def undo_completion(self, request, **kwargs):
        """Take the end of the plan back."""
        return self.perform_verb("resume")

    @action(detail=True, methods=["post"])
    def rearming(self, request, **kwargs):
        """Make a plan that was used or retired usable again."""
        return self.perform_verb("rearm")

    @action(detail=True, methods=["post"])
    def retirement(self, request, **kwargs):
        """Put a plan away that was not activated."""
        return self.perform_verb("retire")

    @retirement.mapping.delete
    def undo_retirement(self, request, **kwargs):
        """Take the plan out again, as a draft."""
        return self.perform_verb("rearm")


class ContingencyStepViewSet(TeamModelViewSet):
    """The steps of contingency plans; activation makes a dated task of each."""

    serializer_class = ContingencyStepSerializer
    filterset_class = ContingencyStepFilter
    related = ("plan",)


routes = [
    ("contingency-plans", ContingencyPlanViewSet),
    ("contingency-steps", ContingencyStepViewSet),
]
