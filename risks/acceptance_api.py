"""The API of acceptances and appetites."""

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from core.strict import Body
from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .acceptance_states import AcceptanceState
from .models import Acceptance, Appetite, Risk
from .states import Category

# What is kept of the risk as it was, and what becomes of the request.
THEN = [
    "level",
    "probability",
    "impact",
    "residual_level",
    "residual_probability",
    "residual_impact",
    "matrix_version",
    "zone",
    "milestones",
]
DECIDED = [
    "alone",
    "decided_by",
    "decided_at",
    "reason",
    "confirmed_by",
    "confirmed_at",
    "ended_by",
    "ended_at",
    "end_reason",
    "lapse_cause",
    "lapse",
]


class AcceptedMilestoneSerializer(serializers.Serializer):
    """A milestone of the risk, and when it was due then."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)


class AcceptanceSerializer(TeamModelSerializer):
    """`level` to `milestones` are the risk as it was when this was asked for; `lapse` says why it no longer holds."""

    parents = ("risk",)
    milestones = AcceptedMilestoneSerializer(many=True, read_only=True)
    lapse = serializers.CharField(read_only=True)

    class Meta:
        model = Acceptance
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "risk",
            "requester",
            "approver",
            "justification",
            "conditions",
            "expires_on",
            "state",
            *THEN,
            *DECIDED,
        ]
        read_only_fields = ["created_at", "updated_at", "requester", "state", *THEN, *DECIDED]


class ApprovalSerializer(Body):
    """Why it is decided alone; asked of who asked for it themselves."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000)


class ReasonSerializer(Body):
    reason = serializers.CharField(max_length=2_000)


class AcceptanceFilter(TeamFilterSet):
    q = None
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    state = django_filters.ChoiceFilter(choices=AcceptanceState.choices, label=_("State"))

    class Meta:
        model = Acceptance
        fields = ["risk", "state"]


class AcceptanceViewSet(TeamModelViewSet):
    """Requests to bear a risk until a day, and what was decided; a POST asks, another person decides."""

    serializer_class = AcceptanceSerializer
    filterset_class = AcceptanceFilter
    related = ("team", "risk")
    verbs = {
        "approval": "approve",
        "undo_approval": "approve",
        "rejection": "approve",
        "undo_rejection": "approve",
        "confirmation": "approve",
        "revocation": "revoke",
        "undo_revocation": "revoke",
    }
    bodies = {"approval": ApprovalSerializer, "rejection": ReasonSerializer, "revocation": ReasonSerializer}

    @action(detail=True, methods=["post"])
    def approval(self, request, **kwargs):
        """Accept the risk, as the person the request names."""
        return self.perform_verb("approve")

    @approval.mapping.delete
    def undo_approval(self, request, **kwargs):
        """Take the approval back, if nothing has happened since."""
        return self.perform_verb("undo_approval")

    @action(detail=True, methods=["post"])
    def rejection(self, request, **kwargs):
        """Decline, saying why."""
        return self.perform_verb("reject")

    @rejection.mapping.delete
    def undo_rejection(self, request, **kwargs):
        """Let the request wait again, if nothing has happened since."""
        return self.perform_verb("undo_rejection")

    @action(detail=True, methods=["post"])
    def confirmation(self, request, **kwargs):
        """Stand by what another person accepted alone."""
        return self.perform_verb("confirm")

    @action(detail=True, methods=["post"])
    def revocation(self, request, **kwargs):
        """End an acceptance before its day."""
        return self.perform_verb("revoke")

    @revocation.mapping.delete
    def undo_revocation(self, request, **kwargs):
        """Let it stand again, if nothing has happened since."""
        return self.perform_verb("undo_revocation")


class AppetiteSerializer(TeamModelSerializer):
    """From which level on a risk of a category is near the appetite (`amber`) and above it (`red`); "" is no border."""

    version = None

    class Meta:
        model = Appetite
        fields = ["id", "category", "amber", "red", "valid_from", "author", "at"]
        read_only_fields = ["author", "at"]


class AppetiteFilter(TeamFilterSet):
    q = None
    category = django_filters.ChoiceFilter(choices=Category.choices, label=_("Category"))

    class Meta:
        model = Appetite
        fields = ["category"]


class AppetiteViewSet(TeamCreateMixin, TeamViewSet):
    """The borders of each category, the latest first; a POST sets new ones, and none is ever changed."""

    serializer_class = AppetiteSerializer
    filterset_class = AppetiteFilter


routes = [("acceptances", AcceptanceViewSet), ("appetites", AppetiteViewSet)]
