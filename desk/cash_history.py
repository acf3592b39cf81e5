"""The cash in the picture of home: the balances as they were entered, and the fan of the run."""

from datetime import timedelta

from funding.models import CashPosition

from .picture.cash import Fan

BALANCES = 24  # the last ones, more than a month and a half has


def fan_of(answers, membership):
    """Return the Fan of a run whose money this person reads; it begins on the day of the run, in one figure."""
    fan, money, run = answers.money["fan"], answers.money, answers.run
    now = _middle_on(0, fan["days"], fan["rows"])
    ahead = [(day, tuple(row)) for day, row in zip(fan["days"], fan["rows"], strict=True) if day > 0]
    return Fan(
        days=(run.on, *(answers.day(day) for day, _row in ahead)),
        rows=((now,) * 5, *(row for _day, row in ahead)),
        past=(*_balances(membership, money, run), (run.on, now)),
        floor=money["floor"],
        out=answers.cash_out(0.1),
    )


def _middle_on(day, days, rows):
    """Return P50 on a day, between those of the days beside it."""
    middles = [row[2] for row in rows]
    after = next((place for place, each in enumerate(days) if each >= day), len(days) - 1)
    if after == 0 or days[after] <= day:
        return middles[after]
    before = after - 1
    share = (day - days[before]) / (days[after] - days[before])
    return middles[before] + (middles[after] - middles[before]) * share


def _balances(membership, money, run):
    """Return (day, balance) up to the balance the run began with, of each day the last one entered; no day twice."""
    rows = CashPosition.objects.visible_to(membership).filter(
        currency=money["currency"], balance_on__lte=run.on + timedelta(days=money["start"])
    )
    found = {}
    for row in rows.order_by("-balance_on", "-created_at", "-id")[:BALANCES]:
        if row.balance_on < run.on:
            found.setdefault(row.balance_on, float(row.balance))
    return sorted(found.items())
