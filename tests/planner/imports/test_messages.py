import re

import pytest

from core.tabular.problems import DATE_CODES
from planner.imports.messages import MESSAGES, message
from planner.imports.rows import BLOCKING, PROBLEM_CODES

PARAMS = {"limit": 200, "value": "Doing well", "line": 4, "start": "2026-02-01", "due": "2026-01-01", "column": "Due"}


def test_every_problem_has_its_sentence():
    assert tuple(MESSAGES) == PROBLEM_CODES
    assert set(PROBLEM_CODES) >= BLOCKING


@pytest.mark.parametrize("code", [*PROBLEM_CODES, *DATE_CODES])
def test_sentence_carries_its_parameters(code):
    assert not re.search(r"%\(|\{", message(code, PARAMS))
