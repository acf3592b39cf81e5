"""Settings: what a team has decided about its risks; one row per team."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from risks.scoring import LEVELS, REVIEW_CADENCE_DAYS
from teams.models import TeamSettings

LONGEST_CADENCE = 366
LONGEST_REHEARSAL = 1_098  # three years


def _cadence(level, label):
    return models.PositiveSmallIntegerField(
        label,
        default=REVIEW_CADENCE_DAYS[level],
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CADENCE)],
    )


class Settings(TeamSettings):
    """How a team works with its risks."""

    critical_review_days = _cadence("critical", _("days between reviews of a critical risk"))
    high_review_days = _cadence("high", _("of a high risk"))
    moderate_review_days = _cadence("moderate", _("of a moderate risk"))
    low_review_days = _cadence("low", _("of a low risk"))
    very_low_review_days = _cadence("very_low", _("of a very low risk"))
    rehearsal_days = models.PositiveSmallIntegerField(
        _("days for which a rehearsal counts"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_REHEARSAL)],
        help_text=_("A contingency plan that was rehearsed longer ago counts as not rehearsed."),
    )

    shows_steps = models.BooleanField(
        _("show every step of a risk"),
        default=False,
        help_text=_(
            "Identified, assessed, response planned, in treatment, monitoring. Otherwise a risk is open, has occurred, "
            "or is closed; nothing is lost."
        ),
    )

    index, index_label = "risks:register", _("Risk register")

    class Meta(TeamSettings.Meta):
        verbose_name = _("risk settings")
        verbose_name_plural = _("risk settings")
        constraints = [
            *TeamSettings.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    **{f"{level}_review_days__range": (1, LONGEST_CADENCE) for level in LEVELS},
                ),
                name="risks_review_days_in_range",
                violation_error_message=_("Reviews are 1 to 366 days apart."),
            ),
            models.CheckConstraint(
                condition=Q(rehearsal_days__range=(1, LONGEST_REHEARSAL)),
                name="risks_rehearsal_days_in_range",
                violation_error_message=_("A rehearsal counts for 1 to 1,098 days."),
            ),
        ]

    @property
    def cadence(self):
        """Return {level: days until its next review}."""
        return {level: getattr(self, f"{level}_review_days") for level in LEVELS}
