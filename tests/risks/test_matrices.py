"""What holds of every matrix, and what another one changes; pure."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.matrices import Shift, Square, faults, reads_alike, shifts
from risks.scoring import LEVELS, STANDARD, level_of


def test_the_usual_matrix_has_no_fault():
    assert list(faults(STANDARD)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"percents": ((0, 10), (30, 10), (30, 50), (50, 80), (80, 100))}, ("probabilities", "percents_in_order", 2)),
        ({"percents": ((0, 10), (10, 30), (5, 50), (50, 80), (80, 100))}, ("probabilities", "percents_rise", 3)),
        ({"percents": ((0, 10), (10, 30), (10, 20), (50, 80), (80, 100))}, ("probabilities", "percents_rise", 3)),
        ({"days": (None, (5, 3), None, None, None)}, ("impacts", "days_in_order", 2)),
        ({"days": (None, (5, 9), None, (4, 9), None)}, ("impacts", "days_rise", 4)),
        ({"money": (None, None, None, (Decimal(9), Decimal(8)), None)}, ("impacts", "money_in_order", 4)),
        (
            {"money": ((Decimal(1), Decimal(9)), None, None, None, (Decimal(1), Decimal(8)))},
            ("impacts", "money_rise", 5),
        ),
    ],
)
def test_a_range_that_falls_is_a_fault(change, found):
    assert list(faults(replace(STANDARD, **change))) == [found]


def test_equal_and_overlapping_ranges_are_no_fault():
    matrix = replace(
        STANDARD, percents=((0, 50), (0, 50), (20, 60), (50, 80), (80, 100)), days=((0, 0), (0, 5), *[None] * 3)
    )

    assert list(faults(matrix)) == []


@given(p=st.integers(1, 5), i=st.integers(1, 5), level=st.sampled_from(LEVELS))
def test_a_level_that_falls_along_an_axis_is_a_fault(p, i, level):
    rows = [list(row) for row in STANDARD.rows]
    rows[p - 1][i - 1] = level
    rank = [[LEVELS.index(each) for each in row] for row in rows]
    falls = any(
        (a > 0 and rank[a][b] < rank[a - 1][b]) or (b > 0 and rank[a][b] < rank[a][b - 1])
        for a in range(5)
        for b in range(5)
    )

    found = list(faults(replace(STANDARD, rows=tuple(map(tuple, rows)))))

    assert bool(found) == falls
    assert {part for part, _fault, _figure in found} <= {"grid"}


def test_levels_shift_where_the_grid_changes_the_worst_first():
    rows = [list(row) for row in STANDARD.rows]
    rows[3][3], rows[4][1] = "critical", "high"
    matrix = replace(STANDARD, version=2, rows=tuple(map(tuple, rows)))
    squares = [
        Square("current", 4, 4, "high", 1, 3),
        Square("target", 4, 4, "high", 1, 2),
        Square("current", 5, 2, level_of(5, 2), 1, 1),
        Square("current", 1, 1, "very_low", 1, 7),
    ]

    assert shifts(squares, matrix) == [
        Shift("current", "high", "critical", 3),
        Shift("target", "high", "critical", 2),
        Shift("current", "moderate", "high", 1),
    ]


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        ({}, True),
        ({"percents": ((0, 5), *STANDARD.percents[1:])}, True),  # of another probability
        ({"percents": (*STANDARD.percents[:4], (90, 100))}, False),
        ({"days": (*[None] * 4, (20, 40))}, False),
        ({"money": (*[None] * 4, (Decimal(1), Decimal(2)))}, False),
        ({"impact_words": ("", "", "", "", "Fatal")}, False),
        ({"impact_words": ("None", "", "", "", "")}, True),
    ],
)
def test_figures_read_alike_where_nothing_they_mean_has_changed(change, alike):
    assert reads_alike(5, 5, STANDARD, replace(STANDARD, version=2, **change)) == alike
