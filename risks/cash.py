"""Whether what plans have set aside is there, for who sees the cash: one plan's reserve beside those of the others.

Money is held by plans that can be started against an open risk or are at work, as far as whoever asks sees them; a
plan that is being written counts itself. Amounts are in the currency of the cash, by the rates the team has entered.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.money_sums import halves, money_sum, units_of
from core.templatetags.ui import money
from funding.models import CashPosition, FxRate
from funding.rates import convert

from .models import ContingencyPlan
from .states import OPEN, PREPARED_PLANS, PlanState


@dataclass(frozen=True, slots=True)
class Cover:
    """What a plan and the others hold against the cash there is; `left_out` plans are in currencies without a rate."""

    own: Decimal | None
    held: Decimal
    plans: int
    left_out: int
    balance: Decimal
    currency: str

    @property
    def covered(self):
        return min(self.held, max(self.balance, Decimal(0)))

    @property
    def is_covered(self):
        return self.covered == self.held


class Reserves:
    """What the plans of a team hold in reserve, asked for once for as many plans as one likes: three statements."""

    def __init__(self, membership):
        self.membership, self.team = membership, membership.team

    @property
    def are_readable(self):
        return self.membership.has_perm("funding.view_cashposition")

    @cached_property
    def position(self):
        return CashPosition.objects.visible_to(self.membership).latest_of(self.team)

    def cover_of(self, plan):
        """Return the Cover of a plan; None where it holds nothing, or the cash may not be seen or is not known."""
        if not (plan.reserve and plan.is_open and self.are_readable and self.position):
            return None
        own, held, plans, left_out = self._converted(plan.reserve, plan.currency), Decimal(0), 0, 0
        for currency, amount, count in self._with(plan):
            converted = self._converted(amount, currency)
            if converted is None:
                left_out += count
            else:
                held, plans = held + converted, plans + count
        return Cover(own, held, plans, left_out, self.position.balance, self.position.currency)

    def _with(self, plan):
        """Return (currency, amount, how many plans) of what is held, a plan among it that is still being written."""
        if plan.is_activated or (plan.is_prepared and plan.risk.is_open):
            return self._held
        return [*self._held, (plan.currency, plan.reserve, 1)]

    @cached_property
    def _held(self):
        held = Q(state__in=PREPARED_PLANS, risk__status__in=OPEN) | Q(state=PlanState.ACTIVATED)
        rows = ContingencyPlan.objects.visible_to(self.membership).filter(held, reserve__gt=0)
        sums = (
            rows.order_by("currency").values("currency").annotate(count=Count("pk"), **halves(held=units_of("reserve")))
        )
        return [(row["currency"], money_sum(row, "held"), row["count"]) for row in sums]

    @cached_property
    def _rates(self):
        rows = FxRate.objects.visible_to(self.membership).counting(on=self.team.today())
        return [row.figures for row in rows]

    def _converted(self, amount, currency):
        return convert(amount, currency, self.position.currency, self._rates, self.team.today())


def tell_reserve(plan, membership):
    """Return sentences on a plan's reserve against the cash that is known; nothing where it cannot be told."""
    reserves = Reserves(membership)
    if not plan.reserve or not plan.is_open or not reserves.are_readable:
        return ""
    cover = reserves.cover_of(plan)
    if cover is None:
        return _("How much cash there is, nobody has entered.")
    told = [] if cover.own is not None else [_("The cash is in another currency, and there is no rate.")]
    if cover.own is not None:
        told.append(_tell_cover(cover))
    if others := cover.left_out - (cover.own is None):
        text = ngettext(
            "%(count)d other plan in a currency without a rate is not counted.",
            "%(count)d other plans in currencies without a rate are not counted.",
            others,
        )
        told.append(text % {"count": others})
    return " ".join(told)


def _tell_cover(cover):
    values = {name: money(getattr(cover, name), cover.currency) for name in ("held", "covered", "balance")}
    values["plans"] = cover.plans
    if cover.plans == 1:
        if cover.is_covered and cover.left_out:
            return _("The cash known, %(balance)s, covers it.") % values
        if cover.is_covered:
            return _("The cash known, %(balance)s, covers it; no other plan holds a reserve.") % values
        return _("More than there is: the cash known is %(balance)s.") % values
    if cover.is_covered:
        return _("The cash covers the %(held)s held in reserve by %(plans)d plans.") % values
    return _("The cash covers %(covered)s of %(held)s held in reserve by %(plans)d plans.") % values
