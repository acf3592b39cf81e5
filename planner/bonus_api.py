"""The API of bonuses: a person's own, and to owners all of the team."""

from rest_framework import serializers
from rest_framework.decorators import action

from core.strict import Body
from teams.api import TeamModelViewSet
from teams.serializers import TeamModelSerializer

from .bonus_filters import BonusFilter
from .models import Bonus


class BonusSerializer(TeamModelSerializer):
    """`is_reopened`: its milestone was opened again after it was approved; it cannot be paid before that is settled."""

    parents = ("milestone", "beneficiary")
    is_reopened = serializers.BooleanField(read_only=True)

    class Meta:
        model = Bonus
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "milestone",
            "beneficiary",
            "title",
            "kind",
            "amount",
            "currency",
            "note",
            "state",
            "is_reopened",
            "approved_by",
            "approved_at",
            "approved_alone",
            "paid_on",
            "reason",
            "void_reason",
        ]
        read_only_fields = [
            "created_at",
            "updated_at",
            "state",
            "approved_by",
            "approved_at",
            "approved_alone",
            "paid_on",
            "reason",
            "void_reason",
        ]


class BonusApprovalSerializer(Body):
    """Why; asked only of a sole owner whose own bonus it is."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000)


class BonusPaymentSerializer(Body):
    """The day it was paid, today when not given."""

    on = serializers.DateField(required=False, allow_null=True)


class BonusVoidingSerializer(Body):
    """Why it counts no longer."""

    reason = serializers.CharField(max_length=2_000)


class BonusViewSet(TeamModelViewSet):
    """What people are promised for milestones; earned once a milestone is reached, by nobody's act."""

    serializer_class = BonusSerializer
    filterset_class = BonusFilter
    verbs = {
        "approval": "approve",
        "undo_approval": "approve",
        "payment": "pay",
        "undo_payment": "pay",
        "voiding": "void",
        "undo_voiding": "void",
    }
    bodies = {
        "approval": BonusApprovalSerializer,
        "payment": BonusPaymentSerializer,
        "voiding": BonusVoidingSerializer,
    }

    def get_queryset(self):
        return super().get_queryset().for_lists()

    @action(detail=True, methods=["post"])
    def approval(self, request, **kwargs):
        """Approve what is earned, as an owner it is not for."""
        return self.perform_verb("approve")

    @approval.mapping.delete
    def undo_approval(self, request, **kwargs):
        """Take the approval back, so that it is decided anew."""
        return self.perform_verb("withdraw_approval")

    @action(detail=True, methods=["post"])
    def payment(self, request, **kwargs):
        """Note that it was paid."""
        return self.perform_verb("pay")

    @payment.mapping.delete
    def undo_payment(self, request, **kwargs):
        """Note that it was not paid after all."""
        return self.perform_verb("undo_payment")

    @action(detail=True, methods=["post"])
    def voiding(self, request, **kwargs):
        """Make it void, and say why."""
        return self.perform_verb("make_void")

    @voiding.mapping.delete
    def undo_voiding(self, request, **kwargs):
        """Let it count again, as it stood before."""
        return self.perform_verb("undo_voiding")


routes = [("bonuses", BonusViewSet)]
