"""The rows of a timeline: what is asked for, which groups are open, what one page has room for."""

import datetime as dt
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.timeline.asked import AT_FIRST, LAYERS, OPENED_AT_MOST, Asked
from desk.timeline.rows import BYTES_AT_MOST, FEW, ROWS_AT_MOST, Group, Item, opened, shown

TODAY = dt.date(2026, 3, 2)


def item(number, name="Beta", **more):
    return Item(f"M-{number}", 1, name, due=TODAY, **more)


def group(key, count, name="Beta"):
    return Group(key=key, name=key, items=[item(f"{key}{place}", name) for place in range(count)])


def none(item):
    return 0


def keys(page):
    return [row.key for row in page.rows]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Asked()),
        ({"scale": ["week"], "group": ["owner"], "page": ["3"]}, Asked("week", "owner", page=3)),
        ({"scale": ["hour"], "group": ["shoe"], "page": ["-1"], "show": ["all"]}, Asked(layers=frozenset())),
        ({"show": ["none", "links", "money"]}, Asked(layers=frozenset({"links", "money"}))),
        ({"open": ["none"]}, Asked(opened="none")),
        ({"open": ["G-1,G-2,,"]}, Asked(opened=frozenset({"G-1", "G-2"}))),
        ({"page": ["٣"]}, Asked()),
        ({"page": ["0"]}, Asked()),
        ({"page": ["9" * 5000]}, Asked(page=1000)),
    ],
)
def test_an_address_says_what_is_asked_for(given, expected):
    assert Asked.read(given) == expected


@given(
    st.sampled_from(("week", "year")),
    st.sampled_from(("goal", "project")),
    st.frozensets(st.sampled_from(LAYERS)),
    st.one_of(st.none(), st.just("all"), st.frozensets(st.sampled_from(("G-1", "G-2", "none")), min_size=2)),
    st.integers(1, 9),
)
def test_what_an_address_says_is_read_back(scale, grouping, layers, are_open, page):
    asked = Asked(scale, grouping, layers, are_open, page)

    assert Asked.read(parse_qs(asked.query(page=page))) == asked


def test_another_choice_begins_on_the_first_page():
    assert Asked.read(parse_qs(Asked(page=4).query(scale="year"))) == Asked("year")
    assert Asked().layers == AT_FIRST


def test_few_groups_are_open_at_first_and_many_closed():
    few, many = [group("a", FEW - 1)], [group("a", FEW - 1), group("b", 0)]

    assert opened(few, Asked()) == {"a"}
    assert opened(many, Asked()) == frozenset()
    assert opened(many, Asked(opened="all")) == {"a", "b"}
    assert opened(few, Asked(opened="none")) == frozenset()
    assert opened(many, Asked(opened=frozenset({"b", "c"}))) == {"b"}


def test_a_group_is_opened_and_closed_again():
    asked = Asked.read(parse_qs(Asked().toggled("a", {"b"})))

    assert asked.opened == {"a", "b"}
    assert Asked.read(parse_qs(asked.toggled("b", {"a", "b"}))).opened == {"a"}
    assert Asked.read(parse_qs(asked.toggled("a", {"a"}))).opened == "none"


def test_an_address_names_no_more_groups_than_it_can_hold():
    many = frozenset(f"G-{number}" for number in range(OPENED_AT_MOST))

    assert Asked.read(parse_qs(Asked().toggled("G-99", many))).opened == {"G-99"}


def test_closed_groups_are_one_row_each():
    page = shown([group("a", 3), group("b", 2)], frozenset({"b"}), none, 1)

    assert keys(page) == ["a", "b", "M-b0", "M-b1"]
    assert (page.first, page.last, page.count, page.is_cut) == (1, 4, 4, False)


def test_a_page_ends_after_its_most_rows_and_the_next_one_begins_with_the_head_again():
    # Short names, so that the rows decide and not the bytes.
    groups = [group("a", 500, name="")]

    first, second = (shown(groups, frozenset({"a"}), none, number) for number in (1, 2))

    assert len(first.rows) <= ROWS_AT_MOST
    assert keys(second)[0] == "a"
    assert keys(second)[1] == f"M-a{first.last - 1}"
    assert (second.first, second.count) == (first.last + 1, 501)


@pytest.mark.parametrize("name", ["", "中" * 200])
def test_every_row_stands_on_one_page(name):
    groups = [group("a", 700, name), group("b", 1, name)]
    found, number = [], 1
    while True:
        page = shown(groups, frozenset({"a", "b"}), none, number)
        found += [row.item.key for row in page.rows if row.item]
        if not page.has_more:
            break
        number += 1

    assert found == [each.key for each in (*groups[0].items, *groups[1].items)]


def test_a_page_beyond_the_last_one_is_the_last_one():
    page = shown([group("a", 2)], frozenset({"a"}), none, 7)

    assert (page.page, len(page.rows)) == (1, 3)


def test_long_texts_and_links_cost_rows():
    plain = shown([group("a", 390, "x")], frozenset({"a"}), none, 1)
    long = shown([group("a", 390, "中" * 200)], frozenset({"a"}), none, 1)
    linked = shown([group("a", 390, "x")], frozenset({"a"}), lambda item: 9, 1)

    assert len(long.rows) < len(linked.rows) < len(plain.rows)
    assert len(plain.rows) * 1_000 <= BYTES_AT_MOST


def test_an_empty_plan_has_no_row():
    page = shown([], frozenset(), none, 1)

    assert (page.rows, page.first, page.last, page.count, page.has_more) == ((), 0, 0, 0, False)
