"""One form for what is compared, whatever marks a text piles up."""

import re
import sys
import unicodedata
from itertools import groupby

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from core import normal_form as module
from core.normal_form import JOINER, MOST_CHARACTERS, MOST_MARKS, normal_form
from core.text import PROSE_LIMIT, search_form

ACUTE, DOT, TILDE = "\u0301", "\u0323", "\u0334"  # three that normalising puts in the opposite order
TEXTS = {
    "two blocks": lambda size: "a" + ACUTE * (size // 2) + DOT * (size // 2),
    "by turns": lambda size: "a" + (ACUTE + DOT) * (size // 2),
    "many letters": lambda size: ("a" + ACUTE * 20 + DOT * 20) * (size // 41),
    "a letter of two marks": lambda size: "\u0f40" + "\u0f73" * size,
    "a mark of two marks": lambda size: "a" + ("\u0344" + DOT) * (size // 2),
    "half width": lambda size: "ﾊ" + ("ﾞ" + TILDE) * (size // 2),
    "joined": lambda size: "a" + (DOT * 29 + JOINER) * (size // 30),
    "emoji": lambda size: "😀" * size,
    "dashes": lambda size: ("—" * 30 + "a") * (size // 31),
    "long ligatures": lambda size: "\ufdfa" * size,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_no_letter_has_so_many_marks_that_putting_them_in_order_takes_long(text):
    taken_apart = unicodedata.normalize("NFD", normal_form(text(MOST_CHARACTERS)))

    runs = groupby(taken_apart, key=lambda character: unicodedata.combining(character) > 0)

    # A mark may be made of two.
    assert max((len(list(run)) for are_marks, run in runs if are_marks), default=0) <= 2 * MOST_MARKS + 1


@given(st.text(max_size=MOST_MARKS))
def test_it_is_nfkc(text):
    assert normal_form(text) == unicodedata.normalize("NFKC", text)


WRITTEN = ["Ｂｅｔａ ﬁ ①", "ガﾞ ﾊﾟ", "é e\u0301 ệ", "测试，公开……" * 20, "👩\u200d💻" * 40, "—" * 99]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_is_nfkc_whatever_its_length(text):
    assert normal_form(text) == unicodedata.normalize("NFKC", text)


def test_a_run_of_marks_is_broken():
    run = normal_form("a" + (ACUTE + DOT) * 100)

    assert run.startswith("\u1ea1" + DOT)
    assert max(map(len, re.findall(f"[{ACUTE}{DOT}]+", run))) <= MOST_MARKS
    assert run.count(ACUTE) + run.count(DOT) == 199


def test_every_mark_there_is_can_be_part_of_a_run():
    marks = [chr(code) for code in range(sys.maxunicode + 1) if module._is_mark(chr(code))]

    unseen = [mark for mark in marks if not module._LONG_RUN.fullmatch(mark * (MOST_MARKS + 1))]

    assert len(marks) > 900
    assert unseen == list(module._HALF_WIDTH)


def test_a_text_is_cut():
    assert normal_form("ä" * (MOST_CHARACTERS + 1)) == "ä" * MOST_CHARACTERS
    assert len(normal_form("x" * (MOST_CHARACTERS + 1))) == MOST_CHARACTERS
    assert len(normal_form("\ufdfa" * MOST_CHARACTERS)) == MOST_CHARACTERS


def test_all_that_is_searched_of_any_row_is_shorter_than_the_cut():
    def longest(model):
        fields = {field.name: field for field in model._meta.get_fields()}
        # What is no field of the row itself is the name of another one.
        lengths = (getattr(fields.get(name), "max_length", None) or PROSE_LIMIT for name in model.searched)
        return sum(length + 1 for length in lengths) + len("R-999999999")

    lengths = {model: longest(model) for model in apps.get_models() if hasattr(model, "searched")}

    assert len(lengths) >= 9
    assert max(lengths.values()) < MOST_CHARACTERS


def test_what_is_searched_is_found_under_any_run_of_marks():
    typed = "Ze" + ACUTE * 50

    assert search_form(typed) in search_form("plan of ZE" + ACUTE * 50 + " for May")
