"""Check-ins of goals: what people report, and when the next report is due."""

import datetime as dt
from itertools import chain

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.tones import toned
from teams.models import TeamQuerySet, membership_of

UNKNOWN = _("No such key result measures this goal.")


def value_name(pk):
    """Return what the value of a key result is called in a check-in."""
    return f"value-{pk}"


@toned(good=["on_track"], warn=["at_risk"], bad=["off_track"])
class Health(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class CheckingInQuerySet(TeamQuerySet):
    def checkin_due(self, *, on):
        """Return open goals whose next check-in is due by a day; one that never checked in owes none."""
        return self.open().filter(next_checkin_on__lte=on)


class CheckingIn(models.Model):
    """The health people report of a goal, and the day by which they say it again."""

    health = models.CharField(
        _("reported health"), max_length=9, choices=Health, blank=True, default="", editable=False
    )
    checked_in_on = models.DateField(_("last check-in"), null=True, blank=True, editable=False)
    next_checkin_on = models.DateField(_("next check-in"), null=True, blank=True)

    verbs = {"checked_in": _("{who} checked in on {row}")}
    verb_fields = {"checked_in": "health"}

    class Meta:
        abstract = True

    @property
    def is_checkin_due(self):
        """Say whether the next check-in is due."""
        return self.next_checkin_on is not None and self.next_checkin_on <= self.team.today()

    def day_of_next_checkin(self):
        """Return the day the next check-in is due by the team's settings; None before the first."""
        if self.checked_in_on is None:
            return None
        days = apps.get_model("planner.Settings").of(self.team).checkin_days
        return self.checked_in_on + dt.timedelta(days=days)

    @transaction.atomic
    def check_in(self, health, *, by, on=None, values=None, **told):
        """Report how this goal stands, and return the CheckIn; the next one is due by the team's settings.

        `on` is the day, today unless told; `values` are what was measured meanwhile, {id of a key result: value};
        `told` are the texts of the check-in: what is done, what comes next, what stands in the way.
        """
        self.lock()
        if self.is_closed:
            message = _("“%(goal)s” is closed. Reopen it first.")
            raise ValidationError(message, code="closed", params={"goal": self.code})
        self._measure(values or {}, on=on, by=by)
        self.__dict__.pop("standing", None)
        checkin = apps.get_model("planner.CheckIn")(
            team_id=self.team_id,
            goal=self,
            on=on or self.team.today(),
            health=health,
            percent=self.percent,
            author=membership_of(by),
            **told,
        ).store(by=by)
        self.health, self.checked_in_on = checkin.health, checkin.on
        self.next_checkin_on = self.day_of_next_checkin()
        self.write("checked_in", by=by)
        return checkin

    def _measure(self, values, *, on, by):
        """Keep values of key results; what is wrong with one is told of the field `value_name` gives it."""
        rows = {row.pk: row for row in self.key_results.filter(pk__in=values)}
        if values.keys() - rows.keys():
            raise ValidationError(UNKNOWN, code="no_key_result")
        for pk, row in rows.items():
            row.goal = self
            try:
                row.measure([(on, values[pk])], by=by)
            except ValidationError as error:
                told = error.update_error_dict({})
                raise ValidationError({value_name(pk): list(chain(*told.values()))}) from error
