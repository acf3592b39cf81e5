"""What a milestone still takes: its estimate in working days, when that was given, and when the work began."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from planner.estimates import SUGGESTED, assumed, half_up, remaining
from teams.models import take_back

from .calendarday import calendar_of

LONGEST = 2_500  # working days: ten years
FIGURES = ("days_min", "days_likely", "days_max")
LABELS = (_("Optimistic"), _("Most likely"), _("Pessimistic"))
PLANNED, BEGUN = "planned", ("in_progress", "in_review")


def _days(label):
    """Return a field for working days; empty means not estimated, which is never 0."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(LONGEST)])


class Estimated(models.Model):
    """For milestones: three figures for what remains as of `estimated_on`, and the day on which the work began."""

    days_min = _days(_("remaining working days, optimistic"))
    days_likely = _days(_("remaining working days, most likely"))
    days_max = _days(_("remaining working days, pessimistic"))
    estimated_on = models.DateField(null=True, blank=True, editable=False)
    started_on = models.DateField(_("started"), null=True, blank=True)

    verbs = {"started": _("{who} started {row}")}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(days_likely__isnull=False) | Q(days_min=None, days_max=None),
                name="milestone_days_have_likely",
                violation_error_message=_("Say how many days are most likely before the best and the worst case."),
            ),
            models.CheckConstraint(
                condition=(Q(days_min=None) | Q(days_likely=None) | Q(days_likely__gte=F("days_min")))
                & (Q(days_max=None) | Q(days_likely=None) | Q(days_max__gte=F("days_likely"))),
                name="milestone_days_in_order",
                violation_error_message=_(
                    "The days cannot go down from optimistic to most likely, or from there to pessimistic."
                ),
            ),
        ]

    # Questions

    @property
    def is_begun(self):
        return self.state in BEGUN

    @property
    def days(self):
        """Return the three figures in working days, those nobody gave assumed, or None without an estimate."""
        return None if self.days_likely is None else assumed(self.days_min, self.days_likely, self.days_max)

    @property
    def days_are_suggested(self):
        """Say whether the estimate is what a template suggests, and nobody has given one since."""
        return self.external_source == SUGGESTED and self.days_likely is not None

    @property
    def counted_since(self):
        """Return the day since which a milestone in progress uses its estimate up, or None."""
        return max(filter(None, (self.estimated_on, self.started_on)), default=None) if self.is_begun else None

    @property
    def days_gone(self):
        """Return the working days gone since the estimate was given and the work began, 0 while it has not."""
        since = self.counted_since
        return calendar_of(self.team).offset(self.team.today(), since) if since else 0

    @property
    def days_left(self):
        """Return the figures as they are today: of a milestone in progress, less the days gone."""
        return self.days and remaining(self.days, self.days_gone)

    @property
    def shown_days(self):
        """Return what a page says of the estimate: each figure today in whole days, and whether it is assumed."""
        if self.days is None:
            return None
        named = zip(FIGURES, LABELS, self.days_left, strict=True)
        return [
            {"label": label, "days": half_up(days), "is_assumed": self.is_used_up or getattr(self, name) is None}
            for name, label, days in named
        ]

    @property
    def is_used_up(self):
        """Say whether the work has taken longer than its pessimistic figure."""
        return bool(self.days and self.days_gone) and self.days[2] <= self.days_gone

    # Making and editing

    def set_derived(self):
        super().set_derived()
        if self.state == PLANNED:
            self.started_on = None

    @classmethod
    def follow_changes(cls, rows, before):
        """Note the day on which an estimate was given, unless the day is given with it, as undo does."""
        super().follow_changes(rows, before)
        anew = [row for row in rows if row.is_estimated_anew(before.get(row.pk, {}))]
        prefetch_related_objects(anew, "team")
        for row in anew:
            row.estimated_on = None if row.days_likely is None else row.team.today()
            if row.pk in before and row.external_source == SUGGESTED:
                row.external_source = ""

    def is_estimated_anew(self, before):
        """Say whether the figures differ from the stored values, and the day on which they were given does not."""
        day = self.estimated_on and self.estimated_on.isoformat()
        figures = any(getattr(self, name) != before.get(name) for name in FIGURES)
        return figures and day == before.get("estimated_on")

    def judge_edit(self, before):
        """Take today for the day on which a milestone that had not begun enters what only begun ones are in."""
        super().judge_edit(before)
        if before is None or before["state"] not in BEGUN:
            self._take_up()

    def clean(self):
        super().clean()
        if self.started_on and self.started_on > self.team.today():
            raise ValidationError(_("It cannot have started on a day that is still to come."), code="to_come")

    # Verbs

    @transaction.atomic
    def start(self, *, by, on=None):
        """Begin the work, today or on an earlier day; of what has begun, a day that is given is noted."""
        self.lock()
        if not self.is_open:
            raise ValidationError(_("This has ended. Reopen it first."), code="ended")
        if self.is_begun and self.started_on and on in (None, self.started_on):
            return
        self.state = self.state if self.is_begun else BEGUN[0]
        self.started_on = on or self.team.today()
        self.write("started", by=by)

    @transaction.atomic
    def undo_start(self, *, by):
        """Put back what stood before the start, if nothing has happened to this row since."""
        self.lock()
        if self.started_on:
            take_back(self, "started", by=by)

    def _take_up(self):
        if self.is_begun and self.started_on is None:
            self.started_on = self.team.today()
