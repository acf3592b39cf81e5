"""Settings: what a team has decided about its plan; one row per team."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teams.models import TeamSettings

LONGEST_CADENCE = 366


class Settings(TeamSettings):
    """How a team works with its plan."""

    checkin_days = models.PositiveSmallIntegerField(
        _("days between check-ins"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CADENCE)],
        help_text=_("A goal that has checked in before is asked for its next check-in after so many days."),
    )

    index, index_label = "planner:goal-list", _("Goals")

    class Meta(TeamSettings.Meta):
        verbose_name = _("plan settings")
        verbose_name_plural = _("plan settings")
        constraints = [
            *TeamSettings.Meta.constraints,
            models.CheckConstraint(
                condition=Q(checkin_days__range=(1, LONGEST_CADENCE)),
                name="planner_checkin_days_in_range",
                violation_error_message=_("Check-ins are 1 to 366 days apart."),
            ),
        ]
