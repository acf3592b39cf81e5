"""The API of the positions that milestones need."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from teams.api import TeamModelViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.models import Position
from teams.serializers import TeamModelSerializer

from .models import Milestone, RoleNeed
from .workload import Hiring


class RoleNeedSerializer(TeamModelSerializer):
    """A milestone, and a position it cannot begin without.

    `latest_start` is the latest day on which the milestone's work can begin, by links and float; `hire_by` is that day
    less the days it takes to hire (`hire_lead_days` of `plan/settings/`). Both are null where the position is filled,
    the milestone is closed or has no due date, or its project is over. `is_past`: the day to hire by is before today.
    `is_critical`: the milestone decides when the plan ends, or a goal is missed when it slips.
    """

    latest_start = serializers.SerializerMethodField()
    hire_by = serializers.SerializerMethodField()
    is_critical = serializers.SerializerMethodField()
    is_past = serializers.SerializerMethodField()

    class Meta:
        model = RoleNeed
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "milestone",
            "position",
            "latest_start",
            "hire_by",
            "is_critical",
            "is_past",
        ]
        read_only_fields = ["created_at", "updated_at"]

    def _role(self, need):
        # One for the whole answer: the plan is computed once.
        return self.context.setdefault("hiring", Hiring(self.context["membership"])).of(need)

    def get_latest_start(self, need) -> dt.date | None:
        return self._role(need).latest_start

    def get_hire_by(self, need) -> dt.date | None:
        return self._role(need).needed_by

    def get_is_critical(self, need) -> bool:
        return self._role(need).is_critical

    def get_is_past(self, need) -> bool:
        return self._role(need).is_past


class RoleNeedFilter(TeamFilterSet):
    q = None
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    position = RowFilter(queryset=rows_of(Position), label=_("Position"))

    class Meta:
        model = RoleNeed
        fields = ["milestone", "position"]


class RoleNeedViewSet(TeamModelViewSet):
    """Which positions milestones need, and by when to hire for them."""

    serializer_class = RoleNeedSerializer
    filterset_class = RoleNeedFilter
    related = ("milestone__project", "position")


routes = [("needed-roles", RoleNeedViewSet)]
