"""The API of reviews: risks looked at, in meetings or by themselves, and what that came to."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.fields import PROSE_LIMIT
from teams.api import TeamCreateMixin, TeamViewSet
from teams.serializers import TeamModelSerializer

from .acceptance_states import ReviewOutcome
from .filters import ReviewFilter
from .models import Review
from .states import IMPACT_CHOICES, PROBABILITY_CHOICES, ClosureReason

OF_MEETING = _("What a look in a meeting came to follows from the rating. Leave this out.")
OUTCOME_MISSING = _("Say what the review came to.")


class ReviewSerializer(TeamModelSerializer):
    """`note` is what was decided. `probability`, `impact` and `reason` rate the risk anew: the `assessment` shown.

    In a meeting the `outcome` follows from that. Without one it must be given, and `note` says why; `closure_reason`
    belongs to `close`.
    """

    version = None
    outcome = serializers.ChoiceField(choices=ReviewOutcome.choices, required=False)
    closure_reason = serializers.ChoiceField(choices=ClosureReason.choices, write_only=True, required=False)
    probability = serializers.ChoiceField(choices=PROBABILITY_CHOICES, write_only=True, required=False)
    impact = serializers.ChoiceField(choices=IMPACT_CHOICES, write_only=True, required=False)
    reason = serializers.CharField(write_only=True, required=False, allow_blank=True, max_length=PROSE_LIMIT)

    class Meta:
        model = Review
        fields = [
            "id",
            "meeting",
            "risk",
            "outcome",
            "assessment",
            "note",
            "author",
            "at",
            "probability",
            "impact",
            "reason",
            "closure_reason",
        ]
        read_only_fields = ["assessment", "author", "at"]

    def create(self, validated_data):
        given = dict(validated_data)
        figures = [given.pop(name, None) for name in ("probability", "impact")]
        reason, is_rated = given.pop("reason", ""), any(each is not None for each in figures)
        if given.get("meeting") is None:
            return self._by_itself(given, tuple(figures) if is_rated else None)
        for name in ("outcome", "closure_reason"):
            if name in given:
                raise ValidationError({name: ValidationError(OF_MEETING, code="of_meeting")})
        rating = (*figures, reason) if is_rated or reason else None
        return given["meeting"].review(given["risk"], by=self._who, note=given.get("note", ""), rating=rating)

    def _by_itself(self, given, rating):
        if "outcome" not in given:
            raise ValidationError({"outcome": ValidationError(OUTCOME_MISSING, code="required")})
        ends = given.get("closure_reason", "")
        reason = given.get("note", "")
        return given["risk"].review(given["outcome"], by=self._who, reason=reason, rating=rating, closure_reason=ends)

    @property
    def _who(self):
        return self.context["membership"]


class ReviewViewSet(TeamCreateMixin, TeamViewSet):
    """The risks looked at, in meetings or by themselves; a POST notes one, and none is ever changed."""

    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter


routes = [("risk-reviews", ReviewViewSet)]
