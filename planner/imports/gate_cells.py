"""The quality gates of a milestone as one cell: “checkbox* Docs reviewed; metric* Recall >= 0.98 [%] valid 14”.

Gates are parted by semicolons or lines. Each is its kind, `*` where it is required, and its title; a metric ends with
its threshold, then its unit in brackets and for how many days a value counts, where it has them.
"""

import re
from collections.abc import Iterable, Sequence

from planner.imports.cells import CellReader
from planner.imports.rows import ImportedGate, Problem
from planner.imports.states import Kind

MAX_GATES = 30  # of one milestone
KINDS = ("checkbox", "evidence", "metric", "approval")
METRIC = "metric"
COMPARISONS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "=": "eq", "≥": "ge", "≤": "le"}
_SIGNS = {comparison: sign for sign, comparison in COMPARISONS.items() if sign.isascii()}
_LONGEST = 300  # characters of one gate with all it says
_ROUND = str.maketrans("[]", "()")
_PARTS = re.compile(r"[;；\n]")
_GATE = re.compile(rf"(?P<kind>{'|'.join(KINDS)})(?P<required>\*?)\s+(?P<title>.+)", re.IGNORECASE)
_THRESHOLD = (
    r"(?P<sign>>=|<=|[><=≥≤])\s*(?P<threshold>-?\d{1,15}(?:\.\d{1,15})?)"
    r"(?:\s*\[(?P<unit>[^\[\]]*)\])?(?:\s+valid\s+(?P<days>\d{1,5}))?"
)
# The last sign counts, for a title may hold others; one that stands alone is none of its title's.
_METRICS = (
    re.compile(rf"(?P<title>.*\S)\s+{_THRESHOLD}", re.IGNORECASE),
    re.compile(rf"(?P<title>.*[^\s<>=≥≤])\s*{_THRESHOLD}", re.IGNORECASE),
)


def gate_cell(gates: Iterable[ImportedGate]) -> str:
    """The cell that says these gates."""
    return "; ".join(map(_told, gates))


def read_gates(cells: CellReader, kind: Kind) -> tuple[ImportedGate, ...]:
    """The gates a row names, in its order; what cannot be read is a problem and left out."""
    parts = [part for each in _PARTS.split(cells.text("gates")) if (part := each.strip())]
    if parts and kind == "task":
        cells.problems.append(Problem("gates_of_task", {"value": parts[0][:60]}))
        return ()
    if len(parts) > MAX_GATES:
        cells.problems.append(Problem("too_many_gates", {"limit": MAX_GATES}))
    return tuple(_readable(cells, parts[:MAX_GATES]))


def _readable(cells: CellReader, parts: Sequence[str]) -> Iterable[ImportedGate]:
    for part in parts:
        gate = read_gate(part)
        if gate is None:
            cells.problems.append(Problem("gate_unreadable", {"value": part[:60]}))
        else:
            yield gate


def read_gate(text: str) -> ImportedGate | None:
    """The gate a text says, or None."""
    found = _GATE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    kind, is_required, title = found["kind"].lower(), bool(found["required"]), found["title"]
    if kind != METRIC:
        return ImportedGate(kind, title, is_required)
    metric = next((match for pattern in _METRICS if (match := pattern.fullmatch(title))), None)
    if metric is None:
        return None
    return ImportedGate(
        kind,
        metric["title"],
        is_required,
        comparison=COMPARISONS[metric["sign"]],
        threshold=metric["threshold"],
        unit=(metric["unit"] or "").strip(),
        valid_days=int(metric["days"]) if metric["days"] else None,
    )


def _told(gate: ImportedGate) -> str:
    words = [f"{gate.kind}{'*' if gate.is_required else ''}", _plain(gate.title)]
    if gate.kind == METRIC:
        words += [_SIGNS[gate.comparison], gate.threshold]
        words += [f"[{_plain(gate.unit).translate(_ROUND)}]"] if gate.unit else []
        words += [f"valid {gate.valid_days}"] if gate.valid_days else []
    return " ".join(words)


def _plain(text: str) -> str:
    """A text without what parts gates."""
    return text.replace(";", ",").replace("；", ",")
