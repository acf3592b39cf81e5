"""Scores of other programs as probabilities and impacts from 1 to 5: proposals, by maps that are written down. Pure."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import sqrt

from risks.scoring import Matrix

CENT = Decimal("0.01")


def number(text: str, *, most: int) -> Decimal | None:
    """A number from 0 to `most`, with a point or a comma and perhaps %; None for anything else."""
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        value = Decimal(plain) if len(plain) <= 20 else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 <= value <= most else None


def figures_of_score(score: Decimal) -> tuple[int, int]:
    """Probability and impact of a score from 0 to 10: equal ones whose product, of at most 25, is nearest by its root.

    10 is 5 and 5, 6.4 is 4 and 4, 3.6 is 3 and 3, 1.6 is 2 and 2; below 0.9 it is 1 and 1.
    """
    figure = min(5, max(1, round(sqrt(float(score) * 2.5))))
    return figure, figure


def residual_score(score: Decimal, percent: Decimal) -> Decimal:
    """A score less what a mitigation takes off it, as SimpleRisk counts it: score × (100 − percent) / 100.

    Rounded to two places as there: 5.71 less 60 % is 2.28, and 4.8 less 60 % is 1.92.
    """
    return (score * (100 - percent) / 100).quantize(CENT, ROUND_HALF_UP)


def probability_of_percent(percent: Decimal, matrix: Matrix) -> int:
    """The probability, 1 to 5, in whose range a percentage lies; on a border, and between ranges, the higher one."""
    return next((at for at in range(5, 0, -1) if matrix.percents[at - 1][0] <= percent), 1)


def impact_of_percent(percent: Decimal) -> int:
    """The impact, 1 to 5, of one from 0 to 100: each fifth is a level, and 0 belongs to the first."""
    return min(5, max(1, -(-int(percent.to_integral_value(ROUND_HALF_UP)) // 20)))
