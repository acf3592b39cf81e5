"""The risk board: risks laid out by probability and impact, the first ones of each square as cards."""

from dataclasses import dataclass, field

from django.db.models import Count, F
from django.utils.http import urlencode

from core.fetching import first_of_each

from .scoring import SCALE, STANDARD, level_of
from .states import IMPACT_CHOICES, LEVEL_CHOICES, PROBABILITY_CHOICES, PROBABILITY_PERCENTS

LEVEL_LABELS = dict(LEVEL_CHOICES)
PROBABILITY_LABELS = dict(PROBABILITY_CHOICES)
NOT_RATED = (None, None)
# Cards a square shows, and the tray beside the board; the register has the rest.
CARDS_AT_MOST = 6
# Those of one square are equally bad, so the most urgent come first: whose review is due soonest.
MOST_URGENT_FIRST = (F("next_review_on").asc(nulls_last=True), "number")


@dataclass(slots=True)
class Cell:
    """One square, or the tray of what is not rated: how many risks are in it, the first of them, where all stand."""

    probability: int | None
    impact: int | None
    level: str
    url: str
    count: int = 0
    risks: list = field(default_factory=list)

    @property
    def level_label(self):
        return LEVEL_LABELS[self.level]

    @property
    def is_cut(self):
        return self.count > len(self.risks)


@dataclass(slots=True)
class Row:
    """The squares of one probability, from the mildest impact to the worst."""

    probability: int
    label: str
    percents: str
    cells: list


@dataclass(slots=True)
class Board:
    """All squares, the most probable row first, and the risks that are not rated."""

    rows: list
    impacts: list
    not_rated: Cell

    @property
    def is_empty(self):
        return not (self.not_rated.count or any(cell.count for row in self.rows for cell in row.cells))


def lay_out(risks, score, *, register_url):
    """Put risks into the squares of one of their scores ("current", "residual", "target"); two statements.

    `register_url` is the register narrowed as these risks are, by a query that goes on.
    """
    places = [NOT_RATED, *((p, i) for p in SCALE for i in SCALE)]
    cells = {(p, i): Cell(p, i, level_of(p, i, STANDARD), _list_url(register_url, score, p, i)) for p, i in places}
    place = (f"{score}__probability", f"{score}__impact")
    for probability, impact, count in risks.order_by().values_list(*place).annotate(Count("pk")):
        cells[probability, impact].count = count
    first = first_of_each(risks.with_scores().with_emergency(), CARDS_AT_MOST, by=place, order=MOST_URGENT_FIRST)
    for risk in first.order_by(*MOST_URGENT_FIRST):
        rating = getattr(risk, score)
        cells[(rating.probability, rating.impact) if rating else NOT_RATED].risks.append(risk)
    rows = [
        Row(p, PROBABILITY_LABELS[p], PROBABILITY_PERCENTS[p], [cells[p, i] for i in SCALE]) for p in reversed(SCALE)
    ]
    return Board(rows=rows, impacts=IMPACT_CHOICES, not_rated=cells[NOT_RATED])


def _list_url(register_url, score, probability, impact):
    query = {"score": score, "probability": probability or "none", "impact": impact or "none"}
    return f"{register_url}&{urlencode(query)}"
