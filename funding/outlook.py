"""How long the money lasts, who may know, and which milestone it is measured against."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, When

from planner.models import Milestone

from .cash_plan import CashPlan, plan_of
from .models import CashPosition, Settings
from .runway import CashOut, cash_out, days_after_cash_out, is_beyond_cash

# A balance older than this says too little: somebody should enter a new one.
OLD_AFTER = dt.timedelta(days=45)


@dataclass(frozen=True, slots=True)
class RunwaySentence:
    """The parts of the sentence home opens with: “Money lasts until 14 Aug; Public beta is due 40 days later”.

    `milestone` is the first one due on the cash-out date or later, else the next one due; `days_later` counts from
    the cash-out date to it, negative when it comes before, None when either is missing. `as_of` is the day of the
    balance, `plan` the lines that were counted beside it.
    """

    outlook: CashOut
    milestone: Milestone | None
    as_of: dt.date | None
    today: dt.date
    plan: CashPlan = field(default_factory=CashPlan)

    @property
    def kind(self):
        return self.outlook.kind

    @property
    def on(self):
        return self.outlook.on

    @property
    def missing_names(self):
        """Return the names of the figures a position lacks; nothing while there is no position."""
        fields = self.outlook.missing if self.as_of else ()
        return [CashPosition._meta.get_field(name).verbose_name for name in fields]

    @property
    def has_passed(self):
        """Say whether the money has run out already, by the figures there are."""
        return self.on is not None and self.on <= self.today

    @property
    def is_below_floor(self):
        """Say whether the balance lies below the floor on its own day."""
        return self.on is not None and self.on == self.as_of

    @property
    def is_old(self):
        return self.as_of is not None and self.today - self.as_of > OLD_AFTER

    @property
    def days_later(self):
        return days_after_cash_out(self.outlook, self.milestone and self.milestone.due_on)

    @property
    def is_beyond(self):
        """Say whether the milestone is due when the money has run out."""
        return is_beyond_cash(self.outlook, self.milestone and self.milestone.due_on)

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
    return _outlook(*_known(CashPosition.objects.latest_of(team), today), today)


def cash_outlook(membership, today):
    """Return the CashOut this person may know, or None."""
    return team_cash_out(membership.team, today) if may_see_cash_out(membership) else None


def cash_out_date_for(membership, today):
    """Return the day the money runs out if there is one and this person may know it, else None."""
    outlook = cash_outlook(membership, today)
    return None if outlook is None else outlook.on


def runway_sentence(membership, today, *, position=None):
    """Return the RunwaySentence for a person, or None when they may not know.

    `position` spares a query where the caller has the one that counts already.
    """
    if not may_see_cash_out(membership):
        return None
    position = position or CashPosition.objects.latest_of(membership.team)
    position, plan = _known(position, today)
    outlook = _outlook(position, plan, today)
    milestone = _milestone_to_reach(membership, outlook.on, today)
    return RunwaySentence(outlook, milestone, position and position.balance_on, today, plan)


def _known(position, today):
    return position, CashPlan() if position is None else plan_of(position, today)


def _outlook(position, plan, today):
    if position is None:
        return CashOut("not_known", missing=("balance",))
    return cash_out(position.figures, today, plan.lines)


def _milestone_to_reach(membership, cash_out_on, today):
    rows = Milestone.objects.visible_to(membership).open().filter(due_on__gte=today).select_related("team")
    is_beyond = Case(When(due_on__gte=cash_out_on or dt.date.max, then=0), default=1, output_field=IntegerField())
    return rows.order_by(is_beyond, "due_on", "number").first()
