"""What a simulation costs, told from its size before it runs. Pure.

One cell is what one day of one iteration takes, some 20 ns; the weights are measured with `bench/forecast.py`.
"""

from forecast.model import Model

ROW = 4  # a milestone, a risk, an effect
DEAL = 16
AT_ONCE = 50_000_000  # about a second: what a request waits for
AT_MOST = 200_000_000  # with thirty changes tried beside it, some minutes of a worker
KEPT_AT_MOST = 12_000_000  # milestones times iterations, all kept in memory until the end: twice 100 MB
HELD_AT_MOST = 4_000_000  # figures of all iterations of a chunk, held at the same time: 32 MB for each kind
TRIED_AT_MOST = 2_000_000_000  # for a first look at all that might help
ROWS_TRIED_AT_MOST = 10_000_000  # of all changes that are looked at: five minutes
LEAST, LEAST_TRIED = 1_000, 100  # iterations that are made whatever they cost


def cells_of(model: Model) -> int:
    """Return the cells of one iteration."""
    days = 0 if model.cash is None else len(model.cash.income)
    curves = sum(flow.curve is not None for flow in model.flows)
    return max(days + curves * days + ROW * rows_of(model) + DEAL * len(model.deals), 1)


def rows_of(model: Model) -> int:
    """Return how many rows are simulated one by one, each some 30 µs however few the iterations."""
    effects = sum(len(driver.effects) for driver in model.drivers)
    parts = sum(len(deal.parts) for deal in model.deals)
    return len(model.nodes) + len(model.links) + len(model.drivers) + effects + parts + len(model.flows)


def is_quick(model: Model, n: int) -> bool:
    """Say whether a request may wait for so many iterations."""
    return n * cells_of(model) <= AT_ONCE


def affordable(model: Model, wanted: int) -> int:
    """Return how often a model is run by the worker where so many iterations are wanted."""
    most = min(AT_MOST // cells_of(model), KEPT_AT_MOST // max(len(model.nodes), 1))
    return min(wanted, max(most, LEAST))


def affordable_tries(model: Model, variants: int, wanted: int) -> int:
    """Return with how many iterations so many changes of a model are looked at where so many are wanted."""
    return min(wanted, max(TRIED_AT_MOST // (cells_of(model) * max(variants, 1)), LEAST_TRIED))


def tries_at_most(model: Model) -> int:
    """Return how many changes of a model are looked at, however many there might be."""
    return max(ROWS_TRIED_AT_MOST // max(rows_of(model), 1), 1)


def chunk_of(model: Model, most: int) -> int:
    """Return how many iterations are worked off at a time, `most` where memory allows."""
    days = 0 if model.cash is None else len(model.cash.income)
    held = max(days + 2 * len(model.nodes) + len(model.drivers) + 2 * len(model.deals), 1)
    return max(min(most, HELD_AT_MOST // held), 1)
