"""The plan as the API shows it."""

from rest_framework import serializers

from core.strict import Body
from teams.serializers import TeamModelSerializer, TeamRelatedField

from .linking import link
from .models import Dependency, Goal, Health, Leftover, Milestone, Outcome, Project, ProjectState, Task
from .reasons import ReasonSerializerField

BASE = ["id", "code", "version", "created_at", "updated_at"]


class ProjectSerializer(TeamModelSerializer):
    class Meta:
        model = Project
        fields = [
            *BASE,
            "name",
            "summary",
            "state",
            "starts_on",
            "market_need",
            "market_need_why",
            "feasibility",
            "feasibility_why",
            "prospects",
            "prospects_why",
        ]
        read_only_fields = ["code", "state", "created_at", "updated_at"]


class ProjectStateSerializer(Body):
    state = serializers.ChoiceField(choices=ProjectState.choices)


class GoalSerializer(TeamModelSerializer):
    """`health` is what people report, `computed_health` what figures and dates show, null while nothing can be judged.

    `progress_percent` is summed over `measurable` of `parts` things that lead to the goal.
    """

    parents = ("project",)
    progress_percent = serializers.IntegerField(source="percent", read_only=True, allow_null=True)
    expected_percent = serializers.IntegerField(read_only=True, allow_null=True)
    measurable = serializers.IntegerField(source="progress.measurable", read_only=True)
    parts = serializers.IntegerField(source="progress.total", read_only=True)
    computed_health = serializers.ChoiceField(
        source="judgement.health", choices=Health.choices, read_only=True, allow_null=True
    )

    class Meta:
        model = Goal
        fields = [
            *BASE,
            "project",
            "title",
            "description",
            "horizon",
            "target_on",
            "owner",
            "parent",
            "weight",
            "progress_source",
            "lifecycle",
            "outcome",
            "lesson",
            "closed_at",
            "progress_percent",
            "expected_percent",
            "measurable",
            "parts",
            "health",
            "computed_health",
            "checked_in_on",
            "next_checkin_on",
        ]
        read_only_fields = [
            "code",
            "lifecycle",
            "outcome",
            "lesson",
            "closed_at",
            "health",
            "checked_in_on",
            "next_checkin_on",
            "created_at",
            "updated_at",
        ]
        extra_kwargs = {"horizon": {"required": False}}  # the target date suggests one


class GoalClosingSerializer(Body):
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    lesson = serializers.CharField(required=False, allow_blank=True, max_length=10_000)


class MilestoneSerializer(TeamModelSerializer):
    """`move_reason` is kept with the move when the due date moves.

    `promised_on` is the day of the reference baseline, else the one first planned; `variance_days` are the working days
    by which the milestone is due, or was reached, after it. `gates_met` of its `gates_total` quality gates are passed
    or waived today, `gates_waived` of them waived.
    """

    parents = ("project",)
    reason = "move_reason"
    goals = TeamRelatedField(many=True, queryset=Goal.objects.all(), required=False)
    move_reason = ReasonSerializerField(write_only=True)
    progress_percent = serializers.IntegerField(source="percent", read_only=True, allow_null=True)
    promised_on = serializers.DateField(read_only=True, allow_null=True)
    variance_days = serializers.IntegerField(read_only=True, allow_null=True)
    gates_met = serializers.IntegerField(source="gate_tally.met", read_only=True)
    gates_waived = serializers.IntegerField(source="gate_tally.waived", read_only=True)
    gates_total = serializers.IntegerField(source="gate_tally.total", read_only=True)

    class Meta:
        model = Milestone
        fields = [
            *BASE,
            "project",
            "goals",
            "title",
            "description",
            "criteria",
            "owner",
            "starts_on",
            "due_on",
            "move_reason",
            "first_due_on",
            "promised_on",
            "variance_days",
            "days_min",
            "days_likely",
            "days_max",
            "estimated_on",
            "follows_links",
            "state",
            "started_on",
            "completed_at",
            "priority",
            "blocked",
            "blocked_note",
            "progress_percent",
            "gates_met",
            "gates_waived",
            "gates_total",
        ]
        read_only_fields = [
            "code",
            "first_due_on",
            "estimated_on",
            "started_on",
            "completed_at",
            "created_at",
            "updated_at",
        ]


