"""The API of scenarios: named changes beside the base, run and applied."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.strict import Body
from planner.reasons import ReasonSerializerField
from teams.api import TeamModelViewSet
from teams.filters import RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .applying import apply_scenario, preview
from .change_kinds import ChangeKind
from .models import Scenario, ScenarioChange
from .trying import try_out


class ScenarioChangeSerializer(TeamModelSerializer):
    """`kind` decides what comes with it.

    `due` takes a milestone and the `day`; `sooner` a milestone and working days less in `number`, negative for more;
    `won` and `lost` an opportunity; `plan` and `ready` a contingency plan; `risk` a risk; `expense` nothing but per
    cent in `number`. `subject` is the id of that row.
    """

    parents = ("scenario", "kind", "subject")

    class Meta:
        model = ScenarioChange
        fields = ["id", "version", "created_at", "updated_at", "scenario", "kind", "subject", "day", "number"]
        read_only_fields = ["created_at", "updated_at"]


class ScenarioPartSerializer(serializers.ModelSerializer):
    """A change as its scenario shows it."""

    class Meta:
        model = ScenarioChange
        fields = ["id", "version", "kind", "subject", "day", "number"]
        read_only_fields = fields


class ScenarioSerializer(TeamModelSerializer):
    """`applied_on` is the day on which it was applied, and `application` the act that did, until that is undone."""

    applied_on = serializers.DateField(read_only=True, allow_null=True)
    application = serializers.UUIDField(source="application_id", read_only=True, allow_null=True)
    changes = ScenarioPartSerializer(source="parts", many=True, read_only=True)

    class Meta:
        model = Scenario
        fields = ["id", "version", "created_at", "updated_at", "name", "note", "changes", "application", "applied_on"]
        read_only_fields = ["created_at", "updated_at"]


class ScenarioCalculationSerializer(serializers.Serializer):
    """The run that was made at once, and the job that makes one of all iterations; either may be missing."""

    run = serializers.UUIDField(allow_null=True)
    job = serializers.UUIDField(allow_null=True)


class ScenarioApplicationSerializer(Body):
    """With `dry_run` nothing is written. What is applied with the `seen` of an earlier answer is refused where the
    scenario, or what it changes, is another by now."""

    dry_run = serializers.BooleanField(required=False, default=False)
    seen = serializers.CharField(required=False, max_length=100)
    move_reason = ReasonSerializerField()


class ScenarioEntrySerializer(serializers.Serializer):
    """What one change comes to: the row it is about, what stands there, and what then would; `why` it does not fit."""

    change = serializers.UUIDField(source="change.pk")
    kind = serializers.ChoiceField(source="change.kind", choices=ChangeKind.choices)
    row = serializers.UUIDField(source="row.pk", allow_null=True, default=None)
    old = serializers.SerializerMethodField()
    new = serializers.SerializerMethodField()
    why = serializers.CharField()

    def get_old(self, entry) -> str | None:
        return None if entry.old is None else str(entry.old)

    def get_new(self, entry) -> str | None:
        return None if entry.new is None else str(entry.new)


class ScenarioApplicationAnswerSerializer(serializers.Serializer):
    """What is written, what is left to people, and what no longer fits; `change` is the act that wrote it."""

    change = serializers.UUIDField(allow_null=True)
    seen = serializers.CharField()
    writes = ScenarioEntrySerializer(many=True)
    by_hand = ScenarioEntrySerializer(many=True)
    unfit = ScenarioEntrySerializer(many=True)


class ScenarioFilter(TeamFilterSet):
    class Meta:
        model = Scenario
        fields = []


class ScenarioChangeFilter(TeamFilterSet):
    q = None
    scenario = RowFilter(queryset=rows_of(Scenario), label=_("Scenario"))

    class Meta:
        model = ScenarioChange
        fields = ["scenario", "kind"]


class ScenarioViewSet(TeamModelViewSet):
    """What might be otherwise, by name: nothing changes until a scenario is applied."""

    serializer_class = ScenarioSerializer
    filterset_class = ScenarioFilter
    verbs = {"calculation": "calculate", "application": "apply"}
    bodies = {"application": ScenarioApplicationSerializer}
    answers = {"calculation": ScenarioCalculationSerializer, "application": ScenarioApplicationAnswerSerializer}

    def get_queryset(self):
        return super().get_queryset().for_lists()

    @action(detail=True, methods=["post"])
    def calculation(self, request, **kwargs):
        """Run it beside the base: a small one at once, and all iterations by a job where that takes longer."""
        scenario = self.get_object()
        self.arguments()
        run, job = try_out(scenario, by=self.membership)
        return Response(ScenarioCalculationSerializer({"run": run and run.pk, "job": job and job.pk}).data)

    @action(detail=True, methods=["post"])
    def application(self, request, **kwargs):
        """Show what applying would write, or write it in one act; undo that act to take it back."""
        scenario, asked, act = self.get_object(), self.arguments(), None
        if asked["dry_run"]:
            found = preview(scenario, by=self.membership)
        else:
            given = {"seen": asked.get("seen", ""), "reason": asked.get("move_reason", "")}
            act, found = apply_scenario(scenario, by=self.membership, **given)
        told = {name: getattr(found, name) for name in ("seen", "writes", "by_hand", "unfit")}
        return Response(ScenarioApplicationAnswerSerializer(told | {"change": act and act.pk}).data)


class ScenarioChangeViewSet(TeamModelViewSet):
    """What a scenario changes; of an applied one nothing is changed any more."""

    serializer_class = ScenarioChangeSerializer
    filterset_class = ScenarioChangeFilter
    related = ("scenario__team",)


routes = [("scenarios", ScenarioViewSet), ("scenario-changes", ScenarioChangeViewSet)]
