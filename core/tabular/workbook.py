"""The one XLSX writer: a sheet with a header that stays in view, dates as dates, and no cell that could be run."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from core.characters import CONTROL
from core.lazy import Lazy
from core.tabular.protection import protect
from core.tabular.writer import Cell

openpyxl = Lazy("openpyxl")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters of a cell, as the format has it
_WIDTH = 18
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> BytesIO:
    """The packed file, open at its beginning; of its sheet no more than a row is in memory while it is written."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = _WIDTH
    sheet.append([_written(name) for name in header])
    for row in rows:
        sheet.append([_written(cell) for cell in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _written(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        # The format knows no zones; an instant stays what it is in its own.
        return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
    text = _LIKE_AN_ESCAPE.sub("_x005F_", CONTROL.sub("", cell))
    return protect(text)[:LONGEST_TEXT] or None
