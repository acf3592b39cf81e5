"""What a cascade means: which milestones become late, by how much the end moves, and what upper apps know of it."""

from dataclasses import dataclass, field

from .cascading import Cascade
from .network import NOTHING
from .ports import move_effects


@dataclass(frozen=True, slots=True)
class Consequences:
    """`late` are rows that come to lie after the day a goal wants them by; `path_days` are working days, + is later."""

    cascade: Cascade
    late: list
    path_days: int
    effects: list = field(default_factory=list)

    @property
    def rows(self):
        return self.cascade.rows


def consequences_of(cascade, *, by):
    """Return the Consequences of a cascade, as far as a member may know them."""
    found = Consequences(cascade, late_of(cascade), path_days_of(cascade))
    for port in move_effects:
        found.effects.extend(port(by, found))
    return found


def late_of(cascade):
    """Return the rows that were in time for their goal, and would be no longer."""
    targets = cascade.plan.targets
    return [row for row in cascade.rows if _is_after(row.new, row, targets) and not _is_after(row.old, row, targets)]


def _is_after(dates, row, targets):
    target = targets.get(row.milestone.number)
    return bool(target and dates.due_on and dates.due_on > target)


def path_days_of(cascade):
    """Return by how many working days the end of the plan moves."""
    if not cascade.rows:
        return 0
    after = cascade.plan.moved({row.milestone.number: row.new for row in cascade.rows})
    days = after.schedule.end - cascade.plan.schedule.end
    return round(days) if abs(days) > NOTHING else 0
