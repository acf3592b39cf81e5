"""What dated lines bring and cost, by calendar day: the one arithmetic of the runway and of the forecast.

A monthly amount is spread over the real days of each calendar month, so that it is exact for every whole month; in the
month in which a line starts or ends only its days count. Growth is in per cent a month: each calendar month after the
first exceeds the one before, rounded to a ten-thousandth, the unit money is kept in. A one-off falls on its day as a
whole. Sums are exact: they are whole numbers of a unit that every length of a month divides. All amounts are in one
currency. Of one line no month and no one-off comes to more than MOST, 10^15 of the currency: more than all the money
there is, so that a growth without an end or an absurd rate gives figures that can be added up.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from math import lcm
from typing import Literal

Direction = Literal["income", "expense"]
Rhythm = Literal["once", "monthly"]

DIRECTIONS: tuple[Direction, ...] = ("income", "expense")
PER_ONE = 10_000  # amounts are kept in units of a ten-thousandth
SHARES = lcm(28, 29, 30, 31)
SCALE = PER_ONE * SHARES  # what 1 of the currency is in the whole numbers used here
MOST = 10**15  # what one line comes to at most in a month, in the currency
MOST_A_DAY = MOST / 31  # of a line that is followed by day
DIGITS = 60  # enough for a growth of 50 % a month over half a century


@dataclass(frozen=True, slots=True)
class Line:
    """Money that comes in or goes out from a day on: once, or each month until a day, the last one that counts.

    `amount` is 0 or more and `growth` in per cent a month.
    """

    direction: Direction
    rhythm: Rhythm
    amount: Decimal
    starts: date
    ends: date | None = None
    growth: Decimal = Decimal(0)


def daily(line: Line, first: date, days: int) -> list[float]:
    """What a line brings or costs on each of so many calendar days from `first` on; 0 or more, whatever its direction.

    Raises ValueError for a negative amount.
    """
    return [units / SCALE for units in _units_by_day([line], first, days)]


def streams(lines: Iterable[Line], first: date, days: int) -> tuple[list[float], list[float]]:
    """Income and expense of some lines together on each of so many calendar days from `first` on, both 0 or more.

    Raises ValueError for a negative amount.
    """
    rows = tuple(lines)
    income, expense = (
        [units / SCALE for units in _units_by_day((row for row in rows if row.direction == each), first, days)]
        for each in DIRECTIONS
    )
    return income, expense


def net_of_month(lines: Iterable[Line], year: int, month: int) -> list[int]:
    """Income less expense on each day of a calendar month, 1 being SCALE. Raises ValueError for a negative amount."""
    length = monthrange(year, month)[1]
    net, all_month = [0] * length, 0
    for line in lines:
        sign = 1 if line.direction == "income" else -1
        begin, end, units = _share(line, year, month, length)
        if (begin, end) == (0, length):
            all_month += sign * units
            continue
        for place in range(begin, end):
            net[place] += sign * units
    return [each + all_month for each in net] if all_month else net


def amount_of_month(lines: Iterable[Line], direction: Direction, year: int, month: int) -> Decimal:
    """What the monthly lines of a direction amount to in a month of which any day counts, each as a whole month's."""
    total = Decimal(0)
    for line in lines:
        if line.direction == direction and line.rhythm == "monthly" and _touches(line, year, month):
            total += Decimal(_grown(line, year, month)) / PER_ONE
    return total


def passes_most(line: Line, until: date) -> bool:
    """Whether a whole month of a line would come to more than MOST by a day, or by the last one that counts."""
    last = until if line.ends is None else min(until, line.ends)
    first = round(line.amount * PER_ONE)
    return last >= line.starts and max(first, _unbounded(line, last.year, last.month)) > MOST * PER_ONE


def _units_by_day(lines: Iterable[Line], first: date, days: int) -> list[int]:
    rows, found, day = [_unsigned(line) for line in lines], list[int](), first
    while len(found) < days:
        month = net_of_month(rows, day.year, day.month)
        found += month[day.day - 1 :]
        day = day.replace(day=1) + timedelta(days=len(month))
    return found[:days]


def _unsigned(line: Line) -> Line:
    return Line("income", line.rhythm, line.amount, line.starts, line.ends, line.growth)


def _share(line: Line, year: int, month: int, length: int) -> tuple[int, int, int]:
    """From which to before which place of the month the line counts, and with how much a day."""
    if line.amount < 0:
        raise ValueError("the amount of a line cannot be negative")
    begin = _place(line.starts, year, month, length)
    if line.rhythm == "once":
        is_here = (line.starts.year, line.starts.month) == (year, month)
        return begin, begin + is_here, min(round(line.amount * PER_ONE), MOST * PER_ONE) * SHARES
    end = length if line.ends is None else _place(line.ends + timedelta(days=1), year, month, length)
    return (begin, end, _grown(line, year, month) * SHARES // length) if begin < end else (0, 0, 0)


def _place(day: date, year: int, month: int, length: int) -> int:
    """The place of a day in a month: 0 for one before it, its length for one after it."""
    if (day.year, day.month) == (year, month):
        return day.day - 1
    return 0 if (day.year, day.month) < (year, month) else length


def _touches(line: Line, year: int, month: int) -> bool:
    begun = (line.starts.year, line.starts.month) <= (year, month)
    return begun and (line.ends is None or (line.ends.year, line.ends.month) >= (year, month))


def _grown(line: Line, year: int, month: int) -> int:
    """The amount of a whole month, in units of a ten-thousandth; that of MOST at most."""
    return min(_unbounded(line, year, month), MOST * PER_ONE)


def _unbounded(line: Line, year: int, month: int) -> int:
    units = round(line.amount * PER_ONE)
    if not line.growth:
        return units
    months = (year - line.starts.year) * 12 + month - line.starts.month
    with localcontext() as context:
        context.prec = DIGITS
        return int((units * (1 + line.growth / 100) ** months).to_integral_value())
