"""The API of my work: the rows of the page, and nothing that changes one; each has an address of its own for that."""

from rest_framework import serializers, viewsets

from teams.api import TeamAPI

from .gathering import Gathering
from .kinds import BY_KEY, KINDS
from .sections import SECTIONS


class WorkQuerySerializer(serializers.Serializer):
    """What the list may be narrowed to."""

    section = serializers.ChoiceField(choices=SECTIONS, required=False)
    kind = serializers.ChoiceField(choices=list(BY_KEY), required=False)


class WorkRowSerializer(serializers.Serializer):
    """One row that waits for the asking person, or for others below something of theirs."""

    section = serializers.ChoiceField(choices=SECTIONS)
    kind = serializers.ChoiceField(choices=list(BY_KEY), source="kind.key")
    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    state = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    person = serializers.UUIDField(source="person_id", allow_null=True)
    about = serializers.UUIDField(source="about_id", allow_null=True)
    about_title = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class MyWorkViewSet(TeamAPI, viewsets.GenericViewSet):
    """What waits for the asking person: of each kind and section the 200 most pressing rows."""

    serializer_class = WorkRowSerializer
    right = "teams.view_team"
    filter_backends = []
    queries = {"list": WorkQuerySerializer}
    answers = {"list": WorkRowSerializer(many=True)}

    def list(self, request, **kwargs):
        """List my work, section by section, the most pressing first."""
        asked = self.asked()
        kinds = [BY_KEY[asked["kind"]]] if "kind" in asked else KINDS
        found = Gathering(self.membership, kinds=kinds, section=asked.get("section")).arranged()
        page = self.paginate_queryset([row for rows in found.values() for row in rows])
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


routes = [("my-work", MyWorkViewSet)]
