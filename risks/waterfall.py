"""What the responses to a risk take off, or add to an upside, step by step. Pure: no Django, no clock.

Days are working days, those of an opportunity the ones it saves. What is not known is None, which is never 0.

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
    """One action, or `count` of them together: the state, the working days they take off or add, and what they cost.

    `days` is None where nobody said; of several it is the sum of those that are known, and `silent` are the others.
    """

    id: Hashable
    state: str
    days: int | None
    costs: Costs = ()
    count: int = 1
    silent: int = 0

    @property
    def unsaid(self) -> int:
        return self.silent or int(self.days is None)


@dataclass(frozen=True, slots=True)
class Step:
    """A bar from `low` to `high`, in working days; both None where the days are not known."""

    id: Hashable
    kind: Kind
    days: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A bar that stands on zero: `days` of the risk, and what it has cost by then, in each currency."""

    kind: Total
    days: float
    costs: Costs


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars from the top: steps and sums, the scale they share, and what is to be said of them.

    `unknown` actions say nothing of their days; `beyond` is by how many days the bars would go below nothing.
    """

    rows: tuple[Step | Sum, ...]
    most: float
    unknown: int
    beyond: float

    def share(self, days: float | None) -> float:
        """Return where so many days stand on the scale, from 0 to 100."""
        return 0.0 if days is None or not self.most else 100 * days / self.most


def waterfall(now: float, responses: Iterable[Response]) -> Waterfall:
    """Return the Waterfall of a risk that costs so many days as things stand."""
    counted, above, below = _parted(responses)
    without = now + _days(above)
    top, at = _hang(above, without)
    bottom, left = _hang(below, at)
    rows: tuple[Step | Sum, ...] = (
        Sum("without", without, ()),
        *top,
        Sum("now", now, costs_of(above)),
        *bottom,
        Sum("planned", left, costs_of(counted)),
    )
    return Waterfall(rows, without, _unsaid(counted), max(_days(below) - now, 0.0))


def upside(now: float, responses: Iterable[Response]) -> Waterfall:
    """Return the Waterfall of an opportunity that saves so many days as things stand; it rises."""
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
    return Waterfall(rows, planned, _unsaid(counted), max(_days(above) - now, 0.0))


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


def _days(responses: Iterable[Response]) -> float:
    return float(sum(each.days or 0 for each in responses))


def _hang(responses: Sequence[Response], start: float) -> tuple[list[Step], float]:
    """Return the bars that hang one below the other from a height, and how far they reach; none below zero."""
    steps, at = [], start
    for each in responses:
        kind = COUNTED[each.state]
        if each.days is None:
            steps.append(Step(each.id, kind, None, None, None))
            continue
        low = max(at - each.days, 0.0)
        steps.append(Step(each.id, kind, each.days, low, at))
        at = low
    return steps, at


def _climb(responses: Sequence[Response], start: float) -> tuple[list[Step], float]:
    """Return the bars that stand one above the other from a height, and how far they reach."""
    steps, at = [], start
    for each in responses:
        kind = COUNTED[each.state]
        if each.days is None:
            steps.append(Step(each.id, kind, None, None, None))
            continue
        steps.append(Step(each.id, kind, each.days, at, at + each.days))
        at += each.days
    return steps, at
