"""What a risk would cost and what a contingency plan would save. Pure: no Django, no clock.

Days are working days, money is an amount in the currency of its row. None is not estimated, which is never 0.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

DAYS, FACTOR = "days", "factor"
# What changes nothing: no day more, and a duration as it is (100 %).
NEUTRAL: Mapping[str, int] = MappingProxyType({DAYS: 0, FACTOR: 100})
# How far an effect may reach: ten years of working days, ten times the duration.
MOST_DAYS = 2500
LEAST_FACTOR, MOST_FACTOR = 1, 1000


def is_contrary(effect: str, figures: Iterable[int | None], *, saves: bool) -> bool:
    """Say whether a figure of an effect points the wrong way.

    An opportunity (`saves`) takes time away or leaves it as it is, a threat adds some or leaves it as it is.
    """
    if effect not in NEUTRAL:
        return False
    neutral, known = NEUTRAL[effect], [figure for figure in figures if figure is not None]
    return any(figure > neutral if saves else figure < neutral for figure in known)


@dataclass(frozen=True, slots=True)
class PlanEffect:
    """What a contingency plan changes, as far as somebody estimated it; no figure is below 0.

    `state` and `outcome` are those of the plan; `order` decides between plans that are equally far, the lowest first.
    """

    id: Hashable
    state: str
    outcome: str
    order: int
    days_saved: int | None
    money_saved: Decimal | None
    own_cost: Decimal | None

    @property
    def is_estimated(self) -> bool:
        return any(figure is not None for figure in (self.days_saved, self.money_saved, self.own_cost))


@dataclass(frozen=True, slots=True)
class CountedPlan:
    """The plan that counts for a risk: "always", or only "fires" (when the risk does).

    `share` of its days and its money is saved, 1 or 1/2; its own cost is paid in full.
    """

    plan: PlanEffect
    when: Literal["always", "fires"]
    share: Fraction


# What was done counts before what is only prepared, and what was rehearsed before what was not.
COUNTING: Mapping[str, Literal["always", "fires"]] = MappingProxyType(
    {"activated": "always", "completed": "always", "rehearsed": "fires", "ready": "fires"}
)
SAVED: Mapping[str, Fraction] = MappingProxyType({"partly": Fraction(1, 2)})
WHOLE = Fraction(1)


def best_plan(plans: Iterable[PlanEffect]) -> CountedPlan | None:
    """Return which of a risk's plans counts, and how; None where none does.

    Only plans with an estimate count, and one alone: the figures of two plans against one risk cannot be added. An
    activated or completed one counts always, half of it where it worked in part; else a rehearsed or ready one counts
    when the risk fires. A draft, a failed and a retired plan save nothing.
    """
    counting = [plan for plan in plans if plan.is_estimated and plan.state in COUNTING]
    if not counting:
        return None
    rank = list(COUNTING)
    best = min(counting, key=lambda plan: (rank.index(plan.state), plan.order))
    return CountedPlan(best, COUNTING[best.state], SAVED.get(best.outcome, WHOLE))
