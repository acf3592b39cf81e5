"""The small grid on the page of a risk: its squares by the team's matrix, its scores in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .path_picture import Picture, picture
from .scoring import level_of
from .states import LEVEL_CHOICES, Score

LEVEL_LABELS = dict(LEVEL_CHOICES)
SHOWN = (Score.INHERENT, Score.CURRENT, Score.TARGET)


@dataclass(frozen=True, slots=True)
class Path:
    """The picture, its squares as (square, level, words), what it says, and (kind, score or None) for its legend."""

    picture: Picture
    squares: list
    summary: str
    legend: list

    @property
    def is_rated(self):
        return bool(self.picture.marks)


def path_of(risk) -> Path:
    """Return the Path of a risk; of what is not rated there is no mark."""
    scores: dict[str, Any] = {kind.value: getattr(risk, kind.value) for kind in SHOWN}
    rated = {kind: score for kind, score in scores.items() if score}
    drawn = picture({kind: (score.probability, score.impact) for kind, score in rated.items()})
    matrix = risk.matrix
    squares = []
    for square in drawn.squares:
        level = level_of(square.probability, square.impact, matrix)
        squares.append((square, level, LEVEL_LABELS[level]))
    sentences = [
        _("%(score)s: %(probability)s, %(impact)s.")
        % {
            "score": Score(kind).label,
            "probability": score.probability_word,
            "impact": score.impact_word,
        }
        for kind, score in rated.items()
    ]
    legend = [(kind, getattr(risk, kind.value)) for kind in Score if kind in SHOWN or getattr(risk, kind.value)]
    return Path(drawn, squares, " ".join(sentences), legend)
