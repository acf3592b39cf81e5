"""Indicator: a figure that shows early that a risk comes nearer, with the borders from which it is amber and red."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MoneyField
from core.figures import DASH
from risks import indicators
from risks.indicators import Borders, is_worse
from risks.querysets import OfRiskQuerySet
from risks.states import OPEN
from teams.models import NumberedRow, WhoField
from teams.models.holding import hold
from teams.models.values import differences, stored_values

from .indicatorreading import IndicatorReading
from .indicatorstates import Direction, IndicatorState
from .measuring import Measuring
from .restriction import LetsRead
from .risk import Risk

MOST_INDICATORS = 20  # in use for one risk, whose page shows all of them
LONGEST_VALID = 366
BORDERS = ("direction", "amber", "red")
OUT_OF_ORDER = _("Red lies beyond amber: above it where higher is worse, below it where lower is worse.")
TOO_MANY = _("A risk has at most %(most)d indicators in use. Retire one first.")


class IndicatorQuerySet(OfRiskQuerySet):
    date_field = "stale_on"

    def open(self):
        """Return the indicators in use."""
        return self.filter(retired_at=None)

    def watched(self):
        """Return those in use for a risk that is open: what is told of in mail."""
        return self.open().filter(risk__status__in=OPEN)

    def standing_on(self, on):
        """Let each say how it stands on a day: `standing`, one of IndicatorState."""
        return self.annotate(
            standing=Case(
                When(self._counting(on), then=F("band")),
                default=Value(IndicatorState.NO_DATA.value),
                output_field=models.CharField(),
            )
        )

    def in_state(self, *states, on):
        """Return those that stand in one of these states on a day, as what is known by now tells it."""
        wanted = self._counting(on) & Q(band__in=states)
        if IndicatorState.NO_DATA in states:
            wanted |= ~self._counting(on)
        return self.filter(wanted)

    def beyond(self, threshold, *, on):
        """Return those whose last value counts on a day and has reached a threshold in the bad direction."""
        up = Q(direction=Direction.UP, value__gte=threshold)
        return self.filter(self._counting(on) & (up | Q(direction=Direction.DOWN, value__lte=threshold)))

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "risk", "owner")

    def _counting(self, on):
        return Q(stale_on__isnull=False, stale_on__gt=on)


class Indicator(LetsRead, Measuring, NumberedRow):
    """A figure that tells how near a risk is; its state is that of its last value, while that is not too old."""

    risk = models.ForeignKey(Risk, models.PROTECT, verbose_name=_("risk"), related_name="indicators")
    name = LineField(_("what is measured"))
    unit = LineField(_("unit"), max_length=40, blank=True, default="", help_text=_("Such as %, ms or EUR a request."))
    direction = models.CharField(_("which way is bad"), max_length=4, choices=Direction, default=Direction.UP)
    amber = MoneyField(_("amber from"), help_text=_("A value on this border is amber."))
    red = MoneyField(_("red from"), help_text=_("A value on this border is red."))
    stale_after_days = models.PositiveSmallIntegerField(
        _("days a value counts"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_VALID)],
        help_text=_("An older value counts as no data."),
    )
    owner = WhoField(_("owner"), help_text=_("Who is told when it turns red; left open, the owner of the risk."))
    source = LineField(
        _("where the figure comes from"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Such as a dashboard, or who knows it."),
    )
    value = MoneyField(_("value"), null=True, blank=True, editable=False)
    measured_on = models.DateField(_("measured on"), null=True, blank=True, editable=False)
    stale_on = models.DateField(_("no data from"), null=True, blank=True, editable=False)
    band = models.CharField(_("state"), max_length=7, choices=IndicatorState, blank=True, default="", editable=False)
    turned_by = models.ForeignKey(
        IndicatorReading,
        models.RESTRICT,
        verbose_name=_("got worse by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    index, index_label = "risks:indicator-list", _("Indicators")
    prefix = "K"
    named_by = "name"
    searched = ("name", "source")
    in_use = _("%(row)s is still used by %(users)s. Retire it instead.")
    sight = "risk_id"
    objects = IndicatorQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["number"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["risk", "number"], name="indicator_of_risk"),
            models.Index(fields=["team", "stale_on"], name="indicator_by_stale", condition=Q(retired_at=None)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(direction=Direction.UP, red__gt=F("amber"))
                | Q(direction=Direction.DOWN, red__lt=F("amber")),
                name="indicator_borders_in_order",
                violation_error_message=OUT_OF_ORDER,
            ),
            models.CheckConstraint(
                condition=Q(stale_after_days__range=(1, LONGEST_VALID)),
                name="indicator_days_in_range",
                violation_error_message=_("A value counts for 1 to 366 days."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}" if self.number else self.name

    def get_absolute_url(self):
        return reverse("risks:indicator", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.retired_at is None

    @property
    def borders(self):
        return Borders(self.direction, self.amber, self.red)

    @property
    def state(self):
        """Return how it stands today."""
        return IndicatorState(self.state_on(self.team.today()))

    def state_on(self, day):
        """Return how it stands on a day by its last value, whatever was measured before."""
        return indicators.state_on(self.band, self.stale_on, day)

    @property
    def is_stale(self):
        """Say whether it has been measured, too long ago."""
        return self.measured_on is not None and self.state == IndicatorState.NO_DATA

    @property
    def measured(self):
        """Return the last value with its unit."""
        return self.written(self.value)

    def written(self, value):
        """Write a value for people, with the decimals it has: 12.5 %, 3,000 ms."""
        if value is None:
            return DASH
        places = max(0, -value.normalize().as_tuple().exponent)
        figure = number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
        return f"{figure}\N{NO-BREAK SPACE}{self.unit}" if self.unit else figure

    @property
    def told(self):
        """Return who is told of it: its owner, else that of the risk."""
        return self.owner or self.risk.owner

    # Making and editing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Hold their risks, so that none gets more indicators than its page can show."""
        super().fill_new(rows, by=by)
        cls.hold_risks(rows)

    @classmethod
    def undo_creation(cls, run, *, by):
        """Remove indicators that were made, with the values that came along; what was measured since is not undone."""
        ids = [activity.subject_id for activity in run]
        IndicatorReading._base_manager.filter(indicator__in=ids).delete()
        super().undo_creation(run, by=by)

    @classmethod
    def judge_removal(cls, rows, *, by):
        """Keep what was measured."""
        super().judge_removal(rows, by=by)
        if IndicatorReading._base_manager.filter(indicator__in=rows).exists():
            message = _("This indicator has values, and what was measured stays. Retire it instead.")
            raise ValidationError(message, code="in_use")

    @staticmethod
    def hold_risks(rows):
        """Refuse more indicators in use than a risk may have, these among them; raises ValidationError."""
        held = hold(Risk, sorted({row.risk_id for row in rows if row.risk_id}))
        others = Indicator._base_manager.filter(risk__in=held, retired_at=None).exclude(pk__in=[row.pk for row in rows])
        used = dict(others.order_by().values_list("risk").annotate(Count("pk")))
        for row in rows:
            used[row.risk_id] = used.get(row.risk_id, 0) + 1
            if used[row.risk_id] > MOST_INDICATORS:
                params = {"most": MOST_INDICATORS}
                raise ValidationError({"risk": ValidationError(TOO_MANY, code="too_many", params=params)})

    def set_derived(self):
        """Let it stand as its last value does, whatever was edited."""
        super().set_derived()
        self.stale_on = self.measured_on and indicators.stale_on(self.measured_on, self.stale_after_days)
        is_known = None not in (self.value, self.amber, self.red)
        self.band = self.borders.band(self.value) if is_known else ""

    @classmethod
    def follow_changes(cls, rows, before):
        """Where new borders make the last value worse, that reading turned it; better, none did."""
        super().follow_changes(rows, before)
        for row in rows:
            stood = before.get(row.pk)
            if stood is None or row.value is None or not row.has_other_borders(stood):
                continue
            if is_worse(row.band, stood["band"]):
                row.turned_by = row.readings.latest_first().first()
            elif is_worse(stood["band"], row.band):
                row.turned_by = None

    def has_other_borders(self, stood):
        return not differences(stood, stored_values(self)).keys().isdisjoint(BORDERS)

    def _refuse_finer_amounts(self, exclude):
        """What is measured is no money: it may be finer than any currency."""
