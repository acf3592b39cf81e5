"""The lines of a team's cash plan as the runway and the forecast take them: dated, and in the position's currency."""

from dataclasses import dataclass
from decimal import Decimal

from .flows import Line, amount_of_month
from .models import CashLine, FxRate
from .rates import convert
from .runway import replaced_directions


@dataclass(frozen=True, slots=True)
class CashPlan:
    """The lines that are counted, and how many are not: without a day, or in a currency without a rate."""

    lines: tuple[Line, ...] = ()
    undated: int = 0
    not_converted: int = 0


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What a month brings and costs, from lines where they take the flat figure's place; None = not known."""

    income: Decimal | None
    expense: Decimal | None
    income_by_lines: bool = False
    expense_by_lines: bool = False

    @property
    def net_burn(self):
        return None if None in (self.income, self.expense) else self.expense - self.income


def plan_of(position, today, scheduled=None):
    """Return the CashPlan that goes on from a position; `scheduled` is {id of a milestone: day} where it is computed.

    Two statements, none where the position knows that there are no lines.
    """
    if not getattr(position, "has_lines", True):
        return CashPlan()
    rows = CashLine.objects.filter(team=position.team_id).to_come(after=position.balance_on).for_lists()
    dated = [(row, row.begins_on(scheduled)) for row in rows]
    rates = rates_for((row for row, _day in dated), position.currency, today)
    lines = [(day, as_line(row, day, position.currency, rates, today)) for row, day in dated]
    return CashPlan(
        lines=tuple(line for day, line in lines if day is not None and line is not None),
        undated=sum(day is None for day, _line in lines),
        not_converted=sum(day is not None and line is None for day, line in lines),
    )


def rates_for(rows, currency, today):
    """Return the rates that may be needed to show rows in a currency; asks for none where all are in it."""
    rows = list(rows)
    if not rows or {row.currency for row in rows} <= {currency}:
        return []
    return [row.figures for row in FxRate.objects.filter(team=rows[0].team_id).counting(on=today)]


def as_line(row, starts, currency, rates, today):
    """Return a CashLine that begins on a day as a Line in a currency, or None where there is no day or no rate."""
    amount = convert(row.amount, row.currency, currency, rates, today)
    if starts is None or amount is None:
        return None
    return Line(row.direction, row.rhythm, amount, starts, row.ends_on, row.growth_number)


def figures_of_month(position, plan, today):
    """Return the MonthFigures of the month of a day."""
    replaced = replaced_directions(position.figures, plan.lines)
    figures = {"income": position.monthly_income, "expense": position.monthly_expense}
    figures |= {each: amount_of_month(plan.lines, each, today.year, today.month) for each in replaced}
    return MonthFigures(figures["income"], figures["expense"], "income" in replaced, "expense" in replaced)
