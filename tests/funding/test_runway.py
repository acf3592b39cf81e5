from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.runway import Cash, CashOut, cash_out, days_after_cash_out, is_beyond_cash

NEW_YEARS_EVE = date(2025, 12, 31)
MONEY = st.decimals(0, 2_000_000, places=2)


def known(balance, burn, *, on=NEW_YEARS_EVE, floor=0):
    return Cash(Decimal(balance), on, Decimal(0), Decimal(burn), Decimal(floor))


# The published case RUNWAY-FLAT: 1,000,000 of cash at a burn of 80,000 and of 120,000 a month.
@pytest.mark.parametrize(
    ("burn", "months", "on"),
    [(80_000, Decimal("12.5"), date(2027, 1, 16)), (120_000, Decimal("8.3"), date(2026, 9, 11))],
)
def test_flat_burn_gives_the_published_runway(burn, months, on):
    assert cash_out(known(1_000_000, burn), NEW_YEARS_EVE) == CashOut("date", on, months)


def test_monthly_figure_is_exact_for_every_calendar_month():
    # 12 months of 100 leave nothing on 31 December; the first cent below zero goes on 1 January.
    assert cash_out(known(1200, 100), NEW_YEARS_EVE).on == date(2027, 1, 1)
    assert cash_out(known("1199.99", 100), NEW_YEARS_EVE).on == date(2026, 12, 31)


def test_balance_that_meets_the_floor_is_not_below_it():
    assert cash_out(known(500, 100, floor=500), NEW_YEARS_EVE).on == date(2026, 1, 1)


def test_floor_brings_the_date_nearer():
    assert cash_out(known(1200, 100, floor=600), NEW_YEARS_EVE).on == date(2026, 7, 1)


def test_balance_below_the_floor_has_run_out_on_its_own_date():
    cash = Cash(Decimal(99), NEW_YEARS_EVE, Decimal(5000), Decimal(0), Decimal(100))

    assert cash_out(cash, date(2026, 2, 1)) == CashOut("date", NEW_YEARS_EVE, Decimal(0))


@pytest.mark.parametrize(("income", "expense"), [(100, 100), (200, 100), (0, 0)])
def test_income_that_covers_the_expense_is_not_limited(income, expense):
    cash = Cash(Decimal(1000), NEW_YEARS_EVE, Decimal(income), Decimal(expense), Decimal(0))

    assert cash_out(cash, NEW_YEARS_EVE) == CashOut("not_limited")


def test_date_beyond_half_a_century_counts_as_not_limited_and_far():
    assert cash_out(known(60_001, 100), NEW_YEARS_EVE) == CashOut("not_limited", is_far=True)
    assert cash_out(known(60_000, 100), NEW_YEARS_EVE).kind == "date"


def test_balance_dated_at_the_end_of_the_calendar_has_no_date():
    assert cash_out(known(1200, 100, on=date(9999, 12, 1)), NEW_YEARS_EVE) == CashOut("not_limited", is_far=True)


@pytest.mark.parametrize("name", ["balance", "balance_date", "monthly_income", "monthly_expense", "floor"])
def test_missing_figure_is_not_known_and_never_zero(name):
    figures = {
        "balance": Decimal(1000),
        "balance_date": NEW_YEARS_EVE,
        "monthly_income": Decimal(0),
        "monthly_expense": Decimal(100),
        "floor": Decimal(0),
    }

    answer = cash_out(Cash(**(figures | {name: None})), NEW_YEARS_EVE)

    assert answer == CashOut("not_known", missing=(name,))


def test_every_missing_figure_is_named():
    answer = cash_out(Cash(Decimal(1), None, None, Decimal(0), Decimal(0)), NEW_YEARS_EVE)

    assert answer.missing == ("balance_date", "monthly_income")


@pytest.mark.parametrize(("income", "expense"), [(-1, 100), (0, -1)])
def test_negative_figure_is_refused(income, expense):
    with pytest.raises(ValueError, match="negative"):
        cash_out(Cash(Decimal(1), NEW_YEARS_EVE, Decimal(income), Decimal(expense), Decimal(0)), NEW_YEARS_EVE)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2025, 11, 1), Decimal(12)),
        (date(2026, 3, 31), Decimal(9)),
        (date(2026, 4, 15), Decimal("8.5")),
        (date(2027, 6, 1), Decimal(0)),
    ],
)
def test_months_left_count_from_today_and_the_date_stays(today, months):
    assert cash_out(known(1200, 100), today) == CashOut("date", date(2027, 1, 1), months)


@given(
    MONEY,
    MONEY,
    MONEY.filter(lambda burn: burn > 1000),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)
def test_date_is_the_first_day_a_day_by_day_balance_lies_below_the_floor(balance, floor, burn, start):
    expected, left, day = None, Fraction(balance), start
    if balance < floor:
        expected = start
    while expected is None and (day - start).days < 1000:
        day += timedelta(days=1)
        left -= Fraction(burn) / monthrange(day.year, day.month)[1]
        if left < floor:
            expected = day

    answer = cash_out(known(balance, burn, on=start, floor=floor), start)

    assert expected is None or answer.on == expected


@given(MONEY, MONEY, MONEY.filter(lambda burn: burn > 1000))
def test_more_money_never_brings_the_date_nearer(balance, more, burn):
    before = cash_out(known(balance, burn), NEW_YEARS_EVE)
    after = cash_out(known(balance + more, burn), NEW_YEARS_EVE)

    assert after.kind == "not_limited" or before.on <= after.on


@pytest.mark.parametrize(
    ("due", "days", "beyond"),
    [
        (date(2027, 2, 10), 40, True),
        (date(2027, 1, 1), 0, True),
        (date(2026, 12, 31), -1, False),
        (date(2026, 12, 1), -31, False),
        (None, None, False),
    ],
)
def test_money_does_not_reach_to_what_is_due_on_its_first_day_below_the_floor_or_later(due, days, beyond):
    answer = cash_out(known(1200, 100), NEW_YEARS_EVE)

    assert days_after_cash_out(answer, due) == days
    assert is_beyond_cash(answer, due) is beyond


@pytest.mark.parametrize("answer", [CashOut("not_limited"), CashOut("not_known")])
def test_without_a_cash_out_date_nothing_is_beyond_it(answer):
    assert days_after_cash_out(answer, date(2030, 1, 1)) is None
    assert is_beyond_cash(answer, date(2030, 1, 1)) is False
