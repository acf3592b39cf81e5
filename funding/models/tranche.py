"""Tranche: a part of a deal's money, due on a day or once a milestone is reached."""

import datetime as dt
from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import MoneyField
from funding.querysets import TrancheQuerySet
from funding.states import NEXT_TRANCHE_STATES, OPEN_TRANCHES, TrancheState
from teams.models import Membership, TeamOwned, change, take_back

from .cash import CashPosition
from .opportunity import Opportunity
from .timing import reached_on

TRANCHES_AT_MOST = 100  # of one opportunity: its page shows them all

# What a tranche's history calls entering a state.
ENTERED = {
    TrancheState.PLANNED: "reinstated",
    TrancheState.CONDITIONS_OPEN: "conditions_opened",
    TrancheState.DUE: "fell_due",
    TrancheState.REQUESTED: "requested",
    TrancheState.PAID: "paid",
    TrancheState.CANCELLED: "cancelled",
}


class Tranche(TeamOwned):
    """One payment of an opportunity, in its currency; tranches take the place of the amount as a whole."""

    opportunity = models.ForeignKey(Opportunity, models.PROTECT, verbose_name=_("opportunity"), related_name="tranches")
    position = models.PositiveSmallIntegerField(
        _("place in the order"), default=None, validators=[MinValueValidator(1), MaxValueValidator(TRANCHES_AT_MOST)]
    )
    amount = MoneyField(_("amount"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    milestone = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("or once this milestone is reached"),
        related_name="+",
        null=True,
        blank=True,
    )
    days_after = models.PositiveSmallIntegerField(
        _("days after the milestone"), default=14, validators=[MaxValueValidator(1000)]
    )
    state = models.CharField(
        _("state"), max_length=15, choices=TrancheState, default=TrancheState.PLANNED, editable=False
    )
    paid_on = models.DateField(_("paid"), null=True, blank=True, editable=False)

    index, index_label = "funding:pipeline", _("Pipeline")
    named_by = "opportunity__source__name"
    unseen = _("something in the money part")
    verbs = {
        "reinstated": _("{who} took {row} back to planned"),
        "conditions_opened": _("{who} opened the conditions of {row}"),
        "fell_due": _("{who} noted that {row} is due"),
        "requested": _("{who} requested {row}"),
        "paid": _("{who} noted that {row} was paid"),
        "cancelled": _("{who} cancelled {row}"),
    }
    objects = TrancheQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("tranche")
        verbose_name_plural = _("tranches")
        ordering = ["opportunity", "position"]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["opportunity", "position"],
                name="tranche_position_once",
                violation_error_message=_("Another tranche has this place already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="tranche_amount_positive",
                violation_error_message=_("The amount of a tranche is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) ^ Q(milestone=None),
                name="tranche_due_once",
                violation_error_message=_("Say when it is due: on a day, or once a milestone is reached, not both."),
            ),
            models.CheckConstraint(
                condition=Q(state=TrancheState.PAID) ^ Q(paid_on=None),
                name="tranche_paid_by_verb",
                violation_error_message=_("Mark a tranche as paid to say on which day it was."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"position": self.position, "opportunity": str(self.opportunity)}

    @classmethod
    def name_from(cls, facts):
        return str(_("Tranche %(position)s of %(opportunity)s") % facts)

    def get_absolute_url(self):
        return self.opportunity.get_absolute_url()

    # Questions

    @property
    def currency(self):
        return self.opportunity.currency

    @property
    def is_open(self):
        return self.state in OPEN_TRANCHES

    @property
    def is_paid(self):
        return self.state == TrancheState.PAID

    @property
    def next_states(self):
        """Return the states this tranche may enter now."""
        return NEXT_TRANCHE_STATES[TrancheState(self.state)]

    def expected_on(self, scheduled=None):
        """Return the day it was paid or is due, or None while nothing tells it; `scheduled` is {milestone id: day}."""
        if self.paid_on or self.due_on:
            return self.paid_on or self.due_on
        day = reached_on(self.milestone, scheduled)
        return day and day + dt.timedelta(days=self.days_after)

    def is_overdue(self, *, on):
        day = self.expected_on()
        return self.is_open and day is not None and day < on

    # Making and editing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Put new rows without a place at the end, holding their opportunity so that two people take two places."""
        super().fill_new(rows, by=by)
        for row in rows:
            if row.position is None and row.opportunity_id is not None:
                Opportunity._base_manager.select_for_update().filter(pk=row.opportunity_id).first()
                last = cls._base_manager.filter(opportunity=row.opportunity_id).aggregate(last=Max("position"))["last"]
                row.position = (last or 0) + 1

    def clean(self):
        super().clean()
        if self.paid_on is not None and self.paid_on > self.team.today():
            message = _("It cannot have been paid on a day that is still to come.")
            raise ValidationError({"paid_on": ValidationError(message, code="to_come")})

    # Verbs

    @transaction.atomic
    def change_state(self, state, *, by, paid_on=None, position=None):
        """Enter another state; raises ValidationError when it cannot be reached from here.

        What is paid has a day (today when not given), and may come with the new cash `position`, a dict of balance and
        balance_on, in the same act.
        """
        self.lock()
        if self.state == state:
            return
        if state not in self.next_states:
            raise ValidationError(
                _("A tranche that is “%(from)s” cannot become “%(to)s”."),
                code="unreachable_state",
                params={"from": self.get_state_display(), "to": dict(TrancheState.choices).get(state, state)},
            )
        if state != TrancheState.PAID and (paid_on or position):
            raise ValidationError(_("Only what is paid has a day of payment and a new balance."), code="not_paid")
        self.state = state
        self.paid_on = (paid_on or self.team.today()) if state == TrancheState.PAID else None
        grouped = position and isinstance(by, Membership)
        with (
            change(by, gettext_noop("{who} noted that {row} was paid"), row=self) if grouped else nullcontext(by) as act
        ):
            self.write(ENTERED[state], by=act)
            if position:
                CashPosition.renew(self.team, by=act, **position)

    @transaction.atomic
    def step_back(self, *, by):
        """Take the last change of state back, with the balance entered along with it; refuses once it was changed."""
        self.lock()
        take_back(self, *ENTERED.values(), by=by)
