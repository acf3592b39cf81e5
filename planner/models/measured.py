"""What is measured of a key result: one value a day and origin, the latest of which is the current one."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import sensible_day
from core.fetching import first_of_each
from core.fields import LineField, MoneyField
from core.ids import uuid7
from teams.models import membership_of
from teams.models.values import stored_values
from teams.models.writing import write_rows

MOST_VALUES = 100  # taken at once
LONGEST_ORIGIN = 40
CURRENT = {"current", "current_on"}  # what measuring changes


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
        wanted = {on or today: self.judge_value(value, on or today, today) for on, value in values}
        kept = {row.on: row for row in self.values.filter(origin=origin, on__in=wanted)}
        news = [on for on, value in wanted.items() if on not in kept or kept[on].value != value]
        _keep([(self, on, wanted[on]) for on in news], origin, by)
        latest = self.values.latest_first().first()
        self.current, self.current_on = latest.value, latest.on
        if news:
            self.write("measured", by=by)
        return len(news)

    @classmethod
    def keep_current(cls, rows, *, by, origin):
        """Keep the current value of each of many new rows as the value of its day."""
        _keep([(row, row.current_on, row.current) for row in rows if row.current is not None], origin, by)

    @classmethod
    def measure_many(cls, values, *, by, origin):
        """Keep a value each of many held rows, [(row, day, value)], judged as by `judge_value`, and make it current.

        Whoever calls this has seen that no later value is here.
        """
        if not values:
            return
        before = {row.pk: stored_values(row) for row, _on, _value in values}
        for row, on, value in values:
            row.current, row.current_on = value, on
        _keep(values, origin, by)
        write_rows([row for row, _on, _value in values], "measured", by=by, before=before)

    @classmethod
    def undo_change(cls, run, *, by):
        """Put back what stood before; a value that was measured goes, and the one before it is current again."""
        measured = [activity for activity in run if not CURRENT.isdisjoint(activity.changes)]
        gone = _take_away(cls.objects.in_bulk([activity.subject_id for activity in measured]))
        super().undo_change(run, by=by)
        rows = cls.objects.filter(pk__in=[activity.subject_id for activity in measured]).exclude(current=None)
        latest = {value.key_result_id: value for value in _latest_of(rows)}
        lost = [row for row in rows if not row.is_current(latest.get(row.pk))]
        # What one of the same day and origin had taken the place of; under another origin it would do so itself.
        for origin in {gone.get(row.pk, "") for row in lost}:
            cls.keep_current([row for row in lost if gone.get(row.pk, "") == origin], by=by, origin=origin)

    def is_current(self, value):
        """Say whether a value, or None, is the current one."""
        return value is not None and (value.on, value.value) == (self.current_on, self.current)

    def judge_value(self, value, on, today):
        """Return a value that may be kept of a day, and hold it as the current one; raises ValidationError."""
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


def _keep(values, origin, by):
    """Keep values, [(key result, day, value)], each in the place of the one its day has of that origin."""
    author, kept = membership_of(by), KeyResultValue.objects
    kept.bulk_create(
        [KeyResultValue(key_result=row, on=on, origin=origin, value=value, by=author) for row, on, value in values],
        update_conflicts=True,
        unique_fields=["key_result", "on", "origin"],
        update_fields=["value", "by", "at"],
    )


def _latest_of(rows):
    kept = KeyResultValue.objects.filter(key_result__in=[row.pk for row in rows])
    return first_of_each(kept, 1, by=["key_result"], order=["-on", "-at", "-id"])


def _take_away(rows):
    """Forget the current values of {id: key result}; return {id of a key result: the origin of what is gone}."""
    gone = [value for value in _latest_of(rows.values()) if rows[value.key_result_id].is_current(value)]
    KeyResultValue.objects.filter(pk__in=[value.pk for value in gone]).delete()
    return {value.key_result_id: value.origin for value in gone}


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
