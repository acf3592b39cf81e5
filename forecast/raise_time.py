"""How long it takes until a round brings money, in calendar days. Pure.

What is said best counts: of a round that has begun, the open deal it hangs on; else the days the round itself names;
else the usual days of all stages of its channel. Each is drawn like a deal's close, and its P90 taken: no longer than
that in 9 of 10 cases. The days from the close to the payment come on top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

import numpy as np

from funding.assumptions import days_left, payment_lag
from funding.stages import first_stage, stage

from .assumptions import close_again, close_of
from .distributions import quantile
from .model import Deal, Spread

Row = Mapping[str, Any]
NINE_IN_TEN = 0.9
BEGUN = ("open", "closing")
USUAL_CHANNEL = "venture_capital"  # what a round without deals is taken for


@dataclass(frozen=True, slots=True)
class RaiseTime:
    """Calendar days until the money is there: from today for a deal, which `deal` names, else from the start."""

    days: int
    basis: Literal["deal", "plan", "usual"]
    deal: str = ""


def raise_time(round_: Row, rows: Sequence[Row], deals: Mapping[str, Deal]) -> RaiseTime:
    """Return how long a round takes; `rows` are its opportunities, `deals` those that are simulated, by id."""
    leading = _leading(rows, deals)
    channel = USUAL_CHANNEL if leading is None else str(leading["channel"])
    lag = payment_lag(channel)
    if leading is not None and round_["state"] in BEGUN:
        identity = str(leading["id"])
        return RaiseTime(p90(deals[identity].close) + lag, "deal", identity)
    begin, end = round_["starts_on"], round_["expected_close_on"]
    if begin is not None and end is not None:
        return RaiseTime(p90(close_of(float((end - begin).days), None, None)) + lag, "plan")
    return usual_time(channel)


def usual_time(channel: str = USUAL_CHANNEL) -> RaiseTime:
    """Return how long a deal of a channel takes from its first stage on, half to twice the usual days."""
    usual = days_left(channel, first_stage(channel).code)
    return RaiseTime(p90(close_again(float(usual))) + payment_lag(channel), "usual")


def p90(spread: Spread) -> int:
    """Return the whole days that are enough in 9 of 10 cases."""
    return ceil(float(quantile(spread, np.array([NINE_IN_TEN]))[0]))


def _leading(rows: Sequence[Row], deals: Mapping[str, Deal]) -> Row | None:
    """Return the open deal a round hangs on: its lead, else the one of most money."""
    found = [row for row in rows if str(row["id"]) in deals and stage(row["channel"], row["stage"]).kind == "open"]
    return max(found, key=lambda row: (row["is_lead"], deals[str(row["id"])].amount.mode, -row["number"]), default=None)
