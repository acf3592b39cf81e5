"""Key results that stand in rows of their own: kind “key result”, below their goal or naming it."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.amounts import AmountError, read_amount
from core.tabular.reader import Row, fold
from planner.imports.cells import NO, YES, CellReader
from planner.imports.columns import Columns
from planner.imports.goal_rows import ImportedGoal, identity, read_weight
from planner.imports.orders import DayOrders
from planner.imports.rows import BLOCKING, Problem, repeats_told

KEY_RESULT_KINDS = frozenset({"key result", "key_result", "关键结果"})
CURRENCY, YES_NO = "currency", "yes_no"
METRICS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("number", "数字", "数值"), "number"),
        **dict.fromkeys(("percent", "per cent", "percentage", "%", "百分比"), "percent"),
        **dict.fromkeys((CURRENCY, "money", "amount", "amount of money", "金额"), CURRENCY),
        **dict.fromkeys((YES_NO, "yes or no", "yes/no", "是或否", "是否"), YES_NO),
    }
)
_BLOCKING = BLOCKING | {"metric_unknown", "figure_unreadable"}
# Whatever language reads it; a comma before three digits, or several points, two languages may read in two ways.
_LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class ImportedKeyResult:
    """One key result of a file. Empty texts and None say nothing.

    `goal` names the goal by key, id or title; one that names none stands below the goal on `goal_line` (0 for none).
    `keys` is the source of keys such as G-3.
    """

    line: int
    title: str
    external_source: str
    external_id: str
    keys: str
    goal: str = ""
    goal_line: int = 0
    project: str = ""
    metric: str = ""
    unit: str = ""
    currency: str = ""
    start: Decimal | None = None
    target: Decimal | None = None
    current: Decimal | None = None
    measured_on: date | None = None
    weight: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the row can be taken in at all."""
        return not any(problem.code in _BLOCKING for problem in self.problems)


def read_key_results(
    rows: Iterable[Row], goals: Sequence[ImportedGoal], columns: Columns, orders: DayOrders, *, keys: str, source: str
) -> tuple[ImportedKeyResult, ...]:
    """The key results of a file, whose goals in rows of their own are given; `keys` and `source` as for read_goals.

    A second row of one id says so and is left out.
    """
    lines = [goal.line for goal in goals]

    def above(row: Row) -> ImportedGoal | None:
        place = bisect_left(lines, row.line)
        return goals[place - 1] if place else None

    return repeats_told(_read(CellReader(row, columns, orders), keys, source, above(row)) for row in rows)


def _read(cells: CellReader, keys: str, source: str, above: ImportedGoal | None) -> ImportedKeyResult:
    title, project = cells.title(), cells.text("project")
    goal = cells.text("parent_goal") or cells.text("goals") or cells.text("parent")
    home = goal or (above.title if above else "")
    external_source, external_id = identity(cells, keys, source, "key result", project, home, title)
    currency = cells.text("currency").upper()
    metric = _metric(cells, currency)
    return ImportedKeyResult(
        line=cells.row.line,
        title=title,
        external_source=external_source,
        external_id=external_id,
        keys=keys,
        goal=goal,
        goal_line=above.line if above and not goal else 0,
        project=project,
        metric=metric,
        unit=cells.text("unit"),
        currency=currency,
        start=_figure(cells, "start_value", metric, currency),
        target=_figure(cells, "target_value", metric, currency),
        current=_figure(cells, "current_value", metric, currency),
        measured_on=cells.day("measured_on"),
        weight=read_weight(cells),
        problems=tuple(cells.problems),
    )


def _metric(cells: CellReader, currency: str) -> str:
    """What kind of figure a row says; one that only gives a currency is about money."""
    word = cells.text("metric")
    if word and fold(word) not in METRICS:
        cells.problems.append(Problem("metric_unknown", {"value": word[:60]}))
    return METRICS.get(fold(word), "" if word or not currency else CURRENCY)


def _figure(cells: CellReader, name: str, metric: str, currency: str) -> Decimal | None:
    """A figure, None for an empty cell; what cannot be read for sure is a problem."""
    text = cells.text(name)
    if not text:
        return None
    value = _said(fold(text)) if metric in {"", YES_NO} else None
    value = _number(text, metric, currency) if value is None else value
    if value is None:
        told = {"column": cells.columns.label(name), "value": text[:60]}
        is_current = name == "current_value"
        cells.problems.append(Problem("value_unreadable", told) if is_current else Problem("figure_unreadable", told))
    return value


def _said(word: str) -> Decimal | None:
    """A yes or no as 1 or 0."""
    return Decimal(word in YES) if word in YES | NO else None


def _number(text: str, metric: str, currency: str) -> Decimal | None:
    """The number of a cell: with a point as decimal mark as our own files have it, or what any reader takes it for."""
    text = text[:-1].rstrip() if metric == "percent" and text.endswith(("%", "％")) else text
    plain = text.removeprefix("-")
    if text.isascii() and plain[:1].isdigit() and plain.replace(".", "", 1).isdecimal() and len(plain) <= 24:
        return Decimal(text)
    try:
        found = {read_amount(text, language=language, currency=currency) for language in _LANGUAGES}
    except AmountError:
        return None
    return found.pop() if len(found) == 1 else None
