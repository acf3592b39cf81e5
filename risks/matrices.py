"""What holds of every matrix a team may choose, and what changes when it chooses another. Pure: no Django, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from .scoring import LEVELS, Level, Matrix, level_of

Part = Literal["probabilities", "impacts", "grid"]
Fault = Literal[
    "percents_in_order", "percents_rise", "days_in_order", "days_rise", "money_in_order", "money_rise", "level_falls"
]


def matrix_from(values: Mapping[str, Any]) -> Matrix:
    """Return the Matrix that the stored values of an edition come to: lists of five, ranges with both ends or none."""
    probabilities: Sequence[Mapping[str, Any]] = values["probabilities"]
    impacts: Sequence[Mapping[str, Any]] = values["impacts"]
    money = (_ends(each, "money") for each in impacts)
    return Matrix(
        version=values["edition"],
        rows=tuple(tuple(row) for row in values["grid"]),
        percents=tuple((each["low"], each["high"]) for each in probabilities),
        days=tuple(_ends(each, "days") for each in impacts),
        money=tuple(ends and (Decimal(ends[0]), Decimal(ends[1])) for ends in money),
        currency=values["currency"],
        probability_words=tuple(each["word"] for each in probabilities),
        impact_words=tuple(each["word"] for each in impacts),
        gain_words=tuple(each["gain_word"] for each in impacts),
        by_dimension=values["by_dimension"],
    )


def _ends(each: Mapping[str, Any], name: str) -> tuple[Any, Any] | None:
    low, high = each[f"{name}_low"], each[f"{name}_high"]
    return None if low is None or high is None else (low, high)


def faults(matrix: Matrix) -> Iterator[tuple[Part, Fault, int]]:
    """Yield (part, what is wrong, figure from 1 to 5) of a matrix.

    A range runs from its least to its most, and the range of a higher figure never begins or ends below that of a lower
    one. No level is milder than that of a lower probability or impact.
    """
    yield from _ranges("probabilities", "percents", matrix.percents)
    yield from _ranges("impacts", "days", matrix.days)
    yield from _ranges("impacts", "money", matrix.money)
    rank = [[LEVELS.index(level) for level in row] for row in matrix.rows]
    for p in range(len(rank)):
        for i in range(len(rank)):
            milder_below = p > 0 and rank[p][i] < rank[p - 1][i]
            milder_left = i > 0 and rank[p][i] < rank[p][i - 1]
            if milder_below or milder_left:
                yield "grid", "level_falls", p + 1


def _ranges(part: Part, name: str, ranges: Iterable[tuple[Any, Any] | None]) -> Iterator[tuple[Part, Fault, int]]:
    before = None
    for figure, ends in enumerate(ranges, start=1):
        if ends is None:
            continue
        low, high = ends
        if low > high:
            yield part, f"{name}_in_order", figure  # type: ignore[misc]
        elif before is not None and (low < before[0] or high < before[1]):
            yield part, f"{name}_rise", figure  # type: ignore[misc]
        before = ends


@dataclass(frozen=True, slots=True)
class Square:
    """How many scores of one kind stand on one square of the grid, and what they were judged to be."""

    kind: str
    probability: int
    impact: int
    level: Level
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class Shift:
    """How many scores of one kind would go from one level to another."""

    kind: str
    before: Level
    after: Level
    count: int

    @property
    def is_worse(self) -> bool:
        return LEVELS.index(self.after) > LEVELS.index(self.before)


def shifts(squares: Iterable[Square], matrix: Matrix) -> list[Shift]:
    """Return which levels would change under another matrix, the worst new level first."""
    counts: dict[tuple[str, Level, Level], int] = {}
    for square in squares:
        after = level_of(square.probability, square.impact, matrix)
        if after is not None and after != square.level:
            key = (square.kind, square.level, after)
            counts[key] = counts.get(key, 0) + square.count
    found = [Shift(kind, before, after, count) for (kind, before, after), count in counts.items()]
    return sorted(found, key=lambda each: (-LEVELS.index(each.after), -LEVELS.index(each.before), each.kind))


def reads_alike(probability: int, impact: int, old: Matrix, new: Matrix) -> bool:
    """Say whether two figures mean the same by both matrices: level, ranges and words."""
    return _meaning(probability, impact, old) == _meaning(probability, impact, new)


def _meaning(probability: int, impact: int, matrix: Matrix) -> tuple[object, ...]:
    p, i = probability - 1, impact - 1
    words = matrix.probability_words[p], matrix.impact_words[i], matrix.gain_words[i]
    money = matrix.money[i] and (matrix.money[i], matrix.currency)
    return matrix.rows[p][i], matrix.percents[p], matrix.days[i], money, words
