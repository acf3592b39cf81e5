"""How much each milestone counts for a goal, as the API says it."""

from rest_framework import serializers

from core.strict import Body

from .weight_forms import MOST_WEIGHED


class WeightSerializer(Body):
    """A milestone of the goal, and how much it counts beside the others."""

    milestone = serializers.UUIDField(source="milestone_id")
    weight = serializers.IntegerField(min_value=1, max_value=100)


class NewWeightSerializer(Body):
    milestone = serializers.UUIDField()
    weight = serializers.IntegerField(min_value=1, max_value=100)


class WeightsSerializer(Body):
    """At most 100 weights; a milestone named twice has the last one."""

    weights = NewWeightSerializer(many=True, min_length=1, max_length=MOST_WEIGHED)


class WeighedSerializer(serializers.Serializer):
    """How many weights are other ones now."""

    changed = serializers.IntegerField()
