"""The API of indicators: what is measured, how it stands, and the values."""

from rest_framework import serializers
from rest_framework.decorators import action

from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.serializers import TeamModelSerializer

from .indicator_filters import IndicatorFilter, IndicatorReadingFilter
from .models import Indicator, IndicatorReading, IndicatorState


class IndicatorSerializer(TeamModelSerializer):
    """`state` is how it stands today: `no_data` from the day `stale_on` on, whatever its last value was."""

    parents = ("risk",)
    state = serializers.ChoiceField(choices=IndicatorState.choices, read_only=True)

    class Meta:
        model = Indicator
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "number",
            "code",
            "risk",
            "name",
            "unit",
            "direction",
            "amber",
            "red",
            "stale_after_days",
            "owner",
            "source",
            "state",
            "value",
            "measured_on",
            "stale_on",
            "retired_at",
        ]
        read_only_fields = ["created_at", "updated_at", "number", "value", "measured_on", "stale_on", "retired_at"]


class IndicatorReadingSerializer(TeamModelSerializer):
    """`measured_on` is today unless told otherwise; the same value of one `run_id` of a `source` is kept once."""

    measured_on = serializers.DateField(required=False)

    class Meta:
        model = IndicatorReading
        fields = ["id", "created_at", "indicator", "value", "measured_on", "note", "source", "run_id", "by"]
        read_only_fields = ["created_at", "by"]

    def create(self, validated_data):
        indicator = validated_data.pop("indicator")
        return indicator.measure(by=self.context["membership"], **validated_data)


class IndicatorViewSet(TeamModelViewSet):
    """The figures that show early that a risk comes nearer, and how they stand."""

    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter
    related = ("team",)
    verbs = {"retirement": "change", "undo_retirement": "change"}

    @action(detail=True, methods=["post"])
    def retirement(self, request, **kwargs):
        """Put it away; what was measured stays."""
        return self.perform_verb("retire")

    @retirement.mapping.delete
    def undo_retirement(self, request, **kwargs):
        """Use it again."""
        return self.perform_verb("take_up")


class IndicatorReadingViewSet(TeamCreateMixin, TeamViewSet):
    """The values of indicators, the latest first; a POST reports one, and none is ever changed."""

    serializer_class = IndicatorReadingSerializer
    filterset_class = IndicatorReadingFilter
    readings = ("create",)


routes = [("indicators", IndicatorViewSet), ("indicator-readings", IndicatorReadingViewSet)]
