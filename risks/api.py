"""The register's API."""

from rest_framework.decorators import action

from core.fetching import prefetch
from teams.api import TeamCreateMixin, TeamModelViewSet, TeamViewSet
from teams.bulk_api import BulkMixin
from teams.finishing_api import FinishingViewSet

from . import (
    acceptance_api,
    calibration_api,
    changes_api,
    exposure_api,
    import_api,
    indicator_api,
    matrix_api,
    plan_api,
    reader_api,
    review_api,
    settings_api,
    trigger_api,
    visit_api,
)
from .bulk import ACTIONS, RISKS_OF_PROGRAMS
from .export_api import ExportMixin, RegisterSerializer
from .filters import (
    AssessmentFilter,
    MeetingFilter,
    ResponseActionFilter,
    RiskEffectFilter,
    RiskFilter,
)
from .models import Review, Risk
from .rating_serializers import AssessmentSerializer
from .serializers import (
    ClosingSerializer,
    MeetingSerializer,
    ReopeningSerializer,
    ResponseActionSerializer,
    RiskEffectSerializer,
    RiskSerializer,
    StatusSerializer,
)
from .verifying_api import VerifyingMixin
from .waterfall_api import WaterfallMixin, WaterfallsSerializer


class RiskViewSet(ExportMixin, WaterfallMixin, BulkMixin, TeamModelViewSet):
    """The risk register: cause, event and effect, and the scores as last judged."""

    serializer_class = RiskSerializer
    filterset_class = RiskFilter
    at_once = RISKS_OF_PROGRAMS
    related = ("inherent", "current", "residual", "target")
    verbs = {
        "export": "view",
        "waterfall": "view",
        "change_status": "change",
        "undo_status": "change",
        "closing": "close",
        "undo_closing": "close",
        "reopening": "close",
        "restriction": "restrict",
        "undo_restriction": "restrict",
    }
    answers = {"export": RegisterSerializer(), "waterfall": WaterfallsSerializer()}
    bodies = {"change_status": StatusSerializer, "closing": ClosingSerializer, "reopening": ReopeningSerializer}

    def get_queryset(self):
        return super().get_queryset().prefetch_related(prefetch("milestones"))

    @action(detail=True, methods=["post"], url_path="status")
    def change_status(self, request, **kwargs):
        """Enter another status that keeps the risk open."""
        return self.perform_verb("change_status")

    @change_status.mapping.delete
    def undo_status(self, request, **kwargs):
        """Take the last change of status back, if nothing has happened since."""
        return self.perform_verb("undo_status")

    @action(detail=True, methods=["post"])
    def closing(self, request, **kwargs):
        """Close or reject the risk."""
        return self.perform_verb("change_status")

    @closing.mapping.delete
    def undo_closing(self, request, **kwargs):
        """Take the closing back, if nothing has happened since."""
        return self.perform_verb("undo_ending")

    @action(detail=True, methods=["post"])
    def restriction(self, request, **kwargs):
        """Hide the risk, and all that belongs to it, from all but owners, its owner and its readers."""
        return self.perform_verb("restrict")

    @restriction.mapping.delete
    def undo_restriction(self, request, **kwargs):
        """Show the risk to everybody again."""
        return self.perform_verb("unrestrict")

    @action(detail=True, methods=["post"])
    def reopening(self, request, **kwargs):
        """Bring a closed or rejected risk back."""
        return self.perform_verb("reopen")


class RiskEffectViewSet(TeamModelViewSet):
    """The milestones risks concern, each with what the risk would do to it.

    The same links as `milestones` of a risk: one made here stands there, and one left out there is gone here. Those
    that stay keep their effects.
    """

    serializer_class = RiskEffectSerializer
    filterset_class = RiskEffectFilter


class AssessmentViewSet(TeamCreateMixin, TeamViewSet):
    """The judgements of all risks, newest first; a POST judges one anew, and none is ever changed."""

    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter


class MeetingViewSet(TeamCreateMixin, TeamViewSet):
    """The meetings on risks, newest first; a POST starts one, or answers with the one that is running."""

    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    verbs = {"ending": "end", "undo_ending": "end"}

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.with_counts(Review.objects.visible_to(self.membership))

    def perform_create(self, serializer):
        """Answer with the counts of a meeting that somebody else had started."""
        serializer.instance = self.get_queryset().get(pk=serializer.save().pk)

    @action(detail=True, methods=["post"])
    def ending(self, request, **kwargs):
        """End the meeting."""
        return self.perform_verb("end")

    @ending.mapping.delete
    def undo_ending(self, request, **kwargs):
        """Resume the meeting, if no other one is running."""
        return self.perform_verb("resume")


class ResponseActionViewSet(VerifyingMixin, BulkMixin, FinishingViewSet):
    """What is done so that risks become less likely or less harmful."""

    serializer_class = ResponseActionSerializer
    filterset_class = ResponseActionFilter
    at_once = ACTIONS
    verbs = FinishingViewSet.verbs | VerifyingMixin.verifying_verbs
    bodies = VerifyingMixin.verifying_bodies

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.prefetch_related(prefetch("risks", Risk.objects.visible_to(self.membership)))


routes = [
    ("risks", RiskViewSet),
    ("risk-effects", RiskEffectViewSet),
    ("assessments", AssessmentViewSet),
    ("risk-meetings", MeetingViewSet),
    *review_api.routes,
    ("response-actions", ResponseActionViewSet),
    *plan_api.routes,
    *matrix_api.routes,
    *acceptance_api.routes,
    *calibration_api.routes,
    *changes_api.routes,
    *exposure_api.routes,
    *visit_api.routes,
    *indicator_api.routes,
    *reader_api.routes,
    *trigger_api.routes,
    *import_api.routes,
    *settings_api.routes,
]
