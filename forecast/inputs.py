"""From a team's rows to what is simulated: read once, then pure arithmetic."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from funding.paid_days import paid_codes, paid_since
from planner.models import calendar_of

from .assumptions import Assumption
from .deal_inputs import Financing, financing_of
from .model import Driver, Model
from .money_inputs import Money, Purse, money_of, purse_of
from .plan_inputs import Clock, plan_of
from .raise_time import RaiseTime
from .risk_inputs import risks_of
from .rows import MONEY, PLAN, digest_of, read, stamps_of

LEAST_MONTHS, MORE_MONTHS, MOST_MONTHS = 36, 12, 120
DAYS_PER_MONTH = 365.25 / 12
OPEN = ("planned", "in_progress", "in_review")


@dataclass(frozen=True, slots=True)
class Inputs:
    """All a run is made of. The first of each pair is about the plan alone, the second about the money, too.

    `headlines` are the milestones the parts speak of first; `is_chosen` says whether somebody chose them. `drafts` are
    drivers as they would be with a plan ready. `raise_times` say by round how long its money takes. `missing` names
    what keeps the money out, such as "balance"; `model.cash` is then None.
    """

    today: dt.date
    model: Model
    headlines: tuple[str | None, str | None]
    is_chosen: bool
    assumptions: tuple[tuple[Assumption, ...], tuple[Assumption, ...]]
    drafts: dict[str, Driver]
    raise_times: Mapping[str, RaiseTime]
    purse: Purse | None
    missing: tuple[str, ...]
    stamps: tuple[str, str]
    digests: tuple[str, str]


def read_inputs(team, *, today, changed=None):
    """Read a team's rows and return its Inputs on a day; `changed` may alter the rows first, as a scenario does."""
    stamps = stamps_of(team)
    plan_rows, money_rows = read(team, PLAN), read(team, MONEY)
    digests = digest_of(team, plan_rows), digest_of(team, plan_rows | money_rows)
    rows = _dated(team, plan_rows | money_rows)
    rows = changed(rows) if changed else rows
    return inputs_of(rows, Clock(today, calendar_of(team)), stamps=stamps, digests=digests)


def inputs_of(rows, clock, *, stamps=("", ""), digests=("", "")):
    """Return the Inputs that rows come to; pure."""
    plan = plan_of(rows["milestones"], rows["dependencies"], clock)
    nodes = frozenset(node.id for node in plan.nodes)
    days = _horizon(rows, clock.today)
    purse = purse_of(rows, clock.today)
    settings = next(iter(rows["money_settings"]), {"deal_correlation": 20, "expense_spread": 10})
    rho, spread = settings["deal_correlation"] / 100, settings["expense_spread"] / 100
    risks = risks_of(rows, nodes, clock, purse and purse.convert)
    money, financing = Money(None, (), (), ("balance",)), Financing((), (), (), {})
    if purse is not None:
        before = (clock.today - purse.row["balance_on"]).days
        money = money_of(rows, purse, clock, nodes, risks.spent, days=days + before, spread=spread)
    if money.cash is not None:
        financing = financing_of(rows, purse, clock, nodes, rho)
    model = Model(
        nodes=plan.nodes,
        links=plan.links,
        day_of=_working_days(clock, days),
        drivers=risks.drivers,
        rounds=financing.rounds,
        deals=financing.deals,
        flows=money.flows,
        cash=money.cash,
        sink=_headline(rows, nodes, clock.today),
        rho=rho,
    )
    return Inputs(
        today=clock.today,
        model=model,
        headlines=(model.sink, _headline(rows, nodes, clock.today, _runs_out(money.cash))),
        is_chosen=_chosen(rows, nodes) is not None,
        assumptions=(
            (*plan.assumptions, *risks.assumptions),
            (*financing.assumptions, *money.assumptions, *risks.money_assumptions),
        ),
        drafts=dict(risks.drafts),
        raise_times=financing.times,
        purse=purse,
        missing=money.missing,
        stamps=stamps,
        digests=digests,
    )


def _dated(team, rows):
    """Add the team's own days to rows that hold instants."""
    names = {
        "milestones": [("completed_at", "completed_on")],
        "risks": [("occurred_at", "occurred_on")],
        "plan_money": [("activated_at", "activated_on")],
        "deals": [("won_at", "won_on")],
    }
    for table, pairs in names.items():
        for row in rows[table]:
            for instant, day in pairs:
                row[day] = row[instant] and team.today(row[instant])
    _add_payments(team, rows)
    return rows


def _add_payments(team, rows):
    """Add to each deal the day its money came, None for one that is not paid."""
    moves = {}
    for event in sorted(rows["stages"], key=lambda row: (row["created_at"], row["id"])):
        moves.setdefault(event["opportunity_id"], []).append((event["new"], event["created_at"]))
    for row in rows["deals"]:
        is_paid = row["stage"] in paid_codes(row["channel"])
        since = paid_since(moves.get(row["id"], ()), row["channel"], row["stage_since"]) if is_paid else None
        row["paid_on"] = since and team.today(since)


def _horizon(rows, today):
    """Return how many days ahead is simulated: 36 months, a year beyond the last due day, ten years at most."""
    dues = [row["due_on"] for row in rows["milestones"] if row["due_on"] is not None and row["state"] in OPEN]
    last = max(((due - today).days / DAYS_PER_MONTH for due in dues), default=0.0)
    return round(min(max(LEAST_MONTHS, last + MORE_MONTHS), MOST_MONTHS) * DAYS_PER_MONTH)


def _working_days(clock, days):
    end = clock.today + dt.timedelta(days=days)
    count = max(clock.calendar.offset(end, clock.today), 1)
    return np.array([(day - clock.today).days for day in clock.calendar.first_days(clock.today, count)], dtype=np.int32)


def _headline(rows, nodes, today, runs_out=None):
    """Return the milestone a part speaks of first: the one chosen while it is open, else the first that matters.

    That is the first one due on the day the money runs out by the figures as they stand, or later; without such a day
    the next one due.
    """
    chosen = _chosen(rows, nodes)
    if chosen is not None:
        return chosen
    ahead = sorted(
        (row for row in _promised(rows, nodes) if row["due_on"] >= today),
        key=lambda row: (runs_out is not None and row["due_on"] < today + runs_out, row["due_on"], row["number"]),
    )
    return str(ahead[0]["id"]) if ahead else None


def _chosen(rows, nodes):
    """Return the milestone somebody chose in the settings, None where there is none or it is open no longer."""
    chosen = {str(row["headline_id"]) for row in rows["settings"]}
    return next((str(row["id"]) for row in _promised(rows, nodes) if str(row["id"]) in chosen), None)


def _promised(rows, nodes):
    """Return the open milestones with a date that are simulated."""
    dated = (row for row in rows["milestones"] if row["state"] in OPEN and row["due_on"] is not None)
    return [row for row in dated if str(row["id"]) in nodes]


def _runs_out(cash):
    """Return how long after today the balance is first below the floor without deals, risks and spread, or None."""
    if cash is None:
        return None
    balance = cash.balance + np.cumsum(cash.income - cash.expense)
    below = np.flatnonzero(balance < cash.floor - 0.005)
    if cash.balance < cash.floor - 0.005:
        return dt.timedelta(days=cash.start)
    return dt.timedelta(days=int(below[0]) + 1 + cash.start) if below.size else None
