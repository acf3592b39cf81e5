"""The API of quality gates: the checks, what is decided about them, and the values that are measured."""

from rest_framework import serializers
from rest_framework.decorators import action

from core.strict import Body
from core.text import web_address
from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.serializers import TeamModelSerializer

from .gate_filters import GateCheckFilter, GateReadingFilter
from .models import GateCheck, GateReading, GateState


class GateCheckSerializer(TeamModelSerializer):
    """`standing` is how the check stands today: `open` where the value it passed by has expired."""

    parents = ("milestone", "kind")
    standing = serializers.ChoiceField(choices=GateState.choices, read_only=True)

    class Meta:
        model = GateCheck
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "milestone",
            "kind",
            "title",
            "is_required",
            "position",
            "comparison",
            "threshold",
            "unit",
            "valid_days",
            "approver",
            "state",
            "standing",
            "value",
            "measured_on",
            "counts_until",
            "evidence_url",
            "reason",
            "requested_by",
            "decided_by",
            "decided_at",
            "decided_alone",
            "confirmed_by",
            "confirmed_at",
        ]
        read_only_fields = [
            "created_at",
            "updated_at",
            "state",
            "value",
            "measured_on",
            "counts_until",
            "evidence_url",
            "reason",
            "requested_by",
            "decided_by",
            "decided_at",
            "decided_alone",
            "confirmed_by",
            "confirmed_at",
        ]


class GatePassingSerializer(Body):
    """Where the evidence is; of a check by evidence needed, unless a file is attached."""

    evidence_url = serializers.CharField(required=False, allow_blank=True, max_length=500, validators=[web_address])


class GateFailureSerializer(Body):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000)


class GateWaiverSerializer(Body):
    """Why the milestone may be completed without it."""

    reason = serializers.CharField(max_length=2_000)


class GateReadingSerializer(TeamModelSerializer):
    """`measured_on` is today unless told otherwise; the same value of one `run_id` of a `source` is kept once."""

    measured_on = serializers.DateField(required=False)

    class Meta:
        model = GateReading
        fields = ["id", "created_at", "gate", "value", "measured_on", "evidence_url", "source", "run_id", "by"]
        read_only_fields = ["created_at", "by"]

    def create(self, validated_data):
        gate = validated_data.pop("gate")
        return gate.measure(by=self.context["membership"], **validated_data)


class GateCheckViewSet(TeamModelViewSet):
    """What must be shown before a milestone can be completed, and how it stands."""

    serializer_class = GateCheckSerializer
    filterset_class = GateCheckFilter
    related = ("team",)
    verbs = {
        "passing": "pass",
        "undo_passing": "pass",
        "failure": "pass",
        "undo_failure": "pass",
        "approval": "approve",
        "undo_approval": "approve",
        "confirmation": "approve",
        "waiver": "waive",
        "undo_waiver": "waive",
    }
    bodies = {"passing": GatePassingSerializer, "failure": GateFailureSerializer, "waiver": GateWaiverSerializer}

    @action(detail=True, methods=["post"])
    def passing(self, request, **kwargs):
        """Mark a check by hand or by evidence as passed."""
        return self.perform_verb("mark_passed")

    @passing.mapping.delete
    def undo_passing(self, request, **kwargs):
        """Open it again."""
        return self.perform_verb("reopen")

    @action(detail=True, methods=["post"])
    def failure(self, request, **kwargs):
        """Mark as failed; of an approval, decline it."""
        return self.perform_verb("mark_failed")

    @failure.mapping.delete
    def undo_failure(self, request, **kwargs):
        """Open it again."""
        return self.perform_verb("reopen")

    @action(detail=True, methods=["post"])
    def approval(self, request, **kwargs):
        """Approve, as the person it names."""
        return self.perform_verb("approve")

    @approval.mapping.delete
    def undo_approval(self, request, **kwargs):
        """Take the approval back."""
        return self.perform_verb("reopen")

    @action(detail=True, methods=["post"])
    def confirmation(self, request, **kwargs):
        """Stand by what another person approved alone."""
        return self.perform_verb("confirm")

    @action(detail=True, methods=["post"])
    def waiver(self, request, **kwargs):
        """Let the milestone be completed without it."""
        return self.perform_verb("waive")

    @waiver.mapping.delete
    def undo_waiver(self, request, **kwargs):
        """Ask for it again; a metric stands as its latest value does."""
        return self.perform_verb("withdraw_waiver")


class GateReadingViewSet(TeamCreateMixin, TeamViewSet):
    """The values measured for metrics, the latest first."""

    serializer_class = GateReadingSerializer
    filterset_class = GateReadingFilter
    readings = ("create",)


routes = [("gate-checks", GateCheckViewSet), ("gate-readings", GateReadingViewSet)]
