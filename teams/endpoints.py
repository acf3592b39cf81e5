"""The team's own API: people, positions, what happened, tokens' owner and the list of one's teams."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.generics import ListAPIView

from .api import TeamModelViewSet, TeamViewSet
from .context import teams_of
from .filters import TeamFilterSet
from .models import Activity, Membership, Position, Team
from .permissions import SignedIn
from .roles import Role
from .serializers import TeamModelSerializer


class TeamSerializer(serializers.ModelSerializer):
    class Meta:
        model = Team
        fields = ["id", "slug", "name", "currency", "time_zone", "language", "working_days", "alert_hour"]


class TeamList(ListAPIView):
    """The teams the asking person is a member of."""

    serializer_class = TeamSerializer
    permission_classes = [SignedIn]

    def get_queryset(self):
        return teams_of(self.request.user)


class MembershipSerializer(TeamModelSerializer):
    class Meta:
        model = Membership
        fields = ["id", "version", "name", "role", "ended_at"]
        read_only_fields = ["name", "role", "ended_at"]


class RoleSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=[choice for choice in Role.choices if choice[0] != Role.RECIPIENT])


class MembershipViewSet(TeamViewSet):
    serializer_class = MembershipSerializer
    verbs = {"role": "change"}

    @extend_schema(request=RoleSerializer)
    @action(detail=True, methods=["post"])
    def role(self, request, **kwargs):
        """Give a person another access role; tokens cannot."""
        return self.perform_verb("change_role", RoleSerializer)


class PositionSerializer(TeamModelSerializer):
    class Meta:
        model = Position
        fields = ["id", "version", "job_role", "title", "circle", "holder", "starts_on", "ends_on"]


class PositionViewSet(TeamModelViewSet):
    serializer_class = PositionSerializer


class ActivitySerializer(serializers.ModelSerializer):
    class Meta:
        model = Activity
        fields = ["id", "at", "by", "verb", "subject_kind", "subject_id", "subject_label", "changes"]


class ActivityFilter(TeamFilterSet):
    q = None

    class Meta:
        model = Activity
        fields = ["subject_id", "verb"]


class ActivityViewSet(TeamViewSet):
    """What happened, newest first; of kinds of rows the asking person may view."""

    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter

    def get_queryset(self):
        return super().get_queryset().order_by("-at")


routes = [
    ("members", MembershipViewSet),
    ("positions", PositionViewSet),
    ("activity", ActivityViewSet),
]
