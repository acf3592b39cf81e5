"""The API of what changed in the register: between two days or meetings, and since a person's last visit."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from core.days import sensible_day
from teams.api import TeamAPI
from teams.serializers import TeamRelatedField

from .models import BoardVisit, Meeting, Risk
from .report import compare, overdue
from .report_filter import ExposureFilter
from .spans import Span, span_between, usual_start
from .states import LEVEL_CHOICES, Change, Kind

SINCE = "From the end of this day on. Left out with `since_meeting`: the day of the last meeting, or 30 days ago."
UNTIL = "To the end of this day. Left out with `until_meeting`: until now."


class ChangesFilter(ExposureFilter):
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=gettext_lazy("Kind"))

    class Meta(ExposureFilter.Meta):
        fields = ["kind", *ExposureFilter.Meta.fields]


class SpanQuery(serializers.Serializer):
    """From the end of a day or a meeting to the end of another; left out, as the risk report begins."""

    since = serializers.DateField(required=False, validators=[sensible_day], help_text=SINCE)
    since_meeting = TeamRelatedField(
        queryset=Meeting.objects.all(), required=False, help_text="From when this meeting ended."
    )
    until = serializers.DateField(required=False, validators=[sensible_day], help_text=UNTIL)
    until_meeting = TeamRelatedField(
        queryset=Meeting.objects.all(), required=False, help_text="Until this meeting ended."
    )

    def validate_since_meeting(self, meeting):
        if meeting.ended_at is None:
            raise serializers.ValidationError(_("This meeting has not ended yet."), "not_over")
        return meeting

    validate_until_meeting = validate_since_meeting

    def validate(self, asked):
        for name in ("since", "until"):
            if {name, f"{name}_meeting"} <= asked.keys():
                raise serializers.ValidationError(
                    {f"{name}_meeting": [ErrorDetail(_("Name a day or a meeting, not both."), "both")]}
                )
        return asked


class ChangedRiskSerializer(serializers.Serializer):
    """A risk that changed: its level at both ends, null where it was not rated."""

    id = serializers.UUIDField(source="risk.pk")
    code = serializers.CharField(source="risk.code")
    title = serializers.CharField(source="risk.title")
    kind = serializers.ChoiceField(choices=Kind.choices, source="risk.kind")
    level_before = serializers.ChoiceField(choices=LEVEL_CHOICES, source="before", allow_null=True)
    level = serializers.ChoiceField(choices=LEVEL_CHOICES, source="after", allow_null=True)
    is_new = serializers.BooleanField()


class RiskChangeSerializer(serializers.Serializer):
    """How many risks changed in one way, and the first 50 of them, those of the highest level now first."""

    change = serializers.ChoiceField(choices=Change.choices, source="change.value")
    count = serializers.IntegerField(source="part.count")
    risks = ChangedRiskSerializer(source="part.rows", many=True)


class OverdueRiskSerializer(serializers.Serializer):
    """An open risk whose review is overdue."""

    id = serializers.UUIDField(source="pk")
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    level = serializers.ChoiceField(choices=LEVEL_CHOICES, allow_null=True)
    next_review_on = serializers.DateField()


class OverdueReviewsSerializer(serializers.Serializer):
    """How many reviews are overdue, and the risks of the first 50, those of the highest level first."""

    count = serializers.IntegerField()
    risks = OverdueRiskSerializer(source="rows", many=True)


class RiskChangesSerializer(serializers.Serializer):
    """What changed after `since`, up to `until`, or until now where that is null: an entry for each kind of change.

    `overdue` are open risks whose review was overdue at the end and was not made since.
    """

    since = serializers.DateTimeField(source="span.since")
    until = serializers.DateTimeField(source="span.until", allow_null=True)
    changes = RiskChangeSerializer(many=True)
    overdue = OverdueReviewsSerializer()


class RiskNewsSerializer(RiskChangesSerializer):
    """What changed since the caller's last visit to the risk board, seen up to `seen_until`.

    That is null on a first visit, which tells the last seven days. `overdue` are the reviews that are overdue now.
    """

    seen_until = serializers.DateTimeField(allow_null=True)


class ChangesViewSet(TeamAPI, viewsets.GenericViewSet):
    """What changed in the register."""

    serializer_class = RiskChangesSerializer
    filterset_class = ChangesFilter
    right = "risks.view_risk"
    queries = {"between": SpanQuery}
    answers = {"between": RiskChangesSerializer(), "since_last_visit": RiskNewsSerializer()}
    filtered, paged = ("between", "since_last_visit"), ()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Risk.objects.none()
        return Risk.objects.visible_to(self.membership)

    @action(detail=False, methods=["get"])
    def between(self, request, **kwargs):
        """Say which risks became new, went up or down, occurred, ended or lost their acceptance between two days.

        Or between two meetings. Of each kind of change the first 50 risks are listed, and all are counted.
        """
        asked, team = self.asked(), self.membership.team
        since = asked.get("since") or asked.get("since_meeting") or usual_start(self.last_meeting(), team)
        until = asked.get("until") or asked.get("until_meeting") or team.today()
        return Response(RiskChangesSerializer(self.changes_in(span_between(since, until, team))).data)

    @action(detail=False, methods=["get"], url_path="since-last-visit")
    def since_last_visit(self, request, **kwargs):
        """Say what changed since the caller's last visit to the risk board; looking is no visit.

        Of each kind of change the first 50 risks are listed, and all are counted.
        """
        seen_until = BoardVisit.seen_until(self.membership)
        span = Span(BoardVisit.new_since(seen_until), None, self.membership.team.today())
        return Response(RiskNewsSerializer(self.changes_in(span) | {"seen_until": seen_until}).data)

    def last_meeting(self):
        return Meeting.objects.visible_to(self.membership).ended_before(timezone.now()).first()

    def changes_in(self, span):
        """Return what is told of a Span, of the risks that are asked for."""
        risks = self.filter_queryset(self.get_queryset())
        return {
            "span": span,
            "changes": compare(risks, span.since, span.until),
            "overdue": overdue(risks, span.last_day),
        }


routes = [("risk-changes", ChangesViewSet)]
