"""The API of tranches."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from core.strict import Body
from planner.filters import StateFilter
from planner.models import Milestone
from teams.api import TeamModelViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .models import Opportunity, Tranche
from .serializers import NewBalanceSerializer
from .states import TrancheState


class TrancheSerializer(TeamModelSerializer):
    """`expected_on` is the day it was paid or is due; of a milestone that is not reached, by its due date."""

    parents = ("opportunity",)
    currency = serializers.CharField(read_only=True)
    expected_on = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = Tranche
        fields = [
            "id",
            "version",
            "created_at",
            "updated_at",
            "opportunity",
            "position",
            "amount",
            "currency",
            "due_on",
            "milestone",
            "days_after",
            "expected_on",
            "state",
            "paid_on",
        ]
        read_only_fields = ["created_at", "updated_at", "state", "paid_on"]


class TrancheStateSerializer(Body):
    """The state to enter; with “paid” come the day, today when not given, and the new balance."""

    state = serializers.ChoiceField(choices=TrancheState.choices)
    paid_on = serializers.DateField(required=False, allow_null=True)
    position = NewBalanceSerializer(required=False, allow_null=True)


class TrancheFilter(TeamFilterSet):
    q = None
    opportunity = RowFilter(queryset=rows_of(Opportunity), label=_("Opportunity"))
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    state = StateFilter(states=TrancheState.choices, word=("open", _("Still to be paid")), label=_("State"))

    class Meta:
        model = Tranche
        fields = ["opportunity", "milestone", "state"]


class TrancheViewSet(TeamModelViewSet):
    """The parts a deal's money comes in, due on a day or once a milestone is reached."""

    serializer_class = TrancheSerializer
    filterset_class = TrancheFilter
    verbs = {"state": "move", "undo_state": "move"}
    bodies = {"state": TrancheStateSerializer}

    def get_queryset(self):
        return super().get_queryset().for_lists()

    @action(detail=True, methods=["post"])
    def state(self, request, **kwargs):
        """Enter another state."""
        return self.perform_verb("change_state")

    @state.mapping.delete
    def undo_state(self, request, **kwargs):
        """Take the last change of state back, if nothing has happened since."""
        return self.perform_verb("step_back")


routes = [("tranches", TrancheViewSet)]
