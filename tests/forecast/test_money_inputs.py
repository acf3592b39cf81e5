"""Cash as the simulation takes it: which position, which lines, at which rate, each worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from forecast.assumptions import Assumption
from forecast.money_inputs import money_of, purse_of
from tests.forecast.given import CLOCK, TODAY, day, line, milestone, position, rate

MARCH = 31  # days after a balance of the 28th of February


def read(*lines, given=None, rates=(), milestones=(), spent=(), days=MARCH, spread=0.0, nodes=frozenset()):
    rows = {"positions": [given or position()], "lines": lines, "rates": rates, "milestones": milestones}
    return money_of(rows, purse_of(rows, TODAY), CLOCK, nodes, spent, days=days, spread=spread)


def sums(found):
    """Return (income, expense) of all days."""
    return round(float(found.cash.income.sum()), 6), round(float(found.cash.expense.sum()), 6)


# The position


def test_the_latest_position_counts_and_of_one_day_the_one_entered_last():
    entered = [("x", "02-28", 2), ("y", "02-28", 3), ("z", "02-27", 9)]
    positions = [position(id=name, balance_on=day(on), created_at=at) for name, on, at in entered]
    rows = {"rates": [], "positions": positions}

    assert purse_of(rows, TODAY).row["id"] == "y"


def test_without_a_position_there_is_no_purse():
    assert purse_of({"positions": [], "rates": []}, TODAY) is None


def test_flat_figures_are_spread_over_the_month_and_said_to_be_assumed():
    found = read()

    assert sums(found) == (3_000, 6_000)
    assert (found.cash.balance, found.cash.floor, found.cash.start) == (12_000, 500, -2)
    assert found.assumptions == (Assumption("flat", "", ""),)


def test_a_figure_that_is_missing_is_named_and_leaves_no_cash():
    found = read(given=position(monthly_expense=None))

    assert (found.cash, found.missing) == (None, ("monthly_expense",))


def test_an_income_of_zero_is_no_missing_income():
    assert sums(read(given=position(monthly_income=Decimal(0)))) == (0, 6_000)


def test_the_spread_of_expenses_is_said_to_be_assumed():
    found = read(line(), spread=0.1)

    assert found.cash.spread == 0.1
    assert found.assumptions == (Assumption("expense_spread", "", "", {"percent": 10}),)


def test_an_old_balance_is_carried_on_to_four_hundred_days_ago():
    old = dt.date(2023, 2, 28)
    days = (TODAY - old).days + 29

    cash = read(given=position(balance=Decimal(200_000), balance_on=old), days=days).cash

    assert (cash.start, len(cash.income), len(cash.expense), len(cash.months)) == (-400, 429, 429, 429)
    # 36 whole months until the end of February, which is 398 days later, and 3,000 less with each.
    assert round(cash.balance + float((cash.income - cash.expense)[:398].sum()), 6) == 92_000
    assert round(float((cash.income - cash.expense)[398:].sum()), 6) == -3_000
    assert (cash.months[0], cash.months[-1]) == (2025 * 12 + 1, 2026 * 12 + 3)


def test_a_balance_of_four_hundred_days_ago_is_the_one_entered():
    old = TODAY - dt.timedelta(days=400)

    cash = read(given=position(balance_on=old), days=400).cash

    assert (cash.balance, cash.start, len(cash.income)) == (12_000, -400, 400)


def test_what_a_plan_cost_long_ago_is_taken_from_an_old_balance():
    given = position(balance_on=dt.date(2023, 2, 28))
    days = (TODAY - given["balance_on"]).days
    on = dt.date(2024, 1, 10)

    without, with_cost = (read(given=given, days=days, spent=spent).cash for spent in ([], [(on, 900.0)]))

    assert round(without.balance - with_cost.balance, 6) == 900
    assert with_cost.expense.sum() == without.expense.sum()


def test_a_line_that_waits_for_a_milestone_has_figures_for_the_days_that_are_simulated():
    row = line(starts_on=None, milestone_id="a")
    old = dt.date(1900, 1, 1)

    found = read(row, given=position(balance_on=old), days=(TODAY - old).days + MARCH, nodes=frozenset({"a"}))

    assert len(found.flows[0].curve) == len(found.cash.income) == 400 + MARCH


# Lines


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line()], (3_000, 2_000)),
        ([line(), line("m", amount=Decimal(500))], (3_000, 2_500)),
        ([line(direction="income")], (2_000, 6_000)),
        ([line(rhythm="once", amount=Decimal(700), starts_on=day("03-01"))], (3_000, 6_700)),
        ([line(rhythm="once", amount=Decimal(700), starts_on=day("02-28"))], (3_000, 6_000)),
        ([line(starts_on=day("01-01"))], (3_000, 2_000)),
    ],
    ids=["expense", "two of them", "income", "once adds", "once, in the balance already", "from earlier on"],
)
def test_monthly_lines_replace_the_flat_figure_of_their_direction_and_single_ones_add(lines, expected):
    assert sums(read(*lines)) == expected


def test_a_line_that_ends_has_its_share_of_the_month():
    assert sums(read(line(amount=Decimal(3_100), ends_on=day("03-10"))))[1] == 1_000


def test_a_line_of_a_milestone_that_was_reached_starts_so_many_days_after():
    reached = milestone("a", state="completed", completed_on=day("03-01"))
    row = line(starts_on=None, milestone_id="a", days_after=21, amount=Decimal(3_100))

    found = read(row, milestones=[reached])

    assert (sums(found)[1], found.flows) == (1_000, ())  # 22 to 31 March


def test_a_line_that_waits_for_a_milestone_is_a_flow_and_puts_the_flat_figure_aside():
    row = line(starts_on=None, milestone_id="a", days_after=5, growth="2", ends_on=day("03-31"))

    found = read(row, nodes=frozenset({"a"}))

    assert sums(found) == (3_000, 0)
    [flow] = found.flows
    assert (flow.node, flow.lag, flow.end, flow.growth) == ("a", 5, 29, 0.02)
    assert round(float(flow.curve.sum()), 6) == -2_000


def test_a_single_line_that_waits_for_a_milestone_is_one_sum():
    row = line(rhythm="once", direction="income", starts_on=None, milestone_id="a")

    found = read(row, nodes=frozenset({"a"}))

    assert (found.flows[0].once, found.flows[0].curve, sums(found)) == (2_000, None, (3_000, 6_000))


def test_a_line_of_a_milestone_that_was_given_up_never_starts():
    row = line(starts_on=None, milestone_id="gone", amount=Decimal(999))

    found = read(row)

    assert (found.flows, sums(found)) == ((), (3_000, 6_000))


@pytest.mark.parametrize(("on", "more"), [("02-28", 0), ("03-01", 900), ("03-31", 900)])
def test_what_a_plan_cost_counts_unless_it_is_in_the_balance(on, more):
    assert sums(read(spent=[(day(on), 900.0)]))[1] == 6_000 + more


# Rates


@pytest.mark.parametrize(
    ("rates", "amount"),
    [
        ([rate(day("03-01"), "0.9")], 1_800),
        ([rate(day("03-01"), "1.25", base="EUR", quote="USD")], 1_600),
        ([rate(day("02-01"), "0.5"), rate(day("03-01"), "0.9")], 1_800),
        ([rate(dt.date(2025, 12, 2), "0.9")], 1_800),
    ],
    ids=["direct", "the other way round", "the latest", "90 days old"],
)
def test_an_amount_is_converted_by_the_latest_rate_of_90_days(rates, amount):
    assert sums(read(line(currency="USD"), rates=rates))[1] == amount


@pytest.mark.parametrize(
    "rates", [[], [rate(dt.date(2025, 12, 1), "0.9")], [rate(day("03-03"), "0.9")]], ids=["none", "91 days", "to come"]
)
def test_without_such_a_rate_a_line_is_listed_and_not_counted(rates):
    found = read(line(currency="USD"), rates=rates)

    assert sums(found) == (3_000, 6_000)
    assert Assumption("not_converted", "funding.cashline", "l", {"currency": "USD"}, counts=False) in found.assumptions
