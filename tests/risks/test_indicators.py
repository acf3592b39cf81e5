"""Judging indicators, without a database: borders, age, gaps, crossings."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from risks.indicator_chart import chart_of
from risks.indicators import (
    AMBER,
    DOWN,
    GREEN,
    NO_DATA,
    RED,
    UP,
    Borders,
    Reading,
    crossing,
    is_worse,
    stale_on,
    state_of,
    state_on,
)

FIRST = dt.date(2026, 6, 1)
COST = Borders(UP, Decimal(10), Decimal(20))
HOURS = Borders(DOWN, Decimal(200), Decimal(80))


def day(number):
    return FIRST + dt.timedelta(days=number)


def readings(*pairs):
    return [Reading(day(number), Decimal(value)) for number, value in pairs]


@pytest.mark.parametrize(
    ("borders", "value", "state"),
    [
        (COST, "9.9999", GREEN),
        (COST, "10", AMBER),
        (COST, "19.9999", AMBER),
        (COST, "20", RED),
        (COST, "-5", GREEN),
        (HOURS, "200.0001", GREEN),
        (HOURS, "200", AMBER),
        (HOURS, "80.0001", AMBER),
        (HOURS, "80", RED),
        (HOURS, "0", RED),
    ],
)
def test_a_value_on_a_border_belongs_to_the_worse_side(borders, value, state):
    assert borders.band(Decimal(value)) == state


@pytest.mark.parametrize(
    ("direction", "amber", "red", "in_order"),
    [
        (UP, 1, 2, True),
        (UP, 2, 1, False),
        (UP, 1, 1, False),
        (DOWN, 2, 1, True),
        (DOWN, 1, 2, False),
        (DOWN, 1, 1, False),
    ],
)
def test_red_lies_beyond_amber(direction, amber, red, in_order):
    assert Borders(direction, Decimal(amber), Decimal(red)).are_in_order is in_order


def test_a_value_counts_for_so_many_days_and_not_on_the_next():
    assert stale_on(dt.date(2026, 6, 1), 30) == dt.date(2026, 7, 2)
    assert stale_on(dt.date(9999, 12, 30), 30) == dt.date.max
    assert state_on(RED, dt.date(2026, 7, 2), dt.date(2026, 7, 1)) == RED
    assert state_on(RED, dt.date(2026, 7, 2), dt.date(2026, 7, 2)) == NO_DATA
    assert state_on("", dt.date(2026, 7, 2), dt.date(2026, 6, 1)) == NO_DATA
    assert state_on(RED, None, dt.date(2026, 6, 1)) == NO_DATA


def test_the_state_is_that_of_the_last_day_whatever_the_order_of_the_reports():
    told = readings((0, 5), (4, 25), (2, 15))

    assert [state_of(told, COST, 30, day(number)) for number in (-1, 0, 2, 3, 4, 34, 35)] == [
        NO_DATA, GREEN, AMBER, AMBER, RED, RED, NO_DATA,
    ]  # fmt: skip
    assert state_of([*told, *readings((4, 1))], COST, 30, day(4)) == GREEN


def test_what_comes_out_of_a_gap_is_compared_with_green():
    assert [is_worse(state, NO_DATA) for state in (GREEN, AMBER, RED)] == [False, True, True]
    assert [is_worse(RED, before) for before in (GREEN, AMBER, RED)] == [True, True, False]


def test_the_crossing_is_the_first_reading_of_the_last_stay_beyond():
    assert crossing(readings((0, 5), (1, 20), (2, 30)), Decimal(20), UP, 30).on == day(1)
    assert crossing(readings((0, 25), (1, 5), (2, 30), (3, 21)), Decimal(20), UP, 30).on == day(2)
    assert crossing(readings((0, 25), (1, 19)), Decimal(20), UP, 30) is None
    assert crossing(readings((0, 90), (1, 80)), Decimal(80), DOWN, 30).on == day(1)
    assert crossing([], Decimal(20), UP, 30) is None


def test_after_a_gap_a_value_beyond_crosses_anew():
    assert crossing(readings((0, 25), (30, 25)), Decimal(20), UP, 30).on == day(0)
    assert crossing(readings((0, 25), (31, 25)), Decimal(20), UP, 30).on == day(31)


figures = some.decimals(-1000, 1000, places=2)


@given(some.sampled_from((UP, DOWN)), some.lists(figures, min_size=2, max_size=2, unique=True), figures, figures)
def test_no_value_turns_better_on_its_way_to_the_bad_side(direction, borders, value, further):
    amber, red = sorted(borders, reverse=direction == DOWN)
    near, far = sorted((value, further), reverse=direction == DOWN)
    both = Borders(direction, amber, red)

    assert not is_worse(both.band(near), both.band(far))


def test_a_picture_has_a_mark_for_each_reading_and_no_line_across_a_gap():
    chart = chart_of(readings((0, 5), (10, 20), (60, 25)), COST, 30, day(100))

    assert [(mark.x, mark.band) for mark in chart.marks] == [(0, GREEN), (10, RED), (60, RED)]
    assert [line[::2] for line in chart.lines] == [(0, 10)]
    assert chart.red < chart.amber < 100
    assert chart.marks[1].y == chart.red
    assert (chart.first, chart.last) == (day(0), day(100))


@pytest.mark.parametrize(("day_of_next", "lines"), [(30, 1), (31, 0)])
def test_a_line_ends_on_the_last_day_a_value_counts(day_of_next, lines):
    chart = chart_of(readings((0, 5), (day_of_next, 6)), COST, 30, day(40))

    assert len(chart.lines) == lines


def test_a_picture_of_one_reading_today_and_of_none():
    chart = chart_of(readings((0, 5)), COST, 30, day(0))

    assert ([(mark.x, mark.y) for mark in chart.marks], chart.lines) == ([(0, 92)], ())
    assert chart_of([], COST, 30, day(0)) is None
