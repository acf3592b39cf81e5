"""Reading a sheet of an XLSX workbook as the table a delimited text would be.

Values are what the program that saved the file last saw: of a formula its result, which is empty where nobody has
computed it yet. Of merged cells the first has the value and the others are empty. A row keeps its number.
"""

import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from core.budget import UNLIMITED, Budget
from core.tabular.problems import MAX_BYTES, MAX_CELL_CHARACTERS, MAX_COLUMNS, TabularError
from core.tabular.reader import Row, Table, kept, table_of
from core.tabular.unpacking import Watch, open_workbook

SIGNATURE = b"PK\x03\x04"
MAX_UNPACKED = 50 * 1024 * 1024  # bytes of all parts; 20,000 rows of a plan are about 20 MB
MAX_PARTS = 500
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others, as no workbook has, take the memory they ask for
MAX_SHEETS = 50  # that a person may choose from
MAX_TITLE = 100  # characters of a sheet's name that are kept; Excel allows 31
MAX_LINES = 1_048_576  # as the format has it; only rows with something in them count against MAX_ROWS
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes characters that XML cannot hold
_LONGEST_ESCAPE = len("_x000D_")
_WORKBOOK = "xl/workbook.xml"
_PIECE = 64 * 1024
# What openpyxl and zipfile raise for parts that are damaged, missing or of another make.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError,
    OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of one sheet, its name, and the names of all."""

    table: Table
    name: str
    names: tuple[str, ...]


def is_workbook(content: bytes) -> bool:
    """Whether a file begins as a workbook does."""
    return content.startswith(SIGNATURE)


def unpacked_size(content: bytes) -> int:
    """How many bytes the parts of a workbook say they are, of which no more is ever unpacked.

    Raises TabularError: file_too_large, is_spreadsheet (or any other archive), workbook_too_large, workbook_unreadable.
    """
    if len(content) > MAX_BYTES:
        raise TabularError("file_too_large", limit=MAX_BYTES // 1024**2)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except _DAMAGED as error:
        raise TabularError("is_spreadsheet") from error
    if not any(part.filename == _WORKBOOK for part in parts):
        raise TabularError("is_spreadsheet")
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise TabularError("workbook_too_large", limit=MAX_UNPACKED // 1024**2)
    if not all(part.compress_type in PACKINGS for part in parts):
        raise TabularError("workbook_unreadable")
    return size


def read_sheet(content: bytes, *, sheet: str = "", known: Collection[str] = (), budget: Budget = UNLIMITED) -> Sheet:
    """The table of a sheet: the chosen one, else the first that is neither hidden nor empty.

    Raises OutOfTimeError and TabularError: those of unpacked_size, workbook_unreadable, and those of read_table that
    concern rows.
    """
    unpacked_size(content)
    watch = Watch(budget)
    with _telling_damage():
        _refuse_doctypes(content, budget)
        book = open_workbook(content, watch)
    try:
        with _telling_damage():
            sheets = book.worksheets[:MAX_SHEETS]
            shown = [each for each in sheets if each.sheet_state == "visible"] or sheets
            chosen = [each for each in shown if _title(each) == sheet] or shown
            title, records, apart = _first_filled(chosen, watch)
    finally:
        book.close()
    return Sheet(table_of(records, apart, known=known), title, tuple(_title(each) for each in shown))


def _first_filled(sheets: Sequence[Any], watch: Watch) -> tuple[str, list[Row], set[int]]:
    """Title and rows of the first sheet with rows, else of the last one."""
    for sheet in sheets:
        records, apart = kept(watch.budget.over(_records(sheet, watch)))
        if records or sheet is sheets[-1]:
            return _title(sheet), records, apart
    raise TabularError("workbook_unreadable")


def _title(sheet: Any) -> str:
    return str(sheet.title)[:MAX_TITLE]


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise TabularError("workbook_unreadable") from error


def _refuse_doctypes(content: bytes, budget: Budget) -> None:
    """Refuse parts that declare a document type, which no workbook needs: entities in it may be without end."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                before = b""
                while piece := stream.read(_PIECE):
                    budget.check()
                    if b"<!DOCTYPE" in (text := (before + piece).replace(b"\x00", b"")):
                        raise TabularError("workbook_unreadable")
                    before = text[-len("<!DOCTYPE") :]


def _records(sheet: Any, watch: Watch) -> Iterator[tuple[int, list[str]]]:
    """Each row of a sheet with its number, those left out of the file as empty ones."""
    rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    blank = None  # openpyxl hands on one and the same row for all that are not there, of which there may be a million
    room = MAX_UNPACKED
    watch.let_go()
    for line, values in enumerate(rows, start=1):
        watch.let_go()
        if line > MAX_LINES:
            raise TabularError("workbook_unreadable")
        if values is blank or values.count(None) == len(values):
            blank = values
            yield line, []
        else:
            cells = [_text(value) for value in values]
            room -= sum(map(len, cells))
            if room < 0:  # many cells may name one and the same long text
                raise TabularError("workbook_too_large", limit=MAX_UNPACKED // 1024**2)
            yield line, cells


def _text(value: object) -> str:
    """A cell as a delimited text would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, date | time | timedelta):
        return str(value)
    escaped = str(value)[: _LONGEST_ESCAPE * (MAX_CELL_CHARACTERS + 1)]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), escaped)[: MAX_CELL_CHARACTERS + 1]
