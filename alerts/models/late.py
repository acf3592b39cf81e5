"""LateItem: a row that was late already when it came in, and which morning tells whom of it, as one of a count."""

from django.db import models
from django.db.models import Q

from alerts.states import Because
from core.ids import uuid7

# What a count has to make of it, and has made.
NEW, COUNTED, GONE = "new", "counted", "gone"


class LateItemQuerySet(models.QuerySet):
    def standing(self):
        """Return what is counted or will be."""
        return self.exclude(state=GONE)

    def uncounted(self):
        """Return what makes a count wrong until it is made again."""
        return self.exclude(state=COUNTED)


class LateItem(models.Model):
    """One late row for one person: kept so that a count changes with what changes, however many rows it is of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+")
    membership = models.ForeignKey("teams.Membership", models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    because = models.CharField(max_length=11, choices=Because)
    in_charge = models.UUIDField(null=True)  # who is responsible, able to hear or not
    known_at = models.DateTimeField()
    day = models.DateField()
    tell_at = models.DateTimeField()
    state = models.CharField(max_length=7, default=NEW)

    objects = LateItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "rule", "membership", "day"], name="lateitem_once"),
        ]
        indexes = [
            models.Index(fields=["membership", "day"], name="lateitem_of_morning"),
            models.Index(fields=["team"], name="lateitem_uncounted", condition=~Q(state=COUNTED)),
            models.Index(fields=["team", "rule"], name="lateitem_of_rule"),
        ]

    def __str__(self):
        return f"{self.subject_kind} {self.subject_id} → {self.membership_id}"
