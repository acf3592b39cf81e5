import re
from pathlib import Path

import pytest

from core.tabular.problems import DATE_CODES
from planner import imports
from planner.imports.messages import MESSAGES, message
from planner.imports.rows import BLOCKING

PARAMS = {"limit": 200, "value": "Doing well", "line": 4, "start": "2026-02-01", "due": "2026-01-01", "column": "Due"}
READERS = Path(imports.__file__).parent


def notified():
    """Return the codes the readers of files write into rows."""
    texts = [path.read_text(encoding="utf-8") for path in READERS.glob("*.py")]
    return {code for text in texts for code in re.findall(r'\bProblem\(\s*"(\w+)"', text)}


def test_every_problem_the_readers_tell_has_its_sentence_and_no_sentence_is_left_over():
    assert notified() == set(MESSAGES)


def test_what_keeps_a_row_out_is_a_problem_the_readers_tell():
    assert notified() & BLOCKING == BLOCKING


@pytest.mark.parametrize("code", [*MESSAGES, *DATE_CODES])
def test_sentence_carries_its_parameters(code):
    assert not re.search(r"%\(|\{", message(code, PARAMS))
