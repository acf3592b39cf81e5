"""The cash-out date: the first day a balance lies below its floor, by flat monthly figures or by dated lines.

Source: runway = (cash - floor) / net burn, which holds while income and expense are flat (Landfall's
financing formulas, known answer RUNWAY-FLAT); with dated lines the balance is followed day by day. A monthly
figure is spread over the real days of each calendar month, so that it is exact for every whole month; the
balance counts as of the end of its day. Sums are exact; all figures are in one currency. A figure that is
missing makes the answer "not known"; it is never taken as zero. Monthly lines take the place of the flat
figure of their direction; what falls on the day of the balance or before is in the balance already.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import accumulate
from math import floor
from typing import Literal

from funding.flows import DIRECTIONS, SCALE, Direction, Line, net_of_month
from funding.flows import streams as streams_of

Kind = Literal["date", "not_limited", "not_known"]
Figure = Literal["balance", "balance_date", "monthly_income", "monthly_expense", "floor"]

# Figures of today say nothing about a time this far away; beyond it the money counts as not limited.
HORIZON_YEARS = 50
FLAT: dict[Figure, Direction] = {"monthly_income": "income", "monthly_expense": "expense"}


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
    figures that would be needed, and is empty unless kind is "not_known". `is_far` says of "not_limited" that it does
    end, but more than HORIZON_YEARS from the day of the balance.
    """

    kind: Kind
    on: date | None = None
    months_left: Decimal | None = None
    missing: tuple[Figure, ...] = ()
    is_far: bool = False


FAR = CashOut("not_limited", is_far=True)
BEYOND = date.max, Fraction(12 * (MAXYEAR + 1))  # a day and a moment later than all others


def cash_out(cash: Cash, today: date, lines: Sequence[Line] = ()) -> CashOut:
    """When the money runs out. Raises ValueError for a negative income, expense or amount.

    A balance already below the floor answers with its own date, whatever comes in later. Income that covers
    the expense, or a date more than HORIZON_YEARS away, is "not_limited".
    """
    missing = missing_figures(cash, lines)
    if missing:
        return CashOut("not_known", missing=missing)
    if lines:
        return _cash_out_by_day(cash, today, in_force(cash, lines))
    balance, start, burn, least = _figures(cash)
    if balance < least:
        return CashOut("date", start, Decimal(0))
    if burn <= 0:
        return CashOut("not_limited")
    on = _first_day_below(balance - least, start, burn)
    if on is None:
        return FAR
    room = balance - least - _spent(burn, start, today)
    return CashOut("date", on, _tenths(max(room, Fraction(0)) / burn))


def missing_figures(cash: Cash, lines: Sequence[Line] = ()) -> tuple[Figure, ...]:
    """The names of the figures that are not known, in the order a form asks for them."""
    figures: tuple[tuple[Figure, object], ...] = (
        ("balance", cash.balance),
        ("balance_date", cash.balance_date),
        ("monthly_income", cash.monthly_income),
        ("monthly_expense", cash.monthly_expense),
        ("floor", cash.floor),
    )
    replaced = replaced_directions(cash, lines)
    return tuple(name for name, value in figures if value is None and FLAT.get(name) not in replaced)


def replaced_directions(cash: Cash, lines: Sequence[Line]) -> frozenset[Direction]:
    """The directions whose flat figure steps aside: those of which a monthly line goes on after the balance."""
    return frozenset(line.direction for line in lines if line.rhythm == "monthly" and _is_to_come(line, cash))


def in_force(cash: Cash, lines: Sequence[Line]) -> tuple[Line, ...]:
    """All that flows after the balance: the lines, and each flat figure that no line replaces as a line of its own.

    A flat figure that is not known is left out. Raises ValueError without a day of the balance.
    """
    if cash.balance_date is None:
        raise ValueError("the day of the balance is missing")
    first, replaced = cash.balance_date + timedelta(days=1), replaced_directions(cash, lines)
    figures = {"income": cash.monthly_income, "expense": cash.monthly_expense}
    flat = [
        Line(direction, "monthly", figure, first)
        for direction in DIRECTIONS
        if direction not in replaced and (figure := figures[direction]) is not None
    ]
    return (*flat, *(line for line in lines if _is_to_come(line, cash)))


