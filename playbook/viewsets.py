"""What the viewsets of the playbook share."""

from rest_framework import viewsets

from teams.api import TeamAPI


class PlaybookViewSet(TeamAPI, viewsets.GenericViewSet):
    """What is no row of the database but data of the product."""

    rights = {}

    @property
    def right(self):
        return self.rights.get(self.action)

    def get_serializer_context(self):
        context = super().get_serializer_context()
        if not getattr(self, "swagger_fake_view", False):
            context["membership"] = self.membership
        return context
