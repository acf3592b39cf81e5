"""The file of an import as a plan with its raw cells, and what a person should know of how it was read."""

from dataclasses import dataclass

from core.tabular.encoding import Detection, decode, detect
from core.tabular.problems import TabularError
from core.tabular.reader import Row, read_table
from planner.imports.dialects import PlanFile, read_plan
from planner.imports.headers import KNOWN_NAMES

_HEADER_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan, the encoding it was read in, and the cells of each line."""

    plan: PlanFile
    encoding: str
    detection: Detection
    header_line: int
    cells: dict[int, Row]

    @property
    def findings(self):
        """Return what the preview tells of the file, as JSON."""
        found = self.plan.recognition
        guesses = [] if self.detection.is_certain else self.detection.guesses
        return {
            "dialect": found.dialect,
            "columns": [found.columns.label(name) for name in found.columns.positions],
            "unread": list(found.unread),
            "header_line": self.header_line,
            "encoding": self.encoding,
            "encodings": [{"encoding": guess.encoding, "sample": guess.sample} for guess in guesses],
            "order": self.plan.order.kind,
            "sample": self.plan.order.sample,
        }


def open_plan(content, *, encoding="", day_order=""):
    """Read a file; the best guess stands in for a choice nobody has made.

    Raises TabularError: the codes of core/tabular/problems.py, title_column_missing, no_rows.
    """
    content = bytes(content)
    detection = detect(content)
    chosen = encoding or detection.encoding
    table = read_table(decode(content, chosen), known=KNOWN_NAMES)
    plan = read_plan(table, order=day_order or None)
    if "title" not in plan.recognition.columns.positions:
        header = ", ".join(cell.strip() for cell in table.header.cells if cell.strip())
        raise TabularError("title_column_missing", header=header[:_HEADER_SHOWN])
    if not plan.rows:
        raise TabularError("no_rows")
    return Reading(plan, chosen, detection, table.header.line, {row.line: row for row in table.rows})
