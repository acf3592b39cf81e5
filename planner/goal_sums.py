"""How far goals are, of what the database counts: their milestones, key results and sub-goals in one statement.

Parts of one goal whose share is the same are one row, so a goal of five thousand milestones is a few dozen. Sub-goals
are summed from below, with all that leads to them, down to DEEPEST levels.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Sum,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast

from .progress import CANCELLED, COMPLETED, MILESTONES, SUBGOALS, VALUE, GoalPart, GoalProgress, goal_progress
from .sums import ratio, share_of_tasks

DEEPEST = 5  # levels of goals, the topmost included
CLOSED, DROPPED = "closed", "dropped"
COLUMNS = ("source", "of", "share", "weights", "parts", "first", "last", "failed", "child", "child_source")


@dataclass(slots=True)
class Standing:
    """Where a goal stands: its progress, how many parts of each source lead to it, how its open milestones stand."""

    progress: GoalProgress
    counts: Counter = field(default_factory=Counter)
    first_due: date | None = None
    last_due: date | None = None
    held_back: int = 0  # milestones of which a required quality gate failed

    @property
    def leading(self):
        """Return how many parts lead to the goal, whatever its progress is made of."""
        return self.counts.total()

    @property
    def key_results(self):
        return self.counts[VALUE]

    @property
    def subgoals(self):
        return self.counts[SUBGOALS]


@dataclass(slots=True)
class _Found:
    """What was found of one goal: its parts, and its sub-goals still open as (id, source of their progress, weight)."""

    parts: list = field(default_factory=list)
    children: list = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    held_back: int = 0


def standings_of_goals(goals):
    """Return the Standing of each goal by its id; one statement."""
    found = {}
    for source, of, share, weights, count, first, last, failed, child, child_source in _rows(goals):
        here = found.setdefault(of, _Found())
        if child is not None:
            here.children.append((child, child_source, weights))
            continue
        here.parts.append(GoalPart("", None if share is None else Fraction(share), weights, count, source))
        here.first = min(filter(None, (here.first, first)), default=None)
        here.last = max(filter(None, (here.last, last)), default=None)
        here.held_back += failed
    return {goal.pk: _standing(found, goal.pk, goal.progress_source) for goal in goals}


def _standing(found, pk, source):
    here = found.get(pk)
    if here is None:
        return Standing(goal_progress(()))
    below = [
        GoalPart("", _standing(found, child, its_source).progress.share, weight, 1, SUBGOALS)
        for child, its_source, weight in here.children
    ]
    parts = [*here.parts, *below]
    counts = Counter()
    for part in parts:
        counts[part.source] += part.count
    return Standing(goal_progress(parts, source), counts, here.first, here.last, here.held_back)


def _rows(goals):
    """Return the parts of goals and of all that stand below them, as COLUMNS."""
    model = apps.get_model("planner.Goal")
    teams = {goal.team_id for goal in goals}
    ids = [goal.pk for goal in goals]
    below, path = Q(pk__in=ids), "parent"
    for _level in range(DEEPEST - 1):
        below |= Q(**{f"{path}__in": ids})
        path = f"{path}__parent"
    family = model._base_manager.filter(below, team__in=teams).order_by().values("pk")
    rows = _milestones(family).union(_key_results(family), _subgoals(model, family), all=True)
    return list(rows.values_list(*COLUMNS))


def _milestones(family):
    links = apps.get_model("planner.MilestoneGoal").objects.filter(goal__in=family)
    share = Case(
        When(milestone__state=COMPLETED, then=Value("1/1")),
        default=share_of_tasks("milestone"),
        output_field=CharField(),
    )
    is_open = ~Q(milestone__state=COMPLETED)
    failed = apps.get_model("planner.GateCheck").objects.failed().filter(milestone=OuterRef("milestone"))
    alike = (
        links.exclude(milestone__state=CANCELLED)
        .order_by()
        .values(source=_text(MILESTONES), of=F("goal_id"), share=share)
    )
    return alike.annotate(
        weights=Cast(Sum("weight"), BigIntegerField()),
        parts=Cast(Count("pk"), BigIntegerField()),
        first=Min("milestone__due_on", filter=is_open),
        last=Max("milestone__due_on", filter=is_open),
        failed=Cast(Count("pk", filter=is_open & Exists(failed)), BigIntegerField()),
        child=_nothing(UUIDField()),
        child_source=_nothing(CharField()),
    ).values_list(*COLUMNS)


def _key_results(family):
    rows = apps.get_model("planner.KeyResult").objects.filter(goal__in=family).order_by()
    share = Case(
        When(Q(current=None) | Q(start=F("target")), then=_nothing(CharField())),
        When(
            target__lt=F("start"), then=ratio(_plain("start") - _plain("current"), _plain("start") - _plain("target"))
        ),
        default=ratio(_plain("current") - _plain("start"), _plain("target") - _plain("start")),
        output_field=CharField(),
    )
    return (
        rows.values(source=_text(VALUE), of=F("goal_id"), share=share, **_one(F("weight")))
        .annotate(child=_nothing(UUIDField()), child_source=_nothing(CharField()))
        .values_list(*COLUMNS)
    )


def _subgoals(model, family):
    rows = model._base_manager.filter(parent__in=family).exclude(lifecycle=CLOSED, outcome=DROPPED).order_by()
    share = Case(
        When(lifecycle=CLOSED, closed_share__isnull=False, then=ratio(F("closed_share"), Value(100))),
        default=_nothing(CharField()),
        output_field=CharField(),
    )
    still_open = Case(When(lifecycle=CLOSED, then=None), default=F("pk"), output_field=UUIDField())
    return (
        rows.values(source=_text(SUBGOALS), of=F("parent_id"), share=share, **_one(F("weight")))
        .annotate(child=still_open, child_source=F("progress_source"))
        .values_list(*COLUMNS)
    )


def _one(weight):
    """Return the columns of a part that stands for itself."""
    return {
        "weights": Cast(weight, BigIntegerField()),
        "parts": Cast(Value(1), BigIntegerField()),
        "first": _nothing(DateField()),
        "last": _nothing(DateField()),
        "failed": Cast(Value(0), BigIntegerField()),
    }


def _plain(name):
    """Return an amount as the whole number of its column."""
    return Cast(F(name), BigIntegerField())


def _text(word):
    return Cast(Value(word), CharField())


def _nothing(output_field):
    return Cast(Value(None), output_field)
