import re

import pytest

from core.tabular.messages import MESSAGES, message
from core.tabular.problems import DATE_CODES, FILE_CODES, ROW_CODES

PARAMS = {"limit": 10, "encoding": "utf-8", "line": 7, "extra": 2, "column": "Due", "value": "3/4/2026"}


def test_every_code_has_its_sentence_and_no_sentence_lacks_a_code():
    assert tuple(MESSAGES) == FILE_CODES + ROW_CODES + DATE_CODES


@pytest.mark.parametrize("code", MESSAGES)
def test_sentence_carries_its_parameters(code):
    text = message(code, PARAMS)

    assert text.endswith(".")
    assert not re.search(r"%\(|\{", text)


def test_sentence_names_line_and_value():
    assert message("quote_unclosed", {"line": 7}) == "A quotation mark opened on line 7 is never closed."
    assert "3/4/2026" in message("date_ambiguous", PARAMS)