def streams(cash: Cash, lines: Sequence[Line], days: int) -> tuple[list[float], list[float]]:
    """Income and expense on each of so many calendar days after the balance, both 0 or more; exact to a float.

    A flat figure that is not known counts as nothing here: ask `missing_figures` first. Raises ValueError without a
    day of the balance, and for a negative figure.
    """
    flowing = in_force(cash, lines)
    if cash.balance_date is None:
        raise ValueError("the day of the balance is missing")
    first = cash.balance_date + timedelta(days=1)
    return streams_of(flowing, first, days)


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


def _is_to_come(line: Line, cash: Cash) -> bool:
    """Whether anything of a line falls after the balance; what is older is in the balance."""
    last = line.starts if line.rhythm == "once" else line.ends
    return last is None or (last >= line.starts and (cash.balance_date is None or last > cash.balance_date))


def _cash_out_by_day(cash: Cash, today: date, lines: Sequence[Line]) -> CashOut:
    """The answer where figures are not flat: the balance at the end of each day, month by month."""
    balance, start, least = _known(cash)
    if balance < least:
        return CashOut("date", start, Decimal(0))
    limit = _month_count(start) + HORIZON_YEARS * 12
    found = _first_moment_below(floor((balance - least) * SCALE), start, lines, limit)
    if found is None:
        return CashOut("not_limited")
    if found[1] > limit:
        return FAR
    on, moment = found
    left = moment - _month_count(max(start, today))
    return CashOut("date", on, _tenths(max(left, Fraction(0))))


def _first_moment_below(room: int, start: date, lines: Sequence[Line], limit: Fraction) -> tuple[date, Fraction] | None:
    """The first day by whose end more than `room` is gone, and that moment in calendar months.

    None if there is none; beyond a limit it may be any later one.
    """
    day = start + timedelta(days=1)
    settled = _settled_from(lines)
    while day.year < MAXYEAR and _month_count(day) <= limit + 1:
        net = net_of_month(lines, day.year, day.month)
        if day >= settled and not any(line.growth for line in lines):
            return _flat_moment(room, day - timedelta(days=1), -Fraction(sum(net)))
        if day >= settled and sum(net) >= 0 and _income_keeps_up(lines):
            return None
        for place, left in enumerate(accumulate(net[day.day - 1 :], initial=room), start=day.day - 1):
            if left < 0:
                before, length = left - net[place - 1], len(net)
                moment = (day.year * 12 + day.month - 1) + (place - 1 + Fraction(before, -net[place - 1])) / length
                return day.replace(day=place), moment
        room = left
        day = day.replace(day=1) + timedelta(days=len(net))
    return BEYOND


def _settled_from(lines: Sequence[Line]) -> date:
    """The first day of the month from which on no line begins or ends."""
    last = max((max(line.starts, line.ends or line.starts) for line in lines), default=date.min)
    return last.replace(day=1) + timedelta(days=monthrange(last.year, last.month)[1])


def _income_keeps_up(lines: Sequence[Line]) -> bool:
    """Whether no income that goes on grows more slowly than an expense that does: then it covers it for ever."""
    growth: dict[Direction, list[Decimal]] = {"income": [], "expense": []}
    for line in lines:
        if line.rhythm == "monthly" and line.ends is None:
            growth[line.direction].append(line.growth)
    return max(growth["expense"], default=Decimal(-100)) <= min(growth["income"], default=Decimal(-100))


def _flat_moment(room: int, start: date, burn: Fraction) -> tuple[date, Fraction] | None:
    if burn <= 0:
        return None
    on = _first_day_below(Fraction(room), start, burn)
    return BEYOND if on is None else (on, _month_count(start) + room / burn)


def _known(cash: Cash) -> tuple[Fraction, date, Fraction]:
    """Balance, its date and floor, once nothing is missing."""
    if cash.balance is None or cash.balance_date is None or cash.floor is None:
        raise ValueError("a figure is missing")
    return Fraction(cash.balance), cash.balance_date, Fraction(cash.floor)


def _figures(cash: Cash) -> tuple[Fraction, date, Fraction, Fraction]:
    """Balance, its date, net burn a month and floor, once nothing is missing."""
    balance, start, least = _known(cash)
    if cash.monthly_income is None or cash.monthly_expense is None:
        raise ValueError("a figure is missing")
    if cash.monthly_income < 0 or cash.monthly_expense < 0:
        raise ValueError("income and expense cannot be negative")
    burn = Fraction(cash.monthly_expense) - Fraction(cash.monthly_income)
    return balance, start, burn, least


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
