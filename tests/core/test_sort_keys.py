"""Names in order: Latin and Chinese together, as an address book in China has them."""

import pytest

from core.sort_keys import KEY_LENGTH, sort_key


def test_chinese_names_stand_among_latin_ones_by_their_pinyin():
    names = ["张伟", "Émile", "bob", "王芳", "Alice", "李娜", "Zoe", "Eva"]

    assert sorted(names, key=sort_key) == ["Alice", "bob", "Émile", "Eva", "李娜", "王芳", "张伟", "Zoe"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单田芳", "shan tian fang"),
        ("曾国藩", "zeng guo fan"),
        ("尉迟恭", "yu chi gong"),
        ("乐嘉", "yue jia"),
        ("吕布", "lv bu"),
        ("Ann 曾", "ann ceng"),  # a surname stands first
    ],
)
def test_a_surname_is_read_as_one(name, key):
    assert sort_key(name, of_person=True) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("重庆银行", "chong qing yin hang"),
        ("红杉中国", "hong shan zhong guo"),
        ("Seed基金 II", "seed ji jin ii"),
        ("  ＡＢＣ  Bank", "abc bank"),
    ],
)
def test_an_organisation_is_read_by_its_words(name, key):
    assert sort_key(name) == key


def test_a_shorter_syllable_comes_before_a_longer_one():
    assert sorted(["仙", "西安"], key=sort_key) == ["西安", "仙"]  # xi an, xian


def test_the_key_of_a_long_name_is_cut_and_marks_cost_nothing():
    assert len(sort_key("装" * 10_000)) == KEY_LENGTH
    assert len(sort_key("a" + "\u0301" * 10_000)) <= KEY_LENGTH