class MilestoneCompletionSerializer(Body):
    """What becomes of the tasks that are still open: they stay so unless told otherwise."""

    tasks = serializers.ChoiceField(choices=Leftover.choices, required=False)
    to = TeamRelatedField(queryset=Milestone.objects.all(), required=False, allow_null=True)


class DependencySerializer(TeamModelSerializer):
    """With `follow` the successor moves with the predecessor from now on, as `follows_links` of a milestone says."""

    parents = ("predecessor", "successor")
    follow = serializers.BooleanField(required=False, write_only=True)

    class Meta:
        model = Dependency
        fields = ["id", "version", "created_at", "updated_at", "predecessor", "successor", "kind", "lag", "follow"]
        read_only_fields = ["created_at", "updated_at"]

    def get_fields(self):
        fields = super().get_fields()
        if self.partial:
            del fields["follow"]  # a milestone says whether it goes on following
        return fields

    def create(self, validated_data):
        row, follow = self.new_row(), validated_data.pop("follow", False)
        self._apply(row, validated_data)
        link(row, by=self.context["membership"], follow=follow)
        return row


class CascadeSerializer(Body):
    """A new due date, with `starts_on` a new start as well, and what follows from it.

    With `dry_run` nothing is written. What is applied with the `seen` of an earlier answer is refused where the plan is
    another one by now. Without `due_on` the milestone goes where its links demand it.
    """

    due_on = serializers.DateField(required=False)
    starts_on = serializers.DateField(required=False)
    dry_run = serializers.BooleanField(required=False, default=False)
    seen = serializers.CharField(required=False, max_length=100)
    move_reason = ReasonSerializerField()


class CascadeRowSerializer(serializers.Serializer):
    """A milestone that moves, and the link that makes it."""

    milestone = serializers.UUIDField(source="milestone.pk")
    old_starts_on = serializers.DateField(source="old.starts_on", allow_null=True)
    new_starts_on = serializers.DateField(source="new.starts_on", allow_null=True)
    old_due_on = serializers.DateField(source="old.due_on", allow_null=True)
    new_due_on = serializers.DateField(source="new.due_on", allow_null=True)
    why = serializers.UUIDField(source="why.pk", allow_null=True, default=None)


class BrokenLinkSerializer(serializers.Serializer):
    """A link that does not hold, by so many working days."""

    dependency = serializers.UUIDField(source="link.pk")
    days = serializers.IntegerField()


class EffectSerializer(serializers.Serializer):
    """What a move does to something else, such as “funding.tranche”, in words; `is_late` where somebody must look."""

    about = serializers.CharField(source="key")
    text = serializers.CharField()
    is_late = serializers.BooleanField()


class CascadeAnswerSerializer(serializers.Serializer):
    """What moves: the first 200 rows of each kind, and how many there are; `change` is the act that moved them.

    `late_count` milestones become late for a goal; `path_days` are the working days by which the end of the plan moves;
    `effects` is what it does to money and people, as far as the asking person may know.
    """

    change = serializers.UUIDField(allow_null=True)
    seen = serializers.CharField()
    rows_count = serializers.IntegerField()
    rows = CascadeRowSerializer(many=True)
    late_count = serializers.IntegerField()
    path_days = serializers.IntegerField()
    broken_count = serializers.IntegerField()
    broken = BrokenLinkSerializer(many=True)
    effects = EffectSerializer(many=True)


class StartSerializer(Body):
    """`on` is the day on which the work began, today while nobody says."""

    on = serializers.DateField(required=False)


class TaskSerializer(TeamModelSerializer):
    class Meta:
        model = Task
        fields = [
            *BASE,
            "milestone",
            "title",
            "description",
            "assignee",
            "due_on",
            "state",
            "priority",
            "estimate",
            "completed_at",
            "origin_kind",
            "origin_id",
        ]
        read_only_fields = ["code", "completed_at", "origin_kind", "origin_id", "created_at", "updated_at"]
