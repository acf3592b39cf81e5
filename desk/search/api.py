"""The search by API: the rows that words or a number mean, best first."""

from rest_framework import serializers, viewsets
from rest_framework.response import Response

from core.links import absolute
from core.strict import Body
from teams.api import TeamAPI

from .finding import find
from .kinds import KINDS
from .results import ON_PAGE
from .words import CHARACTERS_AT_MOST, Asked


class AskedSerializer(Body):
    q = serializers.CharField(
        required=False,
        max_length=CHARACTERS_AT_MOST,
        help_text="A number such as M-41, m41 or 41, or words, each of which must occur. Without it nothing is found.",
    )


class FoundSerializer(serializers.Serializer):
    """A row of any kind; `code` is empty where people quote no number, `state` where there is none."""

    kind = serializers.ChoiceField(choices=[kind.key for kind in KINDS], source="kind.key")
    id = serializers.UUIDField(source="pk")
    code = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="The page of the row.")

    def get_url(self, found) -> str:
        return absolute(found.url)


class SearchViewSet(TeamAPI, viewsets.GenericViewSet):
    """Rows of every kind the asking person may see."""

    serializer_class = FoundSerializer
    right = "teams.view_team"
    pagination_class = None
    filter_backends = []
    queries = {"list": AskedSerializer}
    answers = {"list": FoundSerializer(many=True)}

    def list(self, request, **kwargs):
        """Find rows by number or words: the row of just that number first, at most 20 of each kind."""
        asked = Asked.of(self.asked().get("q", ""))
        return Response(FoundSerializer(find(self.membership, asked, most=ON_PAGE), many=True).data)


routes = [("search", SearchViewSet)]
