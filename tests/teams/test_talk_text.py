"""Comments are plain text: links, numbers and names in it lead somewhere, and nothing else is more than words."""

import pytest

from teams.mentions import mentions_in
from teams.talk_text import MARKED_AT_MOST, pieces
from tests.measuring import processor_time

NAMES = ["Ada", "Ada Lovelace", "王小明", "O'Neill (CTO)"]


def marked(text):
    found = pieces(text, prefixes={"M", "R"}, names=NAMES)
    return [(piece.kind.value, piece.text) for piece in found if piece.kind != "words"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/x?y=1&z=2.", [("link", "https://a.example/x?y=1&z=2")]),
        ("(http://a.example/b_(c))", [("link", "http://a.example/b_(c)")]),
        ("见https://例子.中国/路，再说", [("link", "https://例子.中国/路")]),
        ("见 https://a.example/路。", [("link", "https://a.example/路")]),
        ("javascript:alert(1) ftp://a.example data:text/html,x", []),
        ("https://", []),
        ("M-41, R-12; 见M-7。", [("number", "M-41"), ("number", "R-12"), ("number", "M-7")]),
        ("XM-4 M-4x M-4-5 m-4 S-3 M-1234567890 a/M-4", []),
        ("https://a.example/M-41 M-2", [("link", "https://a.example/M-41"), ("number", "M-2")]),
        ("@Ada Lovelace @Ada, @Adam @ada", [("person", "@Ada Lovelace"), ("person", "@Ada")]),
        ("bob@Ada.example", []),
        ("@王小明请看", [("person", "@王小明")]),
        ("@O'Neill (CTO)!", [("person", "@O'Neill (CTO)")]),
    ],
)
def test_what_leads_somewhere_is_found(text, found):
    assert marked(text) == found


@pytest.mark.parametrize("text", ["", "plain", "@Ada M-41 https://a.example.", "<b>@</b>\n\nM-1"])
def test_no_character_is_lost(text):
    assert "".join(piece.text for piece in pieces(text, prefixes={"M"}, names=NAMES)) == text


@pytest.mark.parametrize("part", ["M-4 ", "@Ada ", "https://a.example "])
def test_what_leads_somewhere_has_a_limit_and_the_rest_is_words(part):
    text = part * (MARKED_AT_MOST + 2)

    found = list(pieces(text, prefixes={"M"}, names=NAMES))

    assert len([piece for piece in found if piece.kind != "words"]) == MARKED_AT_MOST
    assert found[-1].text == f" {part}{part}"
    assert "".join(piece.text for piece in found) == text


def test_the_longest_name_is_meant():
    assert [name for _start, _end, name in mentions_in("@Ada Lovelace", NAMES)] == ["Ada Lovelace"]


def test_without_names_nobody_is_mentioned():
    assert list(mentions_in("@ @@ @Ada", [])) == []


@pytest.mark.parametrize("part", ["https://a", "@aaaa", "M-4", ")(", "@Ada Love"])
def test_time_grows_with_the_text(part):
    def read(size):
        list(pieces("https://" + part * (size // len(part)), prefixes={"M"}, names=["aaaab", "Ada Lovelace"]))

    read(1_000)

    assert processor_time(read, 80_000) < 12 * processor_time(read, 20_000) + 0.05
