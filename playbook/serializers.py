"""Templates, previews and applications as the API shows them."""

from django.conf import settings
from rest_framework import serializers

from core.strict import Body
from planner.models import Horizon, LinkKind, calendar_of
from teams.models import Circle, JobRole

from .applying import apply
from .forms import check_start
from .templates import CODES, preview

ROLES = JobRole.choices


class SummarySerializer(serializers.Serializer):
    code = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    summary = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())


class PlannedTaskSerializer(serializers.Serializer):
    title = serializers.CharField()
    due_on = serializers.DateField()
    role = serializers.ChoiceField(choices=ROLES)


class PlannedGoalSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()
    horizon = serializers.ChoiceField(choices=Horizon.choices)
    target_on = serializers.DateField()
    role = serializers.ChoiceField(choices=ROLES)


class PlannedLinkSerializer(serializers.Serializer):
    """`key` names the milestone that is waited for."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=LinkKind.choices)
    lag = serializers.IntegerField()


class PlannedMilestoneSerializer(serializers.Serializer):
    """`days` are the working days it takes at best, most likely and at worst."""

    key = serializers.CharField()
    goals = serializers.ListField(child=serializers.CharField())
    title = serializers.CharField()
    criteria = serializers.CharField()
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    role = serializers.ChoiceField(choices=ROLES)
    days = serializers.ListField(child=serializers.IntegerField())
    waits_for = PlannedLinkSerializer(many=True)
    tasks = PlannedTaskSerializer(many=True)


class PlannedRiskSerializer(serializers.Serializer):
    """`days` names milestones by their keys: the working days the risk adds at least, most likely and at most."""

    title = serializers.CharField()
    cause = serializers.CharField()
    event = serializers.CharField()
    effect = serializers.CharField()
    category = serializers.CharField()
    strategy = serializers.CharField()
    probability = serializers.IntegerField()
    impact = serializers.IntegerField()
    review_on = serializers.DateField()
    role = serializers.ChoiceField(choices=ROLES)
    milestones = serializers.ListField(child=serializers.CharField())
    days = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))
    percent = serializers.IntegerField(allow_null=True)
    actions = PlannedTaskSerializer(many=True)
    contingency_plan = serializers.CharField(source="plan.title", allow_null=True, default=None)


class RoleToFillSerializer(serializers.Serializer):
    job_role = serializers.ChoiceField(choices=ROLES)
    circle = serializers.ChoiceField(choices=Circle.choices)
    title = serializers.CharField()
    note = serializers.CharField()
    needed_on = serializers.DateField()


class FinancingStepSerializer(serializers.Serializer):
    title = serializers.CharField()
    note = serializers.CharField()
    channel = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField()
    role = serializers.ChoiceField(choices=ROLES)
    of_round = serializers.BooleanField()


class PlannedRoundSerializer(serializers.Serializer):
    name = serializers.CharField()
    starts_on = serializers.DateField()
    expected_close_on = serializers.DateField()


class PreviewSerializer(serializers.Serializer):
    code = serializers.CharField()
    version = serializers.IntegerField()
    start = serializers.DateField()
    name = serializers.CharField()
    summary = serializers.CharField()
    estimates = serializers.CharField()
    goals = PlannedGoalSerializer(many=True)
    milestones = PlannedMilestoneSerializer(many=True)
    risks = PlannedRiskSerializer(many=True)
    roles = RoleToFillSerializer(many=True)
    round = PlannedRoundSerializer()
    financing = FinancingStepSerializer(many=True)


class DatingSerializer(serializers.Serializer):
    """From which day and in which language a template is shown; a team's own choice when left out."""

    start = serializers.DateField(required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)

    def validate_start(self, day):
        check_start(day, self.context["membership"].team)
        return day


class ApplicationSerializer(Body):
    """Which template to apply, from which day, in which language, under which name."""

    template = serializers.ChoiceField(choices=[(code, code) for code in CODES])
    start = serializers.DateField()
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    name = serializers.CharField(max_length=120)
    change = serializers.UUIDField(read_only=True, help_text="Undo it at changes/{change}/undo/.")
    project = serializers.UUIDField(read_only=True)

    validate_start = DatingSerializer.validate_start

    def create(self, values):
        by = self.context["membership"]
        values.setdefault("language", by.team.language)
        made = preview(
            values["template"], start=values["start"], language=values["language"], calendar=calendar_of(by.team)
        )
        act, project = apply(made, team=by.team, name=values["name"], by=by)
        return values | {"change": act.pk, "project": project.pk}
