"""The API of what a team has decided about an app."""

from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from .api import TeamAPI


class SettingsViewSet(TeamAPI, viewsets.GenericViewSet):
    """Read and change the one TeamSettings row of an app, named by the `serializer_class`."""

    @property
    def model(self):
        return self.serializer_class.Meta.model

    @property
    def right(self):
        verb = {"read_settings": "view", "change_settings": "change"}.get(self.action)
        return verb and f"{self.model._meta.app_label}.{verb}_settings"

    @action(detail=False, methods=["get"], url_path="settings", url_name="settings")
    def read_settings(self, request, **kwargs):
        """Show how the team works here."""
        return Response(self.get_serializer(self.model.of(self.membership.team)).data)

    @read_settings.mapping.patch
    def change_settings(self, request, **kwargs):
        """Change how the team works here."""
        row = self.model.of(self.membership.team)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(self.get_serializer(row).data)
