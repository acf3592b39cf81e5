"""Goals that stand in rows of their own, as our own files and plain lists have them: kind “goal”."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from core.tabular.reader import Row, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.orders import DayOrders
from planner.imports.rows import BLOCKING, LIST, Problem, made_id, repeats_told

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


def read_goals(
    rows: Iterable[Row], columns: Columns, orders: DayOrders, *, keys: str, source: str
) -> tuple[ImportedGoal, ...]:
    """The goals of a file; `keys` is the source of keys such as G-3, `source` that of rows which give none.

    A second row of one id says so and is left out.
    """
    return repeats_told(_read(CellReader(row, columns, orders), keys, source) for row in rows)


def identity(cells: CellReader, keys: str, source: str, *words: str) -> tuple[str, str]:
    """Source and id of a row: those it gives, else its key, else an id made of its words.

    The numbers of a plain list are no ids: the next list has the same ones.
    """
    given, key = cells.text("external_id"), cells.text("key")
    if source != LIST and given:
        return cells.text("external_source") or source, given
    return (keys, key) if source != LIST and key else (source, made_id(*words))


def _read(cells: CellReader, keys: str, source: str) -> ImportedGoal:
    title, key, project = cells.title(), cells.text("key") or cells.text("external_id"), cells.text("project")
    external_source, external_id = identity(cells, keys, source, "goal", project, title)
    state = _word(cells, "state", LIFECYCLES | OUTCOMES, lambda word: Problem("goal_state_unknown", word))
    horizon = _word(cells, "horizon", HORIZONS, lambda word: Problem("horizon_unknown", word))
    owner_name, owner_email = cells.owner()
    return ImportedGoal(
        line=cells.row.line,
        title=title,
        external_source=external_source,
        external_id=external_id,
        key=key,
        project=project,
        state=state,
        horizon=HORIZONS.get(horizon, ""),
        due=cells.day("due"),
        closed_on=cells.day("done_on") if state in OUTCOMES else None,
        share=_number(cells.text("progress"), 0) if state in OUTCOMES else None,
        parent=cells.text("parent_goal") or cells.text("parent"),
        weight=read_weight(cells),
        progress_source=_word(cells, "progress_from", SOURCES, lambda word: Problem("progress_source_unknown", word)),
        owner_name=owner_name,
        owner_email=owner_email,
        description=cells.text("description"),
        problems=tuple(cells.problems),
    )


def read_weight(cells: CellReader) -> int | None:
    """How much a row counts beside others, None for an empty cell; what is no weight is a problem."""
    text = cells.text("weights")
    weight = _number(text, 1)
    if text and weight is None:
        cells.problems.append(Problem("weight_unreadable", {"value": text[:60], "limit": MOST_WEIGHT}))
    return weight


def _word(cells: CellReader, name: str, known: Collection[str], refusal: Callable[[Mapping[str, str]], Problem]) -> str:
    word = fold(cells.text(name))
    if word and word not in known:
        cells.problems.append(refusal({"value": word[:60]}))
        return ""
    return word


def _number(text: str, least: int) -> int | None:
    """A whole number up to 100, as a spreadsheet may write it, or None."""
    text = text.strip().removesuffix(".0").removesuffix("%")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else -1
    return number if least <= number <= MOST_WEIGHT else None
