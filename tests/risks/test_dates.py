from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risks.dates import step_due, working_day_from

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (0, date(2026, 3, 6)),
        (1, date(2026, 3, 9)),
        (2, date(2026, 3, 9)),
        (3, date(2026, 3, 9)),
        (4, date(2026, 3, 10)),
    ],
)
def test_a_step_after_a_friday_is_due_on_a_working_day(offset, expected):
    assert step_due(date(2026, 3, 6), offset, [0, 1, 2, 3, 4]) == expected


def test_a_team_that_works_on_sundays_has_its_own_days():
    assert step_due(date(2026, 3, 6), 0, [6, 0, 1, 2, 3]) == date(2026, 3, 8)


@given(DAYS, WEEKDAYS)
def test_a_day_moves_to_the_first_working_day_within_a_week(day, weekdays):
    moved = working_day_from(day, weekdays)

    assert moved.weekday() in weekdays
    assert 0 <= (moved - day).days <= 6
    assert all((day + timedelta(days=n)).weekday() not in weekdays for n in range((moved - day).days))


def test_a_team_without_working_days_is_refused():
    with pytest.raises(ValueError, match="weekdays"):
        working_day_from(date(2026, 3, 6), [])
