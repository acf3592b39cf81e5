"""What is assumed of a deal while nobody has said it: its odds, when its money comes, how long it still takes.

The figures are Landfall's own assumptions for the forecast, by family of channels and open stage in order; whoever
shows one calls it an assumption. Buckets and weighted sums do not use them: there unknown stays unknown. Every function
raises ValueError for a channel or a stage that does not exist.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from funding.stages import stage, stages

EQUITY = (2, 3, 5, 10, 20, 35, 70, 90)
BANK = (20, 30, 35, 40, 50, 85, 95)
CROWD = (30, 40, 45, 50)
GRANT = (3, 5, 10, 15, 20, 25)

# Per cent for each open stage of the channel, in order.
ODDS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"bank_loan": BANK, "angel": EQUITY, "venture_capital": EQUITY, "crowdfunding": CROWD, "grant": GRANT}
)
# Calendar days from the close to the money.
PAYMENT_LAGS: Mapping[str, int] = MappingProxyType(
    {"bank_loan": 21, "angel": 14, "venture_capital": 14, "crowdfunding": 30, "grant": 180}
)


def assumed_odds(channel: str, code: str) -> Decimal | None:
    """The odds 0..1 assumed of an open stage; None for one that is won or lost, where nothing is to be assumed."""
    here = stage(channel, code)
    open_codes = [each.code for each in stages(channel) if each.kind == "open"]
    return Decimal(ODDS[channel][open_codes.index(code)]) / 100 if here.kind == "open" else None


def payment_lag(channel: str) -> int:
    """How many calendar days after the close the money usually comes."""
    stages(channel)
    return PAYMENT_LAGS[channel]


def days_left(channel: str, code: str) -> int:
    """The usual calendar days of the stages still to go through before a deal is won, this one counted whole."""
    here = stage(channel, code)
    if here.kind != "open":
        return 0
    return sum(each.suggested_days or 0 for each in stages(channel)[here.order :] if each.kind == "open")
