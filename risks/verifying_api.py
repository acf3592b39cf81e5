"""The API of verifying what was done against risks: a part of that of response actions."""

from rest_framework import serializers
from rest_framework.decorators import action

from core.strict import Body
from teams.serializers import MoneySerializerField

from .effects import MOST_DAYS


class VerificationSerializer(Body):
    """What it took off, in working days and in money, and why it is verified alone; that is asked of its owner.

    A figure that is left out stays as it is; null says that it is not known.
    """

    days_off_actual = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_DAYS)
    money_off_actual = MoneySerializerField(required=False, allow_null=True, min_value=0)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300)


class SendingBackSerializer(Body):
    """What does not work."""

    reason = serializers.CharField(max_length=300)


class VerifyingMixin:
    """POST and DELETE …/verification/ and …/sending-back/."""

    verifying_verbs = {
        "verification": "verify",
        "undo_verification": "verify",
        "sending_back": "verify",
        "undo_sending_back": "verify",
    }
    verifying_bodies = {"verification": VerificationSerializer, "sending_back": SendingBackSerializer}

    @action(detail=True, methods=["post"])
    def verification(self, request, **kwargs):
        """Stand by it that this was done and works, as another person than its owner."""
        return self.perform_verb("verify")

    @verification.mapping.delete
    def undo_verification(self, request, **kwargs):
        """Let it wait to be verified again, if nothing has happened since."""
        return self.perform_verb("undo_verification")

    @action(detail=True, methods=["post"], url_path="sending-back")
    def sending_back(self, request, **kwargs):
        """Say what does not work; it is in progress again."""
        return self.perform_verb("send_back")

    @sending_back.mapping.delete
    def undo_sending_back(self, request, **kwargs):
        """Have it done again, if nothing has happened since."""
        return self.perform_verb("undo_sending_back")
