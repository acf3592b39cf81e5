"""The money of a crowd: rounds, sources, a fifth as many opportunities as milestones, and what is to be done."""

import datetime as dt

from funding.models import CashPosition, NextAction, Opportunity, OpportunityEvent, PlanStep, Round, RoundTerms, Source
from funding.stages import stages
from funding.states import CHANNELS

CURRENCIES = ("EUR", "EUR", "EUR", "USD", "CNY")


def add_money(crowd):
    """Add the financing rows of a team that has people and milestones."""
    rounds = crowd.add(
        Round,
        crowd.share(60),
        lambda n: {"name": f"Round {n}", "currency": "EUR", "state": "open" if n % 3 < 2 else "planned"},
    )
    crowd.add(RoundTerms, len(rounds), lambda n: {"round": rounds[n], "target": crowd.money(n) * 10})
    sources = crowd.add(
        Source, crowd.share(10), lambda n: {"name": f"Fund {crowd.title(n)}", "channel": "venture_capital"}
    )
    deals = crowd.add(Opportunity, crowd.share(5), lambda n: _deal(crowd, rounds, sources, n))
    crowd.add(OpportunityEvent, len(deals) * 2, lambda n: _event(crowd, deals, n))
    crowd.add(NextAction, len(deals), lambda n: _action(crowd, deals, n))
    crowd.add(
        PlanStep,
        crowd.share(10),
        lambda n: {
            "title": crowd.title(n),
            "due_on": crowd.day(n),
            "responsible": crowd.person(n),
            "round": crowd.heavy(rounds, n),
        },
    )
    crowd.add(
        CashPosition,
        crowd.share(25),
        lambda n: {
            "balance": crowd.money(n) * 10,
            "balance_on": crowd.today - dt.timedelta(days=n),
            "monthly_income": 0,
            "monthly_expense": crowd.money(n),
            "floor": 0,
            "currency": "EUR",
        },
    )


def _deal(crowd, rounds, sources, n):
    channel = CHANNELS[n % len(CHANNELS)]
    place = stages(channel)[n // len(CHANNELS) % len(stages(channel))]
    amount = crowd.money(n) if n % 7 else None
    return {
        "round": crowd.heavy(rounds, n),
        "source": crowd.heavy(sources, n),
        "channel": channel,
        "stage": place.code,
        "amount": amount,
        "amount_min": amount and amount / 2,
        "currency": CURRENCIES[n % 5],
        "probability": n % 101 if n % 4 else None,
        "expected_close_on": crowd.day(n),
        "owner": crowd.person(n),
        "won_at": crowd.now if place.kind == "won" else None,
        "lost_at": crowd.now if place.kind == "lost" else None,
        "reason_lost": "other" if place.kind == "lost" else "",
    }


def _event(crowd, deals, n):
    return {"opportunity": crowd.heavy(deals, n), "field": "amount", "old": "1", "new": str(n), "by": crowd.owner}


def _action(crowd, deals, n):
    is_open = n % 3 > 0
    return {
        "opportunity": deals[n] if is_open else deals[0],
        "title": crowd.title(n),
        "due_on": crowd.day(n),
        "owner": crowd.person(n),
        "state": "open" if is_open else "done",
        "ended_at": None if is_open else crowd.now,
    }
