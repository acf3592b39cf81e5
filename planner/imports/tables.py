"""One table of a file: head lines that repeat are no rows, and another table below is left out."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from core.tabular.reader import Row, Table, fold, plain_name
from planner.imports.columns import Columns

# What a cell may well say of a row, though it is also the name of a column.
_KIND_WORDS = {"task", "任务", "milestone", "里程碑", "list", "goal", "目标", "key result", "关键结果"}
_FEWEST_NAMES = 2


def without_other_tables(table: Table, known: Collection[str]) -> tuple[Table, int]:
    """The table as far as it is one, without repeated head lines; and the line on which another begins, or 0.

    A table begins below a blank line, at most under a line with its title, with a line in which at least half of the
    cells are names of columns.
    """
    head = [plain_name(cell) for cell in table.header.cells]
    rows: list[Row] = []
    for row, below in zip(table.rows, (*table.rows[1:], None), strict=False):
        is_title = row.line in table.apart and below is not None and sum(map(bool, map(str.strip, row.cells))) == 1
        first = below if is_title and below else row
        if _is_repeated(row, head) or (is_title and _is_repeated(first, head)):
            continue
        if row.line in table.apart and _is_head(first, known):
            return replace(table, rows=tuple(rows)), row.line
        rows.append(row)
    return replace(table, rows=tuple(rows)), 0


def set_apart(table: Table, columns: Columns, kinds: Collection[str]) -> tuple[Table, tuple[Row, ...]]:
    """The table without the rows of these kinds, and those."""
    apart = tuple(row for row in table.rows if fold(columns.value(row, "kind")) in kinds)
    found = {row.line for row in apart}
    return replace(table, rows=tuple(row for row in table.rows if row.line not in found)), apart


def _is_repeated(row: Row, head: Sequence[str]) -> bool:
    more = row.cells[len(head) :]
    return not any(more) and all(plain_name(cell) == name for cell, name in zip(row.cells, head, strict=False))


def _is_head(row: Row, known: Collection[str]) -> bool:
    names = [name for cell in row.cells if (name := plain_name(cell))]
    found = sum(name in known and name not in _KIND_WORDS for name in names)
    return found >= _FEWEST_NAMES and 2 * found >= len(names)
