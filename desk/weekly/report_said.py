"""The report of a period as the API says it."""

from rest_framework import serializers


class ReportedMilestoneSerializer(serializers.Serializer):
    """A milestone of the report; `due_before` and `days_later` only of one that slipped."""

    id = serializers.UUIDField(source="row.pk")
    code = serializers.CharField(source="row.code")
    title = serializers.CharField(source="row.title")
    project = serializers.UUIDField(source="row.project_id")
    state = serializers.CharField(source="row.state")
    day = serializers.DateField(allow_null=True)


class SlippedSerializer(ReportedMilestoneSerializer):
    """A milestone whose date is later than it was when the period began, by so many working days."""

    due_before = serializers.DateField(source="old")
    days_later = serializers.IntegerField(source="days")
    reason = serializers.CharField()


class RisenSerializer(serializers.Serializer):
    """A risk that is rated worse than before."""

    id = serializers.UUIDField(source="row.pk")
    code = serializers.CharField(source="row.code")
    title = serializers.CharField(source="row.title")
    level_before = serializers.CharField(source="old")
    level = serializers.CharField(source="new")


class EndedRiskSerializer(serializers.Serializer):
    """A risk that occurred, or was closed or rejected."""

    id = serializers.UUIDField(source="row.pk")
    code = serializers.CharField(source="row.code")
    title = serializers.CharField(source="row.title")
    status = serializers.CharField(source="row.status")


class EndedDealSerializer(serializers.Serializer):
    """An opportunity that was won or lost."""

    id = serializers.UUIDField(source="row.pk")
    code = serializers.CharField(source="row.code")
    stage = serializers.CharField(source="row.stage")


class TaskCountSerializer(serializers.Serializer):
    """How many tasks of a project, null for those without a milestone, were done and added."""

    project = serializers.CharField(source="name", allow_null=True)
    done = serializers.IntegerField()
    added = serializers.IntegerField()


def _part(serializer):
    """Return a serializer of a part: its first 100 rows, and how many there are."""
    fields = {"count": serializers.IntegerField(), "rows": serializer(source="lines", many=True)}
    name = serializer.__name__.replace("Serializer", "PartSerializer")
    return type(name, (serializers.Serializer,), fields | {"__doc__": "The first 100 rows, and how many there are."})


MilestonePart = _part(ReportedMilestoneSerializer)


class ReportSerializer(serializers.Serializer):
    """A part holds at most 100 rows. `deals` is null for whoever does not read the money."""

    first = serializers.DateField(source="period.first")
    last = serializers.DateField(source="period.last")
    done = MilestonePart(source="parts.done")
    slipped = _part(SlippedSerializer)(source="parts.slipped")
    added = MilestonePart(source="parts.added")
    next = MilestonePart(source="parts.next")
    tasks = TaskCountSerializer(many=True)
    risks_risen = _part(RisenSerializer)(source="parts.risen")
    risks_ended = _part(EndedRiskSerializer)(source="parts.ended")
    deals = _part(EndedDealSerializer)(source="parts.deals", allow_null=True, default=None)
