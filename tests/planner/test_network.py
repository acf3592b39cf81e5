"""Circles in a plan, by name, and the ways along its links."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.schedule import CycleError, Item, Link, Plan, path_between

NEW = st.tuples(st.integers(0, 6), st.integers(0, 6))


def test_a_circle_is_refused_and_named():
    links = (Link("in", "A"), Link("A", "B"), Link("B", "C"), Link("C", "A"), Link("C", "out"))

    with pytest.raises(CycleError) as refused:
        Plan(tuple(map(Item, ["in", "out", "A", "B", "C"])), links)

    path = refused.value.path
    assert (path[0], len(path)) == (path[-1], 4)
    assert set(pairwise(path)) == {("A", "B"), ("B", "C"), ("C", "A")}
    assert isinstance(refused.value, ValueError)


def test_an_item_that_waits_for_itself_is_a_circle():
    with pytest.raises(CycleError, match="A → A"):
        Plan((Item("A"),), (Link("A", "A"),))


def test_a_link_to_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="not in the plan"):
        Plan((Item("A"),), (Link("A", "gone"),))


def test_the_way_a_new_link_would_close_is_found():
    links = [Link("A", "B"), Link("B", "C"), Link("A", "C"), Link("C", "D")]

    assert path_between(links, "A", "D") == ("A", "C", "D")
    assert path_between(links, "D", "A") is None
    assert path_between(links, "A", "A") == ("A",)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda two: two[0] < two[1]), max_size=12), NEW)
def test_a_link_closes_a_circle_exactly_if_there_is_a_way_back(pairs, new):
    items, links = tuple(map(Item, range(7))), [Link(*pair) for pair in pairs]
    way = path_between(links, new[1], new[0])

    if way is None:
        assert len(Plan(items, (*links, Link(*new))).order) == 7
        return
    with pytest.raises(CycleError):
        Plan(items, (*links, Link(*new)))
    assert (way[0], way[-1], {*pairwise(way)} <= {*pairs}) == (new[1], new[0], True)
