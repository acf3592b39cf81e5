"""Trends: a missing day is a gap, never a value."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.trend import trend_of

DAY = dt.date(2026, 3, 2)
VALUES = st.dictionaries(st.integers(0, 400), st.integers(-50, 50), min_size=1, max_size=20)


def values(*pairs):
    return [(DAY + dt.timedelta(days=day), Decimal(value)) for day, value in pairs]


def test_nothing_measured_is_no_trend():
    assert trend_of([], Decimal(10)) is None


def test_values_a_usual_time_apart_are_one_line():
    trend = trend_of(values((0, 0), (7, 5), (14, 10)), Decimal(10))

    assert trend.lines == ["0,100 50,50 100,0"]
    assert (trend.target, trend.dots) == (0, [])


def test_the_line_breaks_where_values_are_missing():
    trend = trend_of(values((0, 10), (1, 10), (2, 10), (8, 10), (9, 10), (20, 0)), Decimal(0))

    assert trend.lines == ["0,0 5,0 10,0", "40,0 45,0"]
    assert trend.dots == [(100, 100)]


def test_one_value_is_a_dot_and_two_are_a_line():
    assert trend_of(values((0, 5)), Decimal(5)).dots == [(0, 50)]
    assert len(trend_of(values((0, 5), (90, 6)), Decimal(9)).lines) == 1


def test_a_target_below_the_values_lies_at_the_bottom():
    assert trend_of(values((0, 900), (7, 600)), Decimal(300)).target == 100


@given(VALUES, st.integers(-50, 50))
def test_all_that_was_measured_is_drawn_once_and_inside(found, target):
    trend = trend_of(values(*sorted(found.items())), Decimal(target))
    drawn = [point for run in trend.runs for point in run]

    assert len(drawn) == len(found)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in drawn)
    assert drawn == sorted(drawn, key=lambda point: point[0])
