"""Calendar feeds through the API."""

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamViewSet

from .serializers import CalendarFeedSerializer, IssuedFeedSerializer


class CalendarFeedViewSet(TeamViewSet):
    """One's own calendar feeds. Their addresses are secrets: a token can neither make nor list nor revoke feeds."""

    serializer_class = CalendarFeedSerializer
    verbs = {"revocation": "revoke"}
    session_only = ("list", "retrieve", "create", "revocation")

    def get_serializer_class(self):
        return IssuedFeedSerializer if self.action == "create" else CalendarFeedSerializer

    def create(self, request, **kwargs):
        """Its address is in this answer and nowhere else, so a retry makes another one."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def revocation(self, request, **kwargs):
        """End the feed; its address opens nothing any more."""
        return self.perform_verb("revoke")


routes = [("calendar-feeds", CalendarFeedViewSet)]
