"""How long the money lasts, who may know, and which milestone it is measured against."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, IntegerField, When

from planner.models import Milestone

from .models import CashPosition, Settings
from .runway import CashOut, Kind, cash_out, days_after_cash_out


@dataclass(frozen=True, slots=True)
class RunwaySentence:
    """The parts of the sentence home opens with: “Money lasts until 14 Aug; Public beta is due 40 days later”.

    `milestone` is the first one due after the cash-out date, else the next one due; `days_later` counts from the
    cash-out date to it, negative when it comes before, None when either is missing.
    """

    kind: Kind
    on: dt.date | None
    milestone: Milestone | None
    days_later: int | None

    @property
    def is_beyond(self):
        """Say whether the milestone is due after the money has run out."""
        return self.days_later is not None and self.days_later > 0

    @property
    def days_before(self):
        """Return by how many days the milestone comes before the money runs out, or None."""
        return None if self.days_later is None or self.is_beyond else -self.days_later


def may_see_cash_out(membership):
    """Say whether a person may know when the money runs out: managers always, members under open books."""
    if membership.has_perm("funding.view_cashoutdate"):
        return True
    return membership.has_perm("funding.view_opened_cashoutdate") and Settings.of(membership.team).open_books


def team_cash_out(team, today):
    """Return the team's CashOut for a computation nobody reads as such; people ask `cash_outlook`."""
    position = CashPosition.objects.latest_of(team)
    return CashOut("not_known", missing=("balance",)) if position is None else cash_out(position.figures, today)


def cash_outlook(membership, today):
    """Return the CashOut this person may know, or None."""
    return team_cash_out(membership.team, today) if may_see_cash_out(membership) else None


def cash_out_date_for(membership, today):
    """Return the day the money runs out if there is one and this person may know it, else None."""
    outlook = cash_outlook(membership, today)
    return None if outlook is None else outlook.on


def runway_sentence(membership, today, *, outlook=None):
    """Return the RunwaySentence for a person, or None when they may not know.

    `outlook` spares a query where the caller has computed it from rows this person may see.
    """
    outlook = outlook or cash_outlook(membership, today)
    if outlook is None:
        return None
    milestone = _milestone_to_reach(membership, outlook.on, today)
    due = milestone and milestone.due_on
    return RunwaySentence(outlook.kind, outlook.on, milestone, days_after_cash_out(outlook, due))


def _milestone_to_reach(membership, cash_out_on, today):
    rows = Milestone.objects.visible_to(membership).open().filter(due_on__gte=today).select_related("team")
    is_beyond = Case(When(due_on__gt=cash_out_on or dt.date.max, then=0), default=1, output_field=IntegerField())
    return rows.order_by(is_beyond, "due_on", "number").first()
