from datetime import date

import pytest

from planner.calendar import MONDAY_TO_FRIDAY, Calendar
from risks.dates import step_due


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
    assert step_due(date(2026, 3, 6), offset, MONDAY_TO_FRIDAY) == expected


def test_a_team_that_works_on_sundays_has_its_own_days():
    assert step_due(date(2026, 3, 6), 0, Calendar({6, 0, 1, 2, 3})) == date(2026, 3, 8)


def test_a_step_is_not_due_on_a_day_off():
    assert step_due(date(2026, 3, 6), 3, Calendar(range(5), {date(2026, 3, 9): False})) == date(2026, 3, 10)
