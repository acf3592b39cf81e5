"""The exposure of the register week by week, as it is read from the database and drawn."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from .exposure import Course, Point, burn_down
from .models import Assessment, RiskMilestone, matrices_of
from .scoring import UNKNOWN, chance_of
from .states import Effect, Score, Status

WEEKS = 26
SIZE = 100.0  # the picture is 100 wide and 100 high
ROOM = 0.1  # of its height, above the highest figure
CERTAIN = 100  # per cent, of what has occurred


@dataclass(frozen=True, slots=True)
class BurnDown:
    """The points, the oldest first and the last of them now; how many open threats no range is given for."""

    points: list[Point]
    without_range: int
    other_currencies: int

    @property
    def days(self):
        return Curve.through([float(point.days) for point in self.points])

    @property
    def money(self):
        return Curve.through([float(point.money) for point in self.points])

    @property
    def has_days(self):
        return any(point.days for point in self.points)

    @property
    def has_money(self):
        return any(point.money for point in self.points)

    @property
    def now(self):
        return self.points[-1]

    @property
    def first(self):
        return self.points[0]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line in a picture of 100 by 100, y growing downwards, as (x1, y1, x2, y2) of its pieces."""

    pieces: list
    most: float

    @property
    def most_told(self):
        return Decimal(round(self.most))

    @classmethod
    def through(cls, figures):
        most = max(figures) or 1.0
        places = [
            (round(SIZE * place / (len(figures) - 1), 2), round(SIZE * (1 - (1 - ROOM) * figure / most), 2))
            for place, figure in enumerate(figures)
        ]
        return cls([(*before, *after) for before, after in pairwise(places)], most)


def burn_down_of(risks, team, now):
    """Return the BurnDown of the threats among these risks over half a year; five statements, one for the matrix."""
    threats = risks.threats()
    days = RiskMilestone._base_manager.filter(risk=OuterRef("pk"), effect=Effect.DAYS)
    in_currency = Q(money_likely__isnull=False, currency=team.currency)
    estimated = threats.filter(Q(Exists(days)) | in_currency)
    moments = [now - dt.timedelta(weeks=weeks) for weeks in range(WEEKS, -1, -1)]
    courses = _courses(estimated.filter(Q(closed_at=None) | Q(closed_at__gt=moments[0])), team)
    rest = threats.open().exclude(Q(Exists(days)) | in_currency)
    others = rest.filter(money_likely__isnull=False).count()
    return BurnDown(burn_down(courses, moments), rest.count() - others, others)


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
        yield Course(
            opened=risk.created_at,
            closed=risk.closed_at,
            chances=tuple(_chances(risk, ratings[risk.pk])),
            days=tuple(days[risk.pk]),
            money=_money(risk, team),
        )


class Row(NamedTuple):
    """What is read of a risk."""

    pk: object
    created_at: dt.datetime
    closed_at: dt.datetime | None
    occurred_at: dt.datetime | None
    status: str
    probability_percent: int | None
    money_min: Decimal | None
    money_likely: Decimal | None
    money_max: Decimal | None
    currency: str


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
