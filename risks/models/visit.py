"""BoardVisit: when a person last looked at the risk board, so that it can open with what changed since."""

import datetime as dt

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

# After so long without a look at the board the next one begins a new visit.
PAUSE = dt.timedelta(hours=4)
# What somebody is shown who has not been here before.
AT_FIRST = dt.timedelta(days=7)


class BoardVisit(models.Model):
    """What one person has seen of the board: all up to `since`, nothing yet on a first visit; last seen at `last_at`.

    It is nobody's work and says nothing to others, so it has no history.
    """

    membership = models.OneToOneField("teams.Membership", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    ends_with = "membership"

    def __str__(self):
        return f"{self.membership_id}: {self.since}"

    @classmethod
    def seen_until(cls, membership, now=None):
        """Return up to when a person has seen the board, None on a first visit.

        During a visit that is the end of the one before.
        """
        row = cls.objects.filter(pk=membership.pk).first()
        if row is None:
            return None
        return row.last_at if row.last_at < (now or timezone.now()) - PAUSE else row.since

    @classmethod
    def since_of(cls, membership, now=None):
        """Return since when what changed is new to a person."""
        return cls.new_since(cls.seen_until(membership, now), now)

    @staticmethod
    def new_since(seen_until, now=None):
        """Return since when what changed is new to who has seen all up to then, or to who was never here."""
        return seen_until or (now or timezone.now()) - AT_FIRST

    @classmethod
    @transaction.atomic
    def note(cls, membership, now=None):
        """Note that a person looks at the board now."""
        now = now or timezone.now()
        _row, is_made = cls.objects.get_or_create(membership=membership, defaults={"last_at": now})
        begun = cls.objects.filter(pk=membership.pk, last_at__lt=now - PAUSE)
        if not is_made and not begun.update(since=F("last_at"), last_at=now):
            cls.objects.filter(pk=membership.pk).update(last_at=now)

    @classmethod
    def mark_seen(cls, membership, now=None):
        """Note that a person has seen all there is by now."""
        now = now or timezone.now()
        cls.objects.update_or_create(membership=membership, defaults={"since": now, "last_at": now})
