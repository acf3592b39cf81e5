"""The API of a person's visits to the risk board."""

from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamAPI

from .models import BoardVisit


class BoardVisitSerializer(serializers.Serializer):
    """Up to when the caller has seen the board, null on a first visit, and `since` when changes are new to them."""

    seen_until = serializers.DateTimeField(allow_null=True)
    since = serializers.DateTimeField()


class BoardVisitViewSet(TeamAPI, viewsets.GenericViewSet):
    """The caller's own visits to the risk board; nobody reads those of others."""

    serializer_class = BoardVisitSerializer
    right = "risks.view_risk"
    answers = {"visit": BoardVisitSerializer(), "note_visit": BoardVisitSerializer(), "seen": BoardVisitSerializer()}
    filter_backends = []
    filtered = paged = ()

    @action(detail=False, methods=["get"])
    def visit(self, request, **kwargs):
        """Say up to when the caller has seen the risk board; asking is no visit."""
        seen_until = BoardVisit.seen_until(self.membership)
        told = {"seen_until": seen_until, "since": BoardVisit.new_since(seen_until)}
        return Response(BoardVisitSerializer(told).data)

    @visit.mapping.post
    def note_visit(self, request, **kwargs):
        """Note that the caller looks at the risk board now; after four hours without a look a new visit begins."""
        self.arguments()
        BoardVisit.note(self.membership)
        return self.visit(request)

    @action(detail=False, methods=["post"])
    def seen(self, request, **kwargs):
        """Note that the caller has seen all that changed by now."""
        self.arguments()
        BoardVisit.mark_seen(self.membership)
        return self.visit(request)


routes = [("risk-board", BoardVisitViewSet)]
