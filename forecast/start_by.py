"""When raising must begin, so that its money comes before the old money ends. Pure.

Start raising by = P10 cash-out date - P90 time to close - negotiation reserve: in 1 of 10 cases the money is out that
soon, in 1 of 10 a raise takes that long.
"""

import datetime as dt
from dataclasses import dataclass

# Calendar days, a practice and no law: whoever must sign within weeks signs what is offered. A month of money left when
# the papers are due leaves room to say no.
NEGOTIATION_RESERVE = 30


@dataclass(frozen=True, slots=True)
class StartBy:
    """The last safe day to start, and what it is made of; `days_to_money` and `reserve` are calendar days."""

    on: dt.date
    out_on: dt.date
    days_to_money: int
    reserve: int
    today: dt.date

    @property
    def days_in_hand(self) -> int:
        """Return how many days there are until then, 0 on the day itself, negative when it has passed."""
        return (self.on - self.today).days

    @property
    def days_late(self) -> int:
        return -self.days_in_hand

    @property
    def is_late(self) -> bool:
        return self.days_in_hand < 0


def start_by(out_on: dt.date, days_to_money: int, *, today: dt.date, reserve: int = NEGOTIATION_RESERVE) -> StartBy:
    """Return when raising must begin, of the day the money is out in 1 of 10 cases and the longest usual raise."""
    return StartBy(out_on - dt.timedelta(days=days_to_money + reserve), out_on, days_to_money, reserve, today)
