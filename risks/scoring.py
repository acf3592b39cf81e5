"""Risk levels from a 5x5 grid that is data, never from a product of two ordinal numbers.

Probability and impact run from 1 to 5; a level is grid[probability][impact]. A risk that lacks either figure
is not rated: its level is None, which is neither zero nor very low. A stored level names the version of the
matrix it was read from, so a later matrix never rewrites an old assessment.

Each probability of a matrix stands for a range in per cent, so that a word can be counted where nobody gave a figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from core.marking import gettext_noop

Level = Literal["very_low", "low", "moderate", "high", "critical"]

LEVELS: tuple[Level, ...] = ("very_low", "low", "moderate", "high", "critical")
SCALE = (1, 2, 3, 4, 5)

LEVEL_WORDS: Mapping[Level, str] = MappingProxyType(
    {
        "very_low": gettext_noop("Very low"),
        "low": gettext_noop("Low"),
        "moderate": gettext_noop("Moderate"),
        "high": gettext_noop("High"),
        "critical": gettext_noop("Critical"),
    }
)
PROBABILITY_WORDS: Mapping[int, str] = MappingProxyType(
    {
        1: gettext_noop("Rare"),
        2: gettext_noop("Unlikely"),
        3: gettext_noop("Possible"),
        4: gettext_noop("Likely"),
        5: gettext_noop("Almost certain"),
    }
)
IMPACT_WORDS: Mapping[int, str] = MappingProxyType(
    {
        1: gettext_noop("Negligible"),
        2: gettext_noop("Minor"),
        3: gettext_noop("Noticeable"),
        4: gettext_noop("Major"),
        5: gettext_noop("Severe"),
    }
)

# What the same figure is called where it does good: the impact of an opportunity.
GAIN_WORDS: Mapping[int, str] = MappingProxyType(
    {
        1: gettext_noop("Negligible"),
        2: gettext_noop("Helpful"),
        3: gettext_noop("Valuable"),
        4: gettext_noop("Great"),
        5: gettext_noop("Game-changing"),
    }
)

# Days until the next review. The worse the level, the sooner somebody looks again.
REVIEW_CADENCE_DAYS: Mapping[Level, int] = MappingProxyType(
    {"critical": 14, "high": 30, "moderate": 60, "low": 90, "very_low": 180}
)


# The range in per cent that each probability stands for, from rare to almost certain.
PERCENTS = ((0, 10), (10, 30), (30, 50), (50, 80), (80, 100))


@dataclass(frozen=True, slots=True)
class Matrix:
    """One version of the grid: rows[p - 1][i - 1] is the level of probability p and impact i.

    percents[p - 1] is the range, in per cent, that probability p stands for. Where a team says so, impact i stands for
    days[i - 1] working days and money[i - 1] of `currency`, each (least, most) or None. Words are the team's own, from
    1 to 5; where one is empty the usual word stands. `gain_words` are those of an opportunity's impact.
    """

    version: int
    rows: tuple[tuple[Level, ...], ...]
    percents: tuple[tuple[int, int], ...] = PERCENTS
    days: tuple[tuple[int, int] | None, ...] = (None,) * 5
    money: tuple[tuple[Decimal, Decimal] | None, ...] = (None,) * 5
    currency: str = ""
    probability_words: tuple[str, ...] = ("",) * 5
    impact_words: tuple[str, ...] = ("",) * 5
    gain_words: tuple[str, ...] = ("",) * 5
    by_dimension: bool = False  # whether impact is asked for by dimension


# Asymmetric on purpose: impact weighs more. A rare but severe event (1, 5) is high, since a startup may not
# survive it once; an almost certain nuisance (5, 1) stays low. No cell is milder than its mirror image below
# the diagonal, and the level never falls along either axis.
STANDARD = Matrix(
    version=1,
    rows=(
        ("very_low", "very_low", "low", "moderate", "high"),
        ("very_low", "low", "moderate", "moderate", "high"),
        ("very_low", "low", "moderate", "high", "critical"),
        ("low", "moderate", "moderate", "high", "critical"),
        ("low", "moderate", "high", "critical", "critical"),
    ),
)
MATRICES: Mapping[int, Matrix] = MappingProxyType({STANDARD.version: STANDARD})
CURRENT_VERSION = STANDARD.version


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable a risk is, from 0 to 1: as somebody gave it, or as its level says. None is not known, never 0.

    `low` and `high` are the range in per cent that a level stands for; a given figure has none.
    """

    share: Fraction | None
    source: Literal["given", "level"] | None
    low: int | None = None
    high: int | None = None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else float(self.share * 100)


UNKNOWN = Chance(None, None)


def chance_of(percent: int | None, probability: int | None, matrix: Matrix = STANDARD) -> Chance:
    """The chance of a risk: the percentage a person gave, else the middle of what its probability, 1..5, stands for.

    Drawing anew within the range would change nothing for an event that happens once. Raises ValueError for a
    percentage outside 0..100 and a probability outside the scale.
    """
    if percent is not None:
        if not 0 <= percent <= 100:
            raise ValueError("a percentage runs from 0 to 100")
        return Chance(Fraction(percent, 100), "given")
    if probability is None:
        return UNKNOWN
    if probability not in SCALE:
        raise ValueError("probability must be 1 to 5")
    low, high = matrix.percents[probability - 1]
    return Chance(Fraction(low + high, 200), "level", low, high)


def level_of(probability: int | None, impact: int | None, matrix: Matrix = STANDARD) -> Level | None:
    """The level of a probability and an impact, both 1..5; None = not rated when either is missing.

    Raises ValueError for a figure outside the scale, zero included.
    """
    if probability is not None and probability not in SCALE:
        raise ValueError("probability must be 1 to 5")
    if impact is not None and impact not in SCALE:
        raise ValueError("impact must be 1 to 5")
    if probability is None or impact is None:
        return None
    return matrix.rows[probability - 1][impact - 1]


def compare(before: Level | None, after: Level | None) -> int | None:
    """By how many levels a risk got worse (positive) or better (negative); None if either is not rated."""
    if before is None or after is None:
        return None
    return LEVELS.index(after) - LEVELS.index(before)


def next_review(last: date, level: Level | None, cadence: Mapping[Level, int] = REVIEW_CADENCE_DAYS) -> date | None:
    """The day the next review is due, by the cadence of the level in days; None for a risk that is not rated."""
    return None if level is None else last + timedelta(days=cadence[level])
