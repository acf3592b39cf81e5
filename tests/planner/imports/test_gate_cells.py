"""Quality gates as a cell says them: read, written, and what is wrong with others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tabular.writer import csv_bytes
from planner.imports.gate_cells import COMPARISONS, KINDS, MAX_GATES, gate_cell, read_gate
from planner.imports.reading import open_plan
from planner.imports.rows import ImportedGate
from planner.models import Comparison, GateKind
from planner.models.gate import MOST_CHECKS

TITLES = st.text("aZ9 *[]<>=≥-.,:里valid", min_size=1, max_size=200).map(str.strip).filter(bool)
METRICS = st.builds(
    ImportedGate,
    kind=st.just("metric"),
    title=TITLES,
    is_required=st.booleans(),
    comparison=st.sampled_from(Comparison.values),
    threshold=st.sampled_from(["0.98", "-5", "1000000000000", "-999999999999.000001"]),
    unit=st.text("aZ9 <>=%里", max_size=20).map(str.strip),
    valid_days=st.one_of(st.none(), st.integers(1, 3650)),
)
OTHERS = st.builds(
    ImportedGate, kind=st.sampled_from(["checkbox", "evidence", "approval"]), title=TITLES, is_required=st.booleans()
)


def rows_of(cell, kind="milestone"):
    header = ["kind", "name", "state", "planned_start", "planned_end", "gates"]
    [row] = open_plan(csv_bytes(header, [[kind, "Beta", "planned", None, None, cell]])).plan.rows
    return row


def test_the_words_and_limits_are_those_of_gates():
    assert sorted(KINDS) == sorted(GateKind.values)
    assert set(COMPARISONS.values()) == set(Comparison.values)
    assert MAX_GATES == MOST_CHECKS


@given(gate=st.one_of(METRICS, OTHERS))
def test_what_is_written_is_read_as_it_was(gate):
    assert read_gate(gate_cell([gate])) == gate


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("checkbox* Docs reviewed", ImportedGate("checkbox", "Docs reviewed", True)),
        ("Approval Launch", ImportedGate("approval", "Launch", False)),
        ("metric Recall≥0.98[%]", ImportedGate("metric", "Recall", False, "ge", "0.98", "%")),
        ("metric* p95 < 300 [ms] valid 14", ImportedGate("metric", "p95", True, "lt", "300", "ms", 14)),
        ("metric* p95 <= 300 valid 14", ImportedGate("metric", "p95", True, "le", "300", "", 14)),
        ("checkbox", None),
        ("checkbox*Docs", None),
        ("Docs reviewed", None),
        ("metric Recall", None),
        ("metric Recall >= much", None),
        ("metric >= 0.98", None),
        (f"checkbox {'x' * 291}", ImportedGate("checkbox", "x" * 291, False)),
        (f"checkbox {'x' * 292}", None),
    ],
)
def test_a_gate_is_its_kind_its_title_and_its_threshold(text, gate):
    assert read_gate(text) == gate


def test_gates_stand_between_semicolons_and_on_lines():
    row = rows_of("checkbox* A;; evidence B；approval C\nmetric D = 1;")

    assert [(gate.kind, gate.title) for gate in row.gates] == [
        ("checkbox", "A"),
        ("evidence", "B"),
        ("approval", "C"),
        ("metric", "D"),
    ]
    assert row.problems == ()


def test_semicolons_and_brackets_become_others():
    gates = [ImportedGate("checkbox", "A; B；C", True), ImportedGate("metric", "D", True, "ge", "1", "[a];")]

    assert gate_cell(gates) == "checkbox* A, B,C; metric* D >= 1 [(a),]"


@pytest.mark.parametrize(
    ("cell", "kind", "read", "problems"),
    [
        ("Docs; checkbox A", "milestone", 1, [("gate_unreadable", {"value": "Docs"})]),
        ("; ".join(["checkbox A"] * 30), "milestone", 30, []),
        ("; ".join(["checkbox A"] * 31), "milestone", 30, [("too_many_gates", {"limit": 30})]),
        ("checkbox A", "task", 0, [("gates_of_task", {"value": "checkbox A"})]),
    ],
)
def test_what_cannot_be_taken_over_is_a_problem_of_the_row(cell, kind, read, problems):
    row = rows_of(cell, kind)

    assert len(row.gates) == read
    assert [(problem.code, dict(problem.params)) for problem in row.problems if "gate" in problem.code] == problems
    assert row.is_usable
