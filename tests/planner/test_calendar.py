"""Working days: counted day by day here, and never by the calendar; NumPy knows the days off, too."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import MONDAY_TO_FRIDAY, Calendar

DAYS = st.dates(date(2025, 10, 1), date(2026, 6, 30))
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
CALENDARS = st.builds(Calendar, WEEKDAYS, st.dictionaries(DAYS, st.booleans(), max_size=60))
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 3, day) for day in (6, 7, 8, 9))
# Days off at Spring Festival 2026 with two extra working days, as an example and no official calendar.
FESTIVAL = Calendar(
    range(5),
    {date(2026, 2, day): False for day in range(15, 24)} | {date(2026, 2, 14): True, date(2026, 2, 28): True},
)


def days_of(start, end):
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def working_among(calendar, days):
    """Say it once more, day by day."""
    return [day for day in days if calendar.exceptions.get(day, day.weekday() in calendar.weekdays)]


@pytest.mark.parametrize(
    ("day", "works"),
    [(date(2026, 2, 14), True), (date(2026, 2, 16), False), (date(2026, 2, 22), False), (date(2026, 2, 24), True)],
)
def test_an_exception_goes_before_the_week(day, works):
    assert FESTIVAL.works(day) is works


def test_both_ends_are_counted():
    assert MONDAY_TO_FRIDAY.count(FRIDAY, MONDAY) == 2
    assert MONDAY_TO_FRIDAY.count(FRIDAY, FRIDAY) == 1
    assert MONDAY_TO_FRIDAY.count(SATURDAY, SUNDAY) == 0
    assert MONDAY_TO_FRIDAY.count(MONDAY, FRIDAY) == 0


def test_days_off_and_extra_working_days_count_together():
    assert FESTIVAL.count(date(2026, 2, 1), date(2026, 2, 28)) == 20 - 6 + 2


@given(CALENDARS, DAYS, DAYS)
def test_the_count_is_that_of_one_who_counts_on_fingers(calendar, start, end):
    assert calendar.count(start, end) == len(working_among(calendar, days_of(start, end)))


@given(CALENDARS, DAYS, DAYS)
def test_an_offset_is_the_way_there_in_working_days(calendar, day, today):
    there = len(working_among(calendar, days_of(today, day - timedelta(days=1))))
    back = len(working_among(calendar, days_of(day, today - timedelta(days=1))))

    assert calendar.offset(day, today) == there - back
    assert calendar.end_offset(day, today) == there - back + calendar.works(day)
    assert calendar.day_at(calendar.offset(day, today), today) == calendar.next_working(day)


@given(CALENDARS, DAYS)
def test_the_next_working_day_is_the_first_that_works(calendar, day):
    later = days_of(day, day + timedelta(days=500))

    assert calendar.next_working(day) == working_among(calendar, later)[0]


@given(CALENDARS, DAYS)
def test_the_last_working_day_is_the_nearest_before(calendar, day):
    earlier = days_of(day - timedelta(days=500), day)

    assert calendar.last_working(day) == working_among(calendar, earlier)[-1]


@given(CALENDARS, DAYS, st.integers(-80, 80))
def test_adding_goes_so_many_working_days_on_or_back(calendar, day, n):
    later = working_among(calendar, days_of(day + timedelta(days=1), day + timedelta(days=900)))
    earlier = working_among(calendar, days_of(day - timedelta(days=900), day - timedelta(days=1)))

    expected = day if n == 0 else later[n - 1] if n > 0 else earlier[n]

    assert calendar.add(day, n) == expected


@given(CALENDARS, DAYS, st.integers(0, 120))
def test_the_first_days_are_all_that_work(calendar, day, n):
    later = working_among(calendar, days_of(day, day + timedelta(days=1300)))

    assert calendar.first_days(day, n) == later[:n]


@given(WEEKDAYS, st.sets(DAYS, max_size=40), DAYS, st.integers(1, 200))
def test_numpy_knows_the_same_days_off(weekdays, off, day, n):
    week = "".join(str(int(weekday in weekdays)) for weekday in range(7))
    expected = np.busday_offset(day, n - 1, roll="forward", weekmask=week, holidays=sorted(off)).item()

    assert Calendar(weekdays, dict.fromkeys(off, False)).first_days(day, n)[-1] == expected


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (lambda week: week.next_working(date.max), date(9999, 12, 31)),
        (lambda week: week.add(date(9999, 12, 30), 5000), date(9999, 12, 31)),
        (lambda week: week.add(date(1, 1, 3), -5000), date(1, 1, 1)),
        (lambda week: week.day_at(-(10**9), date(2026, 1, 1)), date(1, 1, 1)),
        (lambda week: week.first_days(date(9999, 12, 31), 3), [date(9999, 12, 31)] * 3),
        (lambda week: week.count(date.min, date.max), 521_722 * 5 + 5),
        (lambda week: week.offset(date.min, date.max), -(521_722 * 5 + 4)),
    ],
)
def test_the_ends_of_time_are_no_accident(asked, answer):
    assert asked(MONDAY_TO_FRIDAY) == answer


def test_where_the_last_days_are_off_the_last_working_day_stands_for_them():
    calendar = Calendar(range(5), {date(9999, 12, 30): False, date(9999, 12, 31): False})

    assert calendar.next_working(date(9999, 12, 31)) == date(9999, 12, 29)
    assert calendar.first_days(date(9999, 12, 31), 2) == [date(9999, 12, 29)] * 2


@pytest.mark.parametrize("weekdays", [(), {7}, {-1, 2}])
def test_an_impossible_week_is_refused(weekdays):
    with pytest.raises(ValueError, match="weekdays"):
        Calendar(weekdays)


def test_what_was_given_may_change_and_the_calendar_does_not():
    exceptions = {MONDAY: False}
    calendar = Calendar([0, 1, 2], exceptions)

    exceptions[MONDAY] = True

    assert (calendar.works(MONDAY), calendar == Calendar({0, 1, 2}, {MONDAY: False})) == (False, True)
