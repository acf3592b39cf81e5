"""What the outbox remembers of itself: when each team was scanned, and when something last happened at all."""

from django.db import models
from django.utils import timezone


class TeamClock(models.Model):
    """When alerts were switched on in a team, and when it was last scanned."""

    team = models.OneToOneField("teams.Team", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    scanned_at = models.DateTimeField(null=True)
    looked_from = models.DateTimeField(null=True)  # Activity after this is news to the next scan
    scanned_until = models.DateTimeField(null=True)  # the next alert instant the last scan looked at
    fault = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["scanned_at"], name="teamclock_scanned")]

    def __str__(self):
        return f"{self.team_id} {self.scanned_at}"


class Pulse(models.Model):
    """The last time of something: start of the installation, tick, audit, the mail server's failure."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.name} {self.at}"

    @classmethod
    def beat(cls, name, at, *, until=None, note=None):
        """Remember that it happened."""
        values = {"at": at, "until": until, "note": note or {}}
        if not cls.objects.filter(name=name).update(**values):
            cls.objects.update_or_create(name=name, defaults=values)
