"""A team's plan by numbers and without its texts: what a picture of thousands of milestones is computed from.

Rows are plain, ids are the numbers people quote: a few thousand rows and keys of the ORM take longer than all the rest.
"""

from dataclasses import dataclass

from .models import FIGURES, Dependency, Goal, Milestone, MilestoneGoal, MilestoneState, calendar_of
from .models.project import CLOSED_STATES
from .schedule import Link
from .scheduling import TeamPlan, team_plan

READ = (
    "number",
    "state",
    "starts_on",
    "due_on",
    "started_on",
    "completed_at",
    "estimated_on",
    *FIGURES,
    "follows_links",
)


class Outlined:
    """A milestone as the schedule needs it, with the questions of Milestone that need no more; `pk` is its number."""

    __slots__ = (*READ, "more", "pk", "team")

    open_states, finished_states = Milestone.open_states, Milestone.finished_states
    is_open, is_done, is_begun = Milestone.is_open, Milestone.is_done, Milestone.is_begun
    days, days_left, days_gone = Milestone.days, Milestone.days_left, Milestone.days_gone
    counted_since, completed_on = Milestone.counted_since, Milestone.completed_on

    def __init__(self, team, values):
        self.team, self.pk = team, values[0]
        (
            self.number, self.state, self.starts_on, self.due_on, self.started_on, self.completed_at, self.estimated_on,
            self.days_min, self.days_likely, self.days_max, self.follows_links, *self.more,
        ) = values  # fmt: skip

    @property
    def begins_on(self):
        """Return the day it began on, else the day it is to begin on."""
        return (self.started_on if self.is_begun or self.is_done else None) or self.starts_on


@dataclass(frozen=True, slots=True)
class Outline:
    """The plan, and which goals its milestones lead to: pairs of numbers, the milestone's first."""

    plan: TeamPlan
    leads_to: list


def outline_of(membership, *more, was=None):
    """Return the Outline of what a member sees; each row has `more`, the values of further fields.

    It leaves out what `plan_of` does. `was` maps numbers to the (start, due) that milestones had before their dates
    were moved. Four statements, and one for the calendar.
    """
    team = membership.team
    rows = Milestone.objects.visible_to(membership).order_by("number")
    rows = rows.exclude(state=MilestoneState.CANCELLED).exclude(project__state__in=CLOSED_STATES)
    rows = {values[0]: Outlined(team, values) for values in rows.values_list(*READ, *more)}
    for number, dates in (was or {}).items():
        rows[number].starts_on, rows[number].due_on = dates
    ends = ("predecessor__number", "successor__number", "kind", "lag")
    links = Dependency.objects.visible_to(membership).order_by("pk").values_list(*ends)
    kept = tuple(Link(*each) for each in links if each[0] in rows and each[1] in rows)
    pairs = MilestoneGoal.objects.filter(goal__team=team).values_list("milestone__number", "goal__number")
    leads_to = [pair for pair in pairs if pair[0] in rows]
    plan = team_plan(rows, kept, {}, _targets(team, leads_to), (calendar_of(team), team.today()))
    return Outline(plan, leads_to)


def _targets(team, leads_to):
    """Return {number: the first day by which a goal of it wants to be reached}."""
    days = dict(Goal.objects.filter(team=team, target_on__isnull=False).values_list("number", "target_on"))
    found = {}
    for milestone, goal in leads_to:
        day = days.get(goal)
        if day is not None and (milestone not in found or day < found[milestone]):
            found[milestone] = day
    return found
