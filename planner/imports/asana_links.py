"""Asana's dependencies: the columns “Blocked By” and “Blocking” name tasks by their titles, parted by commas."""

from collections.abc import Iterator, Mapping, Sequence

from core.tabular.reader import Row, fold
from planner.imports.cells import CellReader
from planner.imports.columns import Columns
from planner.imports.links import MAX_LINKS
from planner.imports.rows import ImportedLink, Problem
from planner.imports.trees import nearest

_MOST_COMMAS = 5  # of one title that is looked for
_LONGEST = 4_000  # characters of a cell that are read: as many names as anybody links


class Dependencies:
    """What each milestone of an export waits for; only milestones have links here."""

    def __init__(self, rows: Sequence[Row], columns: Columns, ids: Mapping[int, str], source: str) -> None:
        """Take the ids of the milestones by line."""
        self.ids, self.source = ids, source
        self.titles = {row.line: columns.value(row, "title") for row in rows}
        self.known = {fold(title) for title in self.titles.values()}
        self.milestones: dict[str, list[int]] = {}
        for line in ids:
            self.milestones.setdefault(fold(self.titles[line]), []).append(line)
        self.held_up = self._held_up(rows, columns)

    def of(self, cells: CellReader) -> tuple[ImportedLink, ...]:
        """The milestones a milestone waits for, each once; what cannot be a link is noted."""
        line, text = cells.row.line, cells.text("waits_for")[:_LONGEST]
        if line not in self.ids:
            if text:
                cells.problems.append(Problem("link_of_task", {"value": text[:60]}))
            return ()
        named = dict(self._meant(text, line))
        if tasks := [name for name, meant in named.items() if meant is None and fold(name) in self.known]:
            cells.problems.append(Problem("link_to_task", {"value": tasks[0][:60]}))
        lines = dict.fromkeys([*filter(None, named.values()), *self.held_up.get(line, ())])
        unknown = [name for name in named if fold(name) not in self.known]
        links = [ImportedLink(self.titles[at], at, self.source, self.ids[at]) for at in lines]
        links += [ImportedLink(name, 0, self.source, name) for name in unknown]
        if len(links) > MAX_LINKS:
            cells.problems.append(Problem("too_many_links", {"limit": MAX_LINKS}))
        return tuple(links[:MAX_LINKS])

    def _held_up(self, rows: Sequence[Row], columns: Columns) -> dict[int, list[int]]:
        """The lines of the milestones that say they hold up another, by the line of that one."""
        found: dict[int, list[int]] = {}
        for row in rows:
            text = columns.value(row, "holds_up")[:_LONGEST] if row.line in self.ids else ""
            for _name, after in self._meant(text, row.line):
                if after is not None:
                    found.setdefault(after, []).append(row.line)
        return found

    def _meant(self, text: str, line: int) -> Iterator[tuple[str, int | None]]:
        """The names in a cell, each with the line of the milestone it means: of titles with commas the longest."""
        parts = text.split(",") if text else []
        at = 0
        while at < len(parts):
            for size in range(min(_MOST_COMMAS + 1, len(parts) - at), 0, -1):
                name = ",".join(parts[at : at + size]).strip()
                if size == 1 or fold(name) in self.known:
                    break
            at += size
            if name:
                yield name, nearest(line, self.milestones.get(fold(name), ()))
