"""Job: long work kept in the database; the Celery task of the same name is only its doorbell."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.doorbell import ring
from core.ids import uuid7
from teams.roles import Role

from .activity import membership_of
from .owned import TeamQuerySet

LEASE = timedelta(seconds=120)
MAX_TRIES = 5


class JobQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Leave out work that already tells something by being there, to who lacks the right its payload names.

        What is private is told to who asked for it, and to owners.
        """
        rows = super().visible_to(membership)
        rows = rows.filter(Q(payload__seen_with__isnull=True) | Q(payload__seen_with__in=sorted(membership.rights)))
        if membership.role == Role.OWNER:
            return rows
        return rows.filter(Q(payload__is_private__isnull=True) | Q(by=membership))

    def forgotten(self, now):
        """Return jobs whose worker died, or whose doorbell was lost."""
        is_silent = Q(rung_at__lt=now - LEASE) | Q(rung_at__gt=now + LEASE)
        return self.filter(Q(_is_free(now), state=Job.State.RUNNING) | Q(is_silent, state=Job.State.QUEUED))


class Job(models.Model):
    """Work done by the worker; `kind` is the name of the task that does it and takes the job's id."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "rung_at"],
                name="job_unfinished",
                condition=Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.state}"

    @property
    def is_over(self):
        return self.state in (self.State.DONE, self.State.FAILED)

    @classmethod
    @transaction.atomic
    def start(cls, kind, *, team, by, payload, total=0):
        """Queue work and ring for it once the transaction is committed.

        `payload["seen_with"]` may name the right it takes to know of this work; `payload["is_private"]` leaves it to
        whoever asked for it and to owners.
        """
        job = cls.objects.create(kind=kind, team=team, by=membership_of(by), payload=payload, total=total)
        ring(kind, str(job.pk))
        return job

    def claim(self):
        """Take this job for the calling worker; false when another has it or it is over."""
        now = timezone.now()
        free = Q(state=self.State.QUEUED) | Q(_is_free(now), state=self.State.RUNNING)
        claimed = Job.objects.filter(free, pk=self.pk).update(
            state=self.State.RUNNING, lease_until=now + LEASE, tries=models.F("tries") + 1
        )
        self.refresh_from_db()
        return bool(claimed)

    def in_words_of_asker(self):
        """Speak the language of whoever asked for the work, and will read what became of it, while a block runs."""
        return translation.override(self.by.language if self.by else self.team.language)

    def report(self, progress):
        """Show how far the work is, and keep the lease; false when another worker has taken the job over."""
        return bool(self._mine().update(progress=progress, lease_until=timezone.now() + LEASE))

    def finish(self, result):
        """End the job; false when another worker has taken it over, whose result counts."""
        return _end(self, self._mine(), self.State.DONE, result)

    def fail(self, message):
        return _end(self, self._mine(), self.State.FAILED, {"error": str(message)})

    def _mine(self):
        """Return this job as a queryset, empty once another worker has claimed it: each claim counts one try more."""
        return Job.objects.filter(pk=self.pk, state__in=[self.State.QUEUED, self.State.RUNNING], tries=self.tries)

    @classmethod
    def requeue_forgotten(cls, now=None):
        """Ring again for jobs that were forgotten; give up on one that has killed its worker five times."""
        now = now or timezone.now()
        for job in cls.objects.forgotten(now).order_by("created_at")[:100]:
            held = cls.objects.forgotten(now).filter(pk=job.pk, tries=job.tries)
            if job.tries >= MAX_TRIES:
                with job.in_words_of_asker():
                    message = gettext("This work was interrupted %(tries)d times.") % {"tries": job.tries}
                _end(job, held, cls.State.FAILED, {"error": message})
            elif held.update(state=cls.State.QUEUED, rung_at=now):
                ring(job.kind, str(job.pk))


def _is_free(now):
    """Return which leases bind nobody: those over, and those far ahead, given before the clock was set back."""
    return Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * LEASE)


def _end(job, rows, state, result):
    ended = rows.update(state=state, result=result, ended_at=timezone.now(), lease_until=None)
    job.refresh_from_db()
    return bool(ended)
