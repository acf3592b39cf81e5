"""Run: one simulation, kept in two parts, so that who may not see the money reads a row without it."""

from datetime import timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from teams.models import TeamQuerySet

DAY = timedelta(days=1)
ASKED_KEPT = 20
NIGHTS_KEPT = timedelta(days=35)


class Cause(models.TextChoices):
    """Why a run was made."""

    ASKED = "asked", _("Asked for")
    CHANGE = "change", _("After a change")
    NIGHT = "night", _("Every night")
    SCENARIO = "scenario", _("For a scenario")


class RunQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return the runs this person may see; those of scenarios go with the scenarios."""
        runs = super().visible_to(membership)
        return runs if membership.has_perm("forecast.view_scenario") else runs.of_the_plan()

    def of_the_plan(self):
        """Return runs of the plan as it stands, those of scenarios left out."""
        return self.exclude(cause=Cause.SCENARIO)

    def latest_first(self):
        return self.order_by("-made_at", "-id")

    def with_news_of_the_plan(self):
        """Leave out what was made after a change that the plan has no part in: it is as it was, on the same day."""
        runs = self.model.objects.of_the_plan().filter(team=OuterRef("team"), plan__isnull=False)
        before = runs.filter(made_at__lt=OuterRef("made_at")).latest_first()
        rows = self.alias(digest_before=Subquery(before.values("plan__digest")[:1]))
        rows = rows.alias(day_before=Subquery(before.values("on")[:1]))
        is_first = Q(digest_before=None)
        return rows.filter(is_first | ~Q(cause=Cause.CHANGE, digest_before=F("plan__digest"), day_before=F("on")))

    def prune(self, now):
        """Remove what nobody needs any more: runs older than a day but those of nights and the last ones asked for.

        Those of nights stay 35 days; what they said of each week stays longer, as predictions. A team's last run stays,
        and of a scenario the last run as long as the scenario does (forecast/running.py).
        """
        for team in self.order_by().values_list("team", flat=True).distinct():
            runs = self.filter(team=team).of_the_plan().latest_first()
            asked = runs.filter(cause=Cause.ASKED).values_list("pk", flat=True)[:ASKED_KEPT]
            old = runs.exclude(pk__in={*runs.values_list("pk", flat=True)[:1], *asked})
            old.exclude(cause=Cause.NIGHT).filter(made_at__lt=now - DAY).delete()
            old.filter(cause=Cause.NIGHT, made_at__lt=now - NIGHTS_KEPT).delete()


class Run(models.Model):
    """A simulation of a team's plan, risks and money as they stood on a day. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+", editable=False)
    cause = models.CharField(_("cause"), max_length=8, choices=Cause)
    on = models.DateField(_("day"))
    made_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")
    scenario = models.ForeignKey("forecast.Scenario", models.CASCADE, null=True, related_name="runs")
    job = models.OneToOneField("teams.Job", models.SET_NULL, null=True, related_name="+")
    seed = models.BigIntegerField()
    engine = models.CharField(max_length=20)
    iterations = models.PositiveIntegerField()
    has_gains = models.BooleanField(default=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["team", "-made_at"], name="run_latest")]
        constraints = [
            models.UniqueConstraint(fields=["team", "on"], condition=Q(cause="night"), name="run_once_a_night"),
            models.CheckConstraint(
                condition=Q(cause="scenario") & Q(scenario__isnull=False)
                | ~Q(cause="scenario") & Q(scenario__isnull=True),
                name="run_of_its_scenario",
            ),
        ]

    def __str__(self):
        return f"{self.on} {self.cause}"


class Part(models.Model):
    """One part of what a run found. It holds ids, never names; `stamp` and `digest` tell what it was made of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+", editable=False)
    results = models.JSONField(default=dict)
    stamp = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = TeamQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.run)


class RunPlan(Part):
    """When milestones are reached. The same to the byte whatever is known of the money."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="plan")

    class Meta:
        verbose_name = _("run of the plan")
        verbose_name_plural = _("runs of the plan")


class RunMoney(Part):
    """How long the money lasts, and what would help most."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="money")

    class Meta:
        verbose_name = _("run of the money")
        verbose_name_plural = _("runs of the money")
