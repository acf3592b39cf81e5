"""Circles in links of the form "this before that": which rows are entangled, and the way from one to another.

Pure, and linear in rows and links. `after` maps a row to those that come right after it.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row", bound=Hashable)


def after_each(links: Iterable[tuple[Row, Row]]) -> dict[Row, list[Row]]:
    """The rows that come right after each row, of (before, after) pairs."""
    after: dict[Row, list[Row]] = {}
    for before, later in links:
        after.setdefault(before, []).append(later)
    return after


def way(after: Mapping[Row, Sequence[Row]], start: Row, end: Row) -> list[Row]:
    """The shortest way from one row to another, both included; empty when there is none."""
    came_from: dict[Row, Row] = {}
    waiting, seen = deque([start]), {start}
    while waiting:
        here = waiting.popleft()
        if here == end:
            found = [here]
            while found[-1] != start:
                found.append(came_from[found[-1]])
            return found[::-1]
        for there in after.get(here, ()):
            if there not in seen:
                seen.add(there)
                came_from[there] = here
                waiting.append(there)
    return []


def knots(after: Mapping[Row, Sequence[Row]]) -> dict[Row, int]:
    """The knot each entangled row is in: two rows are in one knot when each comes after the other.

    Rows in no circle are left out, and so is what merely follows itself. Tarjan's strongly connected components
    (SIAM J. Comput. 1, 1972), without recursion.
    """
    search = _Search(after)
    for row in after:
        if row not in search.index:
            search.begin(row)
    return search.knot


class _Search(Generic[Row]):
    """One depth-first walk over all rows; `low` is the earliest row that can be come back to."""

    def __init__(self, after: Mapping[Row, Sequence[Row]]) -> None:
        self.after = after
        self.index: dict[Row, int] = {}
        self.low: dict[Row, int] = {}
        self.open: list[Row] = []
        self.is_open: set[Row] = set()
        self.knot: dict[Row, int] = {}

    def begin(self, start: Row) -> None:
        """Walk everything that can be reached from a row."""
        steps = [(start, iter(self.after.get(start, ())))]
        self._enter(start)
        while steps:
            here, ahead = steps[-1]
            there = next(ahead, None)
            if there is None:
                steps.pop()
                self._leave(here, steps[-1][0] if steps else None)
            elif there not in self.index:
                self._enter(there)
                steps.append((there, iter(self.after.get(there, ()))))
            elif there in self.is_open:
                self.low[here] = min(self.low[here], self.index[there])

    def _enter(self, row: Row) -> None:
        self.index[row] = self.low[row] = len(self.index)
        self.open.append(row)
        self.is_open.add(row)

    def _leave(self, row: Row, back: Row | None) -> None:
        if back is not None:
            self.low[back] = min(self.low[back], self.low[row])
        if self.low[row] != self.index[row]:
            return
        place = len(self.open) - 1
        while self.open[place] != row:
            place -= 1
        together, self.open = self.open[place:], self.open[:place]
        self.is_open -= set(together)
        if len(together) > 1:
            self.knot |= dict.fromkeys(together, self.index[row])
