"""The one definition of progress, and of the pace it is judged by.

Source: Landfall's planning formulas (progress from weighted tasks, expected share on working days,
behind schedule as Redmine's versions define it). Shares are exact fractions from 0 to 1; None always means
"not measurable" and is never the same as 0.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from .calendar import Calendar

DONE = "done"
COMPLETED = "completed"
CANCELLED = "cancelled"

Weight = Decimal | int


@dataclass(frozen=True, slots=True)
class TaskPart:
    """What progress needs of a task: its state and its estimate (any unit, None = not estimated).

    Tasks of the same state and estimate may be one part: `count` of them.
    """

    state: str
    weight: Weight | None = None
    count: int = 1


MILESTONES, VALUE, SUBGOALS, MIXED = "milestones", "value", "subgoals", "mixed"


@dataclass(frozen=True, slots=True)
class GoalPart:
    """What a goal needs of a milestone, key result or sub-goal: its state, its own progress, its weight in this goal.

    Parts of the same state and progress may be one: then `weight` is the sum of their weights. `source` says what the
    part is: MILESTONES, VALUE (a key result) or SUBGOALS.
    """

    state: str
    progress: Fraction | None
    weight: Weight = 1
    count: int = 1
    source: str = MILESTONES


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A goal's share and how much of it could be measured: "4 of 6 measurable"."""

    share: Fraction | None
    measurable: int
    total: int


def milestone_progress(state: str, tasks: Iterable[TaskPart]) -> Fraction | None:
    """The share of task weight that is done, 0..1, or None when nothing can be measured.

    A completed milestone is 1 whatever its tasks say; a cancelled one has no progress. Cancelled tasks do not
    count. A task without a weight takes the mean of those that have one, or 1 when none has.
    Raises ValueError for a negative weight.
    """
    return share_in_state(state, lambda: tasks_share(tasks))


def share_in_state(state: str, of_tasks: Callable[[], Fraction | None]) -> Fraction | None:
    """What the state of a milestone makes of the share of its tasks, which is asked only where it counts."""
    if state == COMPLETED:
        return Fraction(1)
    return None if state == CANCELLED else of_tasks()


def tasks_share(tasks: Iterable[TaskPart]) -> Fraction | None:
    """The share of task weight that is done, or None when nothing can be measured. See milestone_progress."""
    left = [task for task in tasks if task.state != CANCELLED]
    mean = _mean_weight(left)
    total = _weigh(left, mean)
    if not total:
        return None
    return _weigh([task for task in left if task.state == DONE], mean) / total


def key_result_progress(start: Weight, current: Weight | None, target: Weight | None) -> Fraction | None:
    """How far a measured value has come from start (0) to target (1): below 0 and above 1 where it is there.

    Works as well where the target lies below the start. None without a value, without a target, or where both ends
    are the same.
    """
    if current is None or target is None or target == start:
        return None
    return (Fraction(current) - Fraction(start)) / (Fraction(target) - Fraction(start))


def clamped(share: Fraction | None) -> Fraction | None:
    """The share as it is shown and summed, from 0 to 1."""
    return None if share is None else min(max(share, Fraction(0)), Fraction(1))


def goal_progress(parts: Iterable[GoalPart], source: str = MIXED) -> GoalProgress:
    """Sum of weight x progress over sum of weight, over the parts of the source that can be measured.

    Cancelled parts leave the count; those that cannot be measured leave both sums and stay in `total`. What stands
    beyond its start or its target counts as if it stood there. Raises ValueError for a negative weight.
    """
    left = [part for part in parts if part.state != CANCELLED and source in (MIXED, part.source)]
    shares = [(part, clamped(part.progress)) for part in left]
    measured = [(_checked(part.weight), share, part.count) for part, share in shares if share is not None]
    total = sum((weight for weight, _progress, _count in measured), Fraction(0))
    gained = sum((weight * progress for weight, progress, _count in measured), Fraction(0))
    count = sum(count for _weight, _progress, count in measured)
    return GoalProgress(gained / total if total else None, count, sum(part.count for part in left))


def percent(share: Fraction | None) -> int | None:
    """The share as a whole per cent for people: 100 only when all is done, 0 only when nothing is."""
    if share is None:
        return None
    if 0 < share < Fraction(1, 100):
        return 1
    return floor(share * 100)


def expected_today(start: date | None, target: date | None, today: date, calendar: Calendar) -> Fraction | None:
    """The share of working days gone from start (0) to target (1), clamped; None when a date is missing.

    A span without a working day is 0 before its target and 1 from it on.
    """
    if start is None or target is None:
        return None
    span = calendar.offset(target, start)
    if span <= 0:
        return Fraction(int(today >= target))
    return Fraction(min(max(calendar.offset(today, start), 0), span), span)


def _mean_weight(tasks: Collection[TaskPart]) -> Fraction:
    known = [(_checked(task.weight), task.count) for task in tasks if task.weight is not None]
    count = sum(count for _weight, count in known)
    return sum((weight * count for weight, count in known), Fraction(0)) / count if count else Fraction(1)


def _weigh(tasks: Collection[TaskPart], mean: Fraction) -> Fraction:
    return sum(((mean if task.weight is None else Fraction(task.weight)) * task.count for task in tasks), Fraction(0))


def _checked(weight: Weight) -> Fraction:
    if weight < 0:
        raise ValueError("a weight cannot be negative")
    return Fraction(weight)
