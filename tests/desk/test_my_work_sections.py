"""The sections of my work: days, weeks and order, by themselves."""

import datetime as dt

import pytest

from desk.my_work.sections import bounds_of, put_off, week_end

MONDAY = dt.date(2026, 11, 23)
WEEKDAYS, SUNDAY_TO_THURSDAY = [0, 1, 2, 3, 4], [6, 0, 1, 2, 3]


def day(number):
    return MONDAY + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("working_days", "number", "last"),
    [
        (WEEKDAYS, 0, 6),
        (WEEKDAYS, 4, 6),
        (WEEKDAYS, 5, 13),  # at the weekend the week to come
        (WEEKDAYS, 6, 13),
        (WEEKDAYS, 7, 13),
        (SUNDAY_TO_THURSDAY, 3, 5),
        (SUNDAY_TO_THURSDAY, 4, 12),
        (SUNDAY_TO_THURSDAY, 6, 12),
        ([0, 1, 2, 3, 4, 5, 6], 6, 6),
        ([0, 1, 3, 4], 1, 6),  # a free Wednesday begins no week
        ([0, 1, 3, 4], 2, 6),
        ([2], 2, 8),
    ],
)
def test_a_week_ends_before_the_team_begins_the_next(working_days, number, last):
    assert week_end(day(number), working_days) == day(last)


def test_what_was_done_is_lately_done_for_fourteen_days():
    assert bounds_of(day(0), WEEKDAYS).done_from == day(-14)


@pytest.mark.parametrize(("due", "days", "later"), [(3, 1, 4), (0, 7, 7), (-5, 1, 1), (None, 7, 7)])
def test_what_is_over_or_has_no_day_is_put_off_from_today(due, days, later):
    assert put_off(None if due is None else day(due), day(0), days) == day(later)
