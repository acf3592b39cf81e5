"""Circles among links, held against a plain search for ways there and back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.circles import after_each, knots, way

LINKS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] != pair[1]), max_size=20)


def reached(links, start):
    """Return every row that comes after one, said once more."""
    found, ahead = set(), {later for before, later in links if before == start}
    while ahead:
        found |= ahead
        ahead = {later for before, later in links if before in ahead} - found
    return found


@pytest.mark.parametrize(
    ("links", "together"),
    [
        ([], []),
        ([(1, 2), (2, 3), (1, 3)], []),
        ([(1, 2), (2, 1)], [{1, 2}]),
        ([(1, 2), (2, 3), (3, 1), (3, 4), (4, 5), (5, 4), (0, 1), (5, 6)], [{1, 2, 3}, {4, 5}]),
    ],
)
def test_rows_in_a_circle_are_in_one_knot(links, together):
    found = {}
    for row, knot in knots(after_each(links)).items():
        found.setdefault(knot, set()).add(row)

    assert sorted(found.values(), key=min) == together


@given(LINKS)
def test_two_rows_are_in_one_knot_when_each_comes_after_the_other(links):
    knot = knots(after_each(links))
    rows = {row for pair in links for row in pair}

    assert set(knot) == {row for row in rows if row in reached(links, row)}
    for row in knot:
        together = {other for other in knot if knot[other] == knot[row]}
        assert together == {other for other in reached(links, row) if row in reached(links, other)}


@given(LINKS, st.integers(0, 7), st.integers(0, 7))
def test_the_way_goes_along_links_and_is_the_shortest(links, start, end):
    found = way(after_each(links), start, end)

    assert bool(found) is (start == end or end in reached(links, start))
    assert all(step in links for step in pairwise(found))
    assert not found or (found[0], found[-1], len(set(found))) == (start, end, len(found))
    steps, here = 0, {start}
    while found and end not in here:
        steps, here = steps + 1, {later for before, later in links if before in here}
    assert len(found) == (steps + 1 if found else 0)


def test_a_chain_longer_than_pythons_stack_is_walked():
    chain = [(row, row + 1) for row in range(20_000)]

    assert knots(after_each(chain)) == {}
    assert len(knots(after_each([*chain, (20_000, 0)]))) == 20_001
    assert len(way(after_each(chain), 0, 20_000)) == 20_001
