"""Rows as the inputs read them, each whole, with what a test says of it; today is Monday, 2 March 2026."""

import datetime as dt
from decimal import Decimal

from forecast.model import Spread
from forecast.plan_inputs import Clock
from planner.calendar import MONDAY_TO_FRIDAY

TODAY = dt.date(2026, 3, 2)
CLOCK = Clock(TODAY, MONDAY_TO_FRIDAY)


def pert(low, mode, high):
    return Spread("pert", low, mode, high)


def certain(figure):
    return Spread("fixed", figure, figure, figure)


def day(text):
    """Return a day of this year, such as day("03-20")."""
    return dt.date.fromisoformat(f"2026-{text}")


def milestone(identity, **given):
    return {
        "id": identity, "state": "planned", "project_id": "p", "project__state": "active", "starts_on": None,
        "due_on": None, "started_on": None, "completed_on": None, "days_min": None, "days_likely": None,
        "days_max": None, "estimated_on": None, "follows_links": False, "blocked": False, "number": 1,
        "external_source": "",
    } | given  # fmt: skip


def link(before, after, kind="FS", lag=0):
    return {"id": before + after, "predecessor_id": before, "successor_id": after, "kind": kind, "lag": lag}


def risk(identity="r", **given):
    return {
        "id": identity, "kind": "threat", "status": "assessed", "probability_percent": None,
        "current__probability": None, "current__impact": None, "current__impact_schedule": None,
        "current__impact_cost": None, "current__matrix_version": None,
        "window_from": None, "window_to": None, "occurred_on": None,
    } | given  # fmt: skip


def effect(node="a", **given):
    """Ten days, unless told."""
    return {
        "risk_id": "r", "milestone_id": node, "effect": "days", "effect_min": None, "effect_likely": 10,
        "effect_max": None, "parallel": False, "estimated_on": None,
    } | given  # fmt: skip


def contingency(identity="k", **given):
    return {"id": identity, "risk_id": "r", "state": "ready", "outcome": "", "days_saved": 4, "number": 1} | given


def plan_money(identity="k", **given):
    money = {"id": identity, "money_saved": None, "own_cost": Decimal(900), "currency": "EUR", "activated_on": None}
    return money | given


def risk_money(identity="r", likely=1000, low=None, high=None, currency="EUR"):
    figures = zip(("money_min", "money_likely", "money_max"), (low, likely, high), strict=True)
    return {"id": identity, "currency": currency} | {
        name: None if figure is None else Decimal(figure) for name, figure in figures
    }


def position(**given):
    """All that counts, at the end of February: 12,000 in hand, 3,000 in and 6,000 out each month."""
    return {
        "id": "c", "balance": Decimal(12_000), "balance_on": day("02-28"), "monthly_income": Decimal(3_000),
        "monthly_expense": Decimal(6_000), "floor": Decimal(500), "currency": "EUR", "created_at": 1,
    } | given  # fmt: skip


def line(identity="l", **given):
    """A monthly expense of 2,000 from March on, unless told."""
    return {
        "id": identity, "direction": "expense", "rhythm": "monthly", "amount": Decimal(2_000), "currency": "EUR",
        "category": "", "starts_on": day("03-01"), "milestone_id": None, "days_after": 1, "ends_on": None, "growth": "",
    } | given  # fmt: skip


def rate(on, value, base="USD", quote="EUR"):
    return {"id": f"{on}", "on": on, "base": base, "quote": quote, "rate": value}


def round_(**given):
    return {
        "id": "f", "state": "open", "currency": "EUR", "starts_on": None, "expected_close_on": None, "number": 1,
    } | given  # fmt: skip


def deal(identity="d", **given):
    """An open one of a fund in diligence with odds of 50 per cent: 900 in sixty days."""
    return {
        "id": identity, "round_id": "f", "channel": "venture_capital", "stage": "diligence", "probability": 50,
        "amount_min": None, "amount": Decimal(900), "amount_max": None, "currency": "EUR",
        "expected_close_on": day("05-01"), "earliest_close_on": None, "latest_close_on": None, "is_lead": False,
        "won_on": None, "paid_on": None, "number": 1,
    } | given  # fmt: skip


def tranche(identity="t", **given):
    return {
        "id": identity, "opportunity_id": "d", "position": 1, "amount": Decimal(300), "due_on": None,
        "milestone_id": None, "days_after": 14, "state": "planned", "paid_on": None,
    } | given  # fmt: skip
