from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.scoring import (
    CURRENT_VERSION,
    IMPACT_WORDS,
    LEVEL_WORDS,
    LEVELS,
    MATRICES,
    PROBABILITY_WORDS,
    REVIEW_CADENCE_DAYS,
    SCALE,
    STANDARD,
    Matrix,
    compare,
    level_of,
    next_review,
)

FIGURE = st.integers(1, 5)


@pytest.mark.parametrize(
    ("probability", "impact", "expected"),
    [
        (1, 1, "very_low"),
        (1, 5, "high"),
        (5, 1, "low"),
        (3, 3, "moderate"),
        (3, 4, "high"),
        (4, 3, "moderate"),
        (3, 5, "critical"),
        (5, 5, "critical"),
    ],
)
def test_level_is_read_from_the_grid(probability, impact, expected):
    assert level_of(probability, impact) == expected


@pytest.mark.parametrize(("probability", "impact"), [(None, None), (None, 5), (5, None)])
def test_risk_without_both_figures_is_not_rated(probability, impact):
    assert level_of(probability, impact) is None


@pytest.mark.parametrize(("probability", "impact"), [(0, 1), (1, 0), (6, 1), (-1, None), (None, 6)])
def test_figure_outside_the_scale_is_refused(probability, impact):
    with pytest.raises(ValueError, match="1 to 5"):
        level_of(probability, impact)


@pytest.mark.parametrize("matrix", MATRICES.values())
def test_every_matrix_is_five_by_five_and_uses_every_level(matrix):
    assert [len(row) for row in matrix.rows] == [5] * 5
    assert {level for row in matrix.rows for level in row} == set(LEVELS)
    assert MATRICES[CURRENT_VERSION] == STANDARD


@given(FIGURE, FIGURE, FIGURE, FIGURE, st.sampled_from(list(MATRICES.values())))
def test_level_never_falls_along_either_axis(probability, impact, more_probability, more_impact, matrix):
    base = level_of(min(probability, more_probability), min(impact, more_impact), matrix)
    worse = level_of(max(probability, more_probability), max(impact, more_impact), matrix)

    assert LEVELS.index(base) <= LEVELS.index(worse)


@given(FIGURE, FIGURE)
def test_impact_weighs_at_least_as_much_as_probability(low, high):
    low, high = sorted((low, high))

    assert compare(level_of(high, low), level_of(low, high)) >= 0


def test_level_of_another_matrix_is_read_from_that_matrix():
    all_low = Matrix(version=99, rows=(("low",) * 5,) * 5)

    assert level_of(5, 5, all_low) == "low"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("low", "high", 2),
        ("critical", "high", -1),
        ("low", "low", 0),
        (None, "high", None),
        ("high", None, None),
    ],
)
def test_comparison_counts_levels_and_knows_what_is_unknown(before, after, expected):
    assert compare(before, after) == expected


def test_worse_level_is_reviewed_sooner():
    days = [REVIEW_CADENCE_DAYS[level] for level in LEVELS]

    assert all(milder > worse for milder, worse in pairwise(days))


def test_next_review_follows_the_level():
    assert next_review(date(2026, 3, 1), "critical") == date(2026, 3, 15)
    assert next_review(date(2026, 3, 1), None) is None


def test_every_level_and_figure_has_a_word():
    assert tuple(LEVEL_WORDS) == LEVELS
    assert tuple(PROBABILITY_WORDS) == tuple(IMPACT_WORDS) == SCALE
