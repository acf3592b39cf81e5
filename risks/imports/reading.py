"""The file of an import as records of risks, and what a person should know of how it was read."""

import json
from dataclasses import dataclass

from core.budget import UNLIMITED
from core.tabular.dates import DayOrder, day_order
from core.tabular.encoding import decode, detect
from core.tabular.json_text import is_json, read_json
from core.tabular.problems import MAX_CELL_CHARACTERS, MAX_ROWS, TabularError
from core.tabular.reader import read_table
from core.tabular.sheets import is_workbook, read_sheet
from planner.imports.reading import TitleMissingError, names_of

from .dialects import KNOWN_NAMES, recognise
from .exporting import FORMAT
from .records import Record

NESTED_LISTS = ("milestones", "actions", "plans", "assessments", "indicators", "readers")


@dataclass(frozen=True, slots=True)
class Reading:
    """The risks of a file, by which order its dates are read, and what the preview tells of it."""

    records: list[Record]
    order: str | None
    findings: dict


def open_register(content, *, encoding="", sheet="", day_order="", category="", columns=None, budget=UNLIMITED):
    """Read a file; the best guess stands in for a choice nobody has made. `category` matters to who judges.

    `columns` are choices of columns: field → name of a column, "" for none. Raises OutOfTimeError, TitleMissingError
    and TabularError: the codes of core/tabular/problems.py, no_rows, register_foreign.
    """
    content = bytes(content)
    if not is_workbook(content) and is_json(content):
        return _objects(read_json(content))
    if is_workbook(content):
        found = read_sheet(content, sheet=sheet, known=KNOWN_NAMES, budget=budget)
        place = {"encoding": "XLSX", "encodings": [], "sheet": found.name, "sheets": list(found.names)}
        return _table(found.table, place, day_order, columns or {})
    detection = detect(content)
    chosen = encoding or detection.encoding
    guesses = [] if detection.is_certain else detection.guesses
    samples = [{"encoding": guess.encoding, "sample": guess.sample} for guess in guesses]
    table = read_table(decode(content, chosen), known=KNOWN_NAMES, budget=budget)
    return _table(table, {"encoding": chosen, "encodings": samples}, day_order, columns or {})


def _table(table, place, chosen, choices):
    found = recognise(table.header.cells).with_choices(choices)
    columns = found.columns
    if not found.has_title:
        raise TitleMissingError(table.header.cells, place, code="register_title_missing")
    if not table.rows:
        raise TabularError("no_rows")
    order = _order(day_order(row.at(at) for row in table.rows) for at in _date_places(found))
    findings = place | {
        "dialect": found.dialect,
        "header": names_of(columns.header),
        "fields": {name: columns.label(name) for name in columns.positions},
        "columns": [columns.label(name) for name in columns.positions],
        "unread": list(columns.unread),
        "header_line": table.header.line,
        "order": order.kind,
        "sample": order.sample,
    }
    records = _with_notices(found.records(table), table.notices)
    return Reading(records, order.kind if order.kind in ("dmy", "mdy") else chosen or None, findings)


def _date_places(found):
    return [found.columns.positions[name][0] for name in found.dates if name in found.columns.positions]


def _order(columns):
    kinds = {}
    for each in columns:
        kinds.setdefault(each.kind, each)
    if "mixed" in kinds or {"dmy", "mdy"} <= kinds.keys():
        return kinds.get("mixed") or DayOrder("mixed", kinds["dmy"].sample)
    return kinds.get("dmy") or kinds.get("mdy") or kinds.get("ask") or DayOrder("none")


def _with_notices(records, notices):
    told = {}
    for notice in notices:
        told.setdefault(notice.line, []).append((notice.code, dict(notice.params)))
    return [
        Record(each.line, each.texts, each.nested, each.proposed, (*each.problems, *told.get(each.line, ())))
        for each in records
    ]


def _objects(told):
    """The risks of our own JSON; any other is refused."""
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("risks"), list):
        raise TabularError("register_foreign")
    risks = told["risks"]
    if len(risks) > MAX_ROWS:
        raise TabularError("too_many_rows", limit=MAX_ROWS)
    if not risks:
        raise TabularError("no_rows")
    records = [_record(place, each) for place, each in enumerate(risks, start=1)]
    findings = {
        "encoding": "JSON", "encodings": [], "dialect": "json", "header": [], "columns": [], "unread": [],
        "header_line": 0, "order": "none", "sample": "",
    }  # fmt: skip
    return Reading(records, None, findings)


def _record(place, told):
    if not isinstance(told, dict):
        return Record(place, {}, problems=(("object_unreadable", {}),))
    texts = {name: _text(value) for name, value in told.items() if not isinstance(value, (list, dict))}
    nested = {name: _listed(told.get(name)) for name in NESTED_LISTS}
    problems = tuple(("list_unreadable", {"name": name}) for name, found in nested.items() if found is None)
    return Record(place, texts, {name: found or [] for name, found in nested.items()}, problems=problems)


def _text(value):
    """A value of JSON as a cell would have it."""
    if value is None:
        return ""
    return value[:MAX_CELL_CHARACTERS] if isinstance(value, str) else json.dumps(value)[:MAX_CELL_CHARACTERS]


def _listed(value):
    """A list of objects; None where it is something else."""
    if value is None:
        return []
    return value if isinstance(value, list) and all(isinstance(each, dict) for each in value) else None
