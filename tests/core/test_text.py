"""Text from people: what is refused, and the form a search compares."""

import pytest
from django.core.exceptions import ValidationError

from core.fields import LineField, ProseField
from core.text import search_form


@pytest.mark.parametrize("bad", ["a\x00b", "a\x1bb", "a\ud800b", "a\u2028b", "a\nb", "a\r\nBcc: x", "a\tb"])
def test_a_line_refuses_control_characters_and_line_breaks(bad):
    with pytest.raises(ValidationError):
        LineField().run_validators(bad)


@pytest.mark.parametrize("good", ["Beta", "公开测试版", "Größe 😀", "a - b"])
def test_a_line_takes_what_people_type(good):
    LineField().run_validators(good)

    assert LineField().to_python(f"  {good} ") == good


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ali\u200bce", "Alice"),
        ("\ufeff Alice", "Alice"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("\u2066\u2069", ""),
        ("a\u200eb\u200f\u061c\u00ad", "ab"),
        ("\u200d", ""),
        (" \u3164 \u115f\u2800", ""),
    ],
)
def test_a_line_keeps_nothing_that_hides_or_turns_letters(typed, kept):
    assert LineField().to_python(typed) == kept


def test_a_line_keeps_what_joins_letters():
    joined = "👩\u200d💻 می\u200cخواهم"

    assert LineField().to_python(joined) == joined


def test_prose_takes_line_breaks_and_refuses_nul_and_too_much():
    ProseField().run_validators("one\ntwo")

    for bad in ("a\x00b", "a\x85b", "a\x9bb", "x" * 10_001):
        with pytest.raises(ValidationError):
            ProseField().run_validators(bad)


def test_searching_ignores_case_width_and_spacing():
    assert search_form("Ｂｅｔａ  TEST", "", "Straße") == "beta test strasse"
