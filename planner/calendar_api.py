"""The API of the working calendar: its days, what a file would bring, and many days at once."""

from django.core.exceptions import ValidationError as ModelError
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from core.problems import validation_details
from core.strict import Body
from teams.api import TeamModelViewSet
from teams.serializers import TeamModelSerializer

from .calendar_forms import read_file
from .calendars.applying import Verdict, put_days, verdicts
from .calendars.found import LONGEST_LABEL, MAX_DAYS, FoundDay
from .filters import CalendarDayFilter
from .models import CalendarDay, DayOrder


class CalendarDaySerializer(TeamModelSerializer):
    class Meta:
        model = CalendarDay
        fields = ["id", "version", "created_at", "updated_at", "day", "works", "label"]
        read_only_fields = ["created_at", "updated_at"]


class CalendarFileSerializer(Body):
    """A file with days, ICS or CSV."""

    file = serializers.FileField(allow_empty_file=True)
    day_order = serializers.ChoiceField(choices=DayOrder.choices, required=False)


class FoundDaySerializer(serializers.Serializer):
    """A day of a file; `is_guess`: nothing said whether it works, so it is taken for a day off."""

    day = serializers.DateField()
    works = serializers.BooleanField()
    label = serializers.CharField()
    is_guess = serializers.BooleanField()
    verdict = serializers.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in Verdict])


class RemarkSerializer(serializers.Serializer):
    """What was left out or decided, how often, and a sentence in the reader's language."""

    code = serializers.CharField()
    count = serializers.IntegerField()
    sentence = serializers.CharField()


class FoundCalendarSerializer(serializers.Serializer):
    days = FoundDaySerializer(many=True)
    remarks = RemarkSerializer(many=True)


class NamedDaySerializer(Body):
    day = serializers.DateField()
    works = serializers.BooleanField()
    label = serializers.CharField(max_length=LONGEST_LABEL, required=False, allow_blank=True)


class DaysSerializer(Body):
    """Days to bring in, each once; those that are there are changed, and keep their name where none is said."""

    days = NamedDaySerializer(many=True, max_length=MAX_DAYS)


class OutcomeSerializer(serializers.Serializer):
    """What was done; `change` undoes it at changes/{change}/undo/, and is null where nothing was to be done."""

    change = serializers.UUIDField(source="change.pk", allow_null=True, default=None)
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()


class CalendarDayViewSet(TeamModelViewSet):
    """The days on which the team works otherwise than its week says: days off, and extra working days."""

    serializer_class = CalendarDaySerializer
    filterset_class = CalendarDayFilter
    verbs = {"preview": "add", "batch": "add"}
    bodies = {"preview": CalendarFileSerializer, "batch": DaysSerializer}
    answers = {"preview": FoundCalendarSerializer(), "batch": OutcomeSerializer()}

    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser])
    def preview(self, request, **kwargs):
        """Say what a file would bring, and store nothing. Takes multipart/form-data, ICS or CSV of at most 1 MB."""
        given = self.arguments()
        try:
            found = read_file(given["file"], team=self.membership.team, order=given.get("day_order"))
        except ModelError as error:
            raise serializers.ValidationError({"file": validation_details(error)["non_field_errors"]}) from error
        told = verdicts(found.days, membership=self.membership)
        days = [
            {"day": each.day, "works": each.works, "label": each.label, "is_guess": each.is_guess, "verdict": verdict}
            for each, verdict in zip(found.days, told, strict=True)
        ]
        return Response(FoundCalendarSerializer({"days": days, "remarks": found.remarks}).data)

    @action(detail=False, methods=["post"])
    def batch(self, request, **kwargs):
        """Bring many days in, as one act."""
        days = [FoundDay(**{"label": ""} | each) for each in self.arguments()["days"]]
        return Response(OutcomeSerializer(put_days(days, by=self.membership)).data, status=status.HTTP_200_OK)


routes = [("calendar-days", CalendarDayViewSet)]
