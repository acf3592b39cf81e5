"""Single opportunities as piles of one, so that known answers reach the arithmetic that the product uses."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from funding.piles import NOTHING, Chance, Pile, measure_piles, total_of_piles, weigh


@dataclass(frozen=True)
class Stake:
    """What one opportunity may bring; the range defaults to the likely amount, odds run from 0 to 1."""

    kind: str
    bucket: str
    currency: str
    amount: Decimal | None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    odds: Decimal | None = None
    slipped: bool = False

    @property
    def standing(self):
        """Return the bucket it is counted in; None when it is lost."""
        if self.bucket == "lost":
            return None
        return "slipped" if self.slipped else self.bucket

    @property
    def pile(self):
        amounts = (self._or_likely(self.amount_min), self._or_likely(None), self._or_likely(self.amount_max))
        return Pile(self.standing, self.currency, 1, int(self.amount is not None), *amounts)

    @property
    def chance(self):
        likely = self._or_likely(None)
        return Chance(self.currency, self.odds, 1, int(self.amount is not None), likely, Fraction(likely) ** 2)

    def _or_likely(self, amount):
        if amount is not None:
            return amount
        return NOTHING if self.amount is None else self.amount


def stake_of(row, *, on):
    """Return what one stored opportunity may bring, as it says itself."""
    return Stake(
        kind=row.place.kind,
        bucket=row.place.bucket,
        currency=row.currency,
        amount=row.amount,
        amount_min=row.amount_min,
        amount_max=row.amount_max,
        odds=row.odds,
        slipped=row.is_slipped(on=on),
    )


def measure(stakes, currency):
    return measure_piles((each.pile for each in stakes), currency)


def total(stakes, currency):
    return total_of_piles((each.pile for each in stakes), currency)


def weighted(stakes, currency):
    return weigh((each.chance for each in stakes if each.kind == "open"), currency)
