"""The general reader of delimited text: finds delimiter and header, keeps the file's own line numbers.

Names are matched trimmed and case-blind, by position, because names repeat. Short rows are padded, long
ones kept with a notice, quoted line breaks counted. What an export protected against spreadsheet formulas
is read back bare.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from core.budget import UNLIMITED, Budget
from core.normal_form import normal_form
from core.tabular.problems import (
    MAX_BYTES,
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_HEADER_CHARACTERS,
    MAX_ROWS,
    Notice,
    TabularError,
)
from core.tabular.protection import unprotect

if TYPE_CHECKING:
    import _csv

DELIMITERS = (",", ";", "\t", "|")
HEADER_SEARCH_RECORDS = 20
_RECORDS_JUDGED = 50
_SENTINEL = "\x02"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

# A cell over our limit is cut and reported with its line; Python's own limit would only stop the reading.
csv.field_size_limit(MAX_BYTES)


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line of the file it begins on, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]

    def at(self, position: int) -> str:
        """The trimmed cell at a position; empty beyond the end."""
        return self.cells[position].strip() if position < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header with its rows, none of them blank; every row is at least as long as the header.

    `apart` are the lines of the rows right below a blank line.
    """

    header: Row
    rows: tuple[Row, ...]
    delimiter: str
    notices: tuple[Notice, ...] = ()
    apart: frozenset[int] = frozenset()

    def positions(self, name: str) -> tuple[int, ...]:
        """Every position at which the header has this name."""
        wanted = fold(name)
        return tuple(at for at, cell in enumerate(self.header.cells) if fold(cell) == wanted)


def read_table(
    text: str,
    *,
    known: Collection[str] = (),
    delimiter: str | None = None,
    header_line: int | None = None,
    budget: Budget = UNLIMITED,
) -> Table:
    """The table in a text.

    `known` are header names to look for, in any case, in the first records; without a match the first
    record of the usual width is the header. `delimiter` and `header_line` (a line of the file) are a
    person's own choice. Raises OutOfTimeError and TabularError: file_empty, quote_unclosed, too_many_rows,
    too_many_columns, header_line_missing.
    """
    told = _told_delimiter(text)
    chosen = delimiter or told or find_delimiter(text)
    records, apart = _records(text, chosen, 2 if told else 1, budget)
    return table_of(records, apart, known=known, delimiter=chosen, header_line=header_line)


def table_of(
    records: list[Row],
    apart: Collection[int],
    *,
    known: Collection[str] = (),
    delimiter: str = "",
    header_line: int | None = None,
) -> Table:
    """The table that records which are not blank make; `apart` are the lines of those below a blank one.

    Raises TabularError: file_empty, too_many_rows, header_line_missing.
    """
    if not records:
        raise TabularError("file_empty")
    at = _header_index(records, {plain_name(name) for name in known}, header_line)
    names = tuple(name[:MAX_HEADER_CHARACTERS] for name in _without_empty_end(records[at].cells))
    header = Row(records[at].line, names)
    body = records[at + 1 :]
    if len(body) > MAX_ROWS:
        raise TabularError("too_many_rows", limit=MAX_ROWS)
    notices: list[Notice] = []
    rows = tuple(_fitted(record, len(header.cells), notices) for record in body)
    return Table(header, rows, delimiter, tuple(notices), frozenset(apart))


def find_delimiter(text: str) -> str:
    """The delimiter by which the first records agree best on a width above one, else a comma."""
    best, best_score = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in islice(_parse(text, delimiter), _RECORDS_JUDGED) if row]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        score = (count / len(widths), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def fold(name: str) -> str:
    """A header name for comparison: one form of Unicode, trimmed, inner spaces single, case-blind."""
    return " ".join(normal_form(name).casefold().split())


def plain_name(name: str) -> str:
    """A header name in the words it is made of: `due_date` and `DueDate` are “due date”."""
    return fold(_CAMEL.sub(" ", name.strip()[:MAX_HEADER_CHARACTERS]).replace("_", " "))


def _told_delimiter(text: str) -> str | None:
    """The delimiter a spreadsheet program wrote into a first line `sep=;`."""
    head = text[:6]
    if head[:4].lower() == "sep=" and head[4:5] in DELIMITERS and head[5:6] in {"", "\r", "\n"}:
        return head[4]
    return None


def _records(text: str, delimiter: str, first_line: int, budget: Budget) -> tuple[list[Row], set[int]]:
    """Every record that is not blank, with the line it begins on; and the lines of those below a blank one."""
    # The sentinel arrives as a record of its own unless an open quote has swallowed it.
    reader = _parse(f"{text}\n{_SENTINEL}", delimiter)
    records, apart = kept(_with_lines(budget.over(reader), reader, first_line))
    if records[-1].cells != (_SENTINEL,):
        raise TabularError("quote_unclosed", line=records[-1].line)
    return records[:-1], apart - {records[-1].line}


def kept(numbered: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[Row], set[int]]:
    """Of records with their lines those that are not blank, and the lines of those below a blank one.

    Raises TabularError: too_many_columns, too_many_rows.
    """
    records: list[Row] = []
    apart: set[int] = set()
    is_apart = False
    for line, cells in numbered:
        if not any(map(str.strip, cells)):
            is_apart = True
            continue
        if len(cells) > MAX_COLUMNS and any(map(str.strip, cells[MAX_COLUMNS:])):
            raise TabularError("too_many_columns", limit=MAX_COLUMNS)
        records.append(Row(line, tuple(cells)))
        if is_apart:
            apart.add(line)
        is_apart = False
        if len(records) > MAX_ROWS + HEADER_SEARCH_RECORDS:
            raise TabularError("too_many_rows", limit=MAX_ROWS)
    return records, apart


def _with_lines(cells: Iterable[list[str]], reader: "_csv.Reader", first_line: int) -> Iterator[tuple[int, list[str]]]:
    """The records from a line of the text on, each with the line it begins on."""
    line = 1
    for record in cells:
        begun, line = line, reader.line_num + 1
        if begun >= first_line:
            yield begun, record


def _parse(text: str, delimiter: str) -> "_csv.Reader":
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _header_index(records: list[Row], known: set[str], header_line: int | None) -> int:
    if header_line is not None:
        for at, record in enumerate(records):
            if record.line == header_line:
                return at
        raise TabularError("header_line_missing", line=header_line)
    first = records[:HEADER_SEARCH_RECORDS]
    matches = [sum(plain_name(cell) in known for cell in record.cells) for record in first]
    if max(matches) > 1:
        return matches.index(max(matches))
    widths = Counter(len(record.cells) for record in records[:_RECORDS_JUDGED])
    usual = widths.most_common(1)[0][0]
    return next(at for at, record in enumerate(records) if len(record.cells) == usual)


def _fitted(record: Row, width: int, notices: list[Notice]) -> Row:
    """The row bare of formula protection, padded to the header, cells cut; what was odd is noted."""
    cells = _without_empty_end(tuple(unprotect(cell) for cell in record.cells))
    if len(cells) > width:
        notices.append(Notice("row_too_long", record.line, {"extra": len(cells) - width}))
    for at, cell in enumerate(cells):
        if len(cell) > MAX_CELL_CHARACTERS:
            notices.append(Notice("cell_too_long", record.line, {"column": at + 1, "limit": MAX_CELL_CHARACTERS}))
    cut = tuple(cell[:MAX_CELL_CHARACTERS] for cell in cells)
    return Row(record.line, cut + ("",) * (width - len(cut)))


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells without the empty ones a spreadsheet program appends."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
