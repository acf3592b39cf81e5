"""From the bytes of a file to a plan: decode, find the table, recognise the dialect, read every row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.budget import UNLIMITED, Budget
from core.tabular.dates import DayOrder, Order
from core.tabular.encoding import decode, detect
from core.tabular.problems import Notice
from core.tabular.reader import Table, read_table
from planner.imports.asana import read_asana
from planner.imports.goal_rows import GOAL_KINDS, ImportedGoal, read_goals
from planner.imports.headers import KNOWN_NAMES, Dialect, Recognition, recognise, without_fields
from planner.imports.jira import read_jira
from planner.imports.key_result_rows import KEY_RESULT_KINDS, ImportedKeyResult, read_key_results
from planner.imports.linear import read_linear
from planner.imports.list_names import OF_KEY_RESULTS
from planner.imports.listed import mark_of_keys, read_listed
from planner.imports.milestones import with_implied
from planner.imports.msproject import read_msproject
from planner.imports.orders import DayOrders, day_orders
from planner.imports.rows import LIST, OWN, ImportedRow, with_unique_ids
from planner.imports.tables import set_apart, without_other_tables
from planner.imports.trello import read_trello

_READERS: Mapping[Dialect, Callable[[Table, Recognition, DayOrders], Iterable[ImportedRow]]] = {
    "landfall": read_listed,
    "generic": read_listed,
    "asana": read_asana,
    "jira": read_jira,
    "linear": read_linear,
    "trello": read_trello,
    "msproject": read_msproject,
}
# Where goals and key results may have rows of their own → the source of those that name none.
_SOURCES: Mapping[Dialect, str] = {"landfall": OWN, "generic": LIST}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What a file says of a plan, in the order of its lines.

    `order` is what the dates told of day and month; kind "ask" means a person must choose, by the sample it
    carries. Without a title column (confidence 0) there are no rows. `second_table` is the line from which on another
    table stands, which is left out; 0 for none.
    """

    recognition: Recognition
    rows: tuple[ImportedRow, ...]
    order: DayOrder
    notices: tuple[Notice, ...]
    second_table: int = 0
    goals: tuple[ImportedGoal, ...] = ()
    key_results: tuple[ImportedKeyResult, ...] = ()

    @property
    def milestones(self) -> tuple[ImportedRow, ...]:
        return tuple(row for row in self.rows if row.kind == "milestone")

    @property
    def tasks(self) -> tuple[ImportedRow, ...]:
        return tuple(row for row in self.rows if row.kind == "task")


def read_plan_file(
    content: bytes, *, encoding: str | None = None, order: Order | None = None, header_line: int | None = None
) -> PlanFile:
    """The plan in a file; the best guess stands in for each choice a person has not made.

    Raises TabularError when the file as a whole cannot be read.
    """
    text = decode(content, encoding or detect(content).encoding)
    return read_plan(read_table(text, known=KNOWN_NAMES, header_line=header_line), order=order)


def read_plan(
    table: Table,
    *,
    recognition: Recognition | None = None,
    order: Order | None = None,
    budget: Budget = UNLIMITED,
) -> PlanFile:
    """The plan in a table. `recognition` and `order` are a person's choices where they differ from our guess.

    Raises OutOfTimeError.
    """
    found = recognition or recognise(table.header.cells)
    table, second = without_other_tables(table, KNOWN_NAMES)
    orders = day_orders(table, found.columns, order)
    if "title" not in found.columns.positions:
        return PlanFile(found, (), orders.told, table.notices, second)
    goals: tuple[ImportedGoal, ...] = ()
    key_results: tuple[ImportedKeyResult, ...] = ()
    if source := _SOURCES.get(found.dialect):
        keys = mark_of_keys(table, found.columns)
        table, of_goals = set_apart(table, found.columns, GOAL_KINDS)
        table, of_key_results = set_apart(table, found.columns, KEY_RESULT_KINDS)
        goals = read_goals(budget.over(of_goals), found.columns, orders, keys=keys, source=source)
        measured = budget.over(of_key_results)
        key_results = read_key_results(measured, goals, found.columns, orders, keys=keys, source=source)
        found = found if key_results else without_fields(found, OF_KEY_RESULTS)
    rows = list(budget.over(_READERS[found.dialect](table, found, orders)))
    unique = with_unique_ids(with_implied(rows))
    return PlanFile(found, unique, orders.told, table.notices, second, goals, key_results)
