"""The risk board: risks laid out by probability and impact, the first ones of each square as cards."""

from dataclasses import dataclass, field

from django.db.models import F
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import first_ids_of_each, rest_words

from .best_plans import best_plans_of
from .matrix_words import impact_ranges, impact_word, percent_range, probability_word
from .scoring import LEVELS, SCALE, Matrix, level_of
from .states import LEVEL_CHOICES, Score

LEVEL_LABELS = dict(LEVEL_CHOICES)
ON_WAY = {
    Score.INHERENT.value: gettext_lazy("inherent %(level)s"),
    Score.CURRENT.value: gettext_lazy("now %(level)s"),
    Score.TARGET.value: gettext_lazy("target %(level)s"),
}
NOT_RATED = (None, None)
# Cards a square shows, and the tray beside the board; the register has the rest. Where so many in each square would be
# more than one looks through, every square shows fewer.
CARDS_AT_MOST, CARDS_AT_LEAST, CARDS_IN_ALL = 6, 2, 60
# Cards and ways to the rest one below the other, over all rows, that one printed page holds with so many lines each.
PRINTED = ((11, 3), (16, 2), ((CARDS_AT_MOST + 1) * 5, 1))
# Those of one square are equally bad, so the most urgent come first: whose review is due soonest.
MOST_URGENT_FIRST = (F("next_review_on").asc(nulls_last=True), "number")


@dataclass(slots=True)
class Cell:
    """One square, or the tray of what is not rated: how many risks are in it, the first of them, where all stand."""

    probability: int | None
    impact: int | None
    level: str
    url: str
    place_label: str = ""  # the words for its two figures, such as "Likely, Severe"
    count: int = 0
    risks: list = field(default_factory=list)
    news: int = 0  # how many of those that are not shown changed since the person's last visit

    @property
    def place(self):
        """Return its figures as an address gives them, such as "4-5"."""
        return f"{self.probability}-{self.impact}"

    @property
    def level_label(self):
        return LEVEL_LABELS[self.level]

    @property
    def is_cut(self):
        return self.count > len(self.risks)

    @property
    def rest_words(self):
        """Return what the way to the rest says; a board has two of them per square."""
        return rest_words(len(self.risks), self.count)

    @property
    def news_words(self):
        return _("%(count)s changed") % {"count": localize(self.news)}

    @property
    def lines(self):
        """Return how many things stand one below the other: its cards, and the way to the rest."""
        return len(self.risks) + self.is_cut


@dataclass(slots=True)
class Row:
    """The squares of one probability, from the mildest impact to the worst."""

    probability: int
    label: str
    percents: str
    cells: list

    @property
    def is_empty(self):
        return not any(cell.count for cell in self.cells)


@dataclass(slots=True)
class Column:
    """One impact, what it stands for where the team says so, and whether no risk is of that impact."""

    impact: int
    label: str
    ranges: str
    is_empty: bool


@dataclass(slots=True)
class LevelGroup:
    """The squares of one level that hold risks, the most probable first: the board as a list, where room is short."""

    level: str
    cells: list

    @property
    def label(self):
        return LEVEL_LABELS[self.level]

    @property
    def count(self):
        return sum(cell.count for cell in self.cells)


@dataclass(slots=True)
class Board:
    """All squares, the most probable row first, and the risks that are not rated."""

    rows: list
    not_rated: Cell
    kind: str
    matrix: Matrix

    @property
    def count(self):
        """Return how many risks there are, rated or not."""
        return sum(cell.count for cell in self.cells)

    @property
    def is_empty(self):
        return not self.count

    @property
    def cells(self):
        """Return every square, and the tray."""
        return [*(cell for row in self.rows for cell in row.cells), self.not_rated]

    @property
    def cards(self):
        """Return the risks that are shown as cards."""
        return [*(risk for row in self.rows for cell in row.cells for risk in cell.risks), *self.not_rated.risks]

    def tell_more(self):
        """Give each card its way over the squares, and the best of its risk's plans; one statement."""
        plans = best_plans_of(self.cards)
        for risk in self.cards:
            risk.prepared_by, risk.way = plans.get(risk.pk), way_of(risk)

    @property
    def columns(self):
        empty = {i: not any(row.cells[i - 1].count for row in self.rows) for i in SCALE}
        named = {i: impact_word(i, self.matrix, kind=self.kind) for i in SCALE}
        return [Column(i, named[i], impact_ranges(i, self.matrix), empty[i]) for i in SCALE]

    @property
    def levels(self):
        """Return the levels that hold risks, the highest first."""
        filled = [cell for row in self.rows for cell in row.cells if cell.count]
        groups = (LevelGroup(level, [cell for cell in filled if cell.level == level]) for level in reversed(LEVELS))
        return [group for group in groups if group.cells]

    @property
    def lines_in_print(self):
        """Return how many lines of each title fit when the whole board stands on one landscape page."""
        high = max(sum(max(cell.lines for cell in row.cells) for row in self.rows), self.not_rated.lines)
        return next(lines for most, lines in PRINTED if high <= most)


