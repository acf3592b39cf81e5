"""Alert: one thing to say about one object. The rule and its values are kept, never a text."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.faults import BAD_ROW
from alerts.topics import TOPICS
from alerts.wording import word
from core.ids import uuid7
from teams.models import TeamQuerySet


class Severity(models.TextChoices):
    NORMAL = "normal", _("Normal")
    CRITICAL = "critical", _("Critical")


class Pace(models.TextChoices):
    """How soon a mail about it leaves."""

    DAILY = "daily", _("at the team's alert hour")
    SOON = "soon", _("within minutes")
    NOW = "now", _("at once")


class Reason(models.TextChoices):
    """Why something was not, or is not yet, sent."""

    CLOSED = "closed", _("what it was about is done or gone")
    MOVED = "moved", _("its date moved")
    SUPERSEDED = "superseded", _("a later notice took its place")
    EXPIRED = "expired", _("too old to be news")
    MUTED = "muted", _("switched off by the recipient")
    NO_ADDRESS = "no_address", _("the recipient has no e-mail address")
    NO_ACCESS = "no_access", _("the recipient may not see it")
    NOT_CONCERNED = "not_concerned", _("the recipient is no longer in charge of it")
    LEFT = "left", _("the recipient has left the team")
    MERGED = "merged", _("joined with a later mail")
    EMPTY = "empty", _("nothing in it held any more")
    RESERVED = "reserved", _("the address is an example and belongs to nobody")
    BROKEN = "broken", _("it could not be put into words; the log says why")
    BUILD = "build", _("the mail could not be written")
    REFUSED = "refused", _("the mail server refused it")
    GAVE_UP = "gave_up", _("72 hours of trying were over")
    UNKNOWN = "unknown", _("the mail server never said whether it took it")


class AlertState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


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
            models.Index(fields=["team", "rule"], name="alert_open", condition=Q(state="open")),
            models.Index(fields=["subject_id", "-fires_at"], name="alert_of_subject"),
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


def occurrence_key(rule, subject_kind, subject_id, about_on, about_id, step):
    """Return the SHA-256, hexadecimal, that names one occurrence of a rule."""
    parts = [rule, subject_kind, str(subject_id), about_on and about_on.isoformat(), about_id and str(about_id), step]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
