"""Brier score and reliability by band: figures worked out by hand."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from risks.calibration import ENOUGH, Band, Forecast, Given, calibrate, last_given

END = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def of(*pairs):
    return [Forecast(Fraction(percent, 100), bool(occurred)) for percent, occurred in pairs]


def test_the_score_is_the_mean_of_the_squared_misses():
    """(0.9 − 1)² = 0.01, (0.2 − 0)² = 0.04, (0.65 − 0)² = 0.4225: together 0.4725, of three 0.1575."""
    found = calibrate(of((90, 1), (20, 0), (65, 0)))

    assert (found.n, found.occurred, found.brier) == (3, 1, Fraction("0.1575"))
    assert found.constant == Fraction(2, 9)  # a third of everything: 1/3 · 2/3


@pytest.mark.parametrize(
    ("pairs", "brier"),
    [([(100, 1), (0, 0)], 0), ([(0, 1), (100, 0)], 1), ([(50, 1), (50, 0), (50, 0)], Fraction(1, 4))],
)
def test_certain_and_right_is_nothing_certain_and_wrong_is_one(pairs, brier):
    assert calibrate(of(*pairs)).brier == brier


def test_each_band_says_what_was_expected_and_what_came():
    found = calibrate(of((5, 0), (19, 1), (20, 0), (65, 1), (80, 1), (100, 0)))

    assert found.bands == (
        Band(0, 20, 2, Fraction(12, 100), 1),
        Band(20, 40, 1, Fraction(20, 100), 0),
        Band(40, 60, 0, None, 0),
        Band(60, 80, 1, Fraction(65, 100), 1),
        Band(80, 100, 2, Fraction(90, 100), 1),
    )
    assert [band.share for band in found.bands] == [Fraction(1, 2), 0, None, 1, Fraction(1, 2)]


def test_twenty_are_enough():
    assert ENOUGH == 20
    assert not calibrate(of(*[(50, 0)] * 19)).is_enough
    assert calibrate(of(*[(50, 0)] * 20)).is_enough


def test_nothing_is_known_of_nothing():
    found = calibrate([])

    assert (found.n, found.brier, found.constant, found.is_enough) == (0, None, None, False)


def said(days, percent, author="Mia"):
    return Given(END - days * DAY, None if percent is None else Fraction(percent, 100), author)


@pytest.mark.parametrize(
    ("percents", "ratings", "percent"),
    [
        ([said(3, 30)], [said(1, 65)], 30),
        ([said(3, 30), said(2, None)], [said(9, 65)], 65),
        ([said(3, 30, None)], [said(9, 65)], 65),
        ([], [said(9, 65), said(2, 40)], 40),
        ([], [said(9, 65), said(2, None)], None),
        ([said(0, 100)], [said(9, 65)], 65),
        ([said(-1, 100)], [said(0, 90)], None),
    ],
)
def test_the_last_word_of_a_person_before_the_end_counts(percents, ratings, percent):
    found = last_given(percents, ratings, END)

    assert (found and found.chance) == (None if percent is None else Fraction(percent, 100))


@given(some.lists(some.tuples(some.integers(0, 100), some.booleans()), min_size=1, max_size=60))
def test_every_forecast_is_in_one_band_and_no_score_is_beyond_one(pairs):
    found = calibrate(of(*pairs))

    assert sum(band.n for band in found.bands) == len(pairs)
    assert sum(band.occurred for band in found.bands) == found.occurred
    assert 0 <= found.brier <= 1
