"""What is kept of all iterations, and the answers made of it once they are all there."""

from collections.abc import Iterable

import numpy as np

from forecast.answers import QUANTILES, ROWS_AT_ONCE, chance, order_ranks, percentiles, sorted_blocks
from forecast.chunks import Funded, Planned, Prepared, criticality
from forecast.draws import Draws
from forecast.incidents import NEVER
from forecast.model import Cash, Chance, Days, Floats, MoneyResult, NodeMoney, NodeResult, PlanResult
from forecast.network import BEYOND, day_of
from forecast.treasury import fan_rows

FAN = (0.1, 0.25, 0.5, 0.75, 0.9)
P80 = 0.8
EIGHTY = QUANTILES.index(P80)


class PlanRecord:
    """The finishes of all milestones, and in how many iterations they are in time and critical."""

    def __init__(self, prepared: Prepared, n: int) -> None:
        self.prepared, self.n = prepared, n
        self.nodes = prepared.model.nodes
        self.finish: Floats = np.empty((len(self.nodes), n))
        self.critical = np.zeros(len(self.nodes), np.int64)
        self.in_time = np.zeros(len(self.nodes), np.int64)

    def add(self, planned: Planned, draws: Draws) -> None:
        self.finish[:, draws.start : draws.start + draws.count] = planned.times.finish
        self.critical += criticality(self.prepared, planned)
        for index, node in enumerate(self.nodes):
            if node.due is not None:
                self.in_time[index] += np.count_nonzero(planned.times.day[index] <= node.due)

    def result(self) -> PlanResult:
        lower, upper = (rank or edge for rank, edge in zip(order_ranks(self.n, P80), (1, self.n), strict=True))
        answers: dict[str, NodeResult] = {}
        for first, block in sorted_blocks(self.finish):
            quantiles = percentiles(block, QUANTILES)
            days = day_of(self.prepared.plan, quantiles).tolist()
            means = self.finish[first : first + len(block)].mean(axis=1).tolist()
            for row, at in enumerate(quantiles.tolist()):
                node = self.nodes[first + row]
                answers[node.id] = NodeResult(
                    quantiles=tuple(at),
                    days=_known(days[row]) if node.done is None else (node.done_day,) * len(QUANTILES),
                    interval80=(float(block[row, lower - 1]), float(block[row, upper - 1])),
                    mean=means[row],
                    by_due=None if node.due is None else chance(int(self.in_time[first + row]), self.n),
                    criticality=int(self.critical[first + row]) / self.n,
                )
        return PlanResult(self.n, answers)


class MoneyRecord:
    """For each open milestone whether cash lasts until it and what is short, and the balances that are shown."""

    def __init__(self, prepared: Prepared, cash: Cash, n: int, watched: Iterable[str]) -> None:
        self.cash, self.n = cash, n
        self.open = [(index, node) for index, node in enumerate(prepared.model.nodes) if node.done is None]
        self.index = np.array([index for index, _node in self.open], np.int64)
        self.due = np.array([NEVER if node.due is None else node.due for _index, node in self.open], np.int64)
        self.rows = fan_rows(cash)
        self.short: Floats = np.empty((len(self.open), n))
        self.fan: Floats = np.empty((len(self.rows), n))
        self.cash_out: Days = np.empty(n, np.int32)
        self.lasts = np.zeros(len(self.open), np.int64)
        self.joint = np.zeros(len(self.open), np.int64)
        self.signed: dict[str, int] = {}
        self.left: dict[str, Floats] = {id_: np.empty(n) for id_ in sorted(watched)}
        self.place = prepared.place

    def add(self, planned: Planned, funded: Funded, draws: Draws) -> None:
        part = slice(draws.start, draws.start + draws.count)
        balances = funded.balances
        self.cash_out[part] = balances.cash_out
        self.fan[:, part] = balances.fan
        for first in range(0, len(self.open), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            day = planned.times.day[self.index[rows]]
            lasts = balances.cash_out > day
            self.lasts[rows] += np.count_nonzero(lasts, axis=1)
            self.joint[rows] += np.count_nonzero(lasts & (day <= self.due[rows, None]), axis=1)
            short = balances.lowest_until(day)
            np.subtract(self.cash.floor, short, out=short)
            np.maximum(short, 0, out=self.short[rows, part])
        for id_, balance in self.left.items():
            balance[part] = balances.at(planned.times.day[self.place[id_]])
        for id_, reached in funded.signed.items():
            self.signed[id_] = self.signed.get(id_, 0) + int(np.count_nonzero(reached))

    def result(self) -> MoneyResult:
        nodes: dict[str, NodeMoney] = {}
        for first, block in sorted_blocks(self.short):
            reserves = percentiles(block, (P80,))[:, 0]
            for row, (_index, node) in enumerate(self.open[first : first + len(block)], first):
                joint: Chance | None = None if node.due is None else chance(int(self.joint[row]), self.n)
                nodes[node.id] = NodeMoney(joint, chance(int(self.lasts[row]), self.n), float(reserves[row - first]))
        fan = np.concatenate([percentiles(block, FAN) for _first, block in sorted_blocks(self.fan)])
        return MoneyResult(
            n=self.n,
            nodes=nodes,
            cash_out=self._cash_out_days(),
            runs_out=chance(int(np.count_nonzero(self.cash_out < NEVER)), self.n),
            fan_days=tuple(self.cash.start + row for row in self.rows),
            fan=tuple(tuple(row) for row in fan.tolist()),
            rounds={id_: chance(count, self.n) for id_, count in self.signed.items()},
            left={id_: tuple(percentiles(np.sort(row), QUANTILES).tolist()) for id_, row in self.left.items()},
        )

    def _cash_out_days(self) -> tuple[int | None, ...]:
        """Percentiles by whole days: between two days, and so next to "never", the later one would be too good."""
        ordered = np.sort(self.cash_out)
        days = [int(ordered[int((self.n - 1) * share)]) for share in QUANTILES]
        return tuple(None if day >= NEVER else day for day in days)


def _known(days: Iterable[int]) -> tuple[int | None, ...]:
    return tuple(None if day >= BEYOND else day for day in days)
