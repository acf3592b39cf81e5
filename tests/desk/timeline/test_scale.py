"""The days of a timeline across: where they lie, which are marked, which are shaded."""

import datetime as dt

import pytest

from desk.timeline.scale import LEAST, MOST, PIXELS, Scale, fitting
from planner.calendar import MONDAY_TO_FRIDAY, Calendar

TODAY = dt.date(2026, 3, 2)  # a Monday


def day(number):
    return TODAY + dt.timedelta(days=number)


def test_a_scale_begins_with_the_month_of_thirty_days_ago():
    scale = Scale.around("month", TODAY, [])

    assert scale.first == dt.date(2026, 1, 1)
    assert scale.width == LEAST


def test_an_earlier_date_is_shown_within_a_year_and_no_further():
    assert Scale.around("month", TODAY, [day(-100)]).first == dt.date(2025, 11, 1)
    assert Scale.around("month", TODAY, [day(-5000)]).first == dt.date(2025, 2, 1)


def test_a_week_begins_on_a_monday_and_its_mondays_are_marked():
    scale = Scale.around("week", TODAY, [])

    assert scale.first == dt.date(2026, 1, 26)
    assert [(tick.day.day, tick.opens) for tick in scale.ticks()[:3]] == [(26, False), (2, True), (9, False)]


@pytest.mark.parametrize("key", PIXELS)
def test_no_scale_is_wider_than_anybody_scrolls(key):
    scale = Scale.around(key, TODAY, [day(200_000)])

    assert scale.width <= MOST + PIXELS[key]
    assert scale.end(day(200_000)) == scale.width
    assert scale.begin(day(-200_000)) == 0.0


def test_a_day_is_as_wide_as_its_scale_says():
    scale = Scale.around("week", TODAY, [])

    assert scale.begin(TODAY) == 35 * 8.0
    assert scale.end(TODAY) == 36 * 8.0
    assert scale.middle(TODAY) == 284.0


def test_quarters_and_years_are_marked():
    quarters = Scale.around("quarter", TODAY, []).ticks()
    years = Scale.around("year", TODAY, []).ticks()

    assert [(tick.day, tick.quarter, tick.opens) for tick in quarters[:2]] == [
        (dt.date(2026, 1, 1), 1, True),
        (dt.date(2026, 4, 1), 2, False),
    ]
    assert [tick.day.year for tick in years[:2]] == [2026, 2027]


def test_weekends_are_shaded_where_days_are_wide():
    offs = Scale.around("week", TODAY, []).days_off(MONDAY_TO_FRIDAY)

    assert [(off.first, off.last) for off in offs[:2]] == [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 1)),
        (dt.date(2026, 2, 7), dt.date(2026, 2, 8)),
    ]
    assert offs[0].width == 16.0


def test_elsewhere_holidays_are_shaded_with_the_weekend_beside_them():
    friday, monday = dt.date(2026, 4, 3), dt.date(2026, 4, 6)
    calendar = Calendar(range(5), {friday: False, monday: False, dt.date(2026, 5, 1): False})

    offs = Scale.around("month", TODAY, []).days_off(calendar)

    assert [(off.first, off.last) for off in offs] == [(friday, monday), (dt.date(2026, 5, 1), dt.date(2026, 5, 3))]


def test_the_finest_scale_that_shows_all_fits():
    assert fitting(TODAY, [day(70)]) == "week"
    assert fitting(TODAY, [day(300)]) == "month"
    assert fitting(TODAY, [day(900)]) == "quarter"
    assert fitting(TODAY, [day(90_000)]) == "year"
