"""The timeline by API: the milestones with their dates as planned, as the links make them, and as they are likely.

What a move would do says `milestones/{id}/cascade/` with `dry_run`.
"""

import datetime as dt
from math import floor

from rest_framework import serializers, viewsets

from planner.network import NOTHING
from planner.outline import outline_of
from teams.api import TeamAPI

from .asked import Asked
from .completing import complete
from .gathering import Gathered, items_of


class TimelineRowSerializer(serializers.Serializer):
    """A milestone of an open project; cancelled ones are left out.

    `scheduled_from` and `scheduled_on` are where links and estimates put it; `float_days` are the working days it may
    slip before the end does or a goal is missed, negative where they are missing. `likely` days are null beyond the
    horizon of the forecast, and all of it without a forecast.
    """

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField(source="name")
    starts_on = serializers.DateField(source="start", allow_null=True)
    due_on = serializers.DateField(source="due", allow_null=True)
    reached_on = serializers.DateField(source="done", allow_null=True)
    scheduled_from = serializers.SerializerMethodField()
    scheduled_on = serializers.SerializerMethodField()
    float_days = serializers.SerializerMethodField()
    critical = serializers.BooleanField(source="is_critical")
    slip_days = serializers.IntegerField(source="slip", allow_null=True)
    likely_p10 = serializers.SerializerMethodField()
    likely_p50 = serializers.SerializerMethodField()
    likely_p80 = serializers.SerializerMethodField()

    @property
    def plan(self):
        return self.context["plan"]

    def get_scheduled_from(self, item) -> dt.date:
        return self.plan.dates[item.number][0]

    def get_scheduled_on(self, item) -> dt.date:
        return self.plan.dates[item.number][1]

    def get_float_days(self, item) -> int:
        return floor(self.plan.schedule.times[item.number].total_float + NOTHING)

    def get_likely_p10(self, item) -> dt.date | None:
        return item.likely and item.likely[0]

    def get_likely_p50(self, item) -> dt.date | None:
        return item.likely and item.likely[1]

    def get_likely_p80(self, item) -> dt.date | None:
        return item.likely and item.likely[2]


class TimelineViewSet(TeamAPI, viewsets.GenericViewSet):
    """The plan over time, what is due first first; what has no date comes last."""

    serializer_class = TimelineRowSerializer
    right = "planner.view_milestone"
    filter_backends = []
    answers = {"list": TimelineRowSerializer(many=True)}

    def list(self, request, **kwargs):
        """List milestones with their planned, scheduled and likely dates, their float, and what is critical."""
        plan = outline_of(self.membership, "title", "owner__name").plan
        items = items_of(self.membership, plan, plan.rows.values(), with_path=True)
        rows = sorted(items.values(), key=_by_day)
        page = self.paginate_queryset(rows)
        complete(self.membership, Gathered(plan, [], []), page, Asked(layers=frozenset({"likely"})))
        told = TimelineRowSerializer(page, many=True, context={"plan": plan})
        return self.get_paginated_response(told.data)


def _by_day(item):
    day = item.on or item.start
    return day is None, day or dt.date.max, item.number


routes = [("timeline", TimelineViewSet)]
