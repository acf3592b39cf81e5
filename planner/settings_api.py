"""The API of the plan's settings."""

from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamAPI
from teams.serializers import TeamModelSerializer

from .models import Settings


class PlanSettingsSerializer(TeamModelSerializer):
    class Meta:
        model = Settings
        fields = ["version", "checkin_days"]


class PlanViewSet(TeamAPI, viewsets.GenericViewSet):
    """What a team has decided about its plan."""

    serializer_class = PlanSettingsSerializer
    rights = {"read_settings": "planner.view_settings", "change_settings": "planner.change_settings"}

    @property
    def right(self):
        return self.rights.get(self.action)

    @action(detail=False, methods=["get"], url_path="settings", url_name="settings")
    def read_settings(self, request, **kwargs):
        """Show how the team works with its plan."""
        return Response(PlanSettingsSerializer(Settings.of(self.membership.team)).data)

    @read_settings.mapping.patch
    def change_settings(self, request, **kwargs):
        """Change how the team works with its plan."""
        row = Settings.of(self.membership.team)
        context = {"membership": self.membership, "request": request}
        serializer = PlanSettingsSerializer(row, data=request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(PlanSettingsSerializer(row).data)


routes = [("plan", PlanViewSet)]
