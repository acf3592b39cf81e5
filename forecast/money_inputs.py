"""The cash position, dated lines and rates as the simulation takes them. Pure: rows in, cash and flows out.

All amounts come in the currency of the position that counts, by the latest rate of 90 days or younger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from funding.flows import MOST, Line, daily
from funding.rates import Rate, convert
from funding.runway import Cash as Position
from funding.runway import Figure, missing_figures, replaced_directions, streams

from .assumptions import Assumption
from .model import Cash, Flow
from .plan_inputs import Clock

Row = Mapping[str, Any]
LINE, TEAM = "funding.cashline", ""
PAST_MOST = 400  # days before today that are simulated one by one


@dataclass(frozen=True, slots=True)
class Purse:
    """The position that counts, and how amounts become its currency."""

    row: Row
    rates: tuple[Rate, ...]
    today: date

    @property
    def currency(self) -> str:
        return str(self.row["currency"])

    @property
    def position(self) -> Position:
        names = ("balance", "balance_on", "monthly_income", "monthly_expense", "floor")
        return Position(*(self.row[name] for name in names))

    def exactly(self, amount: Decimal, currency: str) -> Decimal | None:
        return convert(amount, currency, self.currency, self.rates, self.today)

    def convert(self, amount: Decimal, currency: str) -> float | None:
        """Return an amount in the position's currency, or None without a rate."""
        found = self.exactly(amount, currency)
        return None if found is None else float(found)


@dataclass(frozen=True, slots=True)
class Money:
    """What flows whatever the deals do; `cash` is None where a figure is missing, which `missing` then names."""

    cash: Cash | None
    flows: tuple[Flow, ...]
    assumptions: tuple[Assumption, ...]
    missing: tuple[Figure, ...] = ()


def purse_of(rows: Mapping[str, Sequence[Row]], today: date) -> Purse | None:
    """Return the position that counts, the latest balance, or None while there is none."""
    positions = rows["positions"]
    if not positions:
        return None
    latest = max(positions, key=lambda row: (row["balance_on"], row["created_at"], row["id"]))
    rates = tuple(Rate(row["on"], row["base"], row["quote"], Decimal(row["rate"])) for row in rows["rates"])
    return Purse(latest, rates, today)


def money_of(
    rows: Mapping[str, Sequence[Row]],
    purse: Purse,
    clock: Clock,
    nodes: frozenset[str],
    spent: Sequence[tuple[date, float]],
    *,
    days: int,
    spread: float,
) -> Money:
    """Return cash and flows for so many days after the balance; `spent` are further expenses by day.

    Of an old balance the days more than PAST_MOST ago are summed up: the cash starts with what was left after the last
    of them by what is certain to have flowed, and whether that was below the floor on the way is not asked.
    """
    notes: list[Assumption] = []
    fixed, started = _lines(rows, purse, nodes, notes)
    position = purse.position
    missing = missing_figures(position, [*fixed, *(_line(row, amount, clock.today) for row, amount in started)])
    if missing:
        return Money(None, (), tuple(notes), missing)
    if not fixed and not started:
        notes.append(Assumption("flat", TEAM, ""))
    if spread:
        notes.append(Assumption("expense_spread", TEAM, "", {"percent": round(spread * 100)}))
    first = purse.row["balance_on"] + timedelta(days=1)
    hidden = replaced_directions(position, [_line(row, amount, first) for row, amount in started])
    income, expense = _streams(position, fixed, hidden, days)
    for day, amount in spent:
        place = (day - first).days
        if 0 <= place < days:
            expense[place] += amount
    start = clock.days(purse.row["balance_on"]) or 0
    past = max(-start - PAST_MOST, 0)
    first, days = first + timedelta(days=past), days - past
    months = np.array([day.year * 12 + day.month for day in _days(first, days)], dtype=np.int32)
    floor, balance = float(position.floor or 0), float(position.balance or 0)
    if past:
        balance += float(income[:past].sum() - expense[:past].sum())
    cash = Cash(balance, floor, start + past, income[past:], expense[past:], months, spread=spread)
    return Money(cash, tuple(_flow(row, amount, first, days, clock) for row, amount in started), tuple(notes))


def _lines(
    rows: Mapping[str, Sequence[Row]], purse: Purse, nodes: frozenset[str], notes: list[Assumption]
) -> tuple[list[Line], list[tuple[Row, Decimal]]]:
    """Return the lines with a day, and those that wait for a milestone; others are never reached."""
    reached = {str(row["id"]): row["completed_on"] for row in rows["milestones"] if row["state"] == "completed"}
    fixed: list[Line] = []
    started: list[tuple[Row, Decimal]] = []
    for row in rows["lines"]:
        amount = purse.exactly(row["amount"], row["currency"])
        if amount is None:
            figures = {"currency": row["currency"]}
            notes.append(Assumption("not_converted", LINE, str(row["id"]), figures, counts=False))
            continue
        start = row["starts_on"] or _after(reached.get(str(row["milestone_id"])), row["days_after"])
        if start is not None:
            fixed.append(_line(row, amount, start))
        elif str(row["milestone_id"]) in nodes:
            started.append((row, amount))
    return fixed, started


def _streams(position: Position, lines: Sequence[Line], hidden: frozenset[str], days: int) -> tuple[Any, Any]:
    """Return income and expense by day; a line that waits for a milestone puts the flat figure aside as well."""
    income, expense = streams(
        Position(
            position.balance,
            position.balance_date,
            None if "income" in hidden else position.monthly_income,
            None if "expense" in hidden else position.monthly_expense,
            position.floor,
        ),
        lines,
        days,
    )
    return np.array(income), np.array(expense)


def _line(row: Row, amount: Decimal, start: date) -> Line:
    growth = Decimal(row["growth"] or 0)
    return Line(row["direction"], row["rhythm"], amount, start, row["ends_on"], growth)


def _flow(row: Row, amount: Decimal, first: date, days: int, clock: Clock) -> Flow:
    sign = 1.0 if row["direction"] == "income" else -1.0
    if row["rhythm"] == "once":
        return Flow(str(row["id"]), str(row["milestone_id"]), row["days_after"], once=sign * min(float(amount), MOST))
    curve = sign * np.array(daily(Line(row["direction"], "monthly", amount, first), first, days))
    growth = float(Decimal(row["growth"] or 0)) / 100
    end = clock.days(row["ends_on"])
    return Flow(str(row["id"]), str(row["milestone_id"]), row["days_after"], curve=curve, end=end, growth=growth)


def _after(day: date | None, days: int) -> date | None:
    return None if day is None else day + timedelta(days=days)


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=place) for place in range(count)]
