"""What the outbox remembers of itself: what was looked at in each team, and when something last happened at all."""

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from alerts.durations import durations
from teams.models import Activity


class TeamClockQuerySet(models.QuerySet):
    def free(self, now):
        """Return the clocks of teams no tick is looking at; a claim far in the future means that time went back."""
        lease = durations().lease
        is_claimed = Q(busy_until__gt=now, busy_until__lte=now + 2 * lease)
        return self.exclude(is_claimed)

    def claim(self, pk, now):
        """Take a team for one turn and return its clock; None when another tick has it.

        Two turns at once would do no harm but one: what the slower of them has read may be out of date when it writes.
        """
        if not self.free(now).filter(pk=pk).update(looked_at=now, busy_until=now + durations().lease):
            return None
        return self.select_related("team").get(pk=pk)

    def with_work(self, now):
        """Return the clocks of free teams where something happened, or the time came, or a look is not finished.

        First comes who was served longest ago.
        """
        later = Exists(Activity.objects.filter(team=OuterRef("team"), at__gt=OuterRef("news_until")))
        is_new = Q(news_until=None)
        is_time = Q(wake_at=None) | Q(wake_at__lte=now) | Q(unfinished_since__isnull=False)
        rows = (
            self.free(now)
            .alias(seen_now=_count_of_seen())
            .annotate(has_news=is_new | Q(later) | ~Q(news_count=F("seen_now")))
        )
        return rows.filter(is_time | Q(has_news=True)).order_by(F("looked_at").asc(nulls_first=True), "pk")

    def to_repair(self, now):
        """Return the clocks of free teams that were not looked at as a whole for a day, the longest first."""
        rows = self.free(now).filter(unfinished_since=None, whole_at__lt=now - durations().repair)
        return rows.order_by("whole_at", "pk")

    def waiting_since(self, now):
        """Return the instant since which some team waits to be looked at, or None."""
        news = Activity.objects.filter(team=OuterRef("team"), at__gt=OuterRef("news_until")).order_by("at")
        found = self.annotate(news_at=Subquery(news.values("at")[:1])).aggregate(
            unfinished=Min("unfinished_since"), due=Min("wake_at", filter=Q(wake_at__lte=now)), news=Min("news_at")
        )
        return min((instant for instant in found.values() if instant is not None), default=None)


def _count_of_seen():
    """Return how many rows of Activity are there now where the last look saw `news_count`."""
    seen = Activity.objects.filter(
        team=OuterRef("team"), at__gt=OuterRef("news_from"), at__lte=OuterRef("news_until")
    ).order_by()
    count = seen.values("team").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


class TeamClock(models.Model):
    """When alerts were switched on in a team, and how far the looks at it have come."""

    team = models.OneToOneField("teams.Team", models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    scanned_at = models.DateTimeField(null=True)  # the last time nothing was left to look at
    looked_at = models.DateTimeField(null=True)  # the last time a look worked on it, to its end or not
    # Activity up to `news_until` was looked at. Some may become visible later than its instant says: when `news_count`
    # of them after `news_from` have become more, all of those are looked at again.
    news_from = models.DateTimeField(null=True)
    news_until = models.DateTimeField(null=True)
    news_count = models.PositiveIntegerField(default=0)
    day_until = models.DateField(null=True)  # the last day whose dates were looked at
    wake_at = models.DateTimeField(null=True)  # when time alone next changes what holds
    whole_at = models.DateTimeField(null=True)  # when the last look at everything began; none: one is due
    unfinished_since = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)  # so long it belongs to the tick that looks at it
    position = models.JSONField(default=dict)  # where unfinished looks go on
    fault = models.CharField(max_length=300, blank=True, default="")

    has_news = True  # whether there is something to see; `with_work` knows
    objects = TeamClockQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wake_at"], name="teamclock_wakes"),
            models.Index(fields=["whole_at"], name="teamclock_whole"),
        ]

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
