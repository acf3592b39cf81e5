"""How judgements of risks stand in the API."""

from rest_framework import serializers

from teams.serializers import TeamModelSerializer

from .models import Assessment
from .states import Dimension

DIMENSIONS = [dimension.field for dimension in Dimension]


class AssessmentSerializer(TeamModelSerializer):
    """`next_review_on` plans the risk's next review; left out, it follows from the level."""

    version = None
    next_review_on = serializers.DateField(write_only=True, required=False, allow_null=True)

    class Meta:
        model = Assessment
        fields = [
            "id",
            "risk",
            "kind",
            "probability",
            "impact",
            *DIMENSIONS,
            "level",
            "matrix_version",
            "reason",
            "author",
            "at",
            "next_review_on",
        ]
        read_only_fields = ["level", "matrix_version", "author", "at"]

    def create(self, validated_data):
        values = {"probability": None, "impact": None} | validated_data
        judged = {each: values.pop(each.field, None) for each in Dimension}
        impacts = {each: figure for each, figure in judged.items() if figure is not None}
        return values.pop("risk").assess(by=self.context["membership"], impacts=impacts, **values)
