"""Settings: what a team has decided about its forecast; one row per team."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import TeamSettings

LEAST_ITERATIONS, MOST_ITERATIONS = 1_000, 50_000


class Settings(TeamSettings):
    """Which milestone the forecast speaks of first, and what it takes for granted."""

    headline = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("milestone"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The one the forecast speaks of first. Empty means the next one that matters."),
    )
    line_percent = models.PositiveSmallIntegerField(
        _("line (%)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("Tell managers when the chance falls below this."),
    )
    iterations = models.PositiveIntegerField(
        _("runs of the simulation"),
        default=10_000,
        validators=[MinValueValidator(LEAST_ITERATIONS), MaxValueValidator(MOST_ITERATIONS)],
    )
    deal_correlation = models.PositiveSmallIntegerField(
        _("how far deals share one market (%)"), default=20, validators=[MaxValueValidator(90)]
    )
    expense_spread = models.PositiveSmallIntegerField(
        _("how much expenses vary (%)"), default=10, validators=[MaxValueValidator(90)]
    )

    index, index_label = "forecast:forecast", _("Forecast")

    class Meta(TeamSettings.Meta):
        verbose_name = _("forecast settings")
        verbose_name_plural = _("forecast settings")
        constraints = [
            *TeamSettings.Meta.constraints,
            models.CheckConstraint(
                condition=Q(line_percent=None) | Q(line_percent__range=(1, 99)),
                name="forecast_line_in_range",
                violation_error_message=_("A line lies between 1%% and 99%%."),
            ),
            models.CheckConstraint(
                condition=Q(iterations__range=(LEAST_ITERATIONS, MOST_ITERATIONS)),
                name="forecast_iterations_in_range",
                violation_error_message=_("A forecast takes 1,000 to 50,000 runs."),
            ),
            models.CheckConstraint(
                condition=Q(deal_correlation__lte=90) & Q(expense_spread__lte=90),
                name="forecast_shares_in_range",
                violation_error_message=_("These shares run from 0%% to 90%%."),
            ),
        ]
