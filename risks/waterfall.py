"""What the responses to a risk take off, or add to an upside, step by step. Pure: no Django, no clock.

All amounts of one waterfall are of one unit, working days or money in one currency; those of an opportunity are what
it saves or brings. What is not known is None, which is never 0.

The risk as it stands is what the forecast or the register counts: people rate it as it is by now, with what is done and
what is under way. So both stand above that line, to say what it would be without them, and are never counted twice;
what is only planned stands below it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Literal

Kind = Literal["done", "active", "planned"]
Total = Literal["without", "now", "planned"]
Amount = int | Decimal  # working days, or money
Costs = tuple[tuple[str, Decimal], ...]  # (currency, sum); amounts in two currencies are never added

# By state of an action: how it counts. One that was given up counts for nothing.
COUNTED: Mapping[str, Kind] = {
    "done": "done",
    "verified": "done",
    "in_progress": "active",
    "blocked": "active",
    "todo": "planned",
}
ABOVE: Mapping[Kind, int] = {"done": 0, "active": 1, "planned": 2}


@dataclass(frozen=True, slots=True)
class Response:
    """One action, or `count` of them together: the state, how much they take off or add, and what they cost.

    `effect` is None where nobody said; of several it is the sum of those that are known, and `silent` are the others.
    """

    id: Hashable
    state: str
    effect: Amount | None
    costs: Costs = ()
    count: int = 1
    silent: int = 0

    @property
    def unsaid(self) -> int:
        return self.silent or int(self.effect is None)


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from `low` to `high`; both None where the effect is not known."""

    id: Hashable
    kind: Kind
    effect: Amount | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A bar that stands on zero: how much there is of the risk, and what it has cost by then, in each currency."""

    kind: Total
    amount: float
    costs: Costs


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars from the top: steps and sums, the scale they share, and what is to be said of them.

    `unknown` actions say nothing of their effect; `beyond` is by how much the bars would go below nothing.
    """

    rows: tuple[Step | Sum, ...]
    most: float
    unknown: int
    beyond: float

    def share(self, amount: float | None) -> float:
        """Return where an amount stands on the scale, from 0 to 100."""
        return 0.0 if amount is None or not self.most else 100 * amount / self.most


def waterfall(now: float, responses: Iterable[Response]) -> Waterfall:
    """Return the Waterfall of a risk that costs so much as things stand."""
    counted, above, below = _parted(responses)
    without = now + _effect(above)
    top, at = _hang(above, without)
    bottom, left = _hang(below, at)
    rows: tuple[Step | Sum, ...] = (
        Sum("without", without, ()),
        *top,
        Sum("now", now, costs_of(above)),
        *bottom,
        Sum("planned", left, costs_of(counted)),
    )
    return Waterfall(rows, without, _unsaid(counted), max(_effect(below) - now, 0.0))


def upside(now: float, responses: Iterable[Response]) -> Waterfall:
    """Return the Waterfall of an opportunity that saves so much as things stand; it rises."""
    counted, above, below = _parted(responses)
    top, without = _hang(above[::-1], now)
    bottom, planned = _climb(below, now)
    rows: tuple[Step | Sum, ...] = (
        Sum("without", without, ()),
        *top[::-1],
        Sum("now", now, costs_of(above)),
        *bottom,
        Sum("planned", planned, costs_of(counted)),
    )
    return Waterfall(rows, planned, _unsaid(counted), max(_effect(above) - now, 0.0))


def in_turn(responses: Iterable[Response]) -> list[Response]:
    """Return those that count: done, then under way, then planned, each as they came."""
    counting = [each for each in responses if each.state in COUNTED]
    return sorted(counting, key=lambda each: ABOVE[COUNTED[each.state]])


def costs_of(responses: Iterable[Response]) -> Costs:
    """Return (currency, sum) of the costs that are known."""
    sums: dict[str, Decimal] = {}
    for currency, cost in chain.from_iterable(each.costs for each in responses):
        sums[currency] = sums.get(currency, Decimal(0)) + cost
    return tuple(sorted(sums.items()))


def _parted(responses: Iterable[Response]) -> tuple[list[Response], list[Response], list[Response]]:
    """Return those that count: all, those that what is counted today holds already, and those that are only planned."""
    counted = in_turn(responses)
    above = [each for each in counted if COUNTED[each.state] != "planned"]
    return counted, above, counted[len(above) :]


def _unsaid(responses: Iterable[Response]) -> int:
    return sum(each.unsaid for each in responses)


def _effect(responses: Iterable[Response]) -> float:
    return float(sum(each.effect or 0 for each in responses))


def _hang(responses: Sequence[Response], start: float) -> tuple[list[Step], float]:
    """Return the bars that hang one below the other from a height, and how far they reach; none below zero."""
    steps, at = [], start
    for each in responses:
        kind = COUNTED[each.state]
        if each.effect is None:
            steps.append(Step(each.id, kind, None, None, None))
            continue
        low = max(at - float(each.effect), 0.0)
        steps.append(Step(each.id, kind, each.effect, low, at))
        at = low
    return steps, at


def _climb(responses: Sequence[Response], start: float) -> tuple[list[Step], float]:
    """Return the bars that stand one above the other from a height, and how far they reach."""
    steps, at = [], start
    for each in responses:
        kind = COUNTED[each.state]
        if each.effect is None:
            steps.append(Step(each.id, kind, None, None, None))
            continue
        high = at + float(each.effect)
        steps.append(Step(each.id, kind, each.effect, at, high))
        at = high
    return steps, at
