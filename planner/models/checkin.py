"""CheckIn: how somebody saw a goal on a day. Append-only: a correction is a new one."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.fields import ProseField
from teams.models import TeamOwned, TeamQuerySet

from .checking_in import Health
from .goal import Goal

CHECKIN_LIMIT = 5_000
WITHIN_LIMIT = [MaxLengthValidator(CHECKIN_LIMIT)]


class CheckInQuerySet(TeamQuerySet):
    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "author")


class CheckIn(TeamOwned):
    """One report on a goal; made by `Goal.check_in`. `percent` is its progress at that moment."""

    goal = models.ForeignKey(Goal, models.PROTECT, verbose_name=_("goal"), related_name="checkins")
    on = models.DateField(_("day"), editable=False)
    health = models.CharField(_("health"), max_length=9, choices=Health)
    percent = models.PositiveSmallIntegerField(_("progress"), null=True, blank=True, editable=False)
    done = ProseField(_("done"), validators=WITHIN_LIMIT)
    next = ProseField(_("next"), validators=WITHIN_LIMIT)
    blockers = ProseField(_("blockers"), validators=WITHIN_LIMIT)
    author = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("author"), null=True, editable=False, related_name="+"
    )

    index, index_label = "planner:goal-list", _("Goals")
    objects = CheckInQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        indexes = [models.Index(fields=["goal", "-created_at"], name="checkin_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(health__in=Health.values),
                name="checkin_says_health",
                violation_error_message=_("Say how the goal stands."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"health": self.health, "on": self.on.isoformat()}

    @classmethod
    def name_from(cls, facts):
        health = dict(Health.choices).get(facts["health"], "")
        return f"{health} · {date_format(models.DateField().to_python(facts['on']), 'DATE_FORMAT')}"

    def get_absolute_url(self):
        return f"{self.goal.get_absolute_url()}#check-ins"
