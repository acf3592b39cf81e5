"""Days from a CSV file: a column with the day, and one each with whether it works and its name, where there are such.

Pure: no Django, no clock.
"""

from collections.abc import Iterator

from core.budget import UNLIMITED, Budget
from core.tabular.dates import Order, day_order, read_date
from core.tabular.encoding import decode, detect
from core.tabular.reader import Row, Table, fold, read_table

from .found import LONGEST_LABEL, CalendarFileError, FoundDay, Remarks, found_day

OWN_HEADER = ("day", "works", "label")
COLUMNS = {
    "day": ("day", "date", "日期", "日子", "天"),
    "works": ("works", "working", "working day", "workday", "kind", "type", "上班", "是否上班", "工作日", "类型"),
    "label": ("label", "name", "holiday", "title", "summary", "名称", "节日", "节假日", "说明", "备注"),
}  # fmt: skip
YES = {"1", "true", "yes", "y", "x", "works", "work", "working", "working day", "workday", "是", "班", "上班", "补班",
       "调休上班", "工作日"}  # fmt: skip
NO = {"0", "false", "no", "n", "off", "day off", "holiday", "free", "否", "休", "休息", "放假", "休息日", "假期",
      "节假日", "调休"}  # fmt: skip


def days_of_table(
    content: bytes, remarks: Remarks, *, order: Order | None = None, budget: Budget = UNLIMITED
) -> Iterator[FoundDay]:
    """Return the days of a file, in its own order; raises TabularError, OutOfTimeError and CalendarFileError."""
    text = decode(content, detect(content).encoding)
    known = [name for names in COLUMNS.values() for name in names]
    table = read_table(text, known=known, budget=budget)
    columns = {field: _position(table, names) for field, names in COLUMNS.items()}
    at = columns["day"]
    if at is None:
        raise CalendarFileError("day_column_missing")
    settled = order or _settled(row.at(at) for row in table.rows)
    for row in table.rows:
        if found := _read(row, at, columns, settled, remarks):
            yield found


def _position(table: Table, names: tuple[str, ...]) -> int | None:
    return next((places[0] for name in names if (places := table.positions(name))), None)


def _settled(cells: Iterator[str]) -> Order | None:
    orders: dict[str, Order] = {"dmy": "dmy", "mdy": "mdy"}
    return orders.get(day_order(cells).kind)


def _read(row: Row, at: int, columns: dict[str, int | None], order: Order | None, remarks: Remarks) -> FoundDay | None:
    """Return the day of a row; None for one that cannot be read, with a remark that names its line."""
    read = read_date(row.at(at), order)
    if read.value is None:
        remarks.add(read.problem or "day_missing", f"{row.line}: {row.at(at)[:40]}")
        return None
    works, label = columns["works"], columns["label"]
    name = "" if label is None else " ".join(row.at(label)[:LONGEST_LABEL].split())
    word = "" if works is None else fold(row.at(works)[:40])
    if word and word not in YES | NO:
        remarks.add("works_unreadable", f"{row.line}: {row.at(works or 0)[:40]}")
        return None
    return found_day(read.value, name, (word in YES) if word else None)
