"""A person's own keys of a kind through the API: only a person who is signed in makes, lists or revokes them."""

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from .api import TeamViewSet
from .serializers import TeamModelSerializer


class KeyedSerializer(TeamModelSerializer):
    """One key; a new one carries its `text`, which an issued one shows and nobody else."""

    def new_row(self):
        membership = self.context["membership"]
        return self.Meta.model(team=membership.team, membership=membership)

    def create(self, validated_data):
        row = self.new_row()
        self._apply(row, validated_data)
        row.text = row.issue(by=self.context["membership"])
        return row


class KeyedViewSet(TeamViewSet):
    """`issued_serializer_class` shows what opens a new key, besides all else."""

    issued_serializer_class = None
    verbs = {"revocation": "revoke"}
    session_only = ("list", "retrieve", "create", "revocation")

    def get_serializer_class(self):
        return self.issued_serializer_class if self.action == "create" else self.serializer_class

    def create(self, request, **kwargs):
        """Its secret is in this answer and nowhere else, so a retry makes another one."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def revocation(self, request, **kwargs):
        """End it; it opens nothing any more."""
        return self.perform_verb("revoke")
