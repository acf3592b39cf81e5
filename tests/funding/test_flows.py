"""Dated lines: what they bring by day, and when the money runs out with them."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.flows import MOST, Line, amount_of_month, daily, passes_most, streams
from funding.runway import Cash, CashOut, cash_out, in_force, missing_figures
from funding.runway import streams as streams_with_figures

NEW_YEARS_EVE = date(2025, 12, 31)
NEW_YEAR = date(2026, 1, 1)
FEBRUARY = date(2026, 2, 1)
MONEY = st.decimals(0, 2_000_000, places=2)


def line(amount, starts=NEW_YEAR, *, direction="expense", rhythm="monthly", ends=None, growth="0"):
    return Line(direction, rhythm, Decimal(amount), starts, ends, Decimal(growth))


def cash(balance, *, income=0, expense=0, on=NEW_YEARS_EVE, floor=0):
    figures = [None if figure is None else Decimal(figure) for figure in (income, expense)]
    return Cash(Decimal(balance), on, *figures, Decimal(floor))


def of_month(row, first, months=1):
    days = sum(monthrange(first.year, first.month + step)[1] for step in range(months))
    return fsum(daily(row, first, days))


# What a line brings by day


def test_a_monthly_amount_is_spread_over_the_days_of_its_month():
    january, february = daily(line(310), NEW_YEAR, 31), daily(line(280), FEBRUARY, 28)

    assert (january, february) == ([10.0] * 31, [10.0] * 28)


def test_only_the_days_from_the_first_to_the_last_count():
    row = line(310, date(2026, 1, 30), ends=date(2026, 2, 2))

    found = daily(row, NEW_YEAR, 59)

    assert [place for place, figure in enumerate(found) if figure] == [29, 30, 31, 32]
    assert found[29:33] == [10.0, 10.0, 310 / 28, 310 / 28]


def test_a_one_off_falls_on_its_day_as_a_whole():
    assert daily(line(500, date(2026, 1, 3), rhythm="once"), date(2026, 1, 2), 3) == [0.0, 500.0, 0.0]


def test_an_amount_grows_from_one_calendar_month_to_the_next():
    # 100 · 1.1² = 121: what begins on the last day of January is in its third month in March.
    row = line(100, date(2026, 1, 31), growth="10")

    assert [of_month(row, date(2026, month, 1)) for month in (2, 3)] == pytest.approx([110, 121], abs=1e-9)


def test_an_amount_shrinks_too():
    assert of_month(line(1000, growth="-50"), date(2026, 3, 1)) == pytest.approx(250, abs=1e-9)


@pytest.mark.parametrize(("month", "amount"), [(12, "0"), (1, "100"), (2, "110"), (3, "0")])
def test_the_amount_of_a_month_is_that_of_a_whole_month(month, amount):
    lines = [
        line(100, date(2026, 1, 20), ends=date(2026, 2, 1), growth="10"),
        line(7, date(2026, 1, 20), rhythm="once"),
        line(9, direction="income"),
    ]

    assert amount_of_month(lines, "expense", 2026 - (month == 12), month) == Decimal(amount)


def test_income_and_expense_flow_apart():
    lines = [line(310), line(62, direction="income"), line(5, date(2026, 1, 2), rhythm="once")]

    assert streams(lines, NEW_YEAR, 2) == ([2.0, 2.0], [10.0, 15.0])


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        daily(line(-1), NEW_YEAR, 1)


# What is beyond sense. MOST is 10^15, more than all the money there is.


def test_no_month_of_a_line_comes_to_more_than_the_most():
    row = line(90_000_000_000_000, date(1900, 1, 1), growth="50")

    assert of_month(row, NEW_YEAR) == pytest.approx(1e15, rel=1e-12)
    assert amount_of_month([row], "expense", 2026, 1) == Decimal(10) ** 15
    assert streams([row, line(MOST), line(MOST, direction="income")], NEW_YEAR, 1) == ([1e15 / 31], [2e15 / 31])


@pytest.mark.parametrize("rhythm", ["once", "monthly"])
def test_an_amount_by_an_absurd_rate_comes_to_the_most(rhythm):
    row = line("9e400", rhythm=rhythm)

    assert of_month(row, NEW_YEAR) == pytest.approx(1e15, rel=1e-12)


def test_a_line_beyond_sense_ends_the_money_and_breaks_nothing():
    row = line(90_000_000_000_000, date(1900, 1, 1), growth="50")

    assert cash_out(cash(1200), NEW_YEARS_EVE, [row]).on == NEW_YEAR
    assert cash_out(cash(1200), NEW_YEARS_EVE, [line("9e400", rhythm="once")]).on == NEW_YEAR


# 100 · 1.5^73 is 7.1 · 10^14 and 100 · 1.5^74 is 1.07 · 10^15: the 74th month after January 2026 is March 2032.
@pytest.mark.parametrize(
    ("until", "ends", "passes"),
    [
        (date(2032, 2, 29), None, False),
        (date(2032, 3, 1), None, True),
        (date(2040, 1, 1), date(2032, 2, 29), False),
        (date(2040, 1, 1), date(2032, 3, 1), True),
        (date(2025, 12, 31), None, False),
    ],
)
def test_a_line_passes_the_most_in_a_month_in_which_it_counts(until, ends, passes):
    assert passes_most(line(100, growth="50", ends=ends), until) is passes


def test_a_line_that_shrinks_is_judged_by_its_first_month():
    assert passes_most(line(MOST + 1, growth="-50"), date(2036, 1, 1))
    assert not passes_most(line(MOST, growth="-50"), date(2036, 1, 1))


# Beside the flat figures


def test_monthly_lines_take_the_place_of_the_figure_of_their_direction():
    lines = [line(62), line(5, rhythm="once", starts=date(2026, 1, 2), direction="income")]

    income, expense = streams_with_figures(cash(1, income=310, expense=999), lines, 2)

    assert (income, expense) == ([10.0, 15.0], [2.0, 2.0])


def test_one_offs_add_to_the_figure():
    lines = [line(5, date(2026, 1, 2), rhythm="once")]

    assert streams_with_figures(cash(1, expense=310), lines, 2) == ([0.0, 0.0], [10.0, 15.0])


def test_what_is_over_by_the_day_of_the_balance_says_nothing_any_more():
    over = [line(310, date(2025, 1, 1), ends=NEW_YEARS_EVE), line(5, NEW_YEARS_EVE, rhythm="once")]

    assert in_force(cash(1, expense=62), over) == (
        Line("income", "monthly", Decimal(0), NEW_YEAR),
        Line("expense", "monthly", Decimal(62), NEW_YEAR),
    )


def test_a_figure_that_lines_replace_is_not_missing():
    assert missing_figures(cash(1, income=None, expense=None), [line(5)]) == ("monthly_income",)
    assert cash_out(cash(1, income=None), NEW_YEAR, [line(5)]) == CashOut("not_known", missing=("monthly_income",))


# When the money runs out


def test_one_new_hire_beside_the_figure_kept_as_a_line_adds_to_it():
    lines = [line(100), line(50, date(2026, 7, 1))]

    # Six months of 100, then 150 a month: 600 left last exactly four months.
    assert cash_out(cash(1200, expense=100), NEW_YEARS_EVE, lines).on == date(2026, 11, 1)


def test_a_one_off_brings_the_date_nearer_by_what_it_costs():
    assert cash_out(cash(1200, expense=100), NEW_YEARS_EVE, [line(300, FEBRUARY, rhythm="once")]) == CashOut(
        "date", date(2026, 10, 1), Decimal(9)
    )


def test_a_line_that_ends_before_it_starts_brings_nothing_and_hides_nothing():
    over = line(500, date(2026, 3, 1), ends=date(2026, 2, 1))
    one_off = line(1100, date(2026, 2, 1), rhythm="once", ends=date(2025, 6, 1))

    assert cash_out(cash(1200, expense=100), NEW_YEARS_EVE, [over]).on == date(2027, 1, 1)
    assert cash_out(cash(1200, expense=100), NEW_YEARS_EVE, [one_off]).on == date(2026, 2, 1)


def test_money_that_comes_after_the_first_day_below_heals_nothing():
    lines = [line(5000, date(2026, 3, 1), rhythm="once", direction="income")]

    assert cash_out(cash(100, expense=100), NEW_YEARS_EVE, lines).on == FEBRUARY


def test_income_on_a_day_counts_before_that_day_ends():
    lines = [
        line(400, date(2026, 1, 5), rhythm="once"),
        line(400, date(2026, 1, 5), rhythm="once", direction="income"),
    ]

    assert cash_out(cash(100), NEW_YEARS_EVE, lines) == CashOut("not_limited")


def test_a_one_off_that_is_too_large_ends_it_on_its_day():
    answer = cash_out(cash(100), NEW_YEARS_EVE, [line(400, date(2026, 1, 16), rhythm="once")])

    # A quarter of the sixteenth day is gone when 100 of 400 is paid.
    assert (answer.on, answer.months_left) == (date(2026, 1, 16), Decimal("0.4"))


def test_a_growing_expense_shortens_the_runway():
    # 100 + 110 + 121 = 331 until the end of March.
    lines = [line(100, growth="10")]

    assert cash_out(cash(331), NEW_YEARS_EVE, lines).on == date(2026, 4, 1)
    assert cash_out(cash("330.99"), NEW_YEARS_EVE, lines).on == date(2026, 3, 31)


def test_a_growing_income_overtakes_the_expense():
    lines = [line(100), line(50, direction="income", growth="5")]

    assert cash_out(cash(2000), NEW_YEARS_EVE, lines) == CashOut("not_limited")
    assert cash_out(cash(100), NEW_YEARS_EVE, lines).kind == "date"


def test_an_expense_that_ends_stops():
    assert cash_out(cash(1200), NEW_YEARS_EVE, [line(100, ends=date(2026, 12, 31))]) == CashOut("not_limited")
    assert cash_out(cash("1199.99"), NEW_YEARS_EVE, [line(100, ends=date(2026, 12, 31))]).on == date(2026, 12, 31)


@pytest.mark.parametrize("growth", ["0", "2"])
def test_a_time_far_away_counts_as_not_limited(growth):
    rows = [line(1, direction="income"), line("0.5", growth="0"), line(1, date(2190, 1, 1), growth=growth)]

    assert cash_out(cash(10_000), NEW_YEARS_EVE, rows) == CashOut("not_limited", is_far=True)


def test_a_balance_below_the_floor_has_run_out_on_its_own_date():
    lines = [line(1000, NEW_YEAR, rhythm="once", direction="income")]

    assert cash_out(cash(99, floor=100), FEBRUARY, lines) == CashOut("date", NEW_YEARS_EVE, Decimal(0))


@given(
    MONEY,
    st.decimals(0, 5000, places=2),
    st.decimals(0, 90_000, places=2),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(-400, 4000),
)
def test_flat_figures_as_lines_answer_what_the_figures_answer(balance, income, expense, start, later):
    figures = cash(balance, income=income, expense=expense, on=start)
    first, today = start + timedelta(days=1), start + timedelta(days=later)
    lines = [line(income, first, direction="income"), line(expense, first)]

    assert cash_out(figures, today, lines) == cash_out(figures, today)


LINES = st.builds(
    Line,
    st.sampled_from(["income", "expense"]),
    st.sampled_from(["once", "monthly"]),
    st.decimals(0, 50_000, places=2),
    st.dates(date(2025, 6, 1), date(2027, 12, 31)),
    st.none() | st.dates(date(2025, 6, 1), date(2028, 6, 30)),
    st.sampled_from([Decimal(0), Decimal("1.5"), Decimal(-10)]),
)


@given(MONEY, st.lists(LINES, min_size=1, max_size=5))
def test_the_date_is_the_first_day_a_balance_followed_by_day_lies_below_the_floor(balance, lines):
    figures = cash(balance, expense=3000, income=100)
    answer = cash_out(figures, NEW_YEARS_EVE, lines)
    days = 1200 if answer.on is None else min(1200, (answer.on - NEW_YEARS_EVE).days)

    income, expense = streams_with_figures(figures, lines, days)
    left = list(accumulate((one - other for one, other in zip(income, expense, strict=True)), initial=float(balance)))

    assert all(each >= -1e-3 for each in left[:-1])  # the streams are floats
    assert answer.on is None or days == 1200 or left[-1] < 1e-3


@given(MONEY, st.lists(LINES, min_size=1, max_size=5))
def test_the_order_of_lines_changes_nothing(balance, lines):
    figures = cash(balance, expense=3000)

    assert cash_out(figures, NEW_YEARS_EVE, lines) == cash_out(figures, NEW_YEARS_EVE, lines[::-1])
