"""Team: the startup, the tenant everything else belongs to."""

import secrets
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LanguageField, LineField
from core.money import Currency
from core.normal_form import normal_form

from .rows import StoredRow

WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]

ALERT_HOURS = range(7, 20)
HOUR_HELP = _("The hour at which people get their daily email, each by their own clock: from 7 to 19.")
# Said by the model and by the choices of forms alike.
WRONG_HOUR = _("Choose an hour from 7 to 19.")
WRONG_ZONE = _("Choose a time zone such as Europe/Berlin or Asia/Shanghai.")
WRONG_DAYS = _("Choose at least one working day.")


def check_alert_hour(value):
    if value not in ALERT_HOURS:
        raise ValidationError(WRONG_HOUR, code="alert_hour")


def check_zone(value):
    """Refuse a name the IANA time zone database does not have."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(WRONG_ZONE, code="unknown_zone")


def check_working_days(value):
    """Refuse anything but a list of different weekdays, 0 for Monday to 6 for Sunday, with at least one."""
    # bool is an int to Python, and 1.0 equals 1: only the very type will do.
    are_days = isinstance(value, list) and all(type(day) is int and 0 <= day <= 6 for day in value)
    if not are_days or not value or len(set(value)) != len(value):
        raise ValidationError(WRONG_DAYS, code="working_days")


def default_working_days():
    return [0, 1, 2, 3, 4]


class TeamsQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Return the member's own team, as the one row of a query."""
        if not membership.has_perm("teams.view_team"):
            return self.none()
        return self.filter(pk=membership.team_id)


class Team(StoredRow):
    """A startup: its name, money, clock and language."""

    name = LineField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True, editable=False)
    currency = CurrencyField(_("currency"), default=Currency.EUR)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_zone])
    language = LanguageField(_("language"))
    working_days = models.JSONField(_("working days"), default=default_working_days, validators=[check_working_days])
    alert_hour = models.PositiveSmallIntegerField(
        _("alert hour"),
        default=8,
        validators=[check_alert_hour],
        help_text=HOUR_HELP,
    )

    objects = TeamsQuerySet.as_manager()

    class Meta(StoredRow.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("home", args=[self.slug])

    @property
    def team(self):
        return self

    @property
    def owning_team_id(self):
        return self.pk

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self, now=None):
        """Return the date in the team's zone; it decides what is due and overdue for everybody."""
        return (now or timezone.now()).astimezone(self.zone).date()

    @classmethod
    def fill_new(cls, rows, *, by):
        super().fill_new(rows, by=by)
        for row in rows:
            row.slug = row.slug or _free_slug(row.name)


def _free_slug(name):
    """Return a name with an ending by chance, always: one only where it is needed would tell who else is here."""
    wanted = slugify(normal_form(name))[:50].strip("-") or "team"
    while Team.objects.filter(slug=(slug := f"{wanted}-{secrets.token_hex(4)}")).exists():
        pass
    return slug
