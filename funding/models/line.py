"""CashLine: money that comes in or goes out from a day on, or once a milestone is reached; once or each month."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, DecimalTextField, LineField, MoneyField
from funding.flows import MOST, Line, passes_most
from funding.querysets import CashLineQuerySet
from funding.states import Category, Direction, Rhythm
from teams.models import Membership, TeamOwned, change

from .cash import CashPosition
from .timing import reached_on

LINES_AT_MOST = 500  # all lines of a team are added up wherever the cash-out date is shown
LOOKS_AHEAD = dt.timedelta(days=3653)  # the ten years that a forecast looks ahead at most
KEEPING = gettext_noop("{who} added {row} to the cash plan and kept the figure so far")
TOO_LARGE = _("With this growth a month comes to more than %(most)s. Lower the growth, or let the line end earlier.")
KEPT_AS = {Direction.INCOME: gettext_noop("Income so far"), Direction.EXPENSE: gettext_noop("Expense so far")}


class CashLine(TeamOwned):
    """One line of the cash plan. Monthly lines take the place of the position's flat figure of their direction."""

    label = LineField(_("label"), max_length=120)
    direction = models.CharField(_("direction"), max_length=7, choices=Direction, default=Direction.EXPENSE)
    rhythm = models.CharField(_("how often"), max_length=7, choices=Rhythm, default=Rhythm.MONTHLY)
    amount = MoneyField(_("amount"), help_text=_("Of a monthly line: in one month."))
    currency = CurrencyField(_("currency"), blank=True, default="")
    category = models.CharField(
        pgettext_lazy("cash line", "category"), max_length=9, choices=Category, blank=True, default=""
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, help_text=_("The first day; the day of a one-off."))
    milestone = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("or once this milestone is reached"),
        related_name="+",
        null=True,
        blank=True,
    )
    days_after = models.PositiveSmallIntegerField(
        _("days after the milestone"), default=1, validators=[MaxValueValidator(1000)]
    )
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day that counts."))
    growth = DecimalTextField(
        _("monthly growth (%)"),
        places=4,
        least="-50",
        most="50",
        blank=True,
        default="",
        help_text=_("Each calendar month after the first is larger by this."),
    )

    keeps_figure = False  # whether storing keeps the flat figure that this line would replace as a line of its own
    index = "funding:line-list"
    unseen = _("something in the money part")
    objects = CashLineQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("cash line")
        verbose_name_plural = _("cash lines")
        ordering = ["label", "id"]
        indexes = [models.Index(fields=["team", "direction"], name="cashline_by_direction")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="cashline_amount_not_negative",
                violation_error_message=_("An amount cannot be negative. Choose income or expense instead."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) ^ Q(milestone=None),
                name="cashline_starts_once",
                violation_error_message=_("Say when it starts: on a day, or once a milestone is reached, not both."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cashline_ends_after_start",
                violation_error_message=_("A line cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.MONTHLY) | Q(ends_on=None, growth=""),
                name="cashline_only_monthly_goes_on",
                violation_error_message=_("Only a monthly line has an end and grows."),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("funding:line", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_income(self):
        return self.direction == Direction.INCOME

    @property
    def is_monthly(self):
        return self.rhythm == Rhythm.MONTHLY

    @property
    def growth_number(self):
        return DecimalTextField.number_of(self.growth) or Decimal(0)

    def begins_on(self, scheduled=None):
        """Return the first day that counts, or None while nothing tells it.

        A milestone counts from the day it was reached, else from the day `scheduled` ({id of a milestone: day}) or
        its due date gives; one that was given up is never reached.
        """
        if self.starts_on is not None:
            return self.starts_on
        day = reached_on(self.milestone, scheduled)
        return day and day + dt.timedelta(days=self.days_after)

    def is_over(self, *, on):
        """Say whether nothing of this falls on a later day."""
        last = self.ends_on if self.is_monthly else self.begins_on()
        return last is not None and last <= on

    # Making and editing

    @classmethod
    def figures_at_stake(cls, team, *, but=None):
        """Return (the position that counts, {direction: its monthly figure}) for figures no monthly line replaces yet.

        `but` is a line that is left out.
        """
        position = CashPosition.objects.latest_of(team)
        if position is None:
            return None, {}
        lines = cls.objects.filter(team=team, rhythm=Rhythm.MONTHLY).to_come(after=position.balance_on)
        replaced = set(lines.exclude(pk=but).values_list("direction", flat=True))
        figures = {Direction.INCOME: position.monthly_income, Direction.EXPENSE: position.monthly_expense}
        return position, {each: figure for each, figure in figures.items() if figure and each not in replaced}

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; the first monthly line of its direction may keep the flat figure as a line beside it, in one act."""
        kept = self._figure_kept()
        if kept is None or not isinstance(by, Membership):
            return super().store(by=by, **given)
        with change(by, KEEPING, row=self) as act:
            kept.store(by=act)
            return super().store(by=act, **given)

    def _figure_kept(self):
        """Return the line that keeps the flat figure which this one replaces, or None."""
        if not self.keeps_figure or not self.is_monthly:
            return None
        position, figures = self.figures_at_stake(self.team, but=self.pk)
        before = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first()
        if self.direction not in figures or (before and before.is_monthly and before.direction == self.direction):
            return None
        return CashLine(
            team=self.team,
            label=gettext(KEPT_AS[self.direction]),
            direction=self.direction,
            amount=figures[self.direction],
            currency=position.currency,
            starts_on=position.balance_on + dt.timedelta(days=1),
        )

    def judge_edit(self, before):
        super().judge_edit(before)
        if before is None and type(self)._base_manager.filter(team=self.team).count() >= LINES_AT_MOST:
            message = _("A team has at most %(most)d cash lines. Remove some that are over first.")
            raise ValidationError(message, code="too_many", params={"most": LINES_AT_MOST})

    def clean(self):
        super().clean()
        if not self.currency:
            self.currency = self.team.currency
        if self.growth == "0":
            self.growth = ""
        if self.growth:
            self._check_size()

    def _check_size(self):
        """Refuse what would grow beyond sense; a figure that is wrong by itself is told of by its field."""
        is_amount = isinstance(self.amount, Decimal) and self.amount.is_finite()
        if not is_amount or not self._meta.get_field("growth").accepts(self.growth):
            return
        today = self.team.today()
        starts = self.starts_on or (self.milestone and self.begins_on()) or today
        line = Line(self.direction, self.rhythm, self.amount, starts, self.ends_on, self.growth_number)
        if passes_most(line, today + LOOKS_AHEAD):
            params = {"most": number_format(MOST, force_grouping=True)}
            raise ValidationError(TOO_LARGE, code="too_large", params=params)
