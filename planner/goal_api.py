"""The API of what goals are measured by and what people report of them: key results, their values, check-ins."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.strict import Body
from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.serializers import MoneySerializerField, TeamModelSerializer

from .goal_filters import CheckInFilter, KeyResultFilter
from .models import LONGEST_ORIGIN, MOST_KEY_RESULTS, MOST_VALUES, CheckIn, KeyResult, KeyResultValue


class KeyResultSerializer(TeamModelSerializer):
    """`current` and `current_on` are the latest of its values; `progress_percent` runs from 0 at start to 100."""

    parents = ("goal",)
    progress_percent = serializers.IntegerField(source="percent", read_only=True, allow_null=True)

    class Meta:
        model = KeyResult
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "goal",
            "title",
            "metric",
            "unit",
            "currency",
            "start",
            "target",
            "weight",
            "current",
            "current_on",
            "progress_percent",
        ]
        read_only_fields = ["current", "current_on", "created_at", "updated_at"]
        extra_kwargs = {"target": {"required": False}}  # a yes or no has none


class NewValueSerializer(Body):
    """A value and its day, today while nobody says."""

    on = serializers.DateField(required=False)
    value = MoneySerializerField()


class NewValuesSerializer(Body):
    """At most 100 values. `origin` names what found them; of one origin a day has one value, the one sent last."""

    values = NewValueSerializer(many=True, min_length=1, max_length=MOST_VALUES)
    origin = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ORIGIN)


class KeptSerializer(serializers.Serializer):
    """How many of the values sent were news."""

    kept = serializers.IntegerField()


class KeyResultValueSerializer(serializers.ModelSerializer):
    """What was found on a day; days without a value are not listed."""

    value = MoneySerializerField()

    class Meta:
        model = KeyResultValue
        fields = ["on", "value", "origin", "by", "at"]


class KeyResultViewSet(TeamModelViewSet):
    """The figures goals are measured by, each from a start to a target."""

    serializer_class = KeyResultSerializer
    filterset_class = KeyResultFilter
    verbs = {"values": "view", "measurement": "measure"}
    readings = ("measurement",)
    bodies = {"measurement": NewValuesSerializer}
    answers = {"values": KeyResultValueSerializer(many=True), "measurement": KeptSerializer()}
    paged = ("list", "values")

    @action(detail=True, methods=["get"])
    def values(self, request, **kwargs):
        """The values of a key result, the current one first."""
        rows = self.get_object().values.latest_first()
        return self.get_paginated_response(KeyResultValueSerializer(self.paginate_queryset(rows), many=True).data)

    @values.mapping.post
    def measurement(self, request, **kwargs):
        """Keep values of a key result; a token that may only send readings may do this."""
        key_result = self.get_object()
        told = self.arguments()
        values = [(each.get("on"), each["value"]) for each in told["values"]]
        kept = key_result.measure(values, by=self.membership, origin=told.get("origin", ""))
        return Response(KeptSerializer({"kept": kept}).data)


class CheckInValueSerializer(Body):
    """What was measured of a key result of the goal since the last check-in."""

    key_result = serializers.UUIDField()
    value = MoneySerializerField()


class CheckInSerializer(TeamModelSerializer):
    """`percent` is the progress of the goal at that moment, its new `values` included; all of it is kept, or nothing.

    What is wrong with a value is told of the field `value-<id of its key result>`; of one named twice the last counts.
    """

    version = None
    values = CheckInValueSerializer(many=True, required=False, write_only=True, max_length=MOST_KEY_RESULTS)

    class Meta:
        model = CheckIn
        fields = ["id", "goal", "on", "health", "percent", "done", "next", "blockers", "values", "author", "created_at"]
        read_only_fields = ["on", "percent", "author", "created_at"]

    def create(self, validated_data):
        values = {each["key_result"]: each["value"] for each in validated_data.pop("values", ())}
        return validated_data.pop("goal").check_in(by=self.context["membership"], values=values, **validated_data)


class CheckInViewSet(TeamCreateMixin, TeamViewSet):
    """What people reported of goals, newest first; a POST checks in, and none is ever changed."""

    serializer_class = CheckInSerializer
    filterset_class = CheckInFilter


routes = [("key-results", KeyResultViewSet), ("check-ins", CheckInViewSet)]
