"""Attempt: one try to hand one mail to the mail server. Append-only."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.tones import toned

from .mail import Mail


@toned(good=["sent"])
class Outcome(models.TextChoices):
    SENT = "sent", _("Accepted")
    LATER = "later", _("Not now")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Outcome unknown")


class Attempt(models.Model):
    """How far a try came and what the server answered; `counted` is false when the lease was lost meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="tries")
    outcome = models.CharField(max_length=7, choices=Outcome)
    phase = models.CharField(max_length=10)
    code = models.SmallIntegerField(null=True)
    reply = models.CharField(max_length=300, blank=True, default="")
    worker = models.CharField(max_length=120)
    counted = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["started_at", "id"]

    def __str__(self):
        return f"{self.outcome} at {self.phase}"
