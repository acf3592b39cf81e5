"""TimelineView: how a person wanted the timeline last, so that it opens like that again, in whatever browser."""

from django.db import models

LONGEST_VIEW = 2000  # letters


class TimelineView(models.Model):
    """What one person asks the timeline for, as its address says it; nothing is remembered without a row.

    It is nobody's work and says nothing to others, so it has no history. What an address means is the timeline's affair
    (desk/timeline/asked.py), which reads it anew each time: a word it no longer knows is left out then.
    """

    membership = models.OneToOneField("teams.Membership", models.CASCADE, primary_key=True, related_name="+")
    query = models.CharField(max_length=LONGEST_VIEW)

    ends_with = "membership"

    def __str__(self):
        return f"{self.membership_id}: {self.query}"

    @classmethod
    def query_of(cls, membership):
        """Return what a person asked for last, or nothing."""
        return cls.objects.filter(pk=membership.pk).values_list("query", flat=True).first() or ""

    @classmethod
    def keep(cls, membership, query):
        """Remember what a person asks for now."""
        cls.objects.update_or_create(membership=membership, defaults={"query": query})

    @classmethod
    def forget(cls, membership):
        """Let the timeline be as it is at first; harmless where nothing is remembered."""
        cls.objects.filter(pk=membership.pk).delete()
