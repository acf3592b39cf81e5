"""Prediction: what the forecast said of a milestone once a week, kept to be held against what came."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from teams.models import TeamQuerySet

KEPT = timedelta(days=730)


class PredictionQuerySet(TeamQuerySet):
    def prune(self, today):
        """Remove what was said more than two years ago."""
        self.filter(on__lt=today - KEPT).delete()


class Prediction(models.Model):
    """When an open milestone was likely reached, as of a day: nothing about money. Append-only.

    A day beyond the horizon of the forecast is None.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+", editable=False)
    milestone = models.ForeignKey("planner.Milestone", models.CASCADE, related_name="+", editable=False)
    on = models.DateField(_("day"))
    p50 = models.DateField(null=True)
    p80 = models.DateField(null=True)

    objects = PredictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prediction")
        verbose_name_plural = _("predictions")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["milestone", "on"], name="prediction_once_a_day")]
        indexes = [models.Index(fields=["team", "on"], name="prediction_by_day")]

    def __str__(self):
        return f"{self.on} {self.p80}"


class MoneyPrediction(models.Model):
    """The joint chance said along with a prediction, for whoever may read the money. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey("teams.Team", models.CASCADE, related_name="+", editable=False)
    prediction = models.OneToOneField(Prediction, models.CASCADE, related_name="money", editable=False)
    joint = models.FloatField()

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("prediction of the money")
        verbose_name_plural = _("predictions of the money")

    def __str__(self):
        return f"{self.prediction_id} {self.joint}"
