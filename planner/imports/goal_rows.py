"""Goals that stand in rows of their own, as our own files have them: kind “goal”."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from core.tabular.reader import Row, Table, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.orders import DayOrders
from planner.imports.rows import BLOCKING, OWN, Problem, made_id

GOAL_KINDS = frozenset({"goal", "目标"})
HORIZONS: Mapping[str, str] = MappingProxyType(
    {"short": "short", "short term": "short", "短期": "short", "mid": "mid", "medium": "mid", "medium term": "mid"}
    | {"中期": "mid", "long": "long", "long term": "long", "长期": "long"}
)
LIFECYCLES = frozenset({"draft", "active", "paused"})
OUTCOMES = frozenset({"achieved", "partial", "missed", "dropped"})
SOURCES = frozenset({"mixed", "value", "milestones", "subgoals"})
MOST_WEIGHT = 100


@dataclass(frozen=True, slots=True)
class ImportedGoal:
    """One goal of a file. `state` is draft, active or paused, else the outcome of one that is closed.

    Empty texts and None say nothing. `parent` is the key or the title of the goal above.
    """

    line: int
    title: str
    external_source: str
    external_id: str
    key: str = ""
    project: str = ""
    state: str = ""
    horizon: str = ""
    due: date | None = None
    closed_on: date | None = None
    share: int | None = None
    parent: str = ""
    weight: int | None = None
    progress_source: str = ""
    owner_name: str = ""
    owner_email: str = ""
    description: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the row can be taken in at all."""
        return not any(problem.code in BLOCKING for problem in self.problems)


def without_goals(table: Table, columns: Columns) -> tuple[Table, tuple[Row, ...]]:
    """The table without the rows that are goals, and those."""
    goals = tuple(row for row in table.rows if fold(columns.value(row, "kind")) in GOAL_KINDS)
    found = {row.line for row in goals}
    return replace(table, rows=tuple(row for row in table.rows if row.line not in found)), goals


def read_goals(rows: Iterable[Row], columns: Columns, orders: DayOrders, mark: str) -> tuple[ImportedGoal, ...]:
    """The goals of a file; `mark` is the source of keys such as G-3. A second row of one id says so and is left out."""
    lines: dict[tuple[str, str], int] = {}
    goals = []
    for row in rows:
        goal = _read(CellReader(row, columns, orders), mark)
        first = lines.setdefault((goal.external_source, goal.external_id), goal.line)
        if first != goal.line:
            goal = replace(goal, problems=(*goal.problems, Problem("row_repeated", {"line": first})))
        goals.append(goal)
    return tuple(goals)


def _read(cells: CellReader, mark: str) -> ImportedGoal:
    title, key, project = cells.title(), cells.text("key"), cells.text("project")
    source, identifier = cells.text("external_source") or OWN, cells.text("external_id")
    if not identifier:
        source, identifier = (mark, key) if key else (OWN, made_id("goal", project, title))
    state = _word(cells, "state", LIFECYCLES | OUTCOMES, lambda word: Problem("goal_state_unknown", word))
    horizon = _word(cells, "horizon", HORIZONS, lambda word: Problem("horizon_unknown", word))
    owner_name, owner_email = cells.owner()
    return ImportedGoal(
        line=cells.row.line,
        title=title,
        external_source=source,
        external_id=identifier,
        key=key,
        project=project,
        state=state,
        horizon=HORIZONS.get(horizon, ""),
        due=cells.day("due"),
        closed_on=cells.day("done_on") if state in OUTCOMES else None,
        share=_number(cells.text("progress"), 0) if state in OUTCOMES else None,
        parent=cells.text("parent_goal"),
        weight=_weight(cells),
        progress_source=_word(cells, "progress_from", SOURCES, lambda word: Problem("progress_source_unknown", word)),
        owner_name=owner_name,
        owner_email=owner_email,
        description=cells.text("description"),
        problems=tuple(cells.problems),
    )


def _word(cells: CellReader, name: str, known: Collection[str], refusal: Callable[[Mapping[str, str]], Problem]) -> str:
    word = fold(cells.text(name))
    if word and word not in known:
        cells.problems.append(refusal({"value": word[:60]}))
        return ""
    return word


def _weight(cells: CellReader) -> int | None:
    text = cells.text("weights")
    weight = _number(text, 1)
    if text and weight is None:
        cells.problems.append(Problem("weight_unreadable", {"value": text[:60], "limit": MOST_WEIGHT}))
    return weight


def _number(text: str, least: int) -> int | None:
    """A whole number up to 100, as a spreadsheet may write it, or None."""
    text = text.strip().removesuffix(".0").removesuffix("%")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else -1
    return number if least <= number <= MOST_WEIGHT else None
