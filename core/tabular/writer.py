"""The one CSV writer: text quoted and safe to open in a spreadsheet program, numbers as numbers."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from core.tabular.protection import protect

Cell = str | int | float | Decimal | bool | date | datetime | None

BLOCK = 16_384  # characters sent at once; a line by itself would be a system call, and a packet, each

_MARK = "\ufeff"


class _Sink(Protocol):
    def write(self, line: str, /) -> object: ...


class _Echo:
    """Hands each line back to the csv module's caller instead of keeping it."""

    def write(self, line: str, /) -> str:
        return line


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of the file one by one: header first, CRLF at each end.

    The first line begins with a byte order mark, without which spreadsheet programs misread Chinese.
    """
    sink: _Sink = _Echo()
    writer = csv.writer(sink, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield _MARK + str(writer.writerow([protect(name) for name in header]))
    for row in rows:
        yield str(writer.writerow([_written(cell) for cell in row]))


def csv_blocks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in UTF-8, in pieces for a streamed answer: no more of it is in memory than one piece."""
    held: list[str] = []
    size = 0
    for line in csv_lines(header, rows):
        held.append(line)
        size += len(line)
        if size >= BLOCK:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The whole file in UTF-8."""
    return "".join(csv_lines(header, rows)).encode()


def _written(cell: Cell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        # Decimal("1E+3") is a number, but not one every reader understands.
        return Decimal(format(cell, "f")) if isinstance(cell, Decimal) else cell
    if isinstance(cell, date):
        return cell.isoformat()
    return protect(cell)
