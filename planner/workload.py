"""Who has how much open work in the coming weeks, counted by the database, and which roles are missing by when."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import floor

from django.db.models import Count, Q

from .models import Milestone, RoleNeed, Settings, Task
from .network import NOTHING
from .outline import outline_of
from .staffing import needed_by, weeks_from

PEOPLE_AT_MOST = 50
NEEDS_AT_MOST = 50


@dataclass
class Load:
    """One person's open work: what is late, then what falls into each week."""

    person: str
    person_id: object
    late: int
    weeks: list

    @property
    def total(self):
        return self.late + sum(self.weeks)


@dataclass(frozen=True)
class NeededRole:
    """A position on the way to a milestone; the days are None where it is filled, or the plan gives no day."""

    need: RoleNeed
    latest_start: date | None = None
    needed_by: date | None = None
    is_critical: bool = False
    is_past: bool = False


def loads_of(membership):
    """Return (weeks, Loads with the most work first, how many people there are in all), in two statements.

    A task counts in the week it is due; a milestone in each week from its start to its due date, with its owner.
    """
    today = membership.team.today()
    weeks, found = weeks_from(today), {}
    tasks = Task.objects.visible_to(membership).open().exclude(assignee=None)
    milestones = Milestone.objects.visible_to(membership).open().exclude(owner=None)
    due = [Q(due_on__gte=max(week.begins, today), due_on__lte=week.ends) for week in weeks]
    runs = [
        Q(due_on__gte=max(week.begins, today)) & (Q(due_on__lte=week.ends) | Q(starts_on__lte=week.ends))
        for week in weeks
    ]
    for rows, who, within in ((tasks, "assignee", due), (milestones, "owner", runs)):
        counts = {f"week_{place}": Count("pk", filter=each) for place, each in enumerate(within)}
        grouped = rows.order_by().values(who, f"{who}__name").annotate(late=Count("pk", filter=Q(due_on__lt=today)))
        for row in grouped.annotate(**counts):
            load = found.setdefault(row[who], Load(row[f"{who}__name"], row[who], 0, [0] * len(weeks)))
            load.late += row["late"]
            load.weeks = [have + row[f"week_{place}"] for place, have in enumerate(load.weeks)]
    busy = sorted((load for load in found.values() if load.total), key=lambda load: (-load.total, load.person))
    return weeks, busy[:PEOPLE_AT_MOST], len(busy)


class Hiring:
    """By when a team hires for the roles its milestones wait for; the plan is computed once, when that is asked."""

    def __init__(self, membership):
        self.membership = membership

    @cached_property
    def lead_days(self):
        """Return the days it takes to hire somebody."""
        return Settings.of(self.membership.team).hire_lead_days

    @cached_property
    def _plan(self):
        return outline_of(self.membership).plan

    def of(self, need):
        """Return the NeededRole of a RoleNeed, by the plan as it is scheduled."""
        if not need.is_open or need.milestone.due_on is None:
            return NeededRole(need)
        number, plan = need.milestone.number, self._plan
        times = plan.schedule.times.get(number)
        if times is None:
            return NeededRole(need)
        # What is pinned begins as planned, however much float the end of the plan would leave it.
        start = min(times.es, times.ls) if plan.plan.by_id[number].pinned else times.ls
        latest = plan.calendar.day_at(floor(start + NOTHING), plan.today)
        day = needed_by(latest, self.lead_days)
        return NeededRole(need, latest, day, is_critical=times.critical, is_past=day < plan.today)

    def of_all(self, needs):
        """Return the NeededRoles of RoleNeeds, the most pressing first."""
        found = [self.of(need) for need in needs]
        return sorted(found, key=lambda each: (each.needed_by is None, each.needed_by or date.max))


def missing_roles(hiring):
    """Return (the open NeededRoles of open milestones, the most pressing first, how many there are)."""
    needs = RoleNeed.objects.visible_to(hiring.membership).unfilled()
    rows, count = list(needs.for_lists()[:NEEDS_AT_MOST]), needs.count()
    return hiring.of_all(rows), count
