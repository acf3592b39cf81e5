"""CalendarDay: a day on which a team works otherwise than its week says; and the team's calendar made of them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.days import FIRST, LAST
from core.fields import LineField
from planner.calendar import Calendar
from teams.models import TeamOwned, TeamQuerySet
from teams.models.values import differences, stored_values

YEARS = 20  # before and after today within which a calendar is kept
DAYS_AT_MOST = 5_000  # of one team: every page that counts working days reads them all


class CalendarDayQuerySet(TeamQuerySet):
    def of_year(self, year):
        return self.filter(day__gte=dt.date(year, 1, 1), day__lte=dt.date(year, 12, 31))


class CalendarDay(TeamOwned):
    """A day off, or an extra working day, such as the Sunday worked for a longer holiday."""

    day = models.DateField(_("day"))
    works = models.BooleanField(
        _("a working day"),
        default=False,
        help_text=_("For an extra working day, such as a Sunday that makes up for a holiday. Else the day is off."),
    )
    label = LineField(_("name"), max_length=120, blank=True, help_text=_("Such as “Labour Day”."))

    index, index_label = "planner:calendar", _("Working calendar")
    objects = CalendarDayQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["day"]
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "day"],
                name="calendarday_once_per_team",
                violation_error_message=_("This day is in the calendar already. Change it there."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"day": self.day.isoformat(), "label": self.label}

    @classmethod
    def name_from(cls, facts):
        day = date_format(dt.date.fromisoformat(facts["day"]), "DATE_FORMAT")
        return f"{day} {facts['label']}".strip()

    def get_absolute_url(self):
        return f"{reverse('planner:calendar', args=[self.team.slug])}?year={self.day.year}"

    @property
    def is_as_usual(self):
        """Say whether the week says the same of this day."""
        return self.works == (self.day.weekday() in self.team.working_days)

    @classmethod
    def fill_new(cls, rows, *, by):
        super().fill_new(rows, by=by)
        if cls.objects.filter(team_id=rows[0].team_id).count() + len(rows) > DAYS_AT_MOST:
            message = _("A calendar holds at most %(most)s days. Remove some that are long past.")
            raise ValidationError(message, code="calendar_full", params={"most": DAYS_AT_MOST})

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None or "day" in differences(before, stored_values(self)):
            check_near(self.day, self.team.today())

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        super().after_writing(rows, changes, by=by, reason=reason)
        for row in rows:
            if (team := row._state.fields_cache.get("team")) is not None:
                forget_calendar(team)


def is_near(day, today):
    """Say whether a day lies so near that a calendar of today may hold it."""
    return abs(day.year - today.year) <= YEARS


def check_near(day, today):
    """Refuse a day so far away that it can only be a slip of the pen; raises ValidationError.

    What no row may hold is left to `clean()`, which says so.
    """
    if day is not None and FIRST <= day <= LAST and not is_near(day, today):
        message = _("Choose a day within %(years)s years of today.")
        raise ValidationError({"day": ValidationError(message, code="calendar_far", params={"years": YEARS})})


def calendar_of(team):
    """Return the Calendar of a team; asked once for each copy of the team, which the rows of a page share."""
    kept = team.__dict__.get("kept_calendar")
    if kept is None or kept.weekdays != frozenset(team.working_days):
        days = CalendarDay.objects.filter(team=team).order_by().values_list("day", "works")
        kept = team.__dict__["kept_calendar"] = Calendar(team.working_days, dict(days))
    return kept


def forget_calendar(team):
    """Let the calendar of this copy of a team be asked anew."""
    team.__dict__.pop("kept_calendar", None)
