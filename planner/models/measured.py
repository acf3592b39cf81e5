"""What is measured of a key result: one value a day and origin, the latest of which is the current one."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import sensible_day
from core.fields import LineField, MoneyField
from core.ids import uuid7
from teams.models import membership_of

MOST_VALUES = 100  # taken at once
LONGEST_ORIGIN = 40


class Measured(models.Model):
    """The current value of a key result, and the verb that measures it."""

    current = MoneyField(_("current value"), null=True, blank=True, editable=False)
    current_on = models.DateField(_("measured on"), null=True, blank=True, editable=False)

    verbs = {"measured": _("{who} measured {row}")}
    verb_fields = {"measured": "current"}

    class Meta:
        abstract = True

    @transaction.atomic
    def measure(self, values, *, by, origin=""):
        """Keep values of some days, [(day or None for today, value)], and return how many of them were news.

        A day has one value of each origin: a later one takes its place. The latest day's value is the current one.
        """
        self.lock()
        self.refuse_closed()
        today = self.team.today()
        wanted = {on or today: self._judged(value, on or today, today) for on, value in values}
        kept = {row.on: row for row in self.values.filter(origin=origin, on__in=wanted)}
        news = [on for on, value in wanted.items() if on not in kept or kept[on].value != value]
        author = membership_of(by)
        rows = [KeyResultValue(key_result=self, on=on, origin=origin, value=wanted[on], by=author) for on in news]
        self.values.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["key_result", "on", "origin"],
            update_fields=["value", "by", "at"],
        )
        latest = self.values.latest_first().first()
        self.current, self.current_on = latest.value, latest.on
        if news:
            self.write("measured", by=by)
        return len(news)

    def _judged(self, value, on, today):
        """Return a value that may be kept of a day; raises ValidationError."""
        if on > today:
            raise ValidationError(
                {"on": ValidationError(_("A value of a day to come is not known yet."), code="future")}
            )
        if self.is_yes_no and value not in (0, 1):
            raise ValidationError({"value": ValidationError(_("Say yes (1) or no (0)."), code="invalid")})
        self.current = value
        try:
            sensible_day(on)
            self.clean_fields(exclude={field.name for field in self._meta.concrete_fields} - {"current"})
        except ValidationError as error:
            told = getattr(error, "error_dict", {"on": [error]})
            raise ValidationError(
                {"value" if name == "current" else name: each for name, each in told.items()}
            ) from error
        return value


class ValueQuerySet(models.QuerySet):
    def latest_first(self):
        """Order so that the current value comes first: that of the latest day, of one day the one given last."""
        return self.order_by("-on", "-at", "-id")


class KeyResultValue(models.Model):
    """What a key result was on a day, as somebody or a program (`origin`) found it; a day without a row is a gap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_result = models.ForeignKey("planner.KeyResult", models.CASCADE, related_name="values")
    on = models.DateField(_("day"))
    value = MoneyField(_("value"))
    origin = LineField(_("origin"), max_length=LONGEST_ORIGIN, blank=True, default="")
    by = models.ForeignKey("teams.Membership", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ValueQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["key_result", "on", "origin"], name="keyresultvalue_once_a_day")]

    def __str__(self):
        return f"{self.on}: {self.value}"
