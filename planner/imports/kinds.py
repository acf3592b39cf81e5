"""What each row of a plain list is, a milestone or a task, and under which milestone a task stands.

The column of kinds decides; a column of milestones that only says yes or no does so too. Else what stands under another
row, or names a milestone, is a task. What does neither is a task where the file names milestones and lists none itself,
as an export of issues does, and a milestone anywhere else.
"""

from collections.abc import Mapping, Sequence

from core.tabular.reader import fold
from planner.imports.cells import NO, YES, CellReader
from planner.imports.rows import Problem
from planner.imports.states import Kind
from planner.imports.trees import nearest, topmost

_KINDS: dict[str, Kind] = {
    "milestone": "milestone",
    "里程碑": "milestone",
    "task": "task",
    "to-do": "task",
    "任务": "task",
}


class Kinds:
    """The kinds of all rows of a list, and who is above whom."""

    def __init__(self, rows: Sequence[CellReader]) -> None:
        self.rows = {cells.row.line: cells for cells in rows}
        self.are_flags = _are_flags(rows)
        self._parents = _parents(self.rows)
        told = {line: kind for line, cells in self.rows.items() if (kind := self._told(cells))}
        alone: Kind = "task" if self._are_issues(told) else "milestone"
        self._kinds = {line: told.get(line) or self._guess(cells, alone) for line, cells in self.rows.items()}
        self._tops = topmost(
            {
                line: above
                for line, above in self._parents.items()
                if self._kinds[line] == "task" and not self._names(line)
            }
        )

    def of(self, cells: CellReader) -> Kind:
        """What a row is; a kind nobody knows is noted."""
        word = cells.text("kind")
        if word and fold(word) not in _KINDS:
            cells.problems.append(Problem("kind_unknown", {"value": word[:60]}))
        return self._kinds[cells.row.line]

    def milestone(self, cells: CellReader) -> str:
        """The milestone a row names itself."""
        return "" if self.are_flags else cells.text("milestone")

    def top(self, cells: CellReader) -> CellReader | None:
        """The row that says where one stands that names no milestone itself: the last one above it."""
        line = self._tops.get(cells.row.line)
        return self.rows[line] if line is not None else None

    def _told(self, cells: CellReader) -> Kind | None:
        """What the row says of itself."""
        told = _KINDS.get(fold(cells.text("kind")))
        if told or not self.are_flags:
            return told
        return "milestone" if fold(cells.text("milestone")) in YES else "task"

    def _guess(self, cells: CellReader, alone: Kind) -> Kind:
        return "task" if self.milestone(cells) or cells.text("parent") else alone

    def _are_issues(self, told: Mapping[int, Kind]) -> bool:
        """Whether the milestones of this list are only named: no row is one, or bears the name of one."""
        if self.are_flags or not any("milestone" in cells.columns.positions for cells in self.rows.values()):
            return False
        named = {fold(name) for cells in self.rows.values() if (name := self.milestone(cells))}
        listed = (cells for cells in self.rows.values() if not self.milestone(cells) and not cells.text("parent"))
        bears = any(fold(cells.text(name)) in named for cells in listed for name in ("title", "key", "external_id"))
        return "milestone" not in told.values() and not bears

    def _names(self, line: int) -> str:
        return self.milestone(self.rows[line])


def _are_flags(rows: Sequence[CellReader]) -> bool:
    """Whether the column of milestones only says of each row whether it is one."""
    values = {fold(cells.text("milestone")) for cells in rows} - {""}
    if not values or not values <= YES | NO:
        return False
    return not values <= {fold(cells.text(name)) for cells in rows for name in ("external_id", "key", "title")}


def _parents(rows: Mapping[int, CellReader]) -> dict[int, int]:
    """The line of each row's parent, named by its key or id, else by its title."""
    keyed: dict[str, int] = {}
    titled: dict[str, list[int]] = {}
    for line, cells in rows.items():
        for name in ("key", "external_id"):
            keyed.setdefault(fold(cells.text(name)), line)
        titled.setdefault(fold(cells.text("title")), []).append(line)
    above: dict[int, int] = {}
    for line, cells in rows.items():
        name = fold(cells.text("parent"))
        parent = (keyed.get(name) or nearest(line, titled.get(name, []))) if name else None
        if parent is not None and parent != line:
            above[line] = parent
    return above