def lay_out(risks, score, matrix, *, kind, register_url):
    """Put risks of one kind into the squares of one of their scores ("current", "residual", …); two statements.

    The squares are those of a `matrix`, in the words for that kind. `register_url` is the register narrowed as these
    risks are, by a query that goes on.
    """
    cells = _cells(score, matrix, kind, register_url)
    _count(risks, score, cells)
    _fill([cells.values()], risks)
    return _board(cells, kind, matrix)


def lay_out_sides(risks, score, matrix, register_urls):
    """Return {kind: Board} of risks of several kinds; two statements, whatever the kinds."""
    sides = {kind: _cells(score, matrix, kind, url) for kind, url in register_urls.items()}
    of_sides = {(kind, *place): cell for kind, cells in sides.items() for place, cell in cells.items()}
    _count(risks, score, of_sides, "kind")
    _fill([cells.values() for cells in sides.values()], risks)
    return {kind: _board(cells, kind, matrix) for kind, cells in sides.items()}


def _count(risks, score, cells, *more):
    """Tell cells by their place, and by whatever more they are told apart by, their counts and their first ids."""
    by = (*more, f"{score}__probability", f"{score}__impact")
    for pk, place, count in first_ids_of_each(risks, CARDS_AT_MOST, by=by, order=MOST_URGENT_FIRST):
        cells[place].count = count
        cells[place].risks.append(pk)


def _cells(score, matrix, kind, url):
    places = [NOT_RATED, *((p, i) for p in SCALE for i in SCALE)]
    return {
        (p, i): Cell(p, i, level_of(p, i, matrix), _list_url(url, score, p, i), place_words(p, i, matrix, kind))
        for p, i in places
    }


def _board(cells, kind, matrix):
    rows = [
        Row(p, probability_word(p, matrix), percent_range(p, matrix), [cells[p, i] for i in SCALE])
        for p in reversed(SCALE)
    ]
    return Board(rows=rows, not_rated=cells[NOT_RATED], kind=kind, matrix=matrix)


def _fill(sides, risks):
    """Put the first risks of each cell in the place of their ids: as many as each side has room for."""
    for cells in sides:
        most = cards_each([cell.count for cell in cells])
        for cell in cells:
            cell.risks = cell.risks[:most]
    filled = [cell for cells in sides for cell in cells]
    shown = {risk.pk: risk for risk in risks.for_cards(pk for cell in filled for pk in cell.risks)}
    for cell in filled:
        cell.risks = [shown[pk] for pk in cell.risks if pk in shown]


def cards_each(counts):
    """Return how many cards a square shows at most where the squares hold so many risks."""
    fitting = (most for most in range(CARDS_AT_MOST, CARDS_AT_LEAST, -1) if shown_of(counts, most) <= CARDS_IN_ALL)
    return next(fitting, CARDS_AT_LEAST)


def shown_of(counts, most):
    return sum(min(count, most) for count in counts)


@dataclass(frozen=True, slots=True)
class Way:
    """From the inherent risk over the current one to the target: squares such as "i:4-5 c:3-4 t:2-2", and words."""

    places: str
    words: str


def way_of(risk):
    """Return the Way of a risk with scores, or None where it stands at one square from beginning to end."""
    rated = [(kind, score) for kind in ON_WAY if (score := getattr(risk, kind)) is not None]
    places = [f"{kind[0]}:{score.probability}-{score.impact}" for kind, score in rated]
    if len({place[2:] for place in places}) < 2:
        return None
    told = [str(ON_WAY[kind]) % {"level": LEVEL_LABELS[score.level]} for kind, score in rated]
    return Way(" ".join(places), " → ".join(told))


def place_words(probability, impact, matrix, kind):
    """Return what two figures are called together, such as "Likely, Severe"; nothing where they are missing."""
    if probability is None:
        return ""
    words = {"probability": probability_word(probability, matrix), "impact": impact_word(impact, matrix, kind=kind)}
    # Translators: where a risk stands on the board, such as "Likely, Severe"
    return _("%(probability)s, %(impact)s") % words


def _list_url(register_url, score, probability, impact):
    query = {"score": score, "probability": probability or "none", "impact": impact or "none"}
    return f"{register_url}&{urlencode(query)}"
