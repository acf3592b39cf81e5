"""What the responses to a risk take off, step by step. Pure: no Django, no clock.

Days are working days. What a person gave as not known is None, which is never 0.

The risk as it stands is what the forecast or the register counts: people rate it as it is by now, with what is done and
what is under way. So both stand above that line, to say what it would be without them, and are never taken off twice;
what is only planned stands below it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["done", "active", "planned"]
Total = Literal["without", "now", "planned"]

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
    """One action: its state, the working days it takes off, and what it costs, each None where nobody said."""

    id: Hashable
    state: str
    days: int | None
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar that hangs from `high` down to `low`, in working days; both None where the days are not known."""

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
    costs: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The bars from the top: steps and sums, the scale they share, and what is to be said of them.

    `unknown` actions say nothing of their days; `beyond` is by how many days all that is planned goes below nothing.
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
    counted = in_turn(responses)
    above = [each for each in counted if COUNTED[each.state] != "planned"]
    below = [each for each in counted if COUNTED[each.state] == "planned"]
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
    unknown = sum(each.days is None for each in counted)
    return Waterfall(rows, without, unknown, max(_days(below) - now, 0.0))


def in_turn(responses: Iterable[Response]) -> list[Response]:
    """Return those that count: done, then under way, then planned, each as they came."""
    counting = [each for each in responses if each.state in COUNTED]
    return sorted(counting, key=lambda each: ABOVE[COUNTED[each.state]])


def costs_of(responses: Iterable[Response]) -> tuple[tuple[str, Decimal], ...]:
    """Return (currency, sum) of the costs that are known; amounts in two currencies are never added."""
    sums: dict[str, Decimal] = {}
    for each in responses:
        if each.cost is not None:
            sums[each.currency] = sums.get(each.currency, Decimal(0)) + each.cost
    return tuple(sorted(sums.items()))


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
