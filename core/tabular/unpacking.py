"""Opening a workbook while a watch is kept on how much of it is in memory at once.

openpyxl builds objects of each element of a part, or of a row, before it hands anything on: a file of some KB, whose
parts say the same a million times, would take gigabytes and minutes in which nobody could look at the clock.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from core.budget import Budget
from core.lazy import Lazy
from core.tabular.problems import TabularError

openpyxl = Lazy("openpyxl")

# What may be in memory at once, by its weight: the widest row of Excel weighs 1.2 million, 60,000 formats 2 million.
MAX_WEIGHT = 2_500_000
MAX_STRINGS = 2_000_000  # the shared ones; each stays in memory
_OF_TAG, _OF_ATTRIBUTE = 10, 1


@dataclass(slots=True)
class Watch:
    """Weighs what is read, and looks at the clock; `held` is what was read since something was handed on."""

    budget: Budget
    held: int = 0

    def take(self, piece: bytes) -> bytes:
        """Hand on what was read. Raises OutOfTimeError, and TabularError where too much of it is held."""
        self.budget.check()
        self.held += _OF_TAG * piece.count(b"<") + _OF_ATTRIBUTE * piece.count(b"=")
        if self.held > MAX_WEIGHT:
            raise TabularError("workbook_unreadable")
        return piece

    def let_go(self) -> None:
        """Note that what was read so far has been handed on."""
        self.held = 0


class WatchedArchive(zipfile.ZipFile):
    """An archive whose parts are read under a watch."""

    def __init__(self, content: bytes, watch: Watch) -> None:
        super().__init__(BytesIO(content))
        self.watch = watch

    def open(self, *args: Any, **kwargs: Any) -> Any:
        stream = super().open(*args, **kwargs)
        read = stream.read
        stream.read = lambda size=-1: self.watch.take(read(size))  # type: ignore[method-assign]
        return stream


def open_workbook(content: bytes, watch: Watch) -> Any:
    """The workbook of openpyxl with its sheets, whose rows are still to be read; names and properties are left out.

    Raises OutOfTimeError, TabularError: workbook_unreadable, and whatever openpyxl raises for damaged parts.
    """
    reader = openpyxl.reader.excel.ExcelReader(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.archive.close()
    reader.archive = WatchedArchive(content, watch)
    reader.read_manifest()
    reader.shared_strings = _shared_strings(reader, watch)
    reader.read_workbook()
    openpyxl.reader.excel.apply_stylesheet(reader.archive, reader.wb)
    _add_sheets(reader)
    return reader.wb


def _shared_strings(reader: Any, watch: Watch) -> list[str]:
    part = reader.package.find(openpyxl.reader.excel.SHARED_STRINGS)
    if part is None:
        return []
    with reader.archive.open(part.PartName[1:]) as source:
        strings = list(islice(_strings(source, watch), MAX_STRINGS + 1))
    if len(strings) > MAX_STRINGS:
        raise TabularError("workbook_unreadable")
    return strings


def _strings(source: Any, watch: Watch) -> Iterator[str]:
    """Each shared string as openpyxl reads it, let go of once it is text."""
    of_a_string = f"{{{openpyxl.xml.constants.SHEET_MAIN_NS}}}si"
    for _event, node in openpyxl.xml.functions.iterparse(source):
        if node.tag == of_a_string:
            text = openpyxl.cell.text.Text.from_tree(node).content.replace("x005F_", "")
            node.clear()
            watch.let_go()
            yield text


def _add_sheets(reader: Any) -> None:
    """Add the sheets that have cells, none of which is asked for its size: without a claim all of it would be read."""
    unsized = type("Sheet", (openpyxl.reader.excel.ReadOnlyWorksheet,), {"_get_size": lambda sheet: None})
    for sheet, link in reader.parser.find_sheets():
        if link.target in reader.valid_files and "chartsheet" not in link.Type:
            found = unsized(reader.wb, sheet.name, link.target, reader.shared_strings)
            found.sheet_state = sheet.state
            reader.wb._sheets.append(found)  # noqa: SLF001 - as openpyxl itself adds those it has no cells of
