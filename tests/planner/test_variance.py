"""By how many working days dates differ: known answers, and what holds for any dates and calendar."""

import datetime as dt
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import MONDAY_TO_FRIDAY, Calendar
from planner.variance import ENOUGH, MedianSlip, Span, Variance, days_later, median_slip, variance

FRIDAY, SATURDAY, MONDAY = dt.date(2026, 5, 8), dt.date(2026, 5, 9), dt.date(2026, 5, 11)
HOLIDAY = Calendar(frozenset(range(5)), {MONDAY: False, SATURDAY: True})
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.dictionaries(DAYS, st.booleans(), max_size=20),
)


@pytest.mark.parametrize(
    ("old", "new", "calendar", "days"),
    [
        (FRIDAY, FRIDAY, MONDAY_TO_FRIDAY, 0),
        (FRIDAY, MONDAY, MONDAY_TO_FRIDAY, 1),
        (MONDAY, FRIDAY, MONDAY_TO_FRIDAY, -1),
        (FRIDAY, SATURDAY, MONDAY_TO_FRIDAY, 0),
        (SATURDAY, MONDAY, MONDAY_TO_FRIDAY, 1),
        (FRIDAY, FRIDAY + dt.timedelta(weeks=2), MONDAY_TO_FRIDAY, 10),
        (FRIDAY, MONDAY, HOLIDAY, 1),
        (FRIDAY, SATURDAY, HOLIDAY, 1),
        (None, FRIDAY, MONDAY_TO_FRIDAY, None),
        (FRIDAY, None, MONDAY_TO_FRIDAY, None),
    ],
)
def test_days_later_has_known_answers(old, new, calendar, days):
    assert days_later(old, new, calendar) == days


def test_start_end_and_duration_differ_each_by_itself():
    old, new = Span(FRIDAY, MONDAY), Span(MONDAY, MONDAY + dt.timedelta(days=4))

    assert variance(old, new, MONDAY_TO_FRIDAY) == Variance(start=1, end=4, duration=3)
    assert variance(Span(None, MONDAY), new, MONDAY_TO_FRIDAY) == Variance(start=None, end=4, duration=None)


@given(st.builds(Span, st.none() | DAYS, st.none() | DAYS), CALENDARS)
def test_a_plan_nobody_touched_differs_by_nothing(span, calendar):
    found = variance(span, span, calendar)

    assert {found.start, found.end, found.duration} <= {0, None}
    assert (found.end is None) == (span.end is None)


@given(DAYS, DAYS, DAYS, CALENDARS)
def test_moves_add_up_to_the_whole_way(first, second, third, calendar):
    moved = days_later(first, second, calendar) + days_later(second, third, calendar)

    assert moved == days_later(first, third, calendar)


@given(DAYS, DAYS, CALENDARS)
def test_there_and_back_have_opposite_signs(old, new, calendar):
    later = days_later(old, new, calendar)

    assert later == -days_later(new, old, calendar)
    assert later >= 0 if new >= old else later <= 0


@given(DAYS, st.integers(1, 400), CALENDARS)
def test_so_many_working_days_later_is_what_the_calendar_adds(day, count, calendar):
    assert days_later(day, calendar.add(day, count), calendar) == count


@pytest.mark.parametrize(
    ("slips", "days", "count"),
    [
        ([], None, 0),
        ([3, 3, 3, 3], None, 4),
        ([0, 0, 5, 10, 40], Fraction(5), 5),
        ([40, 0, 10, 5, 0], Fraction(5), 5),
        ([0, 0, 2, 5, 10, 40], Fraction(7, 2), 6),
        ([-4, -2, 0, 1, 1], Fraction(0), 5),
        ({0: 3, 7: 3}, Fraction(7, 2), 6),
        ({7: 4, 0: 1}, Fraction(7), 5),
    ],
)
def test_the_median_slip_has_known_answers_from_five_milestones_on(slips, days, count):
    assert median_slip(slips) == MedianSlip(days, count)


@given(st.lists(st.integers(-300, 300), min_size=ENOUGH))
def test_the_median_is_that_of_all_slips(slips):
    assert median_slip(slips).days == median(map(Fraction, slips))
