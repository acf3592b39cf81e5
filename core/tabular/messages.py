"""The words for every code of core/tabular/problems.py; the one module here that imports Django."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.tabular.problems import Param

MESSAGES: Mapping[str, Promise] = {
    "file_too_large": _("The file is larger than %(limit)s MB."),
    "file_empty": _("The file is empty."),
    "is_spreadsheet": _("This is a spreadsheet file. Save it as CSV (UTF-8) and upload that."),
    "workbook_too_large": _("The workbook holds more than %(limit)s MB once it is unpacked. Save its sheet as CSV."),
    "workbook_unreadable": _("The workbook is damaged or of another kind. Save its sheet as CSV (UTF-8)."),
    "is_binary": _("This is not a text file."),
    "encoding_unknown": _("The text encoding could not be recognised. Save the file as CSV (UTF-8)."),
    "encoding_mismatch": _("The file cannot be read as %(encoding)s."),
    "quote_unclosed": _("A quotation mark opened on line %(line)s is never closed."),
    "too_many_rows": _("The file has more than %(limit)s rows."),
    "too_many_columns": _("The file has more than %(limit)s columns."),
    "header_line_missing": _("Line %(line)s is not a line that could be the header."),
    "json_too_large": _("This JSON file holds more than we read: too many parts, or parts within parts too deep."),
    "json_unreadable": _("This JSON file is damaged, or no text in UTF-8. Export it anew."),
    "json_foreign": _(
        "This JSON file is no board of Trello, the only one we read. Export anything else as CSV or XLSX."
    ),
    "out_of_time": _("Reading this file takes too long. Divide it into several files with fewer rows each."),
    "row_too_long": _("The row has more cells than the header: %(extra)s too many."),
    "cell_too_long": _("The cell in column %(column)s was cut to %(limit)s characters."),
    "date_unreadable": _("“%(value)s” in %(column)s is not a date we can read."),
    "date_impossible": _("“%(value)s” in %(column)s is not a day of the calendar."),
    "date_ambiguous": _("“%(value)s” in %(column)s: choose whether the day or the month comes first."),
    "date_is_serial": _("“%(value)s” in %(column)s is a spreadsheet number. Format the column as a date."),
    "date_without_year": _("“%(value)s” in %(column)s lacks its year."),
    "date_out_of_range": _("“%(value)s” in %(column)s lies outside the years 1900 to 2199."),
}


def message(code: str, params: Mapping[str, Param]) -> str:
    """The sentence for a code in the active language. Raises KeyError for an unknown code."""
    return str(MESSAGES[code]) % params
