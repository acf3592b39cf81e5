"""The API of the work ahead: who has how much open work in which week."""

from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamAPI

from .workload import loads_of


class LoadSerializer(serializers.Serializer):
    """One person's open tasks and milestones: how many are late, and how many fall into each week."""

    person = serializers.UUIDField(source="person_id")
    late = serializers.IntegerField()
    weeks = serializers.ListField(child=serializers.IntegerField())


class WorkloadSerializer(serializers.Serializer):
    """Weeks are named by their Mondays; of `people_count` people the 50 with the most open work are listed."""

    weeks = serializers.ListField(child=serializers.DateField())
    people_count = serializers.IntegerField()
    people = LoadSerializer(many=True)


class WorkloadViewSet(TeamAPI, viewsets.GenericViewSet):
    """The team's work ahead."""

    serializer_class = WorkloadSerializer
    right = "planner.view_roleneed"
    answers = {"weeks": WorkloadSerializer()}
    filter_backends = []
    filtered = paged = ()

    @action(detail=False, methods=["get"])
    def weeks(self, request, **kwargs):
        """Tasks count in the week they are due, milestones in each week from start to due date."""
        weeks, loads, count = loads_of(self.membership)
        told = {"weeks": [week.begins for week in weeks], "people_count": count, "people": loads}
        return Response(WorkloadSerializer(told).data)


routes = [("workload", WorkloadViewSet)]
