"""Models with one thing changed, to be run beside the base on the same random numbers."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from forecast.checks import UnknownIdError
from forecast.model import Deal, Driver, Model, Node

Row = TypeVar("Row", Node, Driver, Deal)


def without_driver(model: Model, driver_id: str) -> Model:
    """The model in which a risk never happens."""
    return with_chance(model, driver_id, 0)


def with_chance(model: Model, driver_id: str, p: float) -> Model:
    """The model in which a risk happens with chance `p`."""
    return replace(model, drivers=_changed("risk", model.drivers, driver_id, lambda row: replace(row, p=p)))


def with_deal(model: Model, deal_id: str, p: float) -> Model:
    """The model in which a deal is won with chance `p`; what it waits for still holds it."""
    return replace(model, deals=_changed("deal", model.deals, deal_id, lambda row: replace(row, p=p)))


def with_burn(model: Model, factor: float) -> Model:
    """The model in which expense from tomorrow on is multiplied by `factor`; unchanged without cash."""
    if model.cash is None:
        return model
    return replace(model, cash=replace(model.cash, expense_factor=model.cash.expense_factor * factor))


def sooner(model: Model, node_id: str, days: float) -> Model:
    """The model in which a milestone takes so many working days less, but never less than none."""
    return replace(
        model, nodes=_changed("milestone", model.nodes, node_id, lambda row: replace(row, shift=row.shift - days))
    )


def ancestors(model: Model, node_id: str) -> frozenset[str]:
    """The milestones that one waits for, directly or not, without itself."""
    _known("milestone", model.nodes, node_id)
    before: dict[str, list[str]] = {}
    for link in model.links:
        before.setdefault(link.after, []).append(link.before)
    found: set[str] = set()
    left = [node_id]
    while left:
        new = set(before.get(left.pop(), ())) - found
        found |= new
        left.extend(new)
    return frozenset(found - {node_id})


def _changed(kind: str, rows: tuple[Row, ...], id_: str, change: Callable[[Row], Row]) -> tuple[Row, ...]:
    _known(kind, rows, id_)
    return tuple(change(row) if row.id == id_ else row for row in rows)


def _known(kind: str, rows: tuple[Row, ...], id_: str) -> None:
    if all(row.id != id_ for row in rows):
        raise UnknownIdError(f"There is no {kind} {id_}.")
