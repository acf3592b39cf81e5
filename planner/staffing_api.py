"""The API of the positions that milestones need."""

from django.utils.translation import gettext_lazy as _

from teams.api import TeamModelViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.models import Position
from teams.serializers import TeamModelSerializer

from .models import Milestone, RoleNeed


class RoleNeedSerializer(TeamModelSerializer):
    """A milestone, and a position it cannot begin without."""

    class Meta:
        model = RoleNeed
        fields = ["id", "version", "created_at", "updated_at", "milestone", "position"]
        read_only_fields = ["created_at", "updated_at"]


class RoleNeedFilter(TeamFilterSet):
    q = None
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    position = RowFilter(queryset=rows_of(Position), label=_("Position"))

    class Meta:
        model = RoleNeed
        fields = ["milestone", "position"]


class RoleNeedViewSet(TeamModelViewSet):
    """Which positions milestones need."""

    serializer_class = RoleNeedSerializer
    filterset_class = RoleNeedFilter


routes = [("needed-roles", RoleNeedViewSet)]
