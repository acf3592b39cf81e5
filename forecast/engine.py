"""The joint simulation of plan, risks and money. Pure: the same model, seed and VERSION give the same bytes.

Iterations are worked off in chunks to keep memory small. What is counted is counted in whole numbers, and what is
sorted or averaged waits until all iterations are there, so that the size of a chunk changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from forecast.answers import QUANTILES
from forecast.checks import FigureError, UnknownIdError
from forecast.chunks import Funded, Planned, Prepared, prepare, simulate_money, simulate_plan
from forecast.cost import chunk_of
from forecast.draws import Draws
from forecast.gains import Seen, gain, joined
from forecast.model import Gain, Model, Result
from forecast.record import MoneyRecord, PlanRecord

__all__ = ["QUANTILES", "VERSION", "run"]

# Changes whenever the same model and seed give other figures.
VERSION = "1"
# Changed models that are kept prepared, each some megabytes where it is large; others are prepared for each chunk.
KEPT = 32
Report = Callable[[int, int], None]


def run(
    model: Model,
    *,
    seed: int,
    n: int = 10_000,
    chunk: int = 2_000,
    variants: Mapping[str, Model] | None = None,
    target: str | None = None,
    report: Report | None = None,
) -> Result:
    """Simulate `n` iterations of a model, and of changed ones with the same random numbers.

    The gain of each variant is measured at the milestone `target` (else the model's sink). `report` hears how many
    models have been worked off in how many chunks, and of how many; a chunk is `chunk` iterations, or as many as memory
    has room for. Raises ModelError (a ValueError) for what cannot be simulated.
    """
    if n < 1 or chunk < 1:
        raise FigureError("At least one iteration, and one in a chunk, is needed.")
    base, chunk = prepare(model), chunk_of(model, chunk)
    parts = [Draws(seed, start, min(chunk, n - start)) for start in range(0, n, chunk)]
    watch = _Watch(base, target, variants or {})
    plan = PlanRecord(base, n)
    money = None if model.cash is None else MoneyRecord(base, model.cash, n, watch.watched)
    total = len(parts) * (1 + len(watch.changed))
    for done, draws in enumerate(parts):
        planned = simulate_plan(base, draws)
        plan.add(planned, draws)
        funded = None
        if model.cash is not None and money is not None:
            funded = simulate_money(base, model.cash, planned, draws)
            money.add(planned, funded, draws)
        for more, _name in enumerate(watch.looks(planned, funded, draws), done * (1 + len(watch.changed)) + 1):
            if report is not None:
                report(more, total)
    return Result(plan.result(), None if money is None else money.result(), watch.gains())


class _Watch:
    """Looks at one milestone in the base and in each variant."""

    def __init__(self, base: Prepared, target: str | None, variants: Mapping[str, Model]) -> None:
        self.base = base
        self.target = target if target is not None else base.model.sink
        if self.target is None:
            if variants:
                raise UnknownIdError("Gains are measured at a milestone: a target, or a sink, is needed.")
        elif self.target not in base.place:
            raise UnknownIdError(f"The target names the milestone {self.target}, which is not there.")
        self.watched = {id_ for id_ in (self.target, base.model.sink) if id_ is not None}
        self.changed = variants
        self.kept: dict[str, Prepared] = {}
        self.seen: dict[str | None, list[Seen]] = {name: [] for name in (None, *self.changed)}

    def looks(self, planned: Planned, funded: Funded | None, draws: Draws) -> Iterator[str | None]:
        """Look at the base, then simulate each variant in turn."""
        if self.changed:
            self._look(None, self.base, planned, funded)
        yield None
        for name in self.changed:
            variant = self._prepared(name)
            its_plan = planned if _has_same_plan(variant.model, self.base.model) else simulate_plan(variant, draws)
            cash = variant.model.cash
            self._look(
                name, variant, its_plan, None if cash is None else simulate_money(variant, cash, its_plan, draws)
            )
            yield name

    def gains(self) -> dict[str, Gain]:
        if not self.changed:
            return {}
        base = joined(self.seen[None])
        return {name: gain(base, joined(self.seen[name])) for name in self.changed}

    def _prepared(self, name: str) -> Prepared:
        found = self.kept.get(name) or prepare(self.changed[name], [self.target or ""])
        if len(self.kept) < KEPT:
            self.kept[name] = found
        return found

    def _look(self, name: str | None, prepared: Prepared, planned: Planned, funded: Funded | None) -> None:
        index = prepared.place[self.target or ""]
        day, node, cash = planned.times.day[index], prepared.model.nodes[index], prepared.model.cash
        joint, short = None, None
        if funded is not None and cash is not None:
            short = np.maximum(cash.floor - funded.balances.lowest_until(day), 0)
            if node.due is not None:
                joint = (day <= node.due) & (funded.balances.cash_out > day)
        self.seen[name].append(Seen(planned.times.finish[index].copy(), joint, short))


def _has_same_plan(one: Model, other: Model) -> bool:
    return (one.nodes, one.links, one.drivers) == (other.nodes, other.links, other.drivers) and np.array_equal(
        one.day_of, other.day_of
    )
