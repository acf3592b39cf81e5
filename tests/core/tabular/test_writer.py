import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tabular.protection import TRIGGERS, protect, unprotect
from core.tabular.writer import BLOCK, csv_blocks, csv_bytes, csv_lines

ROOT = Path(__file__).parents[3]
APPS = ("config", "core", "teams", "planner", "funding", "risks", "playbook", "forecast", "alerts", "desk")
OTHER_WRITER = re.compile(r"csv\.(writer|DictWriter)|from csv import")


def test_text_is_quoted_and_numbers_are_numbers():
    row = ("Beta, open", 3, Decimal("-1.50"), 0.5, True, date(2026, 3, 1), None)

    lines = list(csv_lines(("a", "b", "c", "d", "e", "f", "g"), [row]))

    assert lines == [
        '\ufeff"a","b","c","d","e","f","g"\r\n',
        '"Beta, open",3,-1.50,0.5,"true","2026-03-01",""\r\n',
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1"])
def test_text_that_could_run_as_a_formula_is_made_harmless(text):
    line = csv_bytes(("=header",), [(text,)]).decode("utf-8-sig")

    assert line == f'"\'=header"\r\n"\'{text}"\r\n'


def test_file_begins_with_the_mark_spreadsheet_programs_need():
    assert csv_bytes(("标题",), []).startswith(b"\xef\xbb\xbf")


def test_large_decimal_is_written_without_exponent():
    assert list(csv_lines(("a",), [(Decimal("1E+3"),)]))[1] == "1000\r\n"


@given(st.text(st.sampled_from([*TRIGGERS, "'", "a", "1", " "]), max_size=6))
def test_protection_is_undone_exactly(text):
    assert unprotect(protect(text)) == text


def test_no_other_module_writes_csv():
    modules = [path for app in APPS for path in (ROOT / app).rglob("*.py")]

    writers = [str(path.relative_to(ROOT)) for path in modules if OTHER_WRITER.search(path.read_text())]

    assert writers == ["core/tabular/writer.py"]


@pytest.mark.parametrize(("rows", "pieces"), [(0, 1), (1, 1), (1637, 1), (1638, 1), (1639, 2), (3277, 2), (3278, 3)])
def test_a_file_in_pieces_has_the_same_bytes(rows, pieces):
    lines = [("里程碑234",)] * rows  # each line has ten characters, as has the header: 1639 lines fill a piece
    found = list(csv_blocks(("title",), lines))

    assert b"".join(found) == csv_bytes(("title",), lines)
    assert len(found) == pieces
    assert all(BLOCK <= len(piece.decode()) < BLOCK + 10 for piece in found[:-1])
