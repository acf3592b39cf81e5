"""What is refused, in plain words that name the id: nothing wrong goes into the simulation, and no NaN passes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import isfinite

import numpy as np

from forecast.distributions import fault
from forecast.model import Cash, Deal, Driver, Flow, Model, Node, Round, Spread


class ModelError(ValueError):
    """A model that cannot be simulated."""


class UnknownIdError(ModelError):
    """Something names an id that is not there."""


class DuplicateIdError(ModelError):
    """Two entities of a kind have the same id."""


class SpreadError(ModelError):
    """Three points that are no distribution, or not one of this quantity."""


class FigureError(ModelError):
    """A figure that is no number, or outside its range."""


class CycleError(ModelError):
    """Milestones that wait for each other; `path` holds their ids, the first one again at the end."""

    def __init__(self, path: tuple[str, ...]) -> None:
        super().__init__(f"The links form a cycle: {' → '.join(path)}.")
        self.path = path


def checked(model: Model) -> None:
    """Raise the ModelError that says what is wrong; cycles are found when the network is ordered."""
    _check_ids(model)
    for node in model.nodes:
        _check_node(node)
    for driver in model.drivers:
        _check_driver(driver)
    for deal in model.deals:
        _check_deal(deal)
    for round_ in model.rounds:
        _check_round(round_)
    for link in model.links:
        _finite(f"The link {link.before} → {link.after}", link.lag)
        _one_of(f"The link {link.before} → {link.after}", link.kind, ("FS", "SS", "FF", "SF"))
    _within("The model's rho", model.rho)
    _check_days(model)
    days = 0
    if model.cash is not None:
        _check_cash(model.cash)
        days = len(model.cash.income)
    for flow in model.flows:
        _check_flow(flow, days if model.cash is not None else None)


def _check_ids(model: Model) -> None:
    kinds: tuple[tuple[str, Iterable[Node | Driver | Deal | Round | Flow]], ...] = (
        ("milestones", model.nodes),
        ("risks", model.drivers),
        ("deals", model.deals),
        ("rounds", model.rounds),
        ("flows", model.flows),
    )
    for kind, rows in kinds:
        twice = sorted(id_ for id_, count in Counter(row.id for row in rows).items() if count > 1)
        if twice:
            raise DuplicateIdError(f"Two {kind} have the id {twice[0]}.")
    nodes, rounds = {node.id for node in model.nodes}, {round_.id for round_ in model.rounds}
    for who, id_ in _named_nodes(model):
        if id_ not in nodes:
            raise UnknownIdError(f"{who} names the milestone {id_}, which is not there.")
    for deal in model.deals:
        if deal.round not in rounds:
            raise UnknownIdError(f"The deal {deal.id} names the round {deal.round}, which is not there.")


def _named_nodes(model: Model) -> Iterator[tuple[str, str]]:
    if model.sink is not None:
        yield "The model", model.sink
    for link in model.links:
        yield "A link", link.before
        yield "A link", link.after
    for driver in model.drivers:
        yield from ((f"The risk {driver.id}", effect.node) for effect in driver.effects)
    for deal in model.deals:
        yield from ((f"The deal {deal.id}", part.node) for part in deal.parts if part.node is not None)
    yield from ((f"The flow {flow.id}", flow.node) for flow in model.flows)


def _check_node(node: Node) -> None:
    who = f"The milestone {node.id}"
    _spread(f"The work of {node.id}", node.work, least=0)
    if node.wait is not None:
        _spread(f"The wait of {node.id}", node.wait, least=0)
    _finite(who, node.earliest, node.shift, node.done or 0, node.began or 0)
    if max(node.done or 0, node.done_day, node.began or 0) > 0:
        raise FigureError(f"{who} cannot be done, or begun, in the future.")


def _check_driver(driver: Driver) -> None:
    who = f"The risk {driver.id}"
    _within(f"The chance of {driver.id}", driver.p)
    for effect in driver.effects:
        _one_of(who, effect.kind, ("days", "factor"))
        name = f"The effect of {driver.id} on {effect.node}"
        _spread(name, effect.size, least=0 if effect.kind == "factor" else None)
    if driver.money is not None:
        _spread(f"The money of {driver.id}", driver.money)
    _finite(who, driver.days_saved, driver.money_saved, driver.cost)
    if min(driver.days_saved, driver.money_saved, driver.cost) < 0:
        raise FigureError(f"{who} has a plan with a negative figure.")
    _within(f"The share of the plan of {driver.id}", driver.share)
    if driver.window is not None and not driver.window[0] <= driver.window[1]:
        raise FigureError(f"{who} has a window that ends before it begins.")


def _check_deal(deal: Deal) -> None:
    _within(f"The chance of {deal.id}", deal.p)
    _spread(f"The amount of {deal.id}", deal.amount, least=0)
    _spread(f"The close of {deal.id}", deal.close)
    for part in deal.parts:
        _finite(f"The deal {deal.id}", part.share)
        if part.share < 0:
            raise FigureError(f"The deal {deal.id} has a part with a negative share.")


def _check_round(round_: Round) -> None:
    figures = [figure for figure in (round_.minimum, round_.cap, round_.secured, round_.wanted) if figure is not None]
    _finite(f"The round {round_.id}", *figures)
    if min(figures) < 0:
        raise FigureError(f"The round {round_.id} has a negative figure.")


def _check_flow(flow: Flow, days: int | None) -> None:
    _finite(f"The flow {flow.id}", flow.once, flow.growth)
    if flow.growth <= -1:
        raise FigureError(f"The flow {flow.id} cannot shrink by all of itself.")
    if flow.curve is None:
        return
    if not np.isfinite(flow.curve).all():
        raise FigureError(f"The curve of {flow.id} holds a figure that is no finite number.")
    if days is not None and flow.curve.shape != (days,):
        raise FigureError(f"The curve of {flow.id} has {flow.curve.size} days where the cash has {days}.")


def _check_cash(cash: Cash) -> None:
    _finite("The cash", cash.balance, cash.floor, cash.expense_factor)
    _within("The spread of expenses", cash.spread)
    if cash.start > 0:
        raise FigureError("The balance cannot be one of the future.")
    if not cash.income.shape == cash.expense.shape == cash.months.shape == (len(cash.income),):
        raise FigureError("Income, expense and months must have one figure for each day.")
    if len(cash.income) == 0:
        raise FigureError("The cash has no day to look at.")
    if not (np.isfinite(cash.income).all() and np.isfinite(cash.expense).all()):
        raise FigureError("Income or expense holds a figure that is no finite number.")
    if cash.expense_factor < 0:
        raise FigureError("The factor on expenses cannot be negative.")


def _check_days(model: Model) -> None:
    if model.day_of.ndim != 1 or len(model.day_of) == 0 or (np.diff(model.day_of) <= 0).any():
        raise FigureError("The working days must be one rising row of days.")


def _spread(name: str, spread: Spread, least: float | None = None) -> None:
    if (wrong := fault(spread)) is not None:
        raise SpreadError(f"{name} {wrong}.")
    if least is not None and spread.low < least:
        raise SpreadError(f"{name} cannot be below {least:g}, but begins at {spread.low:g}.")


def _finite(name: str, *figures: float) -> None:
    if not all(map(isfinite, figures)):
        raise FigureError(f"{name} has a figure that is no finite number.")


def _within(name: str, share: float) -> None:
    if not 0 <= share <= 1:
        raise FigureError(f"{name} must lie between 0 and 1, not at {share:g}.")


def _one_of(name: str, word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise FigureError(f"{name} has the kind {word!r}, which is none of {', '.join(words)}.")
