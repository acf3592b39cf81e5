"""Alert: one thing to say about one object. The rule and its values are kept, never a text."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alerts.states import AlertState, Pace, Reason, Severity
from alerts.topics import TOPICS
from alerts.wording import word
from core.faults import BAD_ROW
from core.ids import uuid7
from teams.models import TeamQuerySet


class Alert(models.Model):
    """One occurrence of a rule; `key` makes it unique and names the date or the Activity it is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    about_on = models.DateField(null=True)
    about_id = models.UUIDField(null=True)
    step = models.SmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.NORMAL)
    pace = models.CharField(max_length=5, choices=Pace, default=Pace.DAILY)
    fires_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=AlertState, default=AlertState.OPEN)
    reason = models.CharField(max_length=13, choices=Reason, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TeamQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "-fires_at"], name="alert_of_team"),
            models.Index(fields=["team", "rule", "state"], name="alert_by_rule"),
            models.Index(fields=["subject_id", "-fires_at"], name="alert_of_subject"),
            models.Index(
                fields=["team", "expires_at"],
                name="alert_open_ends",
                condition=Q(state="open", expires_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.topic_label}: {self.title}"

    @property
    def title(self):
        """Return what a list shows: the name of what it is about, else what it says."""
        try:
            return self.values.get("name") or word(self, self.fires_at.date()).headline
        except BAD_ROW:
            # One row that cannot be put into words must not close the outbox.
            return self.topic_label

    @property
    def topic_label(self):
        return TOPICS[self.rule].label if self.rule in TOPICS else self.rule
