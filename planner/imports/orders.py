"""Whether the dates of a file put the day or the month first: each column settles its own, a person the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.tabular.dates import DayOrder, Order, day_order
from core.tabular.reader import Table
from planner.imports.columns import Columns

_SETTLED: Mapping[str, Order] = {"dmy": "dmy", "mdy": "mdy"}
_DATES = ("start", "due", "done_on", "started_on", "measured_on", "state")


@dataclass(frozen=True, slots=True)
class DayOrders:
    """The order of each column that settles its own, and the one that holds for all others."""

    told: DayOrder
    by_column: Mapping[int, Order] = field(default_factory=dict)
    otherwise: Order | None = None

    def at(self, column: int) -> Order | None:
        """The order of one column."""
        return self.by_column.get(column, self.otherwise)


def day_orders(table: Table, columns: Columns, chosen: Order | None) -> DayOrders:
    """What the columns of a file tell; `chosen` is a person's answer, for those that tell nothing."""
    places = dict.fromkeys(at for name in _DATES for at in columns.positions.get(name, ()))
    found = {at: day_order(row.at(at) for row in table.rows) for at in places}
    told = _together(found.values())
    by_column = {at: _SETTLED[each.kind] for at, each in found.items() if each.kind in _SETTLED}
    return DayOrders(told, by_column, _SETTLED.get(told.kind, chosen))


def _together(columns: Iterable[DayOrder]) -> DayOrder:
    """What a file tells as a whole: columns that agree settle those that leave it open."""
    kinds: dict[str, DayOrder] = {}
    for each in columns:
        kinds.setdefault(each.kind, each)
    if "mixed" in kinds:
        return kinds["mixed"]
    settled = [kinds[kind] for kind in _SETTLED if kind in kinds]
    if len(settled) == 1:
        return settled[0]
    return kinds.get("ask", DayOrder("none"))
