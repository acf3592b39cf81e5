"""A run in the form it is kept: two dictionaries of ids and figures, one for the plan and one for the money. Pure.

A day is a number of calendar days after the day of the run, null beyond the horizon.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import islice
from math import ceil
from typing import Any

from . import engine
from .assumptions import Assumption
from .cost import affordable_tries, tries_at_most
from .inputs import Inputs
from .levers import LOST, ends_of, lost_of, money_levers, plan_levers
from .model import Gain, Model, MoneyResult, Node, Result
from .raise_time import usual_time

SCREENED_WITH, KEPT_LEVERS = 1_000, 30
WEIGHED = 80  # assumptions whose ends are compared
STEPS = 6  # simulations of variants at most: gains of plan and money, each screened first, and weights of both
WHOLE = 1e-9  # an offset as close to a whole day is that day
Report = Callable[[int, int], None] | None


@dataclass(frozen=True, slots=True)
class Found:
    """Both parts; `money` is None without a cash position that says enough."""

    engine: str
    plan: dict[str, Any]
    money: dict[str, Any] | None


def simulate(inputs: Inputs, *, seed: int, n: int, with_gains: bool = False, report: Report = None) -> Found:
    """Run the simulation and return what is kept of it; `report` hears how many hundredths of the gains are done."""
    model = inputs.model
    result = engine.run(model, seed=seed, n=n)
    gains: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    weights: tuple[dict[int, float], dict[int, float]] = ({}, {})
    if with_gains:
        steps = _Steps(report)
        gains = _gains(inputs, seed=seed, n=n, steps=steps)
        weights = _weights(inputs, seed=seed, steps=steps)
    plan = {
        "at": list(engine.QUANTILES),
        "target": inputs.headlines[0],
        "chosen": inputs.is_chosen,
        "milestones": {node.id: _node(model, result, node) for node in model.nodes if node.done is None},
        "gains": gains[0],
        "assumed": _assumed(inputs.assumptions[0], weights[0]),
    }
    return Found(engine.VERSION, plan, _money(inputs, result, gains[1], weights[1]))


def _node(model: Model, result: Result, node: Node) -> dict[str, Any]:
    found = result.plan.nodes[node.id]
    return {
        "days": list(found.days),
        "p": None if found.by_due is None else found.by_due.p,
        "error": None if found.by_due is None else found.by_due.error,
        "p80": [_day(model, offset) for offset in found.interval80],
        "mean": found.mean,
        "criticality": found.criticality,
        "due": node.due,
    }


def _day(model: Model, offset: float) -> int | None:
    """Return the day on which work of this offset is over, None beyond the last one."""
    place = max(ceil(offset - WHOLE), 1) - 1
    return int(model.day_of[place]) if place < len(model.day_of) else None


def _money(inputs: Inputs, result: Result, gains: dict[str, Any], weights: dict[int, float]) -> dict[str, Any] | None:
    money = result.money
    if money is None or inputs.purse is None or inputs.model.cash is None:
        return None
    done = {node.id for node in inputs.model.nodes if node.done is not None}
    return {
        "at": list(engine.QUANTILES),
        "target": inputs.headlines[1],
        "currency": inputs.purse.currency,
        "balance": float(inputs.purse.position.balance or 0),
        "start": inputs.model.cash.start,
        "floor": inputs.model.cash.floor,
        "milestones": {
            identity: {
                "joint": None if node.joint is None else node.joint.p,
                "error": None if node.joint is None else node.joint.error,
                "lasts": node.lasts.p,
                "lasts_error": node.lasts.error,
                "reserve": node.reserve80,
            }
            for identity, node in money.nodes.items()
            if identity not in done
        },
        "cash_out": list(money.cash_out),
        "runs_out": money.runs_out.p,
        "fan": _fan(money),
        "rounds": {identity: {"p": chance.p, "error": chance.error} for identity, chance in money.rounds.items()},
        "raises": {identity: asdict(time) for identity, time in inputs.raise_times.items()},
        "usual_raise": asdict(usual_time()),
        "gains": gains,
        "assumed": _assumed(_all_notes(inputs), weights),
    }


def _fan(money: MoneyResult) -> dict[str, Any]:
    rows = [[round(figure, 2) for figure in row] for row in money.fan]
    return {"days": list(money.fan_days), "rows": rows}


def _assumed(notes: tuple[Assumption, ...], weights: Mapping[int, float]) -> list[dict[str, Any]]:
    """Return the assumptions, those that matter most first; `weight` is what lies between the ends of one."""
    rows = [
        {
            "key": note.key,
            "kind": note.kind,
            "id": note.id,
            "figures": dict(note.figures),
            "counts": note.counts,
            "weight": weights.get(place),
        }
        for place, note in enumerate(notes)
    ]
    return sorted(rows, key=lambda row: row["weight"] or 0.0, reverse=True)


def _gains(inputs: Inputs, *, seed: int, n: int, steps: "_Steps") -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what each change would bring, to the plan's milestone and to the money's."""
    plan_target, money_target = inputs.headlines
    plan: dict[str, Gain] = {}
    both: dict[str, Gain] = {}
    if plan_target is not None:
        bare = replace(inputs.model, cash=None, deals=(), rounds=(), flows=())
        drafts = {pk: driver for pk, driver in inputs.drafts.items() if driver.effects}
        levers = plan_levers(bare, plan_target, drafts)
        plan = _tried(bare, levers, plan_target, seed=seed, n=n, steps=steps)
    if money_target is not None and inputs.model.cash is not None:
        levers = plan_levers(inputs.model, money_target, inputs.drafts) | money_levers(inputs.model)
        both = _tried(inputs.model, levers, money_target, seed=seed, n=n, steps=steps)
    return (
        {key: {"days": gain.days, "error": gain.days_error} for key, gain in plan.items()},
        {key: _gain(gain, both.get(lost_of(key))) for key, gain in both.items() if not key.startswith(LOST)},
    )


