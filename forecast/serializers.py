"""Runs as the API shows them: chances and shares are numbers from 0 to 1, days are null beyond the horizon."""

from rest_framework import serializers

from teams.serializers import MoneySerializerField, MoneySumSerializerField, TeamModelSerializer
from teams.team_serializers import JobSerializer

from .models import Run


class ChanceField(serializers.FloatField):
    """A share of the iterations of a run."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=1, **kwargs)


class PercentileSerializer(serializers.Serializer):
    """By which day this share of the runs is there."""

    share = ChanceField()
    day = serializers.DateField(allow_null=True)


class MilestoneMoneySerializer(serializers.Serializer):
    """`joint`: reached by its day with money left; `lasts`: money left until it is reached; `reserve` covers 80 %."""

    joint = ChanceField()
    error = serializers.FloatField()
    lasts = ChanceField()
    reserve = MoneySumSerializerField()


class MilestoneSaidSerializer(serializers.Serializer):
    """When one milestone is likely reached; `chance`, with its standard error, is that of its day.

    80 % are reached between `p80_from` and `p80_until`, with 95 % certainty.
    """

    id = serializers.UUIDField()
    name = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    percentiles = PercentileSerializer(many=True)
    p80_from = serializers.DateField(allow_null=True)
    p80_until = serializers.DateField(allow_null=True)
    chance = ChanceField(allow_null=True)
    error = serializers.FloatField(allow_null=True)
    criticality = ChanceField()
    money = MilestoneMoneySerializer(allow_null=True)


class AssumptionSerializer(serializers.Serializer):
    """What was assumed, about which row, and how to mend it; `id` is null where there is none, or none to be seen."""

    code = serializers.CharField()
    kind = serializers.CharField(allow_blank=True)
    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    mend = serializers.CharField()
    counts = serializers.BooleanField()


class GainSerializer(serializers.Serializer):
    """What a change would bring: in joint chance, in working days of P80 and in reserve, with standard errors."""

    kind = serializers.CharField()
    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    change = serializers.CharField()
    joint = serializers.FloatField(allow_null=True)
    error = serializers.FloatField(allow_null=True)
    days = serializers.FloatField()
    days_error = serializers.FloatField()
    reserve = MoneySumSerializerField(allow_null=True)
    joint_if_lost = serializers.FloatField(allow_null=True)
    is_measurable = serializers.BooleanField()


class RoundSaidSerializer(serializers.Serializer):
    """The chance that a round has what it wants by its expected close."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    chance = ChanceField()
    error = serializers.FloatField()


class FanSerializer(serializers.Serializer):
    """Percentiles of the balance at the end of a day."""

    day = serializers.DateField()
    p10 = MoneySumSerializerField()
    p25 = MoneySumSerializerField()
    p50 = MoneySumSerializerField()
    p75 = MoneySumSerializerField()
    p90 = MoneySumSerializerField()


class MoneySaidSerializer(serializers.Serializer):
    """How long the money lasts, and what would help most."""

    currency = serializers.CharField()
    balance = MoneySerializerField()
    floor = MoneySerializerField()
    runs_out = ChanceField()
    cash_out = PercentileSerializer(many=True)
    fan = FanSerializer(many=True)
    rounds = RoundSaidSerializer(many=True)
    gains = GainSerializer(many=True)
    assumptions = AssumptionSerializer(many=True)
    assumptions_count = serializers.IntegerField()


class RunSerializer(TeamModelSerializer):
    """A simulation of the plan, the risks and the money as they stood on a day."""

    version = None

    class Meta:
        model = Run
        fields = ["id", "cause", "on", "made_at", "by", "job", "engine", "iterations", "has_gains"]
        read_only_fields = fields


class RunSaidSerializer(RunSerializer):
    """A run with what it says to who asks, the first 200 milestones by their day and the first 200 assumptions.

    `joint` is the chance that the headline is reached by its day with money left; it and `money` are null for who may
    not know them.
    """

    is_stale = serializers.BooleanField(source="said.is_stale")
    headline = MilestoneSaidSerializer(source="said.headline", allow_null=True)
    joint = ChanceField(source="said.joint", allow_null=True)
    milestones = MilestoneSaidSerializer(source="said.milestones", many=True)
    milestones_count = serializers.IntegerField(source="said.milestones_count")
    assumptions = AssumptionSerializer(source="said.assumptions", many=True)
    assumptions_count = serializers.IntegerField(source="said.assumptions_count")
    money = MoneySaidSerializer(source="said.money", allow_null=True)

    class Meta(RunSerializer.Meta):
        fields = [
            *RunSerializer.Meta.fields,
            "is_stale",
            "headline",
            "joint",
            "milestones",
            "milestones_count",
            "assumptions",
            "assumptions_count",
            "money",
        ]
        read_only_fields = fields


class BegunSerializer(serializers.Serializer):
    """The last run there is, null before the first, and the work that makes the next one."""

    run = RunSerializer(allow_null=True)
    job = JobSerializer()
