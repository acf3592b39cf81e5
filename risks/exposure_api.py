"""The API of what open risks are expected to cost, week by week."""

from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from core.money import Currency
from teams.api import TeamAPI
from teams.serializers import MoneySumSerializerField

from .burn_down import burn_down_of
from .models import Risk
from .report_filter import ExposureFilter


class ExposurePointSerializer(serializers.Serializer):
    """The exposure at an instant: working days, money in whole units, and how many open risks are in it.

    `unrated` are those with an estimate and no probability yet, which are not counted.
    """

    at = serializers.DateTimeField()
    days = serializers.FloatField(source="days_told")
    money = MoneySumSerializerField(source="money_told")
    counted = serializers.IntegerField()
    unrated = serializers.IntegerField()


class BurnDownSerializer(serializers.Serializer):
    """The exposure 26 weeks ago and each week since, the oldest first and the last one now.

    Of the risks that are open now, `without_range` have no estimate, and `other_currencies` one in another currency.
    """

    points = ExposurePointSerializer(many=True)
    without_range = serializers.IntegerField()
    other_currencies = serializers.IntegerField()


class ExposureSerializer(serializers.Serializer):
    """What threats are expected to cost and opportunities to bring, in working days and in the team's `currency`."""

    currency = serializers.ChoiceField(choices=Currency.choices)
    threats = BurnDownSerializer()
    opportunities = BurnDownSerializer()


class ExposureViewSet(TeamAPI, viewsets.GenericViewSet):
    """What open risks are expected to cost."""

    serializer_class = ExposureSerializer
    filterset_class = ExposureFilter
    right = "risks.view_risk"
    answers = {"weeks": ExposureSerializer()}
    filtered, paged = ("weeks",), ()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Risk.objects.none()
        return Risk.objects.visible_to(self.membership)

    @action(detail=False, methods=["get"])
    def weeks(self, request, **kwargs):
        """Say what open threats were expected to cost, and opportunities to bring, week by week over half a year."""
        team = self.membership.team
        found = burn_down_of(self.filter_queryset(self.get_queryset()), team, timezone.now())
        told = {"currency": team.currency, "threats": found, "opportunities": found.gains}
        return Response(ExposureSerializer(told).data)


routes = [("risk-exposure", ExposureViewSet)]
