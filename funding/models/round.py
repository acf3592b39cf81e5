"""Round: one raise of money, its terms, and the states it goes through."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LineField, MoneyField
from funding.querysets import RoundQuerySet, RoundTermsQuerySet
from funding.states import ENDED_ROUNDS, NEXT_ROUND_STATES, Instrument, RoundState
from funding.sums import totals_by_round
from funding.words import exact
from teams.models import NumberedRow, TeamOwned, take_back

# What a round's history calls entering a state.
ENTERED = {
    RoundState.PLANNED: "postponed",
    RoundState.OPEN: "opened",
    RoundState.CLOSING: "closing_started",
    RoundState.CLOSED: "closed",
    RoundState.ABANDONED: "abandoned",
}


class Round(NumberedRow):
    """One raise: its name, dates and state, which members see; what it asks for stands in its RoundTerms."""

    name = LineField(_("name"), max_length=120)
    currency = CurrencyField(_("currency"), blank=True, default="")
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=RoundState, default=RoundState.PLANNED, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    index = "funding:round-list"
    prefix = "F"
    searched = ("name",)
    verbs = {
        "postponed": _("{who} postponed {row}"),
        "opened": _("{who} opened {row}"),
        "closing_started": _("{who} began to close {row}"),
        "closed": _("{who} closed {row}"),
        "abandoned": _("{who} abandoned {row}"),
    }
    objects = RoundQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-number"]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "name"],
                name="round_name_once_per_team",
                violation_error_message=_("The team has a round of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(expected_close_on=None) | Q(expected_close_on__gte=F("starts_on")),
                name="round_closes_after_start",
                violation_error_message=_("A round cannot close before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_ROUNDS, ended_at__isnull=False)
                | ~Q(state__in=ENDED_ROUNDS) & Q(ended_at=None),
                name="round_ended_by_verb",
                violation_error_message=_("Use “close” or “abandon” to end a round, and “reopen” to take it back."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}" if self.number else self.name

    def get_absolute_url(self):
        return reverse("funding:round", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.state not in ENDED_ROUNDS

    @property
    def next_states(self):
        """Return the states this round may enter now."""
        return NEXT_ROUND_STATES[RoundState(self.state)]

    def is_overdue(self, *, on):
        return self.is_open and self.expected_close_on is not None and self.expected_close_on < on

    def totals(self, *, on):
        """Return the round's Buckets on a day, in its currency; use with_totals() for lists."""
        fetched_on, fetched = self.__dict__.get("fetched_totals", (None, None))
        return fetched if fetched_on == on else self._totals_of([self], on)[self.pk]

    @classmethod
    def add_totals(cls, rounds, *, on):
        """Ask for the totals of several rounds at once, and keep them with each."""
        totals = cls._totals_of(rounds, on)
        for row in rounds:
            row.fetched_totals = (on, totals[row.pk])

    @classmethod
    def _totals_of(cls, rounds, on):
        opportunities = cls._meta.get_field("opportunities").related_model
        return totals_by_round(rounds, opportunities.objects.counted(), on=on)

    # Making, editing, removing

    def rows_in_its_currency(self):
        terms = getattr(self, "terms", None)
        return () if terms is None else (terms,)

    def clean(self):
        super().clean()
        if not self.currency:
            self.currency = self.team.currency

    @transaction.atomic
    def discard(self, *, by):
        """Remove a round nothing belongs to, with its terms."""
        for terms in RoundTerms.objects.filter(round=self):
            terms.discard(by=by)
        super().discard(by=by)

    # Verbs

    def plan(self, *, by):
        """Take the opening back."""
        self.change_state(RoundState.PLANNED, by=by)

    def open(self, *, by):
        """Start raising, or go on raising."""
        self.change_state(RoundState.OPEN, by=by)

    def start_closing(self, *, by):
        """Say that the minimum is signed and the papers are being finished."""
        self.change_state(RoundState.CLOSING, by=by)

    def close(self, *, by):
        """Say that the money of this round is raised; what is still open in it counts no longer."""
        self.change_state(RoundState.CLOSED, by=by)

    def abandon(self, *, by):
        """Give this round up; it leaves every list of what is open."""
        self.change_state(RoundState.ABANDONED, by=by)

    @transaction.atomic
    def change_state(self, state, *, by):
        """Enter another state; raises ValidationError when it cannot be reached from here."""
        self.lock()
        if self.state == state:
            return
        if state not in self.next_states:
            raise ValidationError(
                _("A round that is “%(from)s” cannot become “%(to)s”."),
                code="unreachable_state",
                params={"from": self.get_state_display(), "to": dict(RoundState.choices).get(state, state)},
            )
        if state == RoundState.CLOSING:
            self._refuse_below_minimum()
        self.state = state
        self.ended_at = timezone.now() if state in ENDED_ROUNDS else None
        self.write(ENTERED[state], by=by)

    @transaction.atomic
    def step_back(self, *, by):
        """Take the last change of state back; refuses once the round has been changed since."""
        self.lock()
        take_back(self, *ENTERED.values(), by=by)

    def _refuse_below_minimum(self):
        """Refuse to close a round whose minimum is not signed, as far as that can be told in one currency."""
        terms = RoundTerms.objects.filter(round=self).first()
        totals = self.totals(on=self.team.today())
        if terms is None or terms.minimum is None or totals.not_converted or totals.secured >= terms.minimum:
            return
        raise ValidationError(
            _("A round closes once its minimum is signed: %(signed)s of %(minimum)s %(currency)s are."),
            code="below_minimum",
            params={
                "signed": exact(totals.secured),
                "minimum": exact(terms.minimum),
                "currency": self.currency,
            },
        )


class RoundTerms(TeamOwned):
    """What a round asks for. A row of its own, because members see the round without it."""

    round = models.OneToOneField("funding.Round", models.PROTECT, verbose_name=_("round"), related_name="terms")
    target = MoneyField(_("target"))
    minimum = MoneyField(_("minimum"), null=True, blank=True, help_text=_("Below this the round does not close."))
    cap = MoneyField(_("cap"), null=True, blank=True, help_text=_("The most you would take."))
    instrument = models.CharField(_("instrument"), max_length=16, choices=Instrument, blank=True, default="")

    objects = RoundTermsQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("terms of a round")
        verbose_name_plural = _("terms of rounds")
        ordering = ["-created_at"]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(target__gt=0),
                name="round_target_positive",
                violation_error_message=_("A target is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(minimum__gt=0) & Q(minimum__lte=F("target")),
                name="round_minimum_within_target",
                violation_error_message=_("The minimum is more than zero and at most the target."),
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=F("target")),
                name="round_cap_above_target",
                violation_error_message=_("The cap is at least the target."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def currency(self):
        return self.round.currency

    @property
    def facts(self):
        return {"round": str(self.round)}

    @classmethod
    def name_from(cls, facts):
        return str(_("Terms of %(round)s") % facts)

    def get_absolute_url(self):
        return self.round.get_absolute_url()
