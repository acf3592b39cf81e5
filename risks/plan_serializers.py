"""Contingency plans and their steps as the API shows them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.strict import Body
from teams.serializers import MoneySerializerField, MoneySumSerializerField, TeamModelSerializer

from .cash import Reserves
from .effects import MOST_DAYS
from .models import ContingencyPlan, ContingencyStep
from .readiness import MOST
from .serializers import BASE, READ_ONLY
from .states import Occasion, Outcome, PlanState


class ContingencyStepSerializer(TeamModelSerializer):
    """A new, changed or removed step makes a plan that is ready a draft again: `plan_state` says so."""

    parents = ("plan",)
    plan_state = serializers.ChoiceField(choices=PlanState.choices, read_only=True)

    class Meta:
        model = ContingencyStep
        fields = [*BASE, "plan", "position", "title", "offset_days", "responsible", "job_role", "plan_state"]
        read_only_fields = ["created_at", "updated_at"]


class PlanStepSerializer(ContingencyStepSerializer):
    """A step inside its plan."""

    plan_state = None

    class Meta(ContingencyStepSerializer.Meta):
        fields = ["id", "version", "position", "title", "offset_days", "responsible", "job_role"]
        read_only_fields = fields


class ReadinessSerializer(serializers.Serializer):
    """How many of five parts are there, and of each what is missing: `{"owner": "no_owner", "trigger": ""}`."""

    points = serializers.IntegerField(min_value=0, max_value=MOST, read_only=True)
    gaps = serializers.DictField(child=serializers.CharField(allow_blank=True), read_only=True)


class ReserveCoverSerializer(serializers.Serializer):
    """What plans hold in reserve against the cash known, in its currency.

    `held` is the plan's own reserve with those of all `plans` that can be started or are at work, `covered` how much of
    it the cash covers; `left_out` plans hold theirs in a currency without a rate.
    """

    held = MoneySumSerializerField()
    covered = MoneySumSerializerField()
    currency = serializers.CharField()
    plans = serializers.IntegerField()
    left_out = serializers.IntegerField()


class ContingencyPlanSerializer(TeamModelSerializer):
    """A material edit makes a plan that is ready a draft again: `state` says so.

    `starts_when` are the triggers in words; what they are about money, `money-triggers` says to who may read it.
    `reserve_cover` is null for a plan that holds nothing, without a cash balance, and for who may not read that.
    """

    parents = ("risk",)
    starts_when = serializers.ListField(child=serializers.CharField(), read_only=True)
    readiness = ReadinessSerializer(read_only=True)
    steps = PlanStepSerializer(many=True, read_only=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    reserve_cover = serializers.SerializerMethodField()

    @extend_schema_field(ReserveCoverSerializer(allow_null=True))
    def get_reserve_cover(self, plan):
        reserves = self.context.setdefault("reserves", Reserves(self.context["membership"]))
        cover = reserves.cover_of(plan)
        return None if cover is None else ReserveCoverSerializer(cover).data

    class Meta:
        model = ContingencyPlan
        fields = [
            *BASE,
            "code",
            "risk",
            "title",
            "owner",
            "reserve",
            "reserve_cover",
            "currency",
            "days_saved",
            "money_saved",
            "own_cost",
            "lead_time_days",
            "fallback_of",
            "state",
            "missing",
            "starts_when",
            "readiness",
            "rehearsed_on",
            "starts_by_itself",
            "activated_at",
            "activated_by",
            "ended_at",
            "outcome",
            "effect",
            "days_used",
            "money_used",
            "steps",
        ]
        read_only_fields = [
            *READ_ONLY,
            "state",
            "rehearsed_on",
            "starts_by_itself",
            "activated_at",
            "activated_by",
            "ended_at",
            "outcome",
            "effect",
            "days_used",
            "money_used",
        ]


class PlanActivationSerializer(Body):
    """Why the plan is activated; `occurred` notes on the risk that it has come true."""

    occasion = serializers.ChoiceField(choices=Occasion.choices, default=Occasion.TRIGGERED)


class PlanCompletionSerializer(Body):
    """What an activated plan came to, and what it took: working days, and money in the currency of the plan.

    `failed` says that it did not help.
    """

    outcome = serializers.ChoiceField(choices=Outcome.choices, default=Outcome.WORKED)
    effect = serializers.CharField(required=False, allow_blank=True, max_length=10_000)
    days_used = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=MOST_DAYS)
    money_used = MoneySerializerField(required=False, allow_null=True)


class StepTaskSerializer(serializers.Serializer):
    """A task that activation would make today, or has made."""

    step = serializers.UUIDField(source="step.pk")
    title = serializers.CharField(source="step.title")
    due_on = serializers.DateField()
    assignee = serializers.UUIDField(source="assignee.pk", allow_null=True, default=None)
    milestone = serializers.UUIDField(source="milestone.pk", allow_null=True, default=None)
    task = serializers.UUIDField(source="task.pk", allow_null=True, default=None)
    is_done = serializers.BooleanField(source="task.is_done", default=False)


class ToldSerializer(serializers.Serializer):
    """Somebody who would get a mail."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()


class TouchedSerializer(serializers.Serializer):
    """A milestone that would get tasks, or of which up to so many working days are saved."""

    milestone = serializers.UUIDField(source="milestone.pk")
    tasks = serializers.IntegerField()
    days_saved = serializers.IntegerField(allow_null=True)


class DrawnSerializer(serializers.Serializer):
    """What carrying the plan out costs, and what is held for it."""

    cost = MoneySerializerField(allow_null=True)
    reserve = MoneySerializerField(allow_null=True)
    currency = serializers.CharField()


class StartSerializer(serializers.Serializer):
    """What activation today would do, whatever the state of the plan; `money` is null for who may not read the cash."""

    tasks = StepTaskSerializer(many=True)
    told = ToldSerializer(many=True, source="start.told")
    milestones = TouchedSerializer(many=True, source="start.milestones")
    money = DrawnSerializer(allow_null=True, source="start.money")
