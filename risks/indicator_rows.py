"""Readings of an indicator from a table: a day, a value, a note where there is one; of what cannot be read, why not.

The columns are called date, value and note, in English or Chinese; a table without such a head has them in that order.
Imports no Django.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.amounts import AmountError, read_amount
from core.budget import Budget
from core.tabular.dates import Order, day_order, read_date
from core.tabular.reader import DELIMITERS, Row, Table, plain_name, read_table

MAX_BYTES = 50 * 1024
MAX_ROWS = 1_000
LONGEST_NOTE = 300
SECONDS = 10
LONGEST_LINE = 500
COLUMNS = {
    "day": ("date", "day", "measured on", "日期", "测量日期"),
    "value": ("value", "reading", "值", "数值", "读数"),
    "note": ("note", "comment", "备注", "说明"),
}
HEAD = "date,value,note\n"


class TooManyRowsError(Exception):
    """The table has more rows than are read at once."""


@dataclass(frozen=True, slots=True)
class FoundReading:
    """A row of the table: what it says as it stands there, and the reading, or the code of what is wrong with it."""

    line: int
    texts: tuple[str, str]
    day: date | None = None
    value: Decimal | None = None
    note: str = ""
    problem: str = ""


def read_readings(text: str, *, today: date, language: str) -> list[FoundReading]:
    """Return each row of a table, in its own order; raises TabularError, OutOfTimeError and TooManyRowsError."""
    table, columns = _with_head(text.removeprefix("\ufeff"))
    if len(table.rows) > MAX_ROWS:
        raise TooManyRowsError
    orders: dict[str, Order] = {"dmy": "dmy", "mdy": "mdy"}
    order = orders.get(day_order(row.at(columns["day"]) for row in table.rows).kind)
    return list(_each_day_once(_read(row, columns, order, today, language) for row in table.rows))


def _with_head(text: str) -> tuple[Table, dict[str, int]]:
    known = [name for names in COLUMNS.values() for name in names]
    table = read_table(text, known=known, budget=Budget(SECONDS))
    columns = {name: _position(table, names) for name, names in COLUMNS.items()}
    if columns["day"] < 0 or columns["value"] < 0:
        delimiter = _delimiter(text, table.delimiter)
        head = HEAD.replace(",", delimiter)
        table = read_table(head + text, known=known, delimiter=delimiter, budget=Budget(SECONDS))
        rows = tuple(Row(row.line - 1, row.cells) for row in table.rows)
        return Table(table.header, rows, delimiter), {"day": 0, "value": 1, "note": 2}
    return table, columns


def _delimiter(text: str, likely: str) -> str:
    """Return by what the first day of a table without a head is parted from the rest."""
    first = text.lstrip()[:LONGEST_LINE].splitlines()[0]
    reads = {each: read_date(first.split(each)[0]) for each in (likely, *DELIMITERS)}
    return next((each for each, read in reads.items() if read.value or read.problem == "date_ambiguous"), likely)


def _position(table: Table, names: tuple[str, ...]) -> int:
    plain = [plain_name(cell) for cell in table.header.cells]
    return next((plain.index(name) for name in names if name in plain), -1)


def _read(row: Row, columns: dict[str, int], order: Order | None, today: date, language: str) -> FoundReading:
    day_text, value_text = row.at(columns["day"]), row.at(columns["value"])
    texts = (day_text[:40], value_text[:40])
    read = read_date(day_text, order)
    if read.value is None:
        return FoundReading(row.line, texts, problem=read.problem or "day_missing")
    if read.value > today:
        return FoundReading(row.line, texts, read.value, problem="to_come")
    if not value_text:
        return FoundReading(row.line, texts, read.value, problem="value_missing")
    try:
        value = read_amount(value_text, language=language)
    except AmountError as error:
        return FoundReading(row.line, texts, read.value, problem=f"value_{error.problem}")
    note = " ".join(row.at(columns["note"]).split()) if columns["note"] >= 0 else ""
    return FoundReading(row.line, texts, read.value, value, note[:LONGEST_NOTE])


def _each_day_once(found: Iterator[FoundReading]) -> Iterator[FoundReading]:
    """Yield the rows, and say of a day that was there already that it stands there twice."""
    seen: set[date] = set()
    for each in found:
        if each.problem or each.day is None:
            yield each
        elif each.day in seen:
            yield FoundReading(each.line, each.texts, each.day, each.value, problem="said_twice")
        else:
            seen.add(each.day)
            yield each
