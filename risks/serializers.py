"""The register as the API shows it."""

from rest_framework import serializers

from core.strict import Body
from planner.models import Milestone
from teams.serializers import TeamModelSerializer, TeamRelatedField

from .models import Assessment, Meeting, ResponseAction, Risk, RiskMilestone
from .states import ENDED, OPEN, ClosureReason, Status

BASE = ["id", "version", "created_at", "updated_at"]
READ_ONLY = ["code", "created_at", "updated_at"]
VERIFIED = ["verified_at", "verified_by", "verified_alone", "verification_note"]
RESTRICTED = "Set when the risk is made, and changed by `restriction` from then on."
REASON = {"required": False, "allow_blank": True, "max_length": 300}


class ScoreSerializer(serializers.ModelSerializer):
    """The latest assessment of one kind; null means not rated."""

    class Meta:
        model = Assessment
        fields = ["id", "probability", "impact", "level", "author", "at"]
        read_only_fields = fields


class ChanceSerializer(serializers.Serializer):
    """How probable a risk is counted: `given` by a person, or the middle of what its current `level` stands for."""

    percent = serializers.FloatField(allow_null=True, read_only=True)
    source = serializers.ChoiceField(choices=["given", "level"], allow_null=True, read_only=True)
    low = serializers.IntegerField(allow_null=True, read_only=True)
    high = serializers.IntegerField(allow_null=True, read_only=True)


class RiskSerializer(TeamModelSerializer):
    milestones = TeamRelatedField(many=True, queryset=Milestone.objects.all(), required=False)
    inherent = ScoreSerializer(read_only=True, allow_null=True)
    current = ScoreSerializer(read_only=True, allow_null=True)
    residual = ScoreSerializer(read_only=True, allow_null=True)
    target = ScoreSerializer(read_only=True, allow_null=True)
    chance = ChanceSerializer(read_only=True)
    is_restricted = serializers.BooleanField(required=False, help_text=RESTRICTED)
    parents = ("is_restricted",)

    class Meta:
        model = Risk
        fields = [
            *BASE,
            "code",
            "title",
            "cause",
            "event",
            "effect",
            "category",
            "kind",
            "owner",
            "raised_by",
            "milestones",
            "strategy",
            "strategy_detail",
            "status",
            "status_reason",
            "closure_reason",
            "closed_at",
            "next_review_on",
            "window_from",
            "window_to",
            "occurred_at",
            "appetite_zone",
            "probability_percent",
            "money_min",
            "money_likely",
            "money_max",
            "currency",
            "inherent",
            "current",
            "residual",
            "target",
            "chance",
            "is_restricted",
        ]
        read_only_fields = [
            *READ_ONLY,
            "raised_by",
            "status",
            "status_reason",
            "closure_reason",
            "closed_at",
            "occurred_at",
            "appetite_zone",
        ]


class RiskEffectSerializer(TeamModelSerializer):
    """`effect` is "days" (working days), "factor" (per cent of the duration; 100 changes nothing) or "" (not known).

    A threat has days from 0 and a factor from 100 on, an opportunity days down from 0 and a factor of at most 100.
    """

    parents = ("risk", "milestone")

    class Meta:
        model = RiskMilestone
        fields = [
            *BASE,
            "risk",
            "milestone",
            "effect",
            "effect_min",
            "effect_likely",
            "effect_max",
            "parallel",
            "estimated_on",
        ]
        read_only_fields = ["created_at", "updated_at", "estimated_on"]


class StatusSerializer(Body):
    """A status the risk enters while it stays open."""

    status = serializers.ChoiceField(choices=[(status.value, status.label) for status in OPEN])
    reason = serializers.CharField(**REASON)


class ClosingSerializer(Body):
    """How and why the risk ends."""

    status = serializers.ChoiceField(choices=[(status.value, status.label) for status in ENDED], default=Status.CLOSED)
    closure_reason = serializers.ChoiceField(choices=ClosureReason.choices)
    reason = serializers.CharField(**REASON)


class ReopeningSerializer(Body):
    """Why the risk is open again."""

    reason = serializers.CharField(max_length=300)


class MeetingSerializer(TeamModelSerializer):
    """A meeting counts the risks it looked at and the decisions it noted, as far as the reader may see those risks."""

    looked_at = serializers.IntegerField(read_only=True)
    decisions = serializers.IntegerField(read_only=True)

    class Meta:
        model = Meeting
        fields = [*BASE, "held_on", "started_at", "started_by", "ended_at", "ended_by", "looked_at", "decisions"]
        read_only_fields = ["created_at", "updated_at", *fields[4:]]

    def create(self, validated_data):
        return Meeting.start(by=self.context["membership"])


class ResponseActionSerializer(TeamModelSerializer):
    risks = TeamRelatedField(many=True, queryset=Risk.objects.all(), allow_empty=False)

    class Meta:
        model = ResponseAction
        fields = [
            *BASE,
            "code",
            "risks",
            "title",
            "description",
            "owner",
            "due_on",
            "state",
            "completed_at",
            "cost",
            "currency",
            "days_off_planned",
            "days_off_actual",
            "money_off_planned",
            "money_off_actual",
            *VERIFIED,
        ]
        read_only_fields = [*READ_ONLY, "completed_at", *VERIFIED]
