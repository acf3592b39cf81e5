"""The timeline by API: the milestones with their dates as planned, as the links make them, and as they are likely.

What a move would do says `milestones/{id}/cascade/` with `dry_run`; what it would do to the joint chance,
`timeline/{id}/joint/`.
"""

import datetime as dt
from math import floor

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from core.strict import Body
from forecast.moving import JointMove, joint_after
from forecast.sight import may_see_money
from planner.models import Milestone
from planner.network import NOTHING
from planner.outline import outline_of
from teams.api import TeamAPI

from .asked import Asked
from .completing import complete
from .forms import MoveForm
from .gathering import Gathered, items_of
from .moving import previewed


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


class DatesQuery(Body):
    """The dates a milestone would have; one left out stays, and what has begun keeps the day it began on."""

    starts_on = serializers.DateField(required=False)
    due_on = serializers.DateField(required=False)


class JointMoveSerializer(serializers.Serializer):
    """The joint chance of the milestone `target` before and after a move, as shares of 1.

    All null where nothing moves, or no chance is known.
    `of_new_date`: the move is of the target itself, so that “after” is that of its new date.
    """

    target = serializers.UUIDField(allow_null=True)
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)
    of_new_date = serializers.BooleanField(source="is_of_new_date")


NOT_KNOWN = JointMove(target=None, before=None, after=None)


class TimelineViewSet(TeamAPI, viewsets.GenericViewSet):
    """The plan over time, what is due first first; what has no date comes last."""

    serializer_class = TimelineRowSerializer
    lookup_value_converter = "uuid"
    filter_backends = []
    queries = {"joint": DatesQuery}
    answers = {"list": TimelineRowSerializer(many=True), "joint": JointMoveSerializer()}

    @property
    def right(self):
        return "planner.change_milestone" if self.action == "joint" else "planner.view_milestone"

    def list(self, request, **kwargs):
        """List milestones with their planned, scheduled and likely dates, their float, and what is critical."""
        plan = outline_of(self.membership, "title", "owner__name").plan
        items = items_of(self.membership, plan, plan.rows.values(), with_path=True)
        rows = sorted(items.values(), key=_by_day)
        page = self.paginate_queryset(rows)
        complete(self.membership, Gathered(plan, [], []), page, Asked(layers=frozenset({"likely"})))
        told = TimelineRowSerializer(page, many=True, context={"plan": plan})
        return self.get_paginated_response(told.data)

    @action(detail=True, methods=["get"])
    def joint(self, request, **kwargs):
        """Say what other dates of a milestone, and what follows from them, would do to the joint chance."""
        if not may_see_money(self.membership):
            raise PermissionDenied
        rows = Milestone.objects.visible_to(self.membership).select_related("project")
        milestone = get_object_or_404(rows, pk=self.kwargs["pk"])
        kept = {"starts_on": milestone.starts_on, "due_on": milestone.due_on}
        form = MoveForm(kept | self.asked(), milestone=milestone)
        preview = previewed(milestone, form.dates, by=self.membership) if form.is_valid() else None
        dates = {row.milestone.pk: row.new for row in preview.cascade.rows} if preview else {}
        found = joint_after(self.membership.team, dates) if dates else None
        return Response(JointMoveSerializer(found or NOT_KNOWN).data)


def _by_day(item):
    day = item.on or item.start
    return day is None, day or dt.date.max, item.number


routes = [("timeline", TimelineViewSet)]
