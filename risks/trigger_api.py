"""The API of what contingency plans wait for."""

import django_filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from teams.api import TeamModelViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .models import ContingencyPlan, MoneyTrigger, Trigger
from .states import PlanState
from .trigger_states import TriggerState

BASE = ["id", "version", "created_at", "updated_at", "plan", "kind"]
STANDING = ["state", "fired_at", "sentence", "plan_state"]
READ_ONLY = ["created_at", "updated_at", "state", "fired_at"]


class ArmedSerializer(TeamModelSerializer):
    """`sentence` says what has to happen, `plan_state` that a change of it has made a ready plan a draft."""

    parents = ("plan",)
    sentence = serializers.CharField(read_only=True)
    plan_state = serializers.ChoiceField(choices=PlanState.choices, read_only=True)


class TriggerSerializer(ArmedSerializer):
    """Each kind keeps its own fields alone: `on`, `milestone` with `days` or `percent`,
    `indicator` with a `threshold` or without, or `text`."""

    class Meta:
        model = Trigger
        fields = [*BASE, *Trigger.asked, *STANDING]
        read_only_fields = READ_ONLY


class MoneyTriggerSerializer(ArmedSerializer):
    """Each kind keeps its own fields alone: an amount with its day and what counts, or a chance."""

    class Meta:
        model = MoneyTrigger
        fields = [*BASE, *MoneyTrigger.asked, *STANDING]
        read_only_fields = READ_ONLY


class TriggerFilter(TeamFilterSet):
    q = None
    plan = RowFilter(queryset=rows_of(ContingencyPlan), label=_("Contingency plan"))
    state = django_filters.ChoiceFilter(choices=TriggerState.choices, label=_("State"))

    class Meta:
        model = Trigger
        fields = ["plan", "state", "kind"]


class MoneyTriggerFilter(TriggerFilter):
    class Meta:
        model = MoneyTrigger
        fields = ["plan", "state", "kind"]


class ArmedViewSet(TeamModelViewSet):
    verbs = {"firing": "fire", "undo_firing": "fire"}

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.for_lists()

    @action(detail=True, methods=["post"])
    def firing(self, request, **kwargs):
        """Say that it has happened: the plan's people are told, and a plan that starts by itself is started."""
        return self.perform_verb("fire")

    @firing.mapping.delete
    def undo_firing(self, request, **kwargs):
        """Wait for it once more; it fires again after it has not held for once."""
        return self.perform_verb("reset")


class TriggerViewSet(ArmedViewSet):
    """What contingency plans wait for: a day, a milestone that slips or becomes unlikely, what somebody sees."""

    serializer_class = TriggerSerializer
    filterset_class = TriggerFilter


class MoneyTriggerViewSet(ArmedViewSet):
    """What contingency plans wait for that is about money: for who reads the money."""

    serializer_class = MoneyTriggerSerializer
    filterset_class = MoneyTriggerFilter


routes = [("triggers", TriggerViewSet), ("money-triggers", MoneyTriggerViewSet)]
