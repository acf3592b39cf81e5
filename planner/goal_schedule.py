"""When a goal is reached as its milestones are scheduled by links and estimates, and how much room that leaves."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from .health import Health, judge_room
from .models import MilestoneGoal
from .network import NOTHING
from .scheduling import plan_of


@dataclass(frozen=True, slots=True)
class GoalSchedule:
    """The day the last open milestone of a goal is scheduled to end, and what that means for its target date.

    `remaining_days` are working days from today to that end, `float_days` from there to the target date, negative where
    they are missing. `undated` milestones have neither date, estimate nor link, and are in none of it.
    """

    ends_on: date
    remaining_days: int
    float_days: int | None
    health: Health | None
    undated: int

    @property
    def missing_days(self):
        return -self.float_days if self.float_days is not None and self.float_days < 0 else 0


def schedule_of(membership, goal):
    """Return the GoalSchedule of an open goal, None where nothing that leads to it is scheduled; five statements."""
    if goal.is_closed:
        return None
    found = plan_of(membership)
    wanted = MilestoneGoal.objects.filter(goal=goal).values_list("milestone_id", flat=True)
    items = [found.plan.by_id[pk] for pk in wanted if pk in found.plan.by_id]
    still = [item for item in items if item.done is None]
    placed = [item for item in still if _is_placed(item, found.plan)]
    if not placed:
        return None
    last = max(placed, key=lambda item: found.dates[item.id][1])
    remaining = max(found.schedule.times[last.id].ef, 1.0)  # what is not over ends today at the earliest
    room = None
    if goal.target_on is not None:
        room = floor(found.calendar.end_offset(goal.target_on, found.today) - remaining + NOTHING)
    days = ceil(remaining - NOTHING)
    health = None if room is None else judge_room(room, days)
    ends_on = max(found.dates[last.id][1], found.today)
    return GoalSchedule(ends_on, days, room, health, len(still) - len(placed))


def _is_placed(item, plan):
    return item.start is not None or item.due is not None or item.duration > 0 or bool(plan.into[item.id])
