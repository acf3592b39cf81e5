"""What is tried: each change by itself that might help, and each assumption at both of its ends. Pure.

A key is "burn", or "kind:id" of the row that would change.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .assumptions import Assumption
from .changes import ancestors, sooner, with_burn, with_chance, with_deal, without_driver
from .model import Deal, Driver, Model, Node, Spread

BURN, LESS = "burn", 0.9
SOONER = 10.0  # working days
LOST = "lost:"
EVEN_ODDS = (0.5, 2.0)  # odds that were assumed may as well be half or double
MARKET = (0.0, 0.5)


def plan_levers(model: Model, target: str, drafts: Mapping[str, Driver]) -> dict[str, Model]:
    """Return the changes that move milestones: a risk gone, work ten days shorter, a draft plan ready."""
    open_nodes = {node.id for node in model.nodes if node.done is None}
    levers = {
        f"risks.risk:{driver.id}": without_driver(model, driver.id)
        for driver in model.drivers
        if driver.effects and driver.p > 0
    }
    for node in sorted(open_nodes & {target, *ancestors(model, target)}):
        levers[f"planner.milestone:{node}"] = sooner(model, node, SOONER)
    return levers | {f"risks.contingencyplan:{plan}": _ready(model, driver) for plan, driver in drafts.items()}


def money_levers(model: Model) -> dict[str, Model]:
    """Return the changes that move money alone: deals won or lost, less spent, risks that cost money and no days."""
    if model.cash is None:
        return {}
    levers = {
        f"risks.risk:{driver.id}": without_driver(model, driver.id)
        for driver in model.drivers
        if not driver.effects and driver.p > 0
    }
    for deal in model.deals:
        if deal.p < 1:
            levers[f"funding.opportunity:{deal.id}"] = with_deal(model, deal.id, 1)
            levers[f"{LOST}{deal.id}"] = with_deal(model, deal.id, 0)
    return levers | {BURN: with_burn(model, LESS)}


def lost_of(key: str) -> str:
    """Return the key of losing the row that another key is about winning."""
    return f"{LOST}{key.partition(':')[2]}"


def _ready(model: Model, driver: Driver) -> Model:
    return replace(model, drivers=tuple(driver if each.id == driver.id else each for each in model.drivers))


def ends_of(model: Model, notes: Sequence[Assumption]) -> Iterator[tuple[int, Model, Model]]:
    """Yield (place among the notes, model at one end, model at the other) of each assumption that has two ends."""
    nodes = {node.id: node for node in model.nodes}
    drivers = {driver.id: driver for driver in model.drivers}
    deals = {deal.id: deal for deal in model.deals}
    for place, note in enumerate(notes):
        ends = None
        if note.id in nodes:
            ends = _node_ends(model, nodes[note.id], note)
        elif note.id in drivers:
            ends = _driver_ends(model, drivers[note.id], note)
        elif note.id in deals:
            ends = _deal_ends(model, deals[note.id], note)
        elif not note.id:
            ends = _team_ends(model, note)
        if ends is not None:
            yield place, *ends


def _node_ends(model: Model, node: Node, note: Assumption) -> tuple[Model, Model] | None:
    if note.key == "blocked" and node.wait is not None:
        ends = [replace(node, wait=_fixed(end)) for end in (node.wait.low, node.wait.high)]
    else:
        ends = [replace(node, work=_fixed(end)) for end in (node.work.low, node.work.high)]
    return _with_node(model, ends[0]), _with_node(model, ends[1])


def _with_node(model: Model, node: Node) -> Model:
    return replace(model, nodes=tuple(node if each.id == node.id else each for each in model.nodes))


def _driver_ends(model: Model, driver: Driver, note: Assumption) -> tuple[Model, Model] | None:
    if note.key == "percent":
        low, high = (float(str(note.figures[name])) / 100 for name in ("low", "high"))
        return with_chance(model, driver.id, low), with_chance(model, driver.id, high)
    if note.key == "effect_range":
        return _ready(model, _sized(driver, "low")), _ready(model, _sized(driver, "high"))
    if note.key == "money_range" and driver.money is not None:
        low_money, high_money = (replace(driver, money=_fixed(end)) for end in (driver.money.low, driver.money.high))
        return _ready(model, low_money), _ready(model, high_money)
    return None


def _sized(driver: Driver, end: str) -> Driver:
    effects = tuple(replace(effect, size=_fixed(getattr(effect.size, end))) for effect in driver.effects)
    return replace(driver, effects=effects)


def _deal_ends(model: Model, deal: Deal, note: Assumption) -> tuple[Model, Model] | None:
    if note.key == "odds":
        low, high = (min(deal.p * share, 1.0) for share in EVEN_ODDS)
        return with_deal(model, deal.id, low), with_deal(model, deal.id, high)
    if note.key in ("close_range", "close_passed"):
        early, late = (replace(deal, close=_fixed(end)) for end in (deal.close.low, deal.close.high))
        return _with_deal(model, early), _with_deal(model, late)
    if note.key == "lag":
        none = replace(deal, parts=tuple(replace(part, lag=0) for part in deal.parts))
        double = replace(deal, parts=tuple(replace(part, lag=2 * part.lag) for part in deal.parts))
        return _with_deal(model, none), _with_deal(model, double)
    return None


def _with_deal(model: Model, deal: Deal) -> Model:
    return replace(model, deals=tuple(deal if each.id == deal.id else each for each in model.deals))


def _team_ends(model: Model, note: Assumption) -> tuple[Model, Model] | None:
    if note.key == "deal_link":
        return replace(model, rho=MARKET[0]), replace(model, rho=MARKET[1])
    if note.key == "expense_spread" and model.cash is not None:
        spread = model.cash.spread
        steady = replace(model, cash=replace(model.cash, spread=0.0))
        return with_burn(steady, 1 - spread), with_burn(steady, 1 + spread)
    return None


def _fixed(figure: float) -> Spread:
    return Spread("fixed", figure, figure, figure)
