"""The cash-out date: the first day a balance with a flat monthly net burn lies below its floor.

Source: runway = (cash - floor) / net burn, which holds because income and expense are flat (Landfall's
financing formulas, known answer RUNWAY-FLAT). A monthly figure is spread over the real days of each
calendar month, so that it is exact for every whole month; the balance counts as of the end of its day. Sums
are exact fractions; all figures are in one currency. A figure that is missing makes the answer "not known";
it is never taken as zero.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor
from typing import Literal

Kind = Literal["date", "not_limited", "not_known"]
Figure = Literal["balance", "balance_date", "monthly_income", "monthly_expense", "floor"]

# Flat figures say nothing about a time this far away; beyond it the money counts as not limited.
HORIZON_YEARS = 50


@dataclass(frozen=True, slots=True)
class Cash:
    """What a team knows of its money, in one currency; income and expense per calendar month."""

    balance: Decimal | None
    balance_date: date | None
    monthly_income: Decimal | None
    monthly_expense: Decimal | None
    floor: Decimal | None


@dataclass(frozen=True, slots=True)
class CashOut:
    """The answer: `on` is set exactly when kind is "date", and may lie before today when the balance is old.

    `months_left` counts from today, rounded down to a tenth, 0 once the date has passed. `missing` names the
    figures that would be needed, and is empty unless kind is "not_known".
    """

    kind: Kind
    on: date | None = None
    months_left: Decimal | None = None
    missing: tuple[Figure, ...] = ()


def cash_out(cash: Cash, today: date) -> CashOut:
    """When the money runs out. Raises ValueError for a negative income or expense.

    A balance already below the floor answers with its own date, whatever comes in later. Income that covers
    the expense, or a date more than HORIZON_YEARS away, is "not_limited".
    """
    missing = missing_figures(cash)
    if missing:
        return CashOut("not_known", missing=missing)
    balance, start, burn, least = _figures(cash)
    if balance < least:
        return CashOut("date", start, Decimal(0))
    if burn <= 0:
        return CashOut("not_limited")
    on = _first_day_below(balance - least, start, burn)
    if on is None:
        return CashOut("not_limited")
    room = balance - least - _spent(burn, start, today)
    return CashOut("date", on, _tenths(max(room, Fraction(0)) / burn))


def missing_figures(cash: Cash) -> tuple[Figure, ...]:
    """The names of the figures that are not known, in the order a form asks for them."""
    figures: tuple[tuple[Figure, object], ...] = (
        ("balance", cash.balance),
        ("balance_date", cash.balance_date),
        ("monthly_income", cash.monthly_income),
        ("monthly_expense", cash.monthly_expense),
        ("floor", cash.floor),
    )
    return tuple(name for name, value in figures if value is None)


def days_after_cash_out(answer: CashOut, due: date | None) -> int | None:
    """How many days after the cash-out date something is due; negative = before, None = not known."""
    if answer.on is None or due is None:
        return None
    return (due - answer.on).days


def is_beyond_cash(answer: CashOut, due: date | None) -> bool:
    """Whether the money no longer reaches to a due day, which the cash-out date itself is the first of.

    False while that is not known.
    """
    days = days_after_cash_out(answer, due)
    return days is not None and days >= 0


def _figures(cash: Cash) -> tuple[Fraction, date, Fraction, Fraction]:
    """Balance, its date, net burn a month and floor, once nothing is missing."""
    if cash.balance is None or cash.balance_date is None or cash.floor is None:
        raise ValueError("a figure is missing")
    if cash.monthly_income is None or cash.monthly_expense is None:
        raise ValueError("a figure is missing")
    if cash.monthly_income < 0 or cash.monthly_expense < 0:
        raise ValueError("income and expense cannot be negative")
    burn = Fraction(cash.monthly_expense) - Fraction(cash.monthly_income)
    return Fraction(cash.balance), cash.balance_date, burn, Fraction(cash.floor)


def _first_day_below(room: Fraction, start: date, burn: Fraction) -> date | None:
    """The first day by whose end more than `room` is spent since start; None beyond the horizon."""
    months = room / burn
    if months > HORIZON_YEARS * 12:
        return None
    end = _month_count(start) + months
    year, month0 = divmod(floor(end), 12)
    if year > MAXYEAR:
        return None
    length = monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, floor(end % 1 * length) + 1)


def _spent(burn: Fraction, start: date, today: date) -> Fraction:
    """What is spent from the end of start to the end of today; 0 when today is not later than start."""
    if today <= start:
        return Fraction(0)
    return burn * (_month_count(today) - _month_count(start))


def _month_count(day: date) -> Fraction:
    """Calendar months from year 0 to the end of the day, the running month by its share of days."""
    return day.year * 12 + day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])


def _tenths(months: Fraction) -> Decimal:
    exact = Decimal(months.numerator) / Decimal(months.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
