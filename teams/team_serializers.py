"""The team and its people as the API shows them."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.strict import Body

from .activity_formatter import shown_changes
from .choices import narrowed
from .keyed_api import KeyedSerializer
from .leaving import who_fields
from .models import Activity, Change, Invitation, Job, Membership, Position, Scope, Team, Token
from .models.team import ALERT_HOURS
from .roles import Role
from .serializers import TeamModelSerializer

# Whoever has an account; recipients have none.
MEMBER_ROLES = [choice for choice in Role.choices if choice[0] != Role.RECIPIENT]


DAYS = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}, "minItems": 1, "uniqueItems": True}


class TeamSerializer(TeamModelSerializer):
    described = {
        "working_days": DAYS | {"description": "0 is Monday."},
        "alert_hour": {"minimum": ALERT_HOURS.start, "maximum": ALERT_HOURS.stop - 1},
    }

    class Meta:
        model = Team
        fields = ["id", "slug", "version", "name", "currency", "time_zone", "language", "working_days", "alert_hour"]
        read_only_fields = ["slug"]


class MembershipSerializer(TeamModelSerializer):
    """A person; through the API only people without account are made and changed, as recipients of mail."""

    sometimes = ("email",)

    class Meta:
        model = Membership
        fields = ["id", "version", "name", "email", "role", "reads_money", "ended_at"]
        read_only_fields = ["role", "reads_money", "ended_at"]

    def new_row(self):
        return Membership(team=self.context["membership"].team, role=Role.RECIPIENT)

    def to_representation(self, instance):
        """Show addresses to those who may change them."""
        shown = super().to_representation(instance)
        if not self.context["membership"].has_perm("teams.change_membership"):
            del shown["email"]
        return shown


class RoleSerializer(Body):
    role = serializers.ChoiceField(choices=MEMBER_ROLES)


class EndingSerializer(Body):
    """Who takes over, by kind of row: {"planner.milestone": "<id of a member>"}; kinds left out get no owner."""

    successors = serializers.DictField(child=serializers.UUIDField(allow_null=True), required=False, default=dict)

    def validate_successors(self, values):
        unknown = set(values) - {field.model._meta.label_lower for field in who_fields()}
        if unknown:
            message = _("Unknown kind of row: %(kinds)s.") % {"kinds": ", ".join(sorted(unknown))}
            raise serializers.ValidationError(message, "unknown_kind")
        people = narrowed(Membership.objects.all(), self.context["membership"]).in_bulk(
            [pk for pk in values.values() if pk]
        )
        if missing := {pk for pk in values.values() if pk} - set(people):
            field = serializers.PrimaryKeyRelatedField(read_only=True)
            field.fail("does_not_exist", pk_value=min(missing))
        return {kind: people.get(pk) for kind, pk in values.items()}


class PositionSerializer(TeamModelSerializer):
    class Meta:
        model = Position
        fields = ["id", "version", "job_role", "title", "circle", "holder", "starts_on", "ends_on"]


class InvitationSerializer(TeamModelSerializer):
    """Never with its link: that goes to the invited address, or to the page of the inviter."""

    class Meta:
        model = Invitation
        fields = ["id", "version", "email", "name", "role", "invited_by", "created_at", "expires_at", "accepted_at",
                  "accepted_by", "revoked_at"]  # fmt: skip
        read_only_fields = ["invited_by", "created_at", "expires_at", "accepted_at", "accepted_by", "revoked_at"]

    def new_row(self):
        membership = self.context["membership"]
        return Invitation(team=membership.team, invited_by=membership)


class SentInvitationSerializer(InvitationSerializer):
    """As above, and whether its link was mailed; where it was not, a person copies it from the page."""

    mailed = serializers.BooleanField(read_only=True, default=False)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "mailed"]


class TokenSerializer(KeyedSerializer):
    scope = serializers.ChoiceField(choices=[(scope.value, scope.label) for scope in (Scope.READ, Scope.WRITE)])

    class Meta:
        model = Token
        fields = ["id", "version", "name", "scope", "expires_at", "created_at", "last_used_at", "revoked_at"]
        read_only_fields = ["created_at", "last_used_at", "revoked_at"]


class IssuedTokenSerializer(TokenSerializer):
    """As above, and what the program sends."""

    token = serializers.CharField(source="text", read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class ActivitySerializer(serializers.ModelSerializer):
    described = {
        "changes": {
            "description": "What changed, by field: the old and the new value, or null where values are not kept.",
            "additionalProperties": {"type": ["array", "null"]},
        }
    }
    subject_label = serializers.CharField(source="label", read_only=True)
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Activity
        fields = ["id", "at", "by", "change", "verb", "subject_kind", "subject_id", "subject_label", "changes"]

    def get_changes(self, activity) -> dict:
        return shown_changes(activity, self.context["membership"])


class ChangeSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="__str__", read_only=True, help_text="Who did what, in the reader's language.")

    class Meta:
        model = Change
        fields = ["id", "label", "by", "at", "undone_at", "undone_by"]


class JobSerializer(serializers.ModelSerializer):
    described = {"result": {"type": "object"}}

    class Meta:
        model = Job
        fields = ["id", "kind", "state", "progress", "total", "result", "by", "created_at", "ended_at"]
