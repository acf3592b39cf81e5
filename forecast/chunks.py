"""Some iterations of a model: first the plan, then, apart from it, the money."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from forecast.checks import checked
from forecast.distributions import normal_quantile, quantile
from forecast.draws import Draws
from forecast.incidents import NEVER, Incident, drawn, happening_day, lengthened
from forecast.model import Cash, Days, Deal, Driver, Effect, Floats, Model
from forecast.network import Network, Times, ancestors_of, critical, forward, network
from forecast.raising import Bools, payment_days, raised
from forecast.treasury import Balances, Treasury


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model that has been checked, its rows by id, so that no answer depends on the order in which they came."""

    model: Model
    plan: Network
    place: dict[str, int]
    effects: tuple[tuple[tuple[Effect, Driver], ...], ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plan does in some iterations."""

    times: Times
    incidents: dict[str, Incident]


@dataclass(frozen=True, slots=True)
class Funded:
    """What the money does in some iterations; `signed` tells by round where it reaches what it wants."""

    balances: Balances
    signed: dict[str, Bools]


def prepare(model: Model, targets: Iterable[str] | None = None) -> Prepared:
    """Check a model and put it in order; with `targets`, only what they, or money, depend on will be simulated."""
    checked(model)
    model = replace(
        model,
        nodes=tuple(sorted(model.nodes, key=lambda node: node.id)),
        drivers=tuple(sorted(model.drivers, key=lambda driver: driver.id)),
        rounds=tuple(sorted(model.rounds, key=lambda round_: round_.id)),
        deals=tuple(sorted(model.deals, key=lambda deal: deal.id)),
        flows=tuple(sorted(model.flows, key=lambda flow: flow.id)),
    )
    plan = network(model.nodes, model.links, model.day_of)
    place = {node.id: index for index, node in enumerate(model.nodes)}
    effects: list[list[tuple[Effect, Driver]]] = [[] for _node in model.nodes]
    for driver in model.drivers:
        for effect in _ordered(driver.effects):
            effects[place[effect.node]].append((effect, driver))
    order = plan.order
    if targets is not None:
        needed = ancestors_of(plan, [place[id_] for id_ in {*targets, *_moving_money(model)}])
        order = tuple(index for index in order if index in needed)
    return Prepared(model, plan, place, tuple(map(tuple, effects)), order)


def _ordered(effects: tuple[Effect, ...]) -> Iterable[Effect]:
    """Put those on one milestone in an order of their own; between milestones it changes nothing."""
    return effects if len({effect.node for effect in effects}) == len(effects) else sorted(effects, key=repr)


def simulate_plan(prepared: Prepared, draws: Draws) -> Planned:
    """Draw work, waits and risks, and let the links hold."""
    model = prepared.model
    incidents = drawn(model.drivers, draws)

    def duration(index: int, reached: Callable[[Floats], Days]) -> Floats:
        node = model.nodes[index]
        work = quantile(node.work, draws.uniform(node.id, "work"))
        work += node.shift
        np.maximum(work, 0, out=work)
        wait = 0.0 if node.wait is None else quantile(node.wait, draws.uniform(node.id, "wait"))
        here = [(effect, incidents[driver.id]) for effect, driver in prepared.effects[index] if driver.id in incidents]
        if here:
            day = reached(work + wait) if any(incident.on is not None for _effect, incident in here) else None
            work = lengthened(work, [(effect, one.driver, *one.hit(index, day)) for effect, one in here])
        work += wait
        return work

    return Planned(forward(prepared.plan, prepared.order, duration, draws.count), incidents)


def criticality(prepared: Prepared, planned: Planned) -> NDArray[np.int64]:
    """In how many iterations each milestone is critical, towards the sink of the model."""
    sink = prepared.model.sink
    return critical(prepared.plan, planned.times, None if sink is None else prepared.place[sink])


def simulate_money(prepared: Prepared, cash: Cash, planned: Planned, draws: Draws) -> Funded:
    """Let everything that moves money move it on its simulated day."""
    treasury = Treasury(cash, draws)
    for incident in planned.incidents.values():
        if incident.driver.money is not None or incident.driver.cost > 0:
            _pay_for(incident, planned.times.day, treasury, draws)
    signed = _collect(prepared, treasury, planned, draws)
    for flow in prepared.model.flows:
        index = prepared.place[flow.node]
        is_past = prepared.model.nodes[index].done is not None
        treasury.start_flow(flow, planned.times.day[index], is_past)
    return Funded(treasury.balances(), signed)


def _pay_for(incident: Incident, reached: Days, treasury: Treasury, draws: Draws) -> None:
    """The money of a risk, less what its plan saves, and the plan's own cost."""
    driver, where = incident.driver, incident.where
    day = incident.first_day(reached)
    if (day == NEVER).any():
        on = happening_day(driver, draws).take(where) if incident.on is None else incident.on
        day = np.where(day == NEVER, on, day)
    loss = np.zeros(len(where))
    if driver.money is not None:
        loss = quantile(driver.money, draws.uniform(driver.id, "money").take(where))
        if driver.money_saved:
            loss -= np.minimum(driver.money_saved * driver.share, np.maximum(loss, 0))
    treasury.move(day, -(loss + driver.cost), where)


def _collect(prepared: Prepared, treasury: Treasury, planned: Planned, draws: Draws) -> dict[str, Bools]:
    """The payments of all deals; and where each round reaches what it wants."""
    model = prepared.model
    market = normal_quantile(draws.uniform("market", "market")) if model.deals else np.zeros(draws.count)
    signed: dict[str, Bools] = {}
    for round_ in model.rounds:
        found = raised(round_, _of_round(model.deals, round_.id), model.rho, market, draws)
        if round_.wanted is not None:
            signed[round_.id] = found.signed(round_)
        for row, deal in enumerate(found.deals):
            where = np.flatnonzero(found.open_from[row] < NEVER)
            for part in deal.parts:
                reached = None if part.node is None else planned.times.day[prepared.place[part.node], where]
                day = payment_days(part, found.open_from[row, where], reached)
                treasury.move(day, found.paid[row, where] * part.share, where)
    return signed


def _of_round(deals: Sequence[Deal], round_id: str) -> tuple[Deal, ...]:
    return tuple(deal for deal in deals if deal.round == round_id)


def _moving_money(model: Model) -> set[str]:
    """The milestones on whose date money hangs."""
    if model.cash is None:
        return set()
    found = {flow.node for flow in model.flows}
    found |= {part.node for deal in model.deals for part in deal.parts if part.node is not None}
    costly = [driver for driver in model.drivers if driver.money is not None or driver.cost > 0]
    return found | {effect.node for driver in costly for effect in driver.effects}
