"""Money to come: which deals are won, when they close, and what of it is paid when.

Deals share one market: won when sqrt(rho) M + sqrt(1-rho) e < the normal quantile of p, with standard normal M and e,
which keeps every single p (a Gaussian copula; a shock on the logit would not). Then, for each round: followers wait
for the earliest lead won; those bound to the minimum wait until all wins together reach it; the cap takes wins by the
day they close, then by their order, the last one in part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from forecast.distributions import NORMAL, normal_quantile, quantile
from forecast.draws import Draws
from forecast.incidents import NEVER
from forecast.model import Deal, Floats, Part, Round

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
# Sums of money that differ by less are the same.
HALF_A_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Raised:
    """Deals of one round, [deal, iteration]: the day each closes (NEVER: lost), what of it is paid, and from when."""

    deals: tuple[Deal, ...]
    close: Whole
    amount: Floats
    paid: Floats
    open_from: Whole

    def signed(self, round_: Round) -> Bools:
        """Where the wins of the round reach what it wants by its day."""
        by = NEVER - 1 if round_.by is None else round_.by
        total = np.where(self.close <= by, self.amount, 0.0).sum(axis=0) + round_.secured
        return np.asarray(total >= (round_.wanted or 0.0) - HALF_A_CENT)


def raised(round_: Round, deals: Sequence[Deal], rho: float, market: Floats, draws: Draws) -> Raised:
    """What the deals of a round bring; `market` is the standard normal draw they share."""
    ordered = tuple(sorted(deals, key=lambda deal: (deal.order, deal.id)))
    close = np.full((len(ordered), draws.count), NEVER, np.int64)
    amount = np.zeros(close.shape)
    for row, deal in enumerate(ordered):
        won = np.flatnonzero(_is_won(deal, rho, market, draws))
        if won.size:
            day = np.rint(quantile(deal.close, draws.uniform(deal.id, "close").take(won)))
            close[row, won] = np.maximum(day, 0).astype(np.int64)
            amount[row, won] = quantile(deal.amount, draws.uniform(deal.id, "amount").take(won))
    _wait_for_lead(round_, ordered, close)
    amount[close == NEVER] = 0.0
    paid, reached = amount, np.zeros(draws.count, np.int64)
    if ordered and (round_.minimum is not None or round_.cap is not None):
        paid, reached = _within_limits(round_, close, amount)
    waits = np.array([deal.minimum_gated for deal in ordered], bool)
    open_from = np.where(waits[:, None], np.maximum(close, reached), close)
    return Raised(ordered, close, amount, paid, open_from)


def payment_days(part: Part, closes: Whole, reached: Whole | None) -> Whole:
    """When a part is paid; `reached` tells when its milestone is."""
    if part.never:
        return np.full_like(closes, NEVER)
    if reached is not None:
        return np.maximum(closes, reached + part.lag)
    if part.day is not None:
        return np.maximum(closes, part.day)
    return closes + part.lag


def _is_won(deal: Deal, rho: float, market: Floats, draws: Draws) -> Bools:
    if deal.p in {0, 1}:
        return np.full(draws.count, deal.p == 1)
    own = normal_quantile(draws.uniform(deal.id, "win"))
    own *= sqrt(1 - rho)
    own += sqrt(rho) * market
    return own < NORMAL.inv_cdf(deal.p)


def _wait_for_lead(round_: Round, deals: Sequence[Deal], close: Whole) -> None:
    """Move followers to the day the earliest lead closes; drop what no longer closes before it expires."""
    for row, deal in enumerate(deals):
        if deal.lead:
            _expire(deal, close[row])
    leads = [row for row, deal in enumerate(deals) if deal.lead]
    opens = close[leads].min(axis=0) if leads else np.full(close.shape[1:], NEVER, np.int64)
    for row, deal in enumerate(deals):
        if not deal.lead:
            if deal.lead_gated and not round_.lead_open:
                np.maximum(close[row], opens, out=close[row])
            _expire(deal, close[row])


def _expire(deal: Deal, close: Whole) -> None:
    if deal.expires is not None:
        close[close > deal.expires] = NEVER


def _within_limits(round_: Round, close: Whole, amount: Floats) -> tuple[Floats, Whole]:
    """What of each amount the cap leaves, and the day on which the wins reach the minimum (NEVER: they do not)."""
    by_day = np.argsort(close, axis=0, kind="stable")
    wins = np.take_along_axis(amount, by_day, axis=0)
    sums = np.cumsum(wins, axis=0) + round_.secured
    reached = np.zeros(close.shape[1], np.int64)
    if round_.minimum is not None and round_.secured < round_.minimum - HALF_A_CENT:
        enough = sums >= round_.minimum - HALF_A_CENT
        days = np.where(enough, np.take_along_axis(close, by_day, axis=0), NEVER)
        reached = days.min(axis=0)
    if round_.cap is None:
        return amount, reached
    room = np.maximum(round_.cap - (sums - wins), 0.0)
    paid = np.empty_like(amount)
    np.put_along_axis(paid, by_day, np.minimum(wins, room), axis=0)
    return paid, reached
