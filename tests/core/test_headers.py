"""Text of people in headers: read as it was written, on one line, whatever it looks like."""

import email
from email import policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.addresses import wire_address
from core.headers import field, literal, mailbox

NASTY = [
    "=?utf-8?B?WW91ciBwYXNzd29yZCB3YXMgcmVzZXQ=?=",
    "=?utf-7?q?+2AA-?=",
    "=?unicode_escape?q?=5Cud800?=",
    "=?utf-8?q?=0D=0ABcc=3A_x=40landfall-mail.org?=",
    "a =?utf-8?q?b?= =?utf-8?q?c?= d",
    "=?",
    "?=",
    "Plain words, and a colon: here",
    "x" * 900,
    "é" * 900,
    "\u0301" * 150,
    "العربية والعبرية \u202eתירבע",
    "资金只够到 2027 年 5 月 2 日",
    "👩\u200d👩\u200d👧 " * 30,
    "tab\tand NUL \x00 and escape \x1b[31m",
]
PIECES = st.sampled_from(["=?", "?=", "utf-8", "utf-7", "?q?", "?B?", "=0D=0A", "=20", "_", "\r\n", "\u2028", ":"])
TITLES = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join))


def read(raw, name):
    return email.message_from_bytes(raw + b"\r\nbody", policy=policy.default)[name]


def on_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("text", NASTY)
def test_text_is_read_as_it_was_written(text):
    raw = field("Subject", literal(text, header="Subject"))

    assert read(raw, "Subject") == on_one_line(text)
    assert raw.isascii()


@given(TITLES.filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)))
@example("=?utf-8?q?a?= =?utf-8?q?b?=")
def test_no_text_is_read_as_another_or_reaches_another_line(text):
    raw = field("Subject", literal(text, header="Subject"))

    assert read(raw, "Subject") == on_one_line(text)
    assert email.message_from_bytes(raw + b"\r\nbody").keys() == ["Subject"]


@given(st.text(min_size=1, max_size=300, alphabet=st.characters(exclude_categories=["Cs"])))
def test_lines_with_encoded_words_are_as_short_as_they_must_be(text):
    lines = field("Subject", literal(f"=?{text}", header="Subject")).decode().splitlines()

    assert max(map(len, lines)) <= 76


@pytest.mark.parametrize("text", ["\ud83d", "a\udcff"])
def test_half_a_pair_is_no_text(text):
    with pytest.raises(ValueError, match="surrogates not allowed"):
        literal(text)


@pytest.mark.parametrize("value", ["a\r\nBcc: b@landfall-mail.org", "a\n", "\x00"])
def test_no_value_reaches_beyond_its_line(value):
    with pytest.raises(ValueError, match="no header may hold"):
        field("List-Id", value)


@pytest.mark.parametrize("name", ["Landfall", "Landfall, Inc.", 'The "Best"', "着陆", "=?utf-8?q?Bank?=", "a@b", ""])
def test_name_of_a_sender_is_read_as_it_was_written(name):
    sender = read(field("From", mailbox(name, "us@landfall-mail.org")), "From").addresses

    assert [(one.display_name, one.addr_spec) for one in sender] == [(name, "us@landfall-mail.org")]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@landfall-mail.org", "a@landfall-mail.org"),
        ("a@bücher.org", "a@xn--bcher-kva.org"),
        ("ä@b.org", "ä@b.org"),
        (f"a@{'b' * 64}.org", f"a@{'b' * 64}.org"),
    ],
)
def test_domain_is_spelled_in_ascii(address, expected):
    assert wire_address(address) == expected


@pytest.mark.parametrize(("length", "lines"), [(32, 1), (33, 2)])
def test_plain_words_fold_at_76(length, lines):
    raw = field("Subject", f"{'a' * 34} {'b' * length}")

    assert len(raw.decode().splitlines()) == lines