def _gain(gain: Gain, lost: Gain | None) -> dict[str, Any]:
    return {
        "joint": gain.joint,
        "error": gain.joint_error,
        "days": gain.days,
        "days_error": gain.days_error,
        "reserve": gain.reserve,
        "lost": None if lost is None else lost.joint,
    }


def _tried(
    model: Model, levers: dict[str, Model], target: str, *, seed: int, n: int, steps: "_Steps"
) -> dict[str, Gain]:
    """Try all changes, many first with fewer iterations: only what then helps most is worked out in full.

    Of more than a worker has time for, the first ones are tried.
    """
    levers = dict(islice(levers.items(), tries_at_most(model)))
    if len(levers) > KEPT_LEVERS:
        few = min(n, affordable_tries(model, len(levers), SCREENED_WITH))
        quick = engine.run(model, seed=seed, n=few, variants=levers, target=target, report=steps.next()).gains
        best = sorted(quick, key=lambda key: _worth(quick[key]), reverse=True)[:KEPT_LEVERS]
        levers = {key: levers[key] for key in best}
    if not levers:
        return {}
    return engine.run(model, seed=seed, n=n, variants=levers, target=target, report=steps.next()).gains


def _worth(gain: Gain) -> tuple[float, float, float]:
    return abs(gain.joint or 0.0), abs(gain.days), abs(gain.reserve or 0.0)


def _weights(inputs: Inputs, *, seed: int, steps: "_Steps") -> tuple[dict[int, float], dict[int, float]]:
    """Return by place what lies between the ends of each assumption: days, and joint chance where money is known.

    The part about the plan holds its own assumptions, weighed in days towards the plan's milestone, so that no money
    shows in their order; the part about money holds them all.
    """
    plan_target, money_target = inputs.headlines
    bare = replace(inputs.model, cash=None, deals=(), rounds=(), flows=())
    plan = {} if plan_target is None else _weighed(bare, inputs.assumptions[0], plan_target, seed, steps)
    money: dict[int, float] = {}
    if money_target is not None and inputs.model.cash is not None:
        money = _weighed(inputs.model, _all_notes(inputs), money_target, seed, steps)
    return plan, money


def _all_notes(inputs: Inputs) -> tuple[Assumption, ...]:
    """Return all assumptions, as the part about money holds them, those about money first."""
    return (*inputs.assumptions[1], *inputs.assumptions[0])


def _weighed(model: Model, notes: tuple[Assumption, ...], target: str, seed: int, steps: "_Steps") -> dict[int, float]:
    variants: dict[str, Model] = {}
    for place, low, high in islice(ends_of(model, notes[:WEIGHED]), tries_at_most(model) // 2):
        variants[f"{place}:low"], variants[f"{place}:high"] = low, high
    if not variants:
        return {}
    n = affordable_tries(model, len(variants), SCREENED_WITH)
    gains = engine.run(model, seed=seed, n=n, variants=variants, target=target, report=steps.next()).gains
    places = {int(key.partition(":")[0]) for key in gains}
    return {place: _between(gains[f"{place}:low"], gains[f"{place}:high"]) for place in places}


def _between(low: Gain, high: Gain) -> float:
    if low.joint is not None and high.joint is not None:
        return abs(high.joint - low.joint)
    return abs(high.days - low.days)


class _Steps:
    """Hears from one simulation of variants after the other, and tells how many hundredths of them all are done."""

    def __init__(self, report: Report) -> None:
        self.report, self.begun, self.told = report, 0, 0

    def next(self) -> Report:
        """Return what the next simulation reports to."""
        before, report = self.begun, self.report
        self.begun += 1
        if report is None:
            return None

        def heard(done: int, total: int) -> None:
            hundredths = (before * total + done) * 100 // (total * STEPS)
            if hundredths > self.told:
                self.told = hundredths
                report(hundredths, 100)

        return heard
