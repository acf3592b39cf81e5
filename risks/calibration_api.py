"""The API of how good the chances given to risks were."""

from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamAPI

from .calibrating import author_with, calibration_of


class BandSerializer(serializers.Serializer):
    """The risks given a chance from `low` to below `high` per cent: their mean chance, and the share that occurred."""

    low = serializers.IntegerField(read_only=True)
    high = serializers.IntegerField(read_only=True)
    n = serializers.IntegerField(read_only=True)
    mean = serializers.FloatField(read_only=True, allow_null=True)
    occurred = serializers.IntegerField(read_only=True)
    share = serializers.FloatField(read_only=True, allow_null=True)


class CalibrationSerializer(serializers.Serializer):
    """`brier` is the mean of (p − outcome)² over `n` closed risks, `constant` what one chance for all comes to.

    Below 20 risks `is_enough` is false: the score then tells of chance rather than of skill.
    """

    n = serializers.IntegerField(read_only=True)
    occurred = serializers.IntegerField(read_only=True)
    is_enough = serializers.BooleanField(read_only=True)
    brier = serializers.FloatField(read_only=True, allow_null=True)
    constant = serializers.FloatField(read_only=True, allow_null=True)
    bands = BandSerializer(many=True, read_only=True)


class AuthorQuery(serializers.Serializer):
    """Whose chances: those of one person, who may be another for owners and managers only, or everybody's."""

    author = serializers.UUIDField(required=False, help_text="The membership of a person; left out, everybody counts.")


class CalibrationViewSet(TeamAPI, viewsets.GenericViewSet):
    """How good the chances given to risks were."""

    serializer_class = CalibrationSerializer
    right = "risks.view_assessment"
    queries = {"team": AuthorQuery}
    answers = {"team": CalibrationSerializer(), "own": CalibrationSerializer()}
    filter_backends = []
    filtered = paged = ()

    @action(detail=False, methods=["get"], url_path="of-team")
    def team(self, request, **kwargs):
        """Score the chances everybody gave, or one `author`, over the closed risks the caller may see."""
        author = author_with(self.asked().get("author"), seen_by=self.membership)
        return Response(CalibrationSerializer(calibration_of(self.membership, author)).data)

    @action(detail=False, methods=["get"])
    def own(self, request, **kwargs):
        """Score the chances the caller gave."""
        return Response(CalibrationSerializer(calibration_of(self.membership, self.membership)).data)


routes = [("risk-calibration", CalibrationViewSet)]
