"""What can be wrong with a file or a cell, as codes; their words stand in core/tabular/messages.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Param = str | int

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 10_000
MAX_HEADER_CHARACTERS = 250  # of one name; what is longer names nothing

FILE_CODES = (
    "file_too_large",
    "file_empty",
    "is_spreadsheet",
    "workbook_too_large",
    "workbook_unreadable",
    "is_binary",
    "encoding_unknown",
    "encoding_mismatch",
    "quote_unclosed",
    "too_many_rows",
    "too_many_columns",
    "header_line_missing",
    "json_too_large",
    "json_unreadable",
    "json_foreign",
    "out_of_time",
)
ROW_CODES = ("row_too_long", "cell_too_long")
DATE_CODES = (
    "date_unreadable",
    "date_impossible",
    "date_ambiguous",
    "date_is_serial",
    "date_without_year",
    "date_out_of_range",
)


class TabularError(Exception):
    """The file as a whole cannot be read; `code` is one of FILE_CODES."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, Param] = MappingProxyType(params)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about one line of the file that a person should know; it stops nothing."""

    code: str
    line: int
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
