"""The API of the slip ledger and of baselines."""

from uuid import UUID

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamCreateMixin, TeamDiscardMixin, TeamViewSet
from teams.models import Membership
from teams.serializers import TeamModelSerializer

from .comparing import MARKS, Comparison
from .keeping import keep_plan
from .models import Baseline, BaselineItem, Move, Project
from .slip_filters import BaselineFilter, MoveFilter
from .slips import named_medians, sums_of

MEDIANS_AT_MOST = 200  # owners and projects in an answer, those with the most completed milestones


class MoveSerializer(TeamModelSerializer):
    """`days` are working days, positive for later; null where there was no date before or after."""

    version = None
    reason = ""

    class Meta:
        model = Move
        fields = ["id", "milestone", "old_due_on", "new_due_on", "days", "reason", "by", "change", "at"]
        read_only_fields = fields


class ReasonSumSerializer(serializers.Serializer):
    """Moves of one reason, "" for none: how many, and by how many working days in all."""

    reason = serializers.CharField()
    count = serializers.IntegerField()
    days = serializers.IntegerField()


class MedianSerializer(serializers.Serializer):
    """The median slip in working days over completed milestones; null below five, where history is not enough."""

    id = serializers.UUIDField(source="row.pk", allow_null=True, default=None)
    median_days = serializers.FloatField(source="slip.days", allow_null=True)
    count = serializers.IntegerField(source="slip.count")


class SlipSumsSerializer(serializers.Serializer):
    reasons = ReasonSumSerializer(many=True)


class MediansSerializer(serializers.Serializer):
    """By owner and by project, the first 200 of each by number of completed milestones."""

    owners_count = serializers.IntegerField()
    owners = MedianSerializer(many=True)
    projects_count = serializers.IntegerField()
    projects = MedianSerializer(many=True)


class SlipViewSet(TeamViewSet):
    """The slip ledger: each move of a milestone's due date, the last one first."""

    serializer_class = MoveSerializer
    filterset_class = MoveFilter
    verbs = {"sums": "view", "medians": "view"}
    answers = {"sums": SlipSumsSerializer(), "medians": MediansSerializer()}
    filtered = ("list", "sums")

    def get_queryset(self):
        return super().get_queryset().latest_first()

    @action(detail=False, methods=["get"])
    def sums(self, request, **kwargs):
        """Say how many moves there are of each reason, and by how many working days they moved dates in all."""
        moves = self.filter_queryset(self.get_queryset())
        return Response(SlipSumsSerializer({"reasons": sums_of(moves)}).data)

    @action(detail=False, methods=["get"])
    def medians(self, request, **kwargs):
        """Return the median slip of completed milestones by owner and by project."""
        people = Membership.objects.visible_to(self.membership)
        projects = Project.objects.visible_to(self.membership)
        owners, owners_count = named_medians(self.membership, "owner", people, most=MEDIANS_AT_MOST)
        found, projects_count = named_medians(self.membership, "project", projects, most=MEDIANS_AT_MOST)
        told = {"owners": owners, "owners_count": owners_count, "projects": found, "projects_count": projects_count}
        return Response(MediansSerializer(told).data)


class BaselineSerializer(TeamModelSerializer):
    class Meta:
        model = Baseline
        fields = ["id", "version", "created_at", "updated_at", "name", "by", "is_reference"]
        read_only_fields = ["created_at", "updated_at", "by", "is_reference"]

    def create(self, validated_data):
        row = self.new_row()
        self._apply(row, validated_data)
        return keep_plan(row, by=self.context["membership"])


class BaselineItemSerializer(serializers.ModelSerializer):
    """A milestone as the baseline holds it; the milestone itself may be gone."""

    milestone = serializers.UUIDField(source="milestone_id")
    code = serializers.CharField()

    class Meta:
        model = BaselineItem
        fields = [
            "milestone",
            "code",
            "title",
            "state",
            "starts_on",
            "due_on",
            "scheduled_start",
            "scheduled_end",
        ]
        read_only_fields = fields


class ComparedSerializer(serializers.Serializer):
    """What differs between the baseline and the plan of today: a milestone that was modified, removed or added.

    Differences are working days, positive for later; of what was reached, to the day it was reached. What is new of a
    milestone is null where it is gone.
    """

    mark = serializers.ChoiceField(choices=list(MARKS.items()))
    milestone = serializers.SerializerMethodField()
    code = serializers.CharField()
    old_title = serializers.CharField(source="item.title", allow_null=True, default=None)
    new_title = serializers.CharField(source="milestone.title", allow_null=True, default=None)
    old_starts_on = serializers.DateField(source="old.start", allow_null=True)
    new_starts_on = serializers.DateField(source="new.start", allow_null=True)
    old_due_on = serializers.DateField(source="old.end", allow_null=True)
    new_due_on = serializers.DateField(source="new.end", allow_null=True)
    old_state = serializers.CharField(source="item.state", allow_null=True, default=None)
    new_state = serializers.CharField(source="milestone.state", allow_null=True, default=None)
    start_days = serializers.IntegerField(source="differs.start", allow_null=True)
    due_days = serializers.IntegerField(source="differs.end", allow_null=True)
    duration_days = serializers.IntegerField(source="differs.duration", allow_null=True)

    def get_milestone(self, row) -> UUID:
        return row.milestone.pk if row.milestone else row.item.milestone_id


class BaselineViewSet(TeamCreateMixin, TeamDiscardMixin, TeamViewSet):
    """The plan as it stood, kept under a name; a new one holds the plan as it stands. Nothing changes one."""

    serializer_class = BaselineSerializer
    filterset_class = BaselineFilter
    verbs = {"items": "view", "comparison": "view", "reference": "choose", "undo_reference": "choose"}
    answers = {"items": BaselineItemSerializer(many=True), "comparison": ComparedSerializer(many=True)}
    paged = ("list", "items", "comparison")

    @action(detail=True, methods=["get"])
    def items(self, request, **kwargs):
        """List what the baseline holds, one row for each milestone of then."""
        rows = BaselineItem.objects.visible_to(self.membership).filter(baseline=self.get_object())
        page = self.paginate_queryset(rows.order_by("due_on", "number"))
        return self.get_paginated_response(BaselineItemSerializer(page, many=True).data)

    @action(detail=True, methods=["get"])
    def comparison(self, request, **kwargs):
        """List what differs from the plan of today: all that was modified, then what was removed and what was added."""
        rows = self.paginate_queryset(Comparison(self.get_object(), self.membership))
        return self.get_paginated_response(ComparedSerializer(rows, many=True).data)

    @action(detail=True, methods=["post"])
    def reference(self, request, **kwargs):
        """Measure the plan against this baseline, instead of another one."""
        return self.perform_verb("choose")

    @reference.mapping.delete
    def undo_reference(self, request, **kwargs):
        """Measure the plan against the days first planned again."""
        return self.perform_verb("set_aside")


routes = [("slips", SlipViewSet), ("baselines", BaselineViewSet)]
