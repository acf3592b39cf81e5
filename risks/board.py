"""The risk board: risks laid out by probability and impact."""

from dataclasses import dataclass, field

from .scoring import SCALE, STANDARD, level_of
from .states import IMPACT_CHOICES, LEVEL_CHOICES, PROBABILITY_CHOICES

LEVEL_LABELS = dict(LEVEL_CHOICES)
PROBABILITY_LABELS = dict(PROBABILITY_CHOICES)


@dataclass(slots=True)
class Cell:
    """One square of the board and the risks in it."""

    probability: int
    impact: int
    level: str
    risks: list = field(default_factory=list)

    @property
    def level_label(self):
        return LEVEL_LABELS[self.level]


@dataclass(slots=True)
class Row:
    """The squares of one probability, from the mildest impact to the worst."""

    probability: int
    label: str
    cells: list


@dataclass(slots=True)
class Board:
    """All squares, the most probable row first, and the risks that are not rated."""

    rows: list
    impacts: list
    not_rated: list


def lay_out(risks, score):
    """Put each risk into the square of one of its scores ("current", "residual", "target")."""
    squares = {(p, i): Cell(p, i, level_of(p, i, STANDARD)) for p in SCALE for i in SCALE}
    not_rated = []
    for risk in risks:
        rating = getattr(risk, score)
        place = not_rated if rating is None else squares[rating.probability, rating.impact].risks
        place.append(risk)
    rows = [Row(p, PROBABILITY_LABELS[p], [squares[p, i] for i in SCALE]) for p in reversed(SCALE)]
    return Board(rows=rows, impacts=IMPACT_CHOICES, not_rated=not_rated)
