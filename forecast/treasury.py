"""The balance day by day in many iterations at once: never at month ends only, where a gap within a month is lost.

Row r of an array [day, iteration] is the end of day `start` + r; row 0 is the balance itself. What happens earlier than
row 1 is put there, since it is not in the balance yet; what happens beyond the horizon into one more row that nobody
reads.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.distributions import quantile
from forecast.draws import Draws
from forecast.incidents import NEVER
from forecast.model import Cash, Days, Floats, Flow, Spread
from forecast.raising import HALF_A_CENT
from funding.flows import MOST_A_DAY

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Balances:
    """`cash_out`: the first day below the floor (NEVER). `_balance`, and `_lowest` so far, by [day, iteration]."""

    cash: Cash
    cash_out: Days
    _balance: Floats
    _lowest: Floats

    @property
    def fan(self) -> Floats:
        """The balance on the days shown, [day, iteration]."""
        return self._balance[list(fan_rows(self.cash))]

    def lowest_until(self, day: Days) -> Floats:
        """The lowest balance up to the end of a day, [..., iteration], or of the whole horizon beyond it."""
        return self._lowest.take(self._place(day))

    def at(self, day: Days) -> Floats:
        """The balance at the end of a day of each iteration, or of the last one of the horizon beyond it."""
        return self._balance.take(self._place(day))

    def _place(self, day: Days) -> Whole:
        """The places of a day by [..., iteration] in a flat [day, iteration]."""
        start, count = self.cash.start, day.shape[-1]
        row = np.minimum(np.maximum(day, start), start + len(self.cash.income))
        place: Whole = np.multiply(row, count, dtype=np.int64)
        place += np.arange(-start * count, (1 - start) * count)
        return place


def fan_rows(cash: Cash) -> tuple[int, ...]:
    """The rows that are shown: the balance itself, and the last day known of each month."""
    ends = np.flatnonzero(np.diff(cash.months)) + 1
    return (0, *(int(row) for row in ends), len(cash.months))


class Treasury:
    """Takes what moves, and then tells the balances."""

    def __init__(self, cash: Cash, draws: Draws) -> None:
        self.cash = cash
        self.factor = expense_factor(cash, draws)
        self.days = len(cash.income)
        self.moves = np.zeros((self.days + 2, draws.count))
        self._flat = self.moves.reshape(-1)
        self._all = np.arange(draws.count)

    def move(self, day: Days | Whole, amount: Floats, where: Whole | None = None) -> None:
        """Move an amount on a day, both by iteration; with `where` in these iterations only."""
        place = np.subtract(day, self.cash.start, dtype=np.int64)
        np.minimum(np.maximum(place, 1, out=place), self.days + 1, out=place)
        place *= self.moves.shape[1]
        place += self._all if where is None else where
        # Each iteration is there once, so that nothing is lost by adding to all of them at once.
        self._flat[place] += amount

    def start_flow(self, flow: Flow, reached: Days, is_past: bool) -> None:
        """Let a flow run from `lag` days after the day its milestone is reached."""
        begins = np.where(reached >= NEVER - 1, NEVER, reached.astype(np.int64) + flow.lag)
        row = begins - self.cash.start
        if flow.once and not (is_past and row[0] < 1):
            self.move(begins, self._varied(np.full(row.shape, flow.once, np.float64), flow.once))
        if flow.curve is not None:
            self._run(flow, flow.curve, np.maximum(row, 1))

    def balances(self) -> Balances:
        """The sums over the days; this can be asked once, since it works in place."""
        balance = self.moves[:-1]
        lowest = np.empty_like(balance)
        before, least = np.zeros_like(self.factor), np.full_like(self.factor, np.inf)
        for today, so_far, certain, uncertain in zip(balance, lowest, *_plan(self.cash), strict=True):
            np.add(today, before, out=today)
            np.multiply(self.factor, -uncertain, out=so_far)
            np.add(so_far, certain, out=so_far)
            np.add(today, so_far, out=today)
            before, least = today, np.minimum(least, today, out=so_far)
        days = _rows_from(lowest, self.cash.floor - HALF_A_CENT)
        cash_out = np.where(days > self.days, NEVER, self.cash.start + days).astype(np.int32)
        return Balances(self.cash, cash_out, balance, lowest)

    def _run(self, flow: Flow, curve: Floats, first: Whole) -> None:
        """Add a curve to the rows from `first` on, grown by month since then; no day by more than MOST_A_DAY."""
        last = self.days if flow.end is None else min(self.days, flow.end - self.cash.start)
        begin = int(first.min())
        if begin > last:
            return
        grown, shrunk = curve, np.ones(first.shape)
        if flow.growth:
            month = (self.cash.months - self.cash.months[0]).astype(np.float64)
            grown = curve * (1 + flow.growth) ** month
            shrunk = (1 + flow.growth) ** -month[np.minimum(first, self.days) - 1]
        positive = shrunk * self._varied(np.ones(first.shape), -1.0)
        rows = np.arange(begin, last + 1)[:, None]
        daily = grown[begin - 1 : last, None]
        scale = np.where(daily < 0, positive, shrunk) if (daily < 0).any() else shrunk
        moved = daily * scale
        if flow.growth:
            np.clip(moved, -MOST_A_DAY, MOST_A_DAY, out=moved)
        self.moves[begin : last + 1] += np.where(rows >= first, moved, 0.0)

    def _varied(self, amount: Floats, sign: float) -> Floats:
        """What goes out varies as every expense does."""
        return amount * self.factor if sign < 0 else amount


def expense_factor(cash: Cash, draws: Draws) -> Floats:
    """The one factor of each iteration on expense from tomorrow on: triangular within ±`spread`, its median 1."""
    if cash.spread == 0:
        return np.full(draws.count, cash.expense_factor, np.float64)
    spread = Spread("triangular", 1 - cash.spread, 1, 1 + cash.spread)
    return quantile(spread, draws.uniform("cash", "expense")) * cash.expense_factor


def _plan(cash: Cash) -> tuple[list[float], list[float]]:
    """By row, what comes for certain (balance, then income, less expense until today); and expense from tomorrow on."""
    is_coming = cash.start + 1 + np.arange(len(cash.expense)) >= 1
    certain = cash.income - np.where(is_coming, 0.0, cash.expense)
    return [cash.balance, *certain.tolist()], [0.0, *np.where(is_coming, cash.expense, 0.0).tolist()]


def _rows_from(falling: Floats, least: float) -> Whole:
    """How many rows of each column, which never rises, are at least that much: bisection in all columns at once."""
    columns = np.arange(falling.shape[1])
    least_rows, most_rows = np.zeros(falling.shape[1], np.int64), np.full(falling.shape[1], len(falling))
    while (open_ := least_rows < most_rows).any():
        middle = (least_rows + most_rows) // 2
        is_enough = falling[np.minimum(middle, len(falling) - 1), columns] >= least
        least_rows = np.where(open_ & is_enough, middle + 1, least_rows)
        most_rows = np.where(open_ & ~is_enough, middle, most_rows)
    return least_rows
