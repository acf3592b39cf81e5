from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.horizons import HORIZONS, Lane, add_months, lanes, suggest

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("target", "today", "expected"),
    [
        (date(2020, 1, 1), date(2026, 3, 15), "short"),
        (date(2026, 9, 15), date(2026, 3, 15), "short"),
        (date(2026, 9, 16), date(2026, 3, 15), "mid"),
        (date(2028, 3, 15), date(2026, 3, 15), "mid"),
        (date(2028, 3, 16), date(2026, 3, 15), "long"),
        (date(2027, 2, 28), date(2026, 8, 31), "short"),
        (date(2027, 3, 1), date(2026, 8, 31), "mid"),
        (date(2028, 2, 29), date(2027, 8, 31), "short"),
        (date(2026, 2, 28), date(2024, 2, 29), "mid"),
        (date(2026, 3, 1), date(2024, 2, 29), "long"),
    ],
)
def test_horizon_follows_calendar_months(target, today, expected):
    assert suggest(target, today) == expected


def test_lanes_name_their_first_and_last_day():
    assert lanes(date(2026, 8, 31)) == (
        Lane("short", None, date(2027, 2, 28)),
        Lane("mid", date(2027, 3, 1), date(2028, 8, 31)),
        Lane("long", date(2028, 9, 1), None),
    )


@given(DAYS, st.integers(-500, 2000))
def test_target_lies_in_the_lane_that_is_suggested(today, offset):
    target = today + timedelta(days=offset)
    homes = [
        lane.horizon
        for lane in lanes(today)
        if (lane.first is None or lane.first <= target) and (lane.last is None or target <= lane.last)
    ]

    assert homes == [suggest(target, today)]


@given(DAYS, st.integers(0, 2000), st.integers(0, 200))
def test_later_target_never_gets_a_shorter_horizon(today, offset, later):
    near, far = today + timedelta(days=offset), today + timedelta(days=offset + later)

    assert HORIZONS.index(suggest(near, today)) <= HORIZONS.index(suggest(far, today))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_month_arithmetic_clamps_to_the_month_end(start, months, expected):
    assert add_months(start, months) == expected
