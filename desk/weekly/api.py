"""The API of the weekly review and of the report of a period."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from core.strict import Body, Nothing
from planner.models import NOTE_LIMIT, SUBJECT_KINDS, WeeklyDecision, WeeklyReview
from planner.reasons import ReasonSerializerField
from teams.api import TeamAPI, TeamCreateMixin, TeamViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.models import Membership
from teams.serializers import TeamModelSerializer, TeamRelatedField

from .deciding import TASKS, Asked, decide
from .findings import GROUPS, Span, find
from .report import report_of
from .report_forms import ReportForm
from .report_said import ReportSerializer

KINDS = sorted(SUBJECT_KINDS)


class WeeklyReviewSerializer(TeamModelSerializer):
    """`decided` and `skipped` count the items the asking person may see."""

    decided = serializers.IntegerField(read_only=True)
    skipped = serializers.IntegerField(read_only=True)

    class Meta:
        model = WeeklyReview
        fields = ["id", "version", "created_at", "updated_at", "on", "by", "ended_at", "ended_by", "note"]
        fields += ["decided", "skipped"]
        read_only_fields = fields


class ReviewEndingSerializer(Body):
    """The note a review ends with."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LIMIT)


class FindingSerializer(serializers.Serializer):
    """One row a review asks about: why (`group`), which, and by when."""

    group = serializers.ChoiceField(source="group.key", choices=[group.key for group in GROUPS])
    subject_kind = serializers.CharField(source="group.subject.kind")
    subject_id = serializers.UUIDField(source="row.pk")
    version = serializers.IntegerField(source="row.version")
    title = serializers.CharField()
    code = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    person = serializers.UUIDField(source="person.pk", allow_null=True, default=None)
    skipped = serializers.BooleanField(source="is_skipped")


class GroupSerializer(serializers.Serializer):
    """The first 50 rows found for one reason, and how many there are."""

    group = serializers.CharField(source="group.key")
    count = serializers.IntegerField()
    items = FindingSerializer(many=True)


class WeeklyReviewFilter(TeamFilterSet):
    q = None

    class Meta:
        model = WeeklyReview
        fields = []


class WeeklyReviewViewSet(TeamViewSet):
    """The weekly reviews: the one under way first, then the last ones."""

    serializer_class = WeeklyReviewSerializer
    filterset_class = WeeklyReviewFilter
    verbs = {"ending": "end", "findings": "view"}
    bodies = {"create": Nothing, "ending": ReviewEndingSerializer}
    answers = {"findings": GroupSerializer(many=True)}

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.latest_first().with_counts(self.membership)

    def create(self, request, **kwargs):
        """Begin a review, or return the one under way."""
        self.arguments()
        review = WeeklyReview.begin(self.membership.team, by=self.membership)
        answer = self.answer_with(review)
        answer.status_code = status.HTTP_201_CREATED
        return answer

    @action(detail=True, methods=["post"])
    def ending(self, request, **kwargs):
        """Finish it with a note; one that is finished stays as it is."""
        return self.perform_verb("end")

    @action(detail=True, methods=["get"])
    def findings(self, request, **kwargs):
        """What is still to be looked at, by reason."""
        review = self.get_object()
        before = WeeklyReview.objects.visible_to(self.membership).ended().latest_first().exclude(pk=review.pk).first()
        found = find(self.membership, review, Span.after(before, self.membership.team.today()))
        return Response(GroupSerializer(found, many=True).data)


class WeeklyDecisionSerializer(TeamModelSerializer):
    """A decision is made once, and done at once; what was skipped can still be decided.

    `moved` takes the `day` (and, of a milestone, a `move_reason`), `handed_on` the `person`. `subject_version` is that
    of the row as it was seen: where it has moved on since, nothing is done. `completed` takes what becomes of the open
    `tasks` of a milestone; unless told otherwise they stay open.
    """

    review = TeamRelatedField(queryset=WeeklyReview.objects.all())
    subject_kind = serializers.ChoiceField(choices=KINDS)
    group = serializers.ChoiceField(choices=[group.key for group in GROUPS], required=False, allow_blank=True)
    subject_version = serializers.IntegerField(required=False, write_only=True)
    day = serializers.DateField(required=False, write_only=True)
    move_reason = ReasonSerializerField(write_only=True)
    person = TeamRelatedField(queryset=Membership.objects.all(), required=False, write_only=True)
    tasks = serializers.ChoiceField(choices=TASKS, required=False, write_only=True)

    class Meta:
        model = WeeklyDecision
        fields = ["id", "version", "created_at", "updated_at", "review", "subject_kind", "subject_id", "group"]
        fields += ["decision", "by", "subject_version", "day", "move_reason", "person", "tasks"]
        read_only_fields = ["created_at", "updated_at", "by"]

    def create(self, validated_data):
        told = dict(validated_data)
        review = told.pop("review")
        asked = Asked(version=told.pop("subject_version", None), reason=told.pop("move_reason", ""), **told)
        kept, _act = decide(review, asked, by=self.context["membership"])
        return kept


class WeeklyDecisionFilter(TeamFilterSet):
    q = None
    review = RowFilter(queryset=rows_of(WeeklyReview), label=_("Weekly review"))

    class Meta:
        model = WeeklyDecision
        fields = ["review", "decision"]


class WeeklyDecisionViewSet(TeamCreateMixin, TeamViewSet):
    """What was decided in weekly reviews, of what the asking person may see."""

    serializer_class = WeeklyDecisionSerializer
    filterset_class = WeeklyDecisionFilter


class ReportQuery(Body):
    """The days of the report, both of them in it; what is left out is as on the page."""

    to = serializers.DateField(required=False)

    def get_fields(self):
        return {"from": serializers.DateField(required=False), **super().get_fields()}  # “from” is a word of Python


class ReportViewSet(TeamAPI, viewsets.GenericViewSet):
    """What became of the plan, the risks and the deals."""

    serializer_class = ReportSerializer
    right = "planner.view_milestone"
    queries = {"period": ReportQuery}
    answers = {"period": ReportSerializer}
    filter_backends = []
    filtered = paged = ()

    @action(detail=False, methods=["get"])
    def period(self, request, **kwargs):
        """What was done, slipped and added in a period, what comes next, and what risks and deals did."""
        self.asked()
        form = ReportForm(request.query_params, membership=self.membership)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return Response(ReportSerializer(report_of(self.membership, form.period)).data)


routes = [
    ("weekly-reviews", WeeklyReviewViewSet),
    ("weekly-decisions", WeeklyDecisionViewSet),
    ("reports", ReportViewSet),
]
