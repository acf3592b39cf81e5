"""A team's plan as schedule.py takes it: its milestones as items, its links, its calendar; read, never stored.

What is cancelled or belongs to a closed project is left out, with its links. A milestone without an estimate counts
with its planned span: from its start, from the due date of what it waits for last, or from today, to its own due date.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from django.db.models import Min

from .calendar import Calendar
from .estimates import LONGEST_GUESS
from .models import FIGURES, Dependency, Milestone, MilestoneGoal, MilestoneState, calendar_of
from .models.project import CLOSED_STATES
from .schedule import Item, Link, Plan, schedule

DATES = ("starts_on", "due_on", "started_on", "completed_at", "estimated_on", *FIGURES)
READ = ("number", "title", "state", "version", "follows_links", "team", "project", "owner", *DATES)


@dataclass(frozen=True)
class TeamPlan:
    """The plan with the rows it was made of; `links` maps (predecessor, successor) to (id, version) of the link.

    `targets` are the first days by which goals want milestones, by the id of the milestone.
    """

    plan: Plan
    rows: dict
    links: dict
    calendar: Calendar
    today: date
    targets: dict

    @cached_property
    def schedule(self):
        return schedule(self.plan)

    @cached_property
    def dates(self):
        """Return {id: first and last day} as scheduled."""
        return self.schedule.dates(self.calendar, self.today)

    def moved(self, dates):
        """Return the plan as it were with other dates: {id: (start, due)}."""
        rows = dict(self.rows)
        for pk, (start, due) in dates.items():
            rows[pk] = copy(rows[pk])
            rows[pk].starts_on, rows[pk].due_on = start, due
        return team_plan(rows, self.plan.links, self.links, self.targets, (self.calendar, self.today))

    def stored(self, link):
        """Return the Dependency that a link of the plan stands for, with its milestones."""
        pk, version = self.links[link.before, link.after]
        before, after = self.rows[link.before], self.rows[link.after]
        given = {"kind": link.kind, "lag": int(link.lag), "team": before.team}
        return Dependency(pk=pk, version=version, predecessor=before, successor=after, **given)


def plan_of(membership, *, on=None):
    """Return the TeamPlan of what a member sees, in three statements and one for the calendar.

    `on` is the day to plan from, today unless told.
    """
    team = membership.team
    calendar, today = calendar_of(team), on or team.today()
    milestones = Milestone.objects.visible_to(membership).only(*READ).order_by("number")
    milestones = milestones.exclude(state=MilestoneState.CANCELLED).exclude(project__state__in=CLOSED_STATES)
    rows = {row.pk: row for row in milestones}
    stored = Dependency.objects.visible_to(membership).order_by("pk")
    stored = stored.values_list("predecessor_id", "successor_id", "kind", "lag", "pk", "version")
    kept = [each for each in stored if each[0] in rows and each[1] in rows]
    links = {(before, after): (pk, version) for before, after, _kind, _lag, pk, version in kept}
    return team_plan(rows, tuple(Link(*each[:4]) for each in kept), links, _targets(membership), (calendar, today))


def team_plan(rows, plan_links, links, targets, clock):
    """Return the TeamPlan of rows by their ids; `clock` is (calendar, today)."""
    last_before, places = _last_due_before(rows, plan_links), Places(*clock)
    items = tuple(_item(row, places, last_before.get(pk), targets.get(pk)) for pk, row in rows.items())
    return TeamPlan(Plan(items, plan_links), rows, links, *clock, targets)


class Places:
    """Where days begin and end, in working days from today; a day that was asked for is not counted again."""

    def __init__(self, calendar, today):
        self.start = cache(lambda day: calendar.offset(day, today))
        self.end = cache(lambda day: calendar.end_offset(day, today))


def _targets(membership):
    """Return {id of a milestone: the first day by which a goal of it wants to be reached}."""
    of_goals = MilestoneGoal.objects.filter(goal__team=membership.team, goal__target_on__isnull=False)
    return dict(of_goals.values_list("milestone_id").annotate(Min("goal__target_on")))


def _last_due_before(rows, links):
    """Return {id: the last due date of what a milestone waits for}."""
    found = {}
    for link in links:
        after = link.after
        if (due := rows[link.before].due_on) and (after not in found or due > found[after]):
            found[after] = due
    return found


def _item(row, places, last_before, target):
    is_begun, is_done = row.is_begun, row.is_done
    begins = (row.started_on or row.starts_on) if is_begun or is_done else row.starts_on
    return Item(
        row.pk,
        duration=0.0 if is_done else _duration(row, places, last_before),
        start=begins and places.start(begins),
        due=row.due_on and places.end(row.due_on),
        pinned=not row.follows_links,
        started=is_begun,
        done=places.end(row.completed_on) if is_done else None,
        target=target and places.end(target),
    )


def _duration(row, places, last_before):
    """Return the working days a milestone takes from here on, or its planned span where nobody gave an estimate."""
    if row.days is not None:
        return row.days_left[1]
    if row.due_on is None:
        return 0.0
    due = places.end(row.due_on)
    if row.is_begun:
        return float(max(due, 0))
    if row.starts_on:
        return float(due - places.start(row.starts_on))
    begin = max(places.end(last_before), 0) if last_before else 0
    return float(min(max(due - begin, 0), LONGEST_GUESS))
