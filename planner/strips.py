"""The key results of a goal as strips: figures in words, the bar, the trend of the last values."""

from dataclasses import dataclass

from core.fetching import first_of_each

from .figures import written
from .goal_forms import ValueForm
from .models import KeyResult, KeyResultValue
from .trend import Trend, trend_of

DRAWN = 60  # values a trend shows


@dataclass(slots=True)
class Strip:
    """One key result as a page shows it; `form` is None for who may not measure it."""

    row: KeyResult
    form: ValueForm | None
    trend: Trend | None

    @property
    def start(self):
        return written(self.row, self.row.start)

    @property
    def target(self):
        return written(self.row, self.row.target)

    @property
    def current(self):
        return written(self.row, self.row.current)

    @property
    def left(self):
        """Return how far there is to go, in words; nothing where that says no more than the value."""
        return written(self.row, self.row.left) if self.row.left and not self.row.is_yes_no else ""


def strips_of(membership, goal):
    """Return a Strip for each key result of a goal that this person sees; two statements."""
    rows = list(KeyResult.objects.visible_to(membership).filter(goal=goal))
    values = values_of(rows)
    may = membership.has_perm("planner.measure_keyresult") and not goal.is_closed
    for row in rows:
        row.goal = goal
    return [strip_of(row, values[row.pk], may_measure=may) for row in rows]


def strip_of(row, values, *, may_measure):
    """Return the Strip of one key result and its last values."""
    return Strip(row, ValueForm(key_result=row) if may_measure else None, trend_of(values, row.target))


def values_of(rows):
    """Return {id: the last values as (day, value), oldest first, of each day the one given last}; one statement."""
    found = {row.pk: {} for row in rows}
    kept = KeyResultValue.objects.filter(key_result__in=found)
    for value in first_of_each(kept, DRAWN, by=["key_result"], order=["-on", "-at", "-id"]).order_by("on", "at", "id"):
        found[value.key_result_id][value.on] = value.value
    return {pk: list(days.items()) for pk, days in found.items()}
