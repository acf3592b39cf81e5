"""The financing as the API shows it."""

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from core.strict import Body
from teams.models import Membership
from teams.serializers import MoneySerializerField, TeamModelSerializer, TeamRelatedField

from .models import (
    CashPosition,
    NextAction,
    Opportunity,
    OpportunityEvent,
    PlanStep,
    Round,
    RoundTerms,
    Settings,
    Source,
)
from .stages import CHANNELS, stages
from .states import RoundState

BASE = ["id", "version", "created_at", "updated_at"]
READ_ONLY = ["code", "created_at", "updated_at"]
READ = {"normalize_output": True, "read_only": True}
AMOUNT = {"max_digits": 28, "decimal_places": 4, **READ}


class ElsewhereSerializer(serializers.Serializer):
    """A sum in another currency."""

    currency = serializers.CharField()
    amount = serializers.DecimalField(**AMOUNT)


class TotalSerializer(serializers.Serializer):
    """The sum of some opportunities in one currency; what could not be added is counted."""

    count = serializers.IntegerField()
    low = serializers.DecimalField(**AMOUNT)
    likely = serializers.DecimalField(**AMOUNT)
    high = serializers.DecimalField(**AMOUNT)
    unknown = serializers.IntegerField()
    not_converted = serializers.IntegerField()
    elsewhere = ElsewhereSerializer(many=True)


class BucketsSerializer(serializers.Serializer):
    """Where the money stands, by bucket; each opportunity is counted in exactly one."""

    currency = serializers.CharField()
    target = TotalSerializer()
    expected = TotalSerializer()
    committed = TotalSerializer()
    signed = TotalSerializer()
    paid = TotalSerializer()
    slipped = TotalSerializer()


class WeightedSerializer(serializers.Serializer):
    """Amounts times probabilities of what is open; the spread is one standard deviation."""

    value = serializers.DecimalField(**AMOUNT)
    spread = serializers.DecimalField(**AMOUNT)
    count = serializers.IntegerField()
    unknown = serializers.IntegerField()
    not_converted = serializers.IntegerField()


class PipelineSerializer(BucketsSerializer):
    """The buckets with the weighted sum, for those who see the opportunities."""

    weighted = WeightedSerializer()

    def to_representation(self, instance):
        buckets = BucketsSerializer(instance["buckets"]).data
        return {**buckets, "weighted": WeightedSerializer(instance["weighted"]).data}


class RoundSerializer(TeamModelSerializer):
    """What every member may know of a round; target, minimum and cap are its terms."""

    totals = serializers.SerializerMethodField()

    class Meta:
        model = Round
        fields = [*BASE, "code", "name", "currency", "starts_on", "expected_close_on", "state", "ended_at", "totals"]
        read_only_fields = [*READ_ONLY, "state", "ended_at"]

    def get_totals(self, row) -> BucketsSerializer:
        return self.buckets.to_representation(row.totals(on=self.context["membership"].team.today()))

    @cached_property
    def buckets(self):
        """Return the serializer of all totals of a list: making one costs more than its work."""
        return BucketsSerializer()


class RoundStateSerializer(Body):
    state = serializers.ChoiceField(choices=RoundState.choices)


class RoundTermsSerializer(TeamModelSerializer):
    parents = ("round",)

    class Meta:
        model = RoundTerms
        fields = [*BASE, "round", "target", "minimum", "cap", "instrument"]
        read_only_fields = ["created_at", "updated_at"]


class SourceSerializer(TeamModelSerializer):
    class Meta:
        model = Source
        fields = [*BASE, "name", "channel", "website", "notes"]
        read_only_fields = ["created_at", "updated_at"]


class StandingActionSerializer(serializers.ModelSerializer):
    """The next action inside its opportunity."""

    class Meta:
        model = NextAction
        fields = ["id", "title", "owner", "due_on"]
        read_only_fields = fields


class OpportunitySerializer(TeamModelSerializer):
    odds = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True, **READ)
    assumed_odds = serializers.DecimalField(max_digits=3, decimal_places=2, allow_null=True, **READ)
    next_action = StandingActionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Opportunity
        fields = [
            *BASE,
            "code",
            "round",
            "source",
            "channel",
            "stage",
            "stage_since",
            "amount_min",
            "amount",
            "amount_max",
            "currency",
            "probability",
            "odds",
            "assumed_odds",
            "expected_close_on",
            "earliest_close_on",
            "latest_close_on",
            "owner",
            "is_lead",
            "notes",
            "next_action",
            "reason_lost",
            "won_at",
            "lost_at",
        ]
        read_only_fields = [*READ_ONLY, "stage", "stage_since", "reason_lost", "won_at", "lost_at"]


class FollowingSerializer(Body):
    """A next action to make along with something else."""

    title = serializers.CharField(max_length=200)
    owner = TeamRelatedField(queryset=Membership.objects.all(), required=False, allow_null=True)
    due_on = serializers.DateField()


class NewBalanceSerializer(Body):
    """What there is on all accounts together once the money has come, at the end of a day."""

    balance = MoneySerializerField()
    balance_on = serializers.DateField()


class MoveSerializer(Body):
    """The stage to move to, with what it asks for; where the money has come, the new balance too."""

    described = {"stage": {"enum": sorted({place.code for channel in CHANNELS for place in stages(channel)})}}
    stage = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)
    amount = MoneySerializerField(required=False, allow_null=True)
    expected_close_on = serializers.DateField(required=False, allow_null=True)
    next_action = FollowingSerializer(required=False, allow_null=True)
    position = NewBalanceSerializer(required=False, allow_null=True)


class OpportunityEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = OpportunityEvent
        fields = ["id", "opportunity", "field", "old", "new", "reason", "by", "created_at"]
        read_only_fields = fields


class NextActionSerializer(TeamModelSerializer):
    parents = ("opportunity",)

    class Meta:
        model = NextAction
        fields = [*BASE, "opportunity", "title", "owner", "due_on", "state", "ended_at"]
        read_only_fields = ["created_at", "updated_at", "state", "ended_at"]


class CompletionSerializer(Body):
    """What follows, if anything does."""

    next = FollowingSerializer(required=False, allow_null=True)


@extend_schema_serializer(component_name="FundingPlanStep")
class PlanStepSerializer(TeamModelSerializer):
    class Meta:
        model = PlanStep
        fields = [
            *BASE,
            "code",
            "title",
            "description",
            "channel",
            "due_on",
            "responsible",
            "state",
            "round",
            "milestone",
            "completed_at",
        ]
        read_only_fields = [*READ_ONLY, "completed_at"]


class CashPositionSerializer(TeamModelSerializer):
    class Meta:
        model = CashPosition
        fields = [
            "id",
            "created_at",
            "balance",
            "balance_on",
            "monthly_income",
            "monthly_expense",
            "floor",
            "currency",
            "note",
        ]
        read_only_fields = ["created_at"]

    version = None


class SettingsSerializer(TeamModelSerializer):
    class Meta:
        model = Settings
        fields = ["version", "open_books"]


class CashOutSerializer(serializers.Serializer):
    """When the money runs out: `date` with a day, `not_limited`, or `not_known` with the figures that are missing."""

    kind = serializers.ChoiceField(choices=["date", "not_limited", "not_known"])
    on = serializers.DateField(allow_null=True)
    as_of = serializers.DateField(allow_null=True)
    missing = serializers.ListField(child=serializers.CharField(), source="outlook.missing")
    milestone = serializers.UUIDField(source="milestone.pk", allow_null=True, default=None)
    days_later = serializers.IntegerField(allow_null=True)
