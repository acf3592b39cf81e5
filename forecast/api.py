"""The API of the forecast: its runs, and starting one."""

from django.http import Http404
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.response import Response

from core.strict import Nothing
from teams.api import TeamViewSet

from .outcome import Outcome
from .running import begin
from .said import milestone_said, milestones_of, said_to
from .serializers import BegunSerializer, MilestoneSaidSerializer, RunSaidSerializer, RunSerializer
from .sight import latest_run, runs_of, with_parts


class RunViewSet(mixins.CreateModelMixin, TeamViewSet):
    """Simulations of the plan, the risks and the money, newest first; each reader is told what their role may know."""

    serializer_class = RunSerializer
    verbs = {"latest": "view", "milestones": "view"}
    bodies = {"create": Nothing}
    answers = {
        "create": {202: BegunSerializer},
        "retrieve": RunSaidSerializer,
        "latest": RunSaidSerializer,
        "milestones": MilestoneSaidSerializer(many=True),
    }
    paged = ("list", "milestones")

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        runs = runs_of(self.membership)
        return runs if self.action == "list" else with_parts(self.membership, runs)

    def retrieve(self, request, **kwargs):
        return self._tell(self.get_object())

    def create(self, request, **kwargs):
        """Start a run: a small plan has the first answer at once, and what helps most follows with the job."""
        self.arguments()
        job = begin(self.membership.team, by=self.membership)
        begun = {"run": latest_run(self.membership), "job": job}
        return Response(BegunSerializer(begun).data, status=status.HTTP_202_ACCEPTED)

    @action(detail=False, methods=["get"])
    def latest(self, request, **kwargs):
        """Show the last run, with what it says."""
        run = latest_run(self.membership)
        if run is None:
            raise Http404
        return self._tell(run)

    @action(detail=True, methods=["get"])
    def milestones(self, request, **kwargs):
        """When each milestone is likely reached, the first due first."""
        answers = Outcome(self.get_object())
        rows = self.paginate_queryset(milestones_of(self.membership, answers))
        said = [milestone_said(answers, row) for row in rows]
        return self.get_paginated_response(MilestoneSaidSerializer(said, many=True).data)

    def _tell(self, run):
        run.said = said_to(self.membership, run)
        return Response(RunSaidSerializer(run, context=self.get_serializer_context()).data)


routes = [("forecast-runs", RunViewSet)]
