"""Settings: what a team has decided about its plan; one row per team."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from teams.models import TeamSettings

from .goal import Goal

LONGEST_CADENCE = 366
HIRE_LEAD_DAYS = 60  # as long as a team has not said how long its own hiring takes
LONGEST_HIRE = 730


class Settings(TeamSettings):
    """How a team works with its plan."""

    checkin_days = models.PositiveSmallIntegerField(
        _("days between check-ins"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_CADENCE)],
        help_text=_("A goal that has checked in before is asked for its next check-in after so many days."),
    )

    hire_lead_days = models.PositiveSmallIntegerField(
        _("days to hire"),
        default=HIRE_LEAD_DAYS,
        validators=[MaxValueValidator(LONGEST_HIRE)],
        help_text=_("From the decision to hire until somebody begins; the day to hire by is counted back with it."),
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
            models.CheckConstraint(
                condition=Q(hire_lead_days__range=(0, LONGEST_HIRE)),
                name="planner_hire_lead_days_in_range",
                violation_error_message=_("Hiring takes 0 to 730 days."),
            ),
        ]

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Count the next check-ins from the last ones anew."""
        super().after_writing(rows, changes, by=by, reason=reason)
        for row in rows:
            goals = Goal._base_manager.filter(team=row.team_id, checked_in_on__isnull=False).exclude(
                next_checkin_on=None
            )
            due = F("checked_in_on") + Value(dt.timedelta(days=row.checkin_days))
            goals.update(next_checkin_on=Cast(due, models.DateField()))
