"""What a milestone waits for, as a cell names it: “M-3 FS+2; M-7”, or titles, or the file's own numbers, 12FS+3d."""

import re
from collections.abc import Sequence

from core.tabular.reader import fold
from planner.imports.cells import CellReader
from planner.imports.rows import ImportedLink, Problem

MAX_LINKS = 100  # of one milestone; a cell has room for thousands
MOST_LAG = 250
_LONGEST = 260  # characters of one name with its kind and lag
_OWN_KEY = re.compile(r"M-(\d{1,9})")
_KINDS = r"(?P<kind>FS|SS|FF|SF)"
# A name comes first, and then a kind, a lag or both; only after a number they may follow without a space.
_LINK = re.compile(
    rf"(?P<name>.*?\S)(?:\s+|(?<=\d))(?:{_KINDS}\s*)?(?P<lag>[+-]\s*\d{{1,6}})?\s*(?:wd|d|days?|天)?", re.IGNORECASE
)
_NUMBERS = re.compile(r"\s*(?:[A-Z]+-)?\d+(?:FS|SS|FF|SF)?(?:[+-]\d{1,6}(?:d|天)?)?\s*", re.IGNORECASE)


class Predecessors:
    """The milestones of a file as others name them: by key or id, by title within their project, by a title alone."""

    def __init__(self, rows: Sequence[tuple[CellReader, str]], *, keys: str, source: str) -> None:
        """Take the reader and the title of each milestone; `keys` and `source` say whose ids stand in no row."""
        self.keys, self.source = keys, source
        self.keyed: dict[str, int] = {}
        self.titled: dict[tuple[str, str], list[int]] = {}
        numbered: dict[str, int] = {}  # our own keys by their bare number
        for cells, title in rows:
            for name in ("key", "external_id"):
                if text := fold(cells.text(name)):
                    self.keyed.setdefault(text, cells.row.line)
            if own := _OWN_KEY.fullmatch(cells.text("key")):
                numbered.setdefault(own[1], cells.row.line)
            for project in {fold(cells.text("project")), ""}:
                self.titled.setdefault((project, fold(title)), []).append(cells.row.line)
        self.keyed = numbered | self.keyed

    def of(self, cells: CellReader, text: str | None = None) -> tuple[ImportedLink, ...]:
        """What a milestone waits for, each once; `text` in the place of what its cell says."""
        found: dict[tuple[int, str], ImportedLink] = {}
        for name in _parts(cells, cells.text("waits_for") if text is None else text):
            link = self._link(name, cells)
            if link is not None:
                found.setdefault((link.line, link.identifier), link)
        return tuple(found.values())

    def _link(self, text: str, cells: CellReader) -> ImportedLink | None:
        whole = self._lines(text, cells)
        parted = None if whole else _LINK.fullmatch(text)
        name = parted["name"] if parted else text
        lines = whole or self._lines(name, cells)
        if len(lines) > 1:
            cells.problems.append(Problem("link_ambiguous", {"value": name[:60]}))
            return None
        lag = int(re.sub(r"\s", "", parted["lag"])) if parted and parted["lag"] else 0
        if abs(lag) > MOST_LAG:
            cells.problems.append(Problem("lag_unreadable", {"value": text[:60], "limit": MOST_LAG}))
            return None
        kind = ((parted and parted["kind"]) or "FS").upper()
        own = _OWN_KEY.fullmatch(name)
        return ImportedLink(name, lines[0] if lines else 0, self.keys if own else self.source, name, kind, lag)

    def _lines(self, name: str, cells: CellReader) -> list[int]:
        """The lines of the milestones a name may mean: those of its own project before others."""
        keyed = self.keyed.get(fold(name))
        if keyed is not None:
            return [keyed]
        own = self.titled.get((fold(cells.text("project")), fold(name)), [])
        return own or self.titled.get(("", fold(name)), [])


def note_links_of_task(cells: CellReader) -> None:
    """Say that what a task waits for is not taken over."""
    if text := cells.text("waits_for"):
        cells.problems.append(Problem("link_of_task", {"value": text[:60]}))


def _parts(cells: CellReader, text: str) -> list[str]:
    """The names in a cell, parted by semicolons; by commas where each is a number or a key."""
    parts = re.split(r"[;；\n]", text)
    if len(parts) == 1 and all(_NUMBERS.fullmatch(each[:_LONGEST]) for each in re.split(r"[,，]", text)):
        parts = re.split(r"[,，]", text)
    named = [each.strip()[:_LONGEST] for each in parts if each.strip()]
    if len(named) > MAX_LINKS:
        cells.problems.append(Problem("too_many_links", {"limit": MAX_LINKS}))
    return named[:MAX_LINKS]
