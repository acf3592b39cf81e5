"""The file of an import as a plan with its raw cells, and what a person should know of how it was read."""

from dataclasses import dataclass, replace

from core.budget import UNLIMITED
from core.tabular.encoding import decode, detect
from core.tabular.json_text import is_json
from core.tabular.problems import TabularError
from core.tabular.reader import Row, read_table
from core.tabular.sheets import is_workbook, read_sheet
from planner.imports.dialects import PlanFile, read_plan
from planner.imports.headers import KNOWN_NAMES, recognise, with_choices
from planner.imports.trello import archived as archived_in
from planner.imports.trello_json import read_board

_HEADER_SHOWN = 120
LEFT_OUT = "skip"  # PlanImport.archived
LONGEST_NAME = 200  # characters of a column's name that a person may choose


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan, the cells of each line, and what the preview tells of where the table stood."""

    plan: PlanFile
    header_line: int
    cells: dict[int, Row]
    place: dict  # encoding and encodings of a text, sheet and sheets of a workbook, archived cards

    @property
    def findings(self):
        """Return what the preview tells of the file, as JSON."""
        found = self.plan.recognition
        return self.place | {
            "dialect": found.dialect,
            "header": names_of(found.columns.header),
            "fields": {name: found.columns.label(name) for name in found.columns.positions},
            "columns": [found.columns.label(name) for name in found.columns.positions],
            "unread": list(found.unread),
            "header_line": self.header_line,
            "second_table": self.plan.second_table,
            "key_results": len(self.plan.key_results),
            "order": self.plan.order.kind,
            "sample": self.plan.order.sample,
        }


class TitleMissingError(TabularError):
    """No column is known to hold the titles; `header` lists those a person may choose from, `place` other sheets."""

    def __init__(self, header, place, *, code="title_column_missing"):
        self.header, self.place = names_of(header), place
        super().__init__(code, header=", ".join(self.header)[:_HEADER_SHOWN])


def names_of(header):
    """Return the names of the columns that have one short enough to choose, each once."""
    return list(dict.fromkeys(name for cell in header if (name := cell.strip()) and len(name) <= LONGEST_NAME))


def open_plan(content, *, encoding="", sheet="", day_order="", archived="", columns=None, budget=UNLIMITED):
    """Read a file; the best guess stands in for a choice nobody has made.

    `archived` is LEFT_OUT where a person wants nothing of what the other program has put away.
    `columns` are choices of columns as headers.with_choices takes them. Raises OutOfTimeError, TitleMissingError and
    TabularError: the codes of core/tabular/problems.py, no_rows.
    """
    content = bytes(content)
    if is_workbook(content):
        table, place = _sheet(content, sheet, budget)
    elif is_json(content):
        table, place = read_board(content), {"encoding": "JSON", "encodings": []}
    else:
        table, place = _text(content, encoding, budget)
    recognition = with_choices(recognise(table.header.cells), columns or {})
    if recognition.dialect == "trello" and (lines := archived_in(table, recognition)):
        place["archived"] = len(lines)
        if archived == LEFT_OUT:
            table = replace(table, rows=tuple(row for row in table.rows if row.line not in lines))
    plan = read_plan(table, recognition=recognition, order=day_order or None, budget=budget)
    if "title" not in recognition.columns.positions:
        raise TitleMissingError(table.header.cells, place)
    if not (plan.rows or plan.goals or plan.key_results or place.get("archived")):
        raise TabularError("no_rows")
    return Reading(plan, table.header.line, {row.line: row for row in table.rows}, place)


def _text(content, encoding, budget):
    detection = detect(content)
    chosen = encoding or detection.encoding
    guesses = [] if detection.is_certain else detection.guesses
    samples = [{"encoding": guess.encoding, "sample": guess.sample} for guess in guesses]
    table = read_table(decode(content, chosen), known=KNOWN_NAMES, budget=budget)
    return table, {"encoding": chosen, "encodings": samples}


def _sheet(content, sheet, budget):
    found = read_sheet(content, sheet=sheet, known=KNOWN_NAMES, budget=budget)
    return found.table, {"encoding": "XLSX", "encodings": [], "sheet": found.name, "sheets": list(found.names)}
