"""The API of a team's matrix."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamCreateMixin, TeamViewSet
from teams.serializers import TeamModelSerializer

from .models import RiskMatrix
from .rereading import adopt, preview
from .states import LEVEL_CHOICES, Score


class ProbabilityMeaningSerializer(serializers.Serializer):
    """What a probability is called, "" for the usual word, and its range in per cent."""

    word = serializers.CharField(allow_blank=True)
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class ImpactMeaningSerializer(serializers.Serializer):
    """What an impact is called, and the working days and money it stands for, both ends or none."""

    word = serializers.CharField(allow_blank=True)
    gain_word = serializers.CharField(allow_blank=True)
    days_low = serializers.IntegerField(allow_null=True)
    days_high = serializers.IntegerField(allow_null=True)
    money_low = serializers.CharField(allow_null=True)
    money_high = serializers.CharField(allow_null=True)


@extend_schema_field(ProbabilityMeaningSerializer(many=True))
class ProbabilitiesField(serializers.JSONField):
    pass


@extend_schema_field(ImpactMeaningSerializer(many=True))
class ImpactsField(serializers.JSONField):
    pass


@extend_schema_field(
    serializers.ListField(child=serializers.ListField(child=serializers.ChoiceField(choices=LEVEL_CHOICES)))
)
class GridField(serializers.JSONField):
    pass


class RiskMatrixSerializer(TeamModelSerializer):
    """One edition; `grid[p - 1][i - 1]` is the level of probability p and impact i. The usual matrix is edition 1."""

    version = None
    probabilities = ProbabilitiesField()
    impacts = ImpactsField()
    grid = GridField()

    class Meta:
        model = RiskMatrix
        fields = ["id", "edition", "probabilities", "impacts", "currency", "grid", "by_dimension", "author", "at"]
        read_only_fields = ["edition", "author", "at"]

    def create(self, validated_data):
        membership = self.context["membership"]
        return adopt(RiskMatrix(team=membership.team, **validated_data), by=membership)


class ShiftSerializer(serializers.Serializer):
    """How many scores of open risks would go from one level to another."""

    kind = serializers.ChoiceField(choices=Score.choices)
    before = serializers.ChoiceField(choices=LEVEL_CHOICES)
    after = serializers.ChoiceField(choices=LEVEL_CHOICES)
    count = serializers.IntegerField()


class RiskMatrixViewSet(TeamCreateMixin, TeamViewSet):
    """The editions of the team's matrix, the latest first; a POST makes the next one and reads the open risks by it."""

    serializer_class = RiskMatrixSerializer
    verbs = {"preview": "add"}
    bodies = {"preview": RiskMatrixSerializer}
    answers = {"preview": ShiftSerializer(many=True)}

    @action(detail=False, methods=["post"])
    def preview(self, request, **kwargs):
        """Say which levels another matrix would change; nothing is stored."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = RiskMatrix(team=self.membership.team, **serializer.validated_data)
        return Response(ShiftSerializer(preview(row, self.membership, url="").shifts, many=True).data)


routes = [("risk-matrices", RiskMatrixViewSet)]
