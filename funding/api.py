"""The financing's API."""

from django.core.exceptions import PermissionDenied
from rest_framework.decorators import action
from rest_framework.response import Response

from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.bulk_api import BulkMixin
from teams.finishing_api import SkippingViewSet
from teams.settings_api import SettingsViewSet

from .bulk import NEXT_ACTIONS, OPPORTUNITIES
from .cash_api import routes as cash_routes
from .filters import (
    NextActionFilter,
    OpportunityEventFilter,
    OpportunityFilter,
    PlanStepFilter,
    RoundFilter,
    RoundTermsFilter,
    SourceFilter,
    TotalsFilter,
)
from .outlook import runway_sentence
from .piles import weigh
from .serializers import (
    CashOutSerializer,
    CashPositionSerializer,
    CompletionSerializer,
    MoveSerializer,
    NextActionSerializer,
    OpportunityEventSerializer,
    OpportunitySerializer,
    PipelineSerializer,
    PlanStepSerializer,
    RoundSerializer,
    RoundStateSerializer,
    RoundTermsSerializer,
    SettingsSerializer,
    SourceSerializer,
)
from .sums import buckets_of, chances_of
from .tranche_api import routes as tranche_routes


class RoundViewSet(TeamModelViewSet):
    """Rounds with their totals by bucket; what a round asks for stands in round-terms."""

    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    verbs = {"state": "move", "undo_state": "move"}
    bodies = {"state": RoundStateSerializer}

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        return rows.with_totals(on=self.membership.team.today()) if self.action == "list" else rows

    @action(detail=True, methods=["post"])
    def state(self, request, **kwargs):
        """Enter another state."""
        return self.perform_verb("change_state")

    @state.mapping.delete
    def undo_state(self, request, **kwargs):
        """Take the last change of state back, if nothing has happened since."""
        return self.perform_verb("step_back")


class RoundTermsViewSet(TeamModelViewSet):
    """What a round asks for, one row for each round."""

    serializer_class = RoundTermsSerializer
    filterset_class = RoundTermsFilter


class SourceViewSet(TeamModelViewSet):
    """The organisations money may come from."""

    serializer_class = SourceSerializer
    filterset_class = SourceFilter


class OpportunityViewSet(BulkMixin, TeamModelViewSet):
    """What one source may bring to one round, on its way through the stages of its channel."""

    serializer_class = OpportunitySerializer
    filterset_class = OpportunityFilter
    at_once = OPPORTUNITIES
    verbs = {"stage": "advance", "undo_stage": "advance", "totals": "view"}
    bodies = {"stage": MoveSerializer}
    answers = {"totals": PipelineSerializer}
    filtered = ("list", "totals")

    def get_queryset(self):
        return super().get_queryset().for_lists()

    @action(detail=True, methods=["post"])
    def stage(self, request, **kwargs):
        """Move to a stage of the channel, with what entering it asks for."""
        return self.perform_verb("advance")

    @stage.mapping.delete
    def undo_stage(self, request, **kwargs):
        """Take the last move back, if nothing has happened since."""
        return self.perform_verb("move_back")

    @action(detail=False, methods=["get"], filterset_class=TotalsFilter)
    def totals(self, request, **kwargs):
        """Sum the pipeline in the team's currency; the filters of the list apply."""
        rows = self.filter_queryset(self.get_queryset())
        team = self.membership.team
        buckets = buckets_of(rows, team.currency, on=team.today())
        weighted = weigh(chances_of(rows), team.currency)
        return Response(PipelineSerializer({"buckets": buckets, "weighted": weighted}).data)


class OpportunityEventViewSet(TeamViewSet):
    """Each change of a stage, an amount, a probability or a date, newest first."""

    serializer_class = OpportunityEventSerializer
    filterset_class = OpportunityEventFilter


class NextActionViewSet(BulkMixin, TeamModelViewSet):
    """What comes next with a source: one open action for each opportunity."""

    serializer_class = NextActionSerializer
    filterset_class = NextActionFilter
    at_once = NEXT_ACTIONS
    verbs = {
        "completion": "complete",
        "undo_completion": "complete",
        "cancellation": "complete",
        "undo_cancellation": "complete",
    }
    bodies = {"completion": CompletionSerializer}

    @action(detail=True, methods=["post"])
    def completion(self, request, **kwargs):
        """Mark as done and say what follows."""
        return self.perform_verb("complete")

    @completion.mapping.delete
    def undo_completion(self, request, **kwargs):
        """Put back what stood before the completion."""
        return self.perform_verb("reopen")

    @action(detail=True, methods=["post"])
    def cancellation(self, request, **kwargs):
        """Give up, and keep what was."""
        return self.perform_verb("cancel")

    @cancellation.mapping.delete
    def undo_cancellation(self, request, **kwargs):
        """Put back what stood before the cancellation."""
        return self.perform_verb("reopen")


class PlanStepViewSet(SkippingViewSet):
    """The steps of the financing plan."""

    serializer_class = PlanStepSerializer
    filterset_class = PlanStepFilter


class CashPositionViewSet(TeamCreateMixin, TeamViewSet):
    """The team's cash over time, the position that counts first; a new one is a new row, and none is ever changed."""

    serializer_class = CashPositionSerializer


class MoneyViewSet(SettingsViewSet):
    """What a team has once: its cash-out date and its settings."""

    serializer_class = SettingsSerializer
    answers = {"cash_out": CashOutSerializer}

    @property
    def right(self):
        return "funding.view_opened_cashoutdate" if self.action == "cash_out" else super().right

    @action(detail=False, methods=["get"], url_path="cash-out")
    def cash_out(self, request, **kwargs):
        """Say when the money runs out, against the first milestone due after it, else the next one."""
        sentence = runway_sentence(self.membership, self.membership.team.today())
        if sentence is None:
            raise PermissionDenied
        return Response(CashOutSerializer(sentence).data)


routes = [
    ("rounds", RoundViewSet),
    ("round-terms", RoundTermsViewSet),
    ("sources", SourceViewSet),
    ("opportunities", OpportunityViewSet),
    ("opportunity-events", OpportunityEventViewSet),
    ("next-actions", NextActionViewSet),
    ("plan-steps", PlanStepViewSet),
    ("cash-positions", CashPositionViewSet),
    ("money", MoneyViewSet),
    *cash_routes,
    *tranche_routes,
]
