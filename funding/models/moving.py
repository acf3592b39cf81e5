"""How an opportunity moves through the stages of its channel."""

from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from funding import stages
from funding.states import stage_label
from teams.models import Membership, change, take_back

from .action import NextAction
from .cash import CashPosition

# What entering a stage may ask for (funding/stages.py) and the field that answers it.
ANSWERED_BY = {
    "amount": "amount",
    "expected_close": "expected_close_on",
    "next_action": "next_action",
    "reason_lost": "reason",
}
ASKED = {
    "amount": _("Enter the likely amount: “%(stage)s” needs it."),
    "expected_close": _("Enter the expected close: “%(stage)s” needs it."),
    "next_action": _("Say what comes next: “%(stage)s” needs a next action."),
    "reason_lost": _("Say why: “%(stage)s” needs a reason."),
}


class Moving(models.Model):
    """What an opportunity can do with its stage; mixed into Opportunity."""

    class Meta:
        abstract = True

    @property
    def moves(self):
        """Return the stages this opportunity may go to: what lies ahead first, then the way back."""
        here = self.place.order
        return sorted(stages.moves(self.channel, self.stage), key=lambda place: (place.order < here, place.order))

    def lacks(self, code, *, reason=""):
        """Return the names of what entering a stage still asks for."""
        held = {
            "amount": self.amount is not None,
            "expected_close": self.expected_close_on is not None,
            "next_action": self.next_action is not None,
            "reason_lost": bool(reason.strip()),
        }
        return stages.missing(self.channel, code, {need for need, is_held in held.items() if is_held})

    @transaction.atomic
    def advance(self, stage, *, by, reason="", amount=None, expected_close_on=None, next_action=None, position=None):
        """Move to a stage of the channel, filling in what it asks for.

        `next_action` is a dict of title, owner and due_on, `position` the cash there is once the money has come: a dict
        of balance and balance_on. Raises ValidationError naming each field still missing. A move repeated is harmless;
        one to the stage it is in that says something new is refused.
        """
        self._hold()
        if self.stage == stage:
            news = {"amount": amount, "expected_close_on": expected_close_on, "next_action": next_action}
            self._refuse_news(**news, position=position)
            return
        place = self._reachable(stage)
        if position and place.bucket != "paid":
            message = _("Only a stage in which the money has arrived takes a new balance.")
            raise ValidationError({"position": ValidationError(message, code="not_paid")})
        self.amount = self.amount if amount is None else amount
        self.expected_close_on = expected_close_on or self.expected_close_on
        with self._one_act(by, next_action or position) as act:
            if next_action:
                NextAction.follow(self, next_action, by=act)
            self._refuse_lacking(place, reason)
            self._enter(place, reason)
            self.write("advanced", by=act, reason=reason.strip())
            if position:
                CashPosition.renew(self.team, by=act, **position)

    @transaction.atomic
    def move_back(self, *, by):
        """Take the last move back; refuses once the opportunity has been changed since."""
        self._hold()
        take_back(self, "advanced", by=by)

    def _hold(self):
        """Lock, and forget what was fetched with the row as it was."""
        self.lock()
        for fetched in ("open_actions", "fetched_paid_on"):
            self.__dict__.pop(fetched, None)

    def _reachable(self, code):
        """Return the Stage of that code, or refuse: unknown in this channel, or not to be reached from here."""
        known = {place.code for place in stages.stages(self.channel)}
        if code not in known:
            message = _("Choose a stage of this channel.")
            raise ValidationError({"stage": ValidationError(message, code="unknown_stage")})
        place = next((place for place in self.moves if place.code == code), None)
        if place is None:
            raise ValidationError(
                {
                    "stage": ValidationError(
                        _("It cannot go from “%(from)s” to “%(to)s”."),
                        code="unreachable_stage",
                        params={"from": self.stage_label, "to": stage_label(stages.stage(self.channel, code))},
                    )
                }
            )
        return place

    def _refuse_news(self, *, next_action, position, **values):
        """Refuse values that differ from what is held, since nobody moves and they would be lost."""
        held = {name: getattr(self, name) for name in values}
        for name, given, row in (
            ("next_action", next_action, self.next_action),
            ("position", position, position and CashPosition.objects.latest_of(self.team)),
        ):
            values[name] = given
            held[name] = row and {each: getattr(row, each) for each in given or ()}
        message = _("It is in “%(stage)s” already. Change this on its page instead.")
        error = ValidationError(message, code="same_stage", params={"stage": self.stage_label})
        if news := {name: error for name, value in values.items() if value not in (None, held[name])}:
            raise ValidationError(news)

    def _refuse_lacking(self, place, reason):
        lacking = self.lacks(place.code, reason=reason)
        if lacking:
            raise ValidationError(
                {
                    ANSWERED_BY[need]: ValidationError(
                        ASKED[need], code="required", params={"stage": stage_label(place)}
                    )
                    for need in lacking
                }
            )

    def _enter(self, place, reason):
        now = timezone.now()
        self.won_at = (self.won_at or now) if place.kind == "won" else None
        self.lost_at = (self.lost_at or now) if place.kind == "lost" else None
        self.reason_lost = reason.strip() if place.kind == "lost" else ""
        self.stage, self.stage_since = place.code, now

    def _one_act(self, by, further):
        """Group the move with what else is stored, unless it is alone or the caller has grouped it already."""
        is_alone = not further or not isinstance(by, Membership)
        return nullcontext(by) if is_alone else change(by, gettext_noop("{who} moved {row} on"), row=self)
