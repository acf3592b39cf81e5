"""What happens to an indicator: values are measured for it, it is retired, and taken up again."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risks.indicators import is_worse
from teams.models import membership_of

RETIRED = _("This indicator is retired. Take it up again first.")


class Measuring(models.Model):
    """The verbs of an indicator."""

    verbs = {
        "measured": _("{who} reported a value for {row}"),
        "retired": _("{who} retired {row}"),
        "taken_up": _("{who} took {row} up again"),
    }
    verb_fields = {"measured": "value"}

    class Meta:
        abstract = True

    @transaction.atomic
    def measure(self, *, by, value, measured_on=None, note="", source="", run_id=""):
        """Keep a value that was measured, today unless told; return the reading.

        The same value of the same run is kept once. Raises ValidationError.
        """
        self.lock()
        self.refuse_retired()
        reading = self._reading(by, value, measured_on or self.team.today(), note, source, run_id)
        reading.clean_fields()
        if known := self._reported(reading):
            return known
        reading.judge()
        reading.save(force_insert=True)
        self._follow([reading])
        self.write("measured", by=by)
        return reading

    @transaction.atomic
    def measure_many(self, values, *, by, source=""):
        """Keep values of several days, [(day, value, note)], a day each; return how many of them were news.

        A day that has this value already keeps it, so that the same values may be sent again. Raises ValidationError.
        """
        self.lock()
        self.refuse_retired()
        known = self.readings.counting().filter(measured_on__in=[day for day, *_rest in values])
        counting = dict(known.values_list("measured_on", "value"))
        readings = [
            self._reading(by, value, day, note, source)
            for day, value, note in sorted(values, key=lambda each: each[0])
            if counting.get(day) != value
        ]
        for reading in readings:
            reading.judge_by_itself()
        self.readings.model.objects.bulk_create(readings, batch_size=500)
        if readings:
            self._follow(readings)
            self.write("measured", by=by)
        return len(readings)

    @transaction.atomic
    def retire(self, *, by):
        """Put it away: nobody is told of it any more, and what was measured stays to be seen."""
        self.lock()
        if self.retired_at is not None:
            return
        self.retired_at = timezone.now()
        self.write("retired", by=by)

    @transaction.atomic
    def take_up(self, *, by):
        """Use it again."""
        self.lock()
        if self.retired_at is None:
            return
        self.hold_risks([self])
        self.retired_at = None
        self.write("taken_up", by=by)

    def refuse_retired(self):
        if self.retired_at is not None:
            raise ValidationError(RETIRED, code="retired")

    def _reading(self, by, value, day, note="", source="", run_id=""):
        return self.readings.model(
            team=self.team,
            indicator=self,
            value=value,
            measured_on=day,
            note=note,
            source=source,
            run_id=run_id,
            by=membership_of(by),
        )

    def _follow(self, readings):
        """Stand as the latest of the readings does, one after another; those of earlier days change nothing."""
        for reading in readings:
            if self.measured_on is not None and reading.measured_on < self.measured_on:
                continue
            stood = self.state_on(reading.measured_on)
            self.value, self.measured_on = reading.value, reading.measured_on
            self.set_derived()
            if is_worse(self.band, stood):
                self.turned_by = reading
            elif is_worse(stood, self.band):
                self.turned_by = None

    def _reported(self, reading):
        """Return the reading of the same run, if that reported the same; another value breaks a rule of readings."""
        if not reading.run_id:
            return None
        same = {name: getattr(reading, name) for name in ("source", "run_id", "value", "measured_on")}
        return self.readings.filter(**same).first()
