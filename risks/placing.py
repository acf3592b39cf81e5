"""Where a risk may be put on the matrix: a small grid of links beside the board, each of which fills in the form."""

from dataclasses import dataclass

from .board import LEVEL_LABELS, place_words
from .matrix_words import impact_word, probability_word
from .scoring import SCALE, level_of


@dataclass(frozen=True, slots=True)
class Square:
    """One square: its figures and words, and whether the risk stands there now or is being put there."""

    place: str  # such as "4-5"
    level: str
    words: str
    is_present: bool
    is_chosen: bool

    @property
    def level_label(self):
        return LEVEL_LABELS[self.level]


@dataclass(frozen=True, slots=True)
class Placing:
    """The whole grid, the most probable row first, as (word, squares); the words of the columns; the square chosen."""

    rows: list
    columns: list
    chosen: Square | None

    @property
    def is_rated(self):
        return any(square.is_present for _word, row in self.rows for square in row)


def placing_of(risk, score, chosen, matrix):
    """Return the Placing of a risk for one of its scores; `chosen` are two figures or None."""
    rating = getattr(risk, score)
    present = (rating.probability, rating.impact) if rating else None
    rows = [
        (probability_word(p, matrix), [_square(risk, (p, i), present, chosen, matrix) for i in SCALE])
        for p in reversed(SCALE)
    ]
    columns = [impact_word(i, matrix, kind=risk.kind) for i in SCALE]
    return Placing(rows, columns, next((each for _word, row in rows for each in row if each.is_chosen), None))


def _square(risk, figures, present, chosen, matrix):
    return Square(
        place="{}-{}".format(*figures),
        level=level_of(*figures, matrix),
        words=place_words(*figures, matrix, risk.kind),
        is_present=figures == present,
        is_chosen=figures == chosen,
    )


def figures_in(text):
    """Return the two figures an address gives as "4-5", or None."""
    probability, _dash, impact = text[:3].partition("-")
    figures = [int(each) for each in (probability, impact) if each in {str(figure) for figure in SCALE}]
    return tuple(figures) if len(figures) == 2 and len(text) == 3 else None
