"""The outbox as the API shows it."""

from rest_framework import serializers

from core.strict import Body
from teams.serializers import TeamModelSerializer

from .models import Delivery, Mail, Preference
from .notices import RIGHTS
from .states import Pace
from .topics import OPTIONAL, PACED


class DeliverySerializer(serializers.ModelSerializer):
    """One alert for one person; what it is about is left out where the reader may not see it."""

    rule = serializers.CharField(source="alert.rule")
    severity = serializers.CharField(source="alert.severity")
    subject_kind = serializers.SerializerMethodField()
    subject_id = serializers.SerializerMethodField()
    subject_label = serializers.SerializerMethodField()
    about_on = serializers.DateField(source="alert.about_on", allow_null=True)
    fires_at = serializers.DateTimeField(source="alert.fires_at")
    recipient = serializers.UUIDField(source="membership_id")
    state = serializers.CharField(source="present_state")
    reason = serializers.CharField(source="present_reason")
    at = serializers.DateTimeField(source="moment")

    class Meta:
        model = Delivery
        fields = [
            "id",
            "rule",
            "severity",
            "subject_kind",
            "subject_id",
            "subject_label",
            "about_on",
            "fires_at",
            "recipient",
            "because",
            "state",
            "reason",
            "mail",
            "at",
        ]
        read_only_fields = fields

    def get_subject_kind(self, delivery) -> str | None:
        return delivery.alert.subject_kind if delivery.is_visible else None

    def get_subject_id(self, delivery) -> str | None:
        return str(delivery.alert.subject_id) if delivery.is_visible else None

    def get_subject_label(self, delivery) -> str | None:
        return delivery.alert.values.get("name") if delivery.is_visible else None


MUTED = {"items": {"type": "string", "enum": list(OPTIONAL)}, "uniqueItems": True}


PACE = {"type": "string", "enum": [Pace.SOON.value, Pace.DAILY.value]}
PACES = {"properties": dict.fromkeys(PACED, PACE), "additionalProperties": False}


class PacesField(serializers.DictField):
    """How soon to hear of some kinds of alert."""

    child = serializers.CharField(max_length=5)


class PreferenceSerializer(TeamModelSerializer):
    """The kinds of alert switched off, and how soon to hear of some others where that was chosen."""

    described = {"muted": MUTED, "paces": PACES}
    paces = PacesField(required=False)
    muted = serializers.ListField(child=serializers.CharField(max_length=40), max_length=40)

    class Meta:
        model = Preference
        fields = ["id", "version", "muted", "paces"]


class ChoiceSerializer(Body):
    """The kinds of alert to switch off; every other kind is on. Paces that are left out stay as they are."""

    described = {"muted": MUTED, "paces": PACES}
    paces = PacesField(required=False)
    muted = serializers.ListField(child=serializers.CharField(max_length=40), max_length=40)


class NoticeSerializer(Body):
    """What to send a mail about."""

    kind = serializers.ChoiceField(choices=sorted(RIGHTS))
    id = serializers.UUIDField()


class MailSerializer(serializers.ModelSerializer):
    """Where a mail sent by hand stands."""

    class Meta:
        model = Mail
        fields = ["id", "state", "reason", "attempts", "due_at", "ended_at"]
        read_only_fields = fields
