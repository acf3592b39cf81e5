"""The exposure of the register week by week, as it is read from the database and drawn."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from .exposure import Course, Point, burn_down
from .models import Assessment, RiskMilestone, matrices_of
from .scoring import UNKNOWN, chance_of
from .states import Effect, Kind, Score, Status

WEEKS = 26
SIZE = 100.0  # the picture is 100 wide and 100 high
ROOM = 0.1  # of its height, above the highest figure
CERTAIN = 100  # per cent, of what has occurred


@dataclass(frozen=True, slots=True)
class BurnDown:
    """The points, the oldest first and the last of them now; how many open risks no range is given for.

    Those of threats have those of opportunities beside them as `gains`: what is expected to be won, positive.
    """

    points: list[Point]
    without_range: int
    other_currencies: int
    gains: "BurnDown | None" = None

    @property
    def days(self):
        return self.curve_of("days", self.most_of("days"))

    @property
    def money(self):
        return self.curve_of("money", self.most_of("money"))

    @property
    def days_gained(self):
        return self._gained("days")

    @property
    def money_gained(self):
        return self._gained("money")

    @property
    def has_days(self):
        return any(self.figures("days"))

    @property
    def has_money(self):
        return any(self.figures("money"))

    @property
    def now(self):
        return self.points[-1]

    @property
    def first(self):
        return self.points[0]

    @property
    def won(self):
        """Return what opportunities are expected to bring now, a Point, or None where none was ever counted."""
        return self.gains.now if any(point.counted for point in self.gains.points) else None

    @property
    def unrated(self):
        """Return how many open risks, threats or opportunities, have an estimate and no probability."""
        return self.now.unrated + (self.gains.unrated if self.gains else 0)

    @property
    def in_other_currencies(self):
        """Return how many open risks, threats or opportunities, are estimated in another currency alone."""
        return self.other_currencies + (self.gains.in_other_currencies if self.gains else 0)

    @property
    def rows(self):
        """Return (point, that of opportunities), the latest first."""
        return list(zip(reversed(self.points), reversed(self.gains.points), strict=True))

    def figures(self, name):
        """Return the figures of every point, those of opportunities among them."""
        beside = self.gains.figures(name) if self.gains else []
        return [float(getattr(point, name)) for point in self.points] + beside

    def most_of(self, name):
        return max(0.0, *self.figures(name)) or 1.0

    def _gained(self, name):
        """Return the curve of what opportunities bring on the scale of the exposure, or None where they bring none."""
        return self.gains.curve_of(name, self.most_of(name)) if any(self.gains.figures(name)) else None

    def curve_of(self, name, most):
        return Curve.through([float(getattr(point, name)) for point in self.points], most)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line in a picture of 100 by 100, y growing downwards, as (x1, y1, x2, y2) of its pieces."""

    pieces: list
    most: float

    @property
    def most_told(self):
        return Decimal(round(self.most))

    @classmethod
    def through(cls, figures, most):
        """Draw figures on a scale up to `most`; what is below nothing lies on the ground."""
        places = [
            (round(SIZE * place / (len(figures) - 1), 2), round(SIZE * (1 - (1 - ROOM) * max(figure, 0) / most), 2))
            for place, figure in enumerate(figures)
        ]
        return cls([(*before, *after) for before, after in pairwise(places)], most)


def burn_down_of(risks, team, now):
    """Return the BurnDown of the threats among these risks over half a year, with that of the opportunities.

    Four statements, and one for the matrix.
    """
    days = RiskMilestone._base_manager.filter(risk=OuterRef("pk"), effect=Effect.DAYS)
    in_currency = Q(money_likely__isnull=False, currency=team.currency)
    estimated = risks.filter(Q(Exists(days)) | in_currency)
    moments = [now - dt.timedelta(weeks=weeks) for weeks in range(WEEKS, -1, -1)]
    courses = {kind: [] for kind in Kind.values}
    for kind, course in _courses(estimated.filter(Q(closed_at=None) | Q(closed_at__gt=moments[0])), team):
        courses[kind].append(course)
    rest = risks.open().exclude(Q(Exists(days)) | in_currency).order_by().values_list("kind")
    counts = rest.annotate(silent=Count("pk", filter=Q(money_likely=None)), others=Count("money_likely"))
    left_out = {kind: (silent, others) for kind, silent, others in counts}

    def side(kind, **beside):
        return BurnDown(burn_down(courses[kind], moments), *left_out.get(kind, (0, 0)), **beside)

    return side(Kind.THREAT, gains=side(Kind.OPPORTUNITY))


def _courses(risks, team):
    ids = risks.order_by().values("pk")
    days, ratings = defaultdict(list), defaultdict(list)
    effects = RiskMilestone._base_manager.filter(risk__in=ids, effect=Effect.DAYS)
    for risk, *effect in effects.values_list("risk", "effect_min", "effect_likely", "effect_max"):
        days[risk].append(tuple(effect))
    rated = Assessment._base_manager.filter(risk__in=ids, kind=Score.CURRENT).order_by("at", "id")
    for risk, at, probability, version in rated.values_list("risk", "at", "probability", "matrix_version"):
        ratings[risk].append((at, _chance(probability, version, team)))
    for row in risks.order_by().values_list(*Row.__annotations__):
        risk = Row(*row)
        won = risk.kind == Kind.OPPORTUNITY
        yield (
            risk.kind,
            Course(
                opened=risk.created_at,
                closed=risk.closed_at,
                chances=tuple(_chances(risk, ratings[risk.pk])),
                days=tuple(map(_gain, days[risk.pk]) if won else days[risk.pk]),
                money=tuple(map(_gain, _money(risk, team))) if won else _money(risk, team),
            ),
        )


class Row(NamedTuple):
    """What is read of a risk, by the names of its fields."""

    pk: object
    kind: str
    created_at: dt.datetime
    closed_at: dt.datetime | None
    occurred_at: dt.datetime | None
    status: str
    probability_percent: int | None
    money_min: Decimal | None
    money_likely: Decimal | None
    money_max: Decimal | None
    currency: str


def _gain(effect):
    """Return a range of what is saved, which is stored as a negative effect, as a range of what is won."""
    return tuple(None if each is None else -each for each in reversed(effect))


def _money(risk, team):
    if risk.money_likely is None or risk.currency != team.currency:
        return ()
    return ((risk.money_min, risk.money_likely, risk.money_max),)


def _chance(probability, version, team):
    return UNKNOWN if probability is None else chance_of(None, probability, matrices_of(team)[version])


def _chances(risk, ratings):
    """Yield (instant, Chance): a percentage given counts from the beginning, what has occurred is certain."""
    if risk.probability_percent is not None:
        yield risk.created_at, chance_of(risk.probability_percent, None)
        ratings = ()
    has_occurred = risk.status == Status.OCCURRED and risk.occurred_at is not None
    yield from (each for each in ratings if not has_occurred or each[0] < risk.occurred_at)
    if has_occurred:
        yield risk.occurred_at, chance_of(CERTAIN, None)
