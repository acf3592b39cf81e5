"""Opportunity: one source that may give money in a round, and the stage it has reached."""

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LineField, MoneyField, ProseField
from funding import stages
from funding.assumptions import assumed_odds
from funding.paid_days import paid_days
from funding.querysets import OpportunityQuerySet
from funding.states import (
    FIRST_STAGES,
    LOST_STAGES,
    OPEN_STAGES,
    UNBOUND_STAGES,
    WON_STAGES,
    ActionState,
    Channel,
    stage_label,
    stage_of_its_channel,
    stage_word,
)
from teams.models import NumberedRow, WhoField

from .action import NextAction
from .event import OpportunityEvent
from .moving import Moving


class Opportunity(Moving, NumberedRow):
    """What one source may give in one round, by one channel."""

    round = models.ForeignKey("funding.Round", models.PROTECT, verbose_name=_("round"), related_name="opportunities")
    source = models.ForeignKey("funding.Source", models.PROTECT, verbose_name=_("source"), related_name="opportunities")
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    stage = models.CharField(_("stage"), max_length=16, blank=True, editable=False)
    stage_since = models.DateTimeField(default=timezone.now, editable=False)
    amount_min = MoneyField(_("lowest amount"), null=True, blank=True)
    amount = MoneyField(_("likely amount"), null=True, blank=True)
    amount_max = MoneyField(_("highest amount"), null=True, blank=True)
    currency = CurrencyField(_("currency"), blank=True, default="")
    probability = models.PositiveSmallIntegerField(
        _("probability (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Your own estimate. Leave empty while you do not know: empty is not 0."),
    )
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    earliest_close_on = models.DateField(_("earliest close"), null=True, blank=True)
    latest_close_on = models.DateField(_("latest close"), null=True, blank=True)
    owner = WhoField(_("owner"))
    is_lead = models.BooleanField(_("lead investor"), default=False)
    notes = ProseField(_("notes"))
    reason_lost = LineField(_("reason for the loss"), max_length=300, blank=True, default="", editable=False)
    won_at = models.DateTimeField(null=True, blank=True, editable=False)
    lost_at = models.DateTimeField(null=True, blank=True, editable=False)

    index, index_label = "funding:pipeline", _("Pipeline")
    prefix = "O"
    is_discussed = True
    named_by = "source__name"
    searched = ("source_name", "notes", "reason_lost")
    verbs = {"advanced": _("{who} moved {row}")}
    verb_fields = {"advanced": "stage"}
    objects = OpportunityQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ["expected_close_on", "number"]
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "stage"], name="opportunity_by_stage"),
            models.Index(
                fields=["expected_close_on"], name="opportunity_open_close", condition=Q(won_at=None, lost_at=None)
            ),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=stage_of_its_channel(),
                name="opportunity_stage_of_its_channel",
                violation_error_message=_(
                    "This stage is not one of the channel's. An opportunity that has moved on keeps its channel."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=OPEN_STAGES) | Q(expected_close_on__isnull=False),
                name="opportunity_open_has_close",
                violation_error_message=_("An open opportunity has an expected close."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=LOST_STAGES) ^ Q(reason_lost=""),
                name="opportunity_reason_when_lost",
                violation_error_message=_("A lost opportunity has a reason, and only a lost one."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=WON_STAGES, won_at__isnull=False) | ~Q(stage__in=WON_STAGES) & Q(won_at=None),
                name="opportunity_won_by_verb",
                violation_error_message=_("Move an opportunity to a stage to say that it is won."),
            ),
            models.CheckConstraint(
                condition=Q(stage__in=LOST_STAGES, lost_at__isnull=False) | ~Q(stage__in=LOST_STAGES) & Q(lost_at=None),
                name="opportunity_lost_by_verb",
                violation_error_message=_("Move an opportunity to a stage to say that it is lost."),
            ),
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gte=0)) & (Q(amount_min=None) | Q(amount_min__gte=0)),
                name="opportunity_amount_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(amount_min=None, amount_max=None) | Q(amount__isnull=False),
                name="opportunity_range_has_likely",
                violation_error_message=_("Give the likely amount too when you give a range."),
            ),
            models.CheckConstraint(
                condition=(Q(amount_min=None) | Q(amount_min__lte=F("amount")))
                & (Q(amount_max=None) | Q(amount_max__gte=F("amount"))),
                name="opportunity_range_in_order",
                violation_error_message=_("The likely amount lies between the lowest and the highest."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(earliest_close_on=None)
                    | Q(expected_close_on=None)
                    | Q(earliest_close_on__lte=F("expected_close_on"))
                )
                & (Q(latest_close_on=None) | Q(expected_close_on=None) | Q(latest_close_on__gte=F("expected_close_on")))
                & (
                    Q(earliest_close_on=None) | Q(latest_close_on=None) | Q(earliest_close_on__lte=F("latest_close_on"))
                ),
                name="opportunity_close_in_order",
                violation_error_message=_("The expected close lies between the earliest and the latest."),
            ),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__lte=100),
                name="opportunity_probability_in_range",
                violation_error_message=_("A probability runs from 0%% to 100%%."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.source}" if self.number else str(self.source)

    def get_absolute_url(self):
        return reverse("funding:opportunity", args=[self.team.slug, self.pk])

    # Questions

    @property
    def source_name(self):
        """Return what people call this by: it stands first in what is searched."""
        return self.source.name if self.source_id else ""

    @property
    def place(self):
        """Return the Stage this opportunity is in."""
        return stages.stage(self.channel, self.stage)

    @property
    def stage_label(self):
        return stage_label(self.place)

    @classmethod
    def in_words(cls, name, value):
        return stage_word(value) if name == "stage" else super().in_words(name, value)

    @property
    def is_open(self):
        return self.stage in OPEN_STAGES

    @property
    def is_lost(self):
        return self.stage in LOST_STAGES

    @property
    def has_ended(self):
        return not self.is_open

    @property
    def counts(self):
        """Say whether the buckets count it: an open one of a round that has ended is out."""
        return self.round.is_open or not self.is_open

    @property
    def won_on(self):
        """Return the team's day on which it was won, or None."""
        return self.won_at and self.team.today(self.won_at)

    @property
    def paid_on(self):
        """Return the team's day on which its money was paid, or None; use with_paid_days() for many."""
        if "fetched_paid_on" not in self.__dict__:
            self.add_paid_days([self])
        return self.fetched_paid_on

    @staticmethod
    def add_paid_days(opportunities):
        """Ask for the days on which the money of several was paid at once, and keep each with its row."""
        found = paid_days(opportunities, OpportunityEvent.objects.all())
        for row in opportunities:
            row.fetched_paid_on = found[row.pk]

    def is_slipped(self, *, on):
        return self.stage in UNBOUND_STAGES and self.expected_close_on is not None and self.expected_close_on < on

    def days_in_stage(self, *, on):
        return max((on - self.team.today(self.stage_since)).days, 0)

    def is_slow(self, *, on):
        """Say whether it has stood in its stage for longer than is usual there."""
        usual = self.place.suggested_days
        return self.is_open and usual is not None and self.days_in_stage(on=on) > usual

    @property
    def odds(self):
        """Return the probability of winning as a Decimal from 0 to 1, or None while it is not known."""
        typed = None if self.probability is None else Decimal(self.probability) / 100
        return stages.odds(self.channel, self.stage, typed)

    @property
    def assumed_odds(self):
        """Return the odds a forecast assumes of an open one nobody has estimated, else None; buckets do without."""
        return assumed_odds(self.channel, self.stage) if self.is_open and self.odds is None else None

    @property
    def next_action(self):
        """Return the one open next action, or None; use for_lists() for lists."""
        if "open_actions" in self.__dict__:
            return self.open_actions[0] if self.open_actions else None
        return NextAction.objects.filter(opportunity=self, state=ActionState.OPEN).select_related("owner").first()

    # Making, editing, removing

    def currency_of_amounts(self):
        """Return the currency its amounts are in: its own, of none its round's."""
        return self.currency or (self.round.currency if self.round_id else self.team.currency)

    def rows_in_its_currency(self):
        return self.tranches.all()

    def clean(self):
        # A stage that is the first of any channel is the beginning of this one too.
        if self.channel in Channel.values and self.stage in ("", *FIRST_STAGES):
            self.stage = stages.first_stage(self.channel).code
        self.currency = self.currency_of_amounts()
        super().clean()

    @transaction.atomic
    def discard(self, *, by):
        """Remove an opportunity made by mistake, with what was to be done about it."""
        for action in NextAction.objects.filter(opportunity=self):
            action.discard(by=by)
        super().discard(by=by)

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Keep an event of each watched field that changed; a new opportunity begins with its stage."""
        super().after_writing(rows, changes, by=by, reason=reason)
        OpportunityEvent.keep(rows, changes, by=by, reason=reason)
