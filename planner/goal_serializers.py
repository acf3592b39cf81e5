"""How much each milestone counts for a goal, and when it is reached by its schedule, as the API says it."""

from rest_framework import serializers

from core.strict import Body

from .goal_schedule import GoalSchedule
from .models.checking_in import Health
from .weight_forms import MOST_WEIGHED

NOT_SCHEDULED = GoalSchedule(ends_on=None, remaining_days=None, float_days=None, health=None, undated=0)


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


class GoalScheduleSerializer(serializers.Serializer):
    """When the last open milestone is scheduled to end by links and estimates; all null where none is scheduled.

    `float_days` are the working days from there to the target date, negative where they are missing; `health` is
    `off_track` then, and `at_risk` where they are at most a fifth of the `remaining_days`. `undated_count` milestones
    have neither date, estimate nor link, and are in none of it.
    """

    ends_on = serializers.DateField(allow_null=True)
    remaining_days = serializers.IntegerField(allow_null=True)
    float_days = serializers.IntegerField(allow_null=True)
    health = serializers.ChoiceField(choices=Health.choices, allow_null=True)
    undated_count = serializers.IntegerField(source="undated")
