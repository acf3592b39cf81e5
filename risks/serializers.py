"""The register as the API shows it."""

from rest_framework import serializers

from core.strict import Body
from planner.models import Milestone
from teams.serializers import TeamModelSerializer, TeamRelatedField

from .models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from .states import ENDED, OPEN, ClosureReason, Outcome, Status

BASE = ["id", "version", "created_at", "updated_at"]
READ_ONLY = ["code", "created_at", "updated_at"]
REASON = {"required": False, "allow_blank": True, "max_length": 300}


class ScoreSerializer(serializers.ModelSerializer):
    """The latest assessment of one kind; null means not rated."""

    class Meta:
        model = Assessment
        fields = ["id", "probability", "impact", "level", "author", "at"]
        read_only_fields = fields


class RiskSerializer(TeamModelSerializer):
    milestones = TeamRelatedField(many=True, queryset=Milestone.objects.all(), required=False)
    inherent = ScoreSerializer(read_only=True, allow_null=True)
    current = ScoreSerializer(read_only=True, allow_null=True)
    residual = ScoreSerializer(read_only=True, allow_null=True)
    target = ScoreSerializer(read_only=True, allow_null=True)

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
            "status",
            "status_reason",
            "closure_reason",
            "closed_at",
            "next_review_on",
            "window_from",
            "window_to",
            "inherent",
            "current",
            "residual",
            "target",
        ]
        read_only_fields = [*READ_ONLY, "raised_by", "status", "status_reason", "closure_reason", "closed_at"]


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
        return values.pop("risk").assess(by=self.context["membership"], **values)


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
        ]
        read_only_fields = [*READ_ONLY, "completed_at"]


class ContingencyStepSerializer(TeamModelSerializer):
    parents = ("plan",)

    class Meta:
        model = ContingencyStep
        fields = [*BASE, "plan", "position", "title", "offset_days", "responsible", "job_role"]
        read_only_fields = ["created_at", "updated_at"]


class PlanStepSerializer(ContingencyStepSerializer):
    """A step inside its plan."""

    class Meta(ContingencyStepSerializer.Meta):
        fields = ["id", "version", "position", "title", "offset_days", "responsible", "job_role"]
        read_only_fields = fields


class ContingencyPlanSerializer(TeamModelSerializer):
    parents = ("risk",)
    steps = PlanStepSerializer(many=True, read_only=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ContingencyPlan
        fields = [
            *BASE,
            "code",
            "risk",
            "title",
            "trigger",
            "owner",
            "reserve",
            "currency",
            "state",
            "missing",
            "activated_at",
            "activated_by",
            "ended_at",
            "outcome",
            "effect",
            "steps",
        ]
        read_only_fields = [*READ_ONLY, "state", "activated_at", "activated_by", "ended_at", "outcome", "effect"]


class PlanCompletionSerializer(Body):
    """What an activated plan came to; `failed` says that it did not help."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, default=Outcome.WORKED)
    effect = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class StepTaskSerializer(serializers.Serializer):
    """A task that activation would make today, or has made."""

    step = serializers.UUIDField(source="step.pk")
    title = serializers.CharField(source="step.title")
    due_on = serializers.DateField()
    assignee = serializers.UUIDField(source="assignee.pk", allow_null=True, default=None)
    milestone = serializers.UUIDField(source="milestone.pk", allow_null=True, default=None)
    task = serializers.UUIDField(source="task.pk", allow_null=True, default=None)
    is_done = serializers.BooleanField(source="task.is_done", default=False)
