"""What a member's timeline is made of, each kind of row read once: milestones in groups, links, and what is undated."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from planner.models import Goal, Horizon, Lifecycle, Project
from planner.models.project import CLOSED_STATES
from planner.network import NOTHING
from planner.outline import outline_of
from planner.scheduling import TeamPlan
from teams.models import Membership

from .asked import NONE
from .drawing import Link
from .rows import Group, Item

# What of a milestone says to which group it belongs.
KEYS = {"goal": "number", "horizon": "number", "owner": "owner_id", "project": "project__number"}


@dataclass
class Gathered:
    """Groups with their items in order, and the milestones without any date.

    Of items only what all of them need is filled; `completing.py` adds the rest to those that are shown.
    """

    plan: TeamPlan
    groups: list[Group]
    undated: list[Item]

    @property
    def today(self):
        return self.plan.today

    @property
    def calendar(self):
        return self.plan.calendar


def gather(membership, asked):
    """Return what a member sees of the plan, arranged as asked."""
    outline = outline_of(membership, "title", "owner__name", KEYS[asked.group])
    plan = outline.plan
    rows = [row for row in plan.rows.values() if row.is_open or asked.shows("completed")]
    items = items_of(membership, plan, rows, with_path=asked.shows("critical"))
    undated = [item for item in items.values() if item.on is None and item.start is None]
    groups = ARRANGED[asked.group](membership, rows, items, outline.leads_to)
    for group in groups:
        group.items.sort(key=_by_day)
    return Gathered(plan, groups, undated)


def _by_day(item):
    return item.on or item.start, item.number


def items_of(membership, plan, rows, *, with_path):
    """Return {number: Item} of milestones."""
    may_move = membership.has_perm("planner.change_milestone")
    times = plan.schedule.times if with_path else None
    return {
        row.number: Item(
            f"M-{row.number}",
            row.number,
            row.more[0],
            row.more[1] or "",
            row.begins_on,
            row.due_on,
            row.completed_on,
            is_critical=times is not None and times[row.number].critical,
            is_movable=may_move and row.is_open and row.due_on is not None,
            is_begun=row.is_begun,
        )
        for row in rows
    }


# Groups


class _Goal(NamedTuple):
    """What a group shows of a goal."""

    number: int
    title: str
    target_on: date | None
    who: str | None
    horizon: str
    lifecycle: str
    state: str
    pk: UUID

    @property
    def is_closed(self):
        return self.lifecycle == Lifecycle.CLOSED or self.state in CLOSED_STATES


def _goals(membership):
    """Return what is wanted first first, and by no day last."""
    goals = Goal.objects.visible_to(membership).order_by(F("target_on").asc(nulls_last=True), "number")
    names = ("number", "title", "target_on", "owner__name", "horizon", "lifecycle", "project__state", "pk")
    return [_Goal(*values) for values in goals.values_list(*names)]


def _by_goal(membership, rows, items, leads_to):
    goals, base = _goals(membership), reverse("planner:goal-list", args=[membership.team.slug])
    groups = {goal.number: _goal_group(goal, base) for goal in goals}
    first, rest = _first_goals(goals, leads_to), Group(key=NONE, name=_("Without goal"))
    for row in rows:
        _put(groups.get(first.get(row.number), rest), items[row.number])
    shown = [groups[goal.number] for goal in goals if groups[goal.number].items or not goal.is_closed]
    return [*shown, *([rest] if rest.items else [])]


def _goal_group(goal, base):
    code = f"{Goal.prefix}-{goal.number}"
    given = {"who": goal.who or "", "target": goal.target_on, "url": f"{base}{goal.pk}/"}
    return Group(key=code, code=code, name=goal.title, **given)


def _first_goals(goals, leads_to):
    """Return {number of a milestone: number of the goal it stands under}: of several the one that is wanted first."""
    places = {goal.number: place for place, goal in enumerate(goals)}
    found = {}
    for milestone, goal in leads_to:
        if goal in places and (milestone not in found or places[goal] < places[found[milestone]]):
            found[milestone] = goal
    return found


def _by_horizon(membership, rows, items, leads_to):
    goals = _goals(membership)
    horizons, first = {goal.number: goal.horizon for goal in goals}, _first_goals(goals, leads_to)
    groups = [Group(key=value, name=label) for value, label in Horizon.choices]
    return _sorted_into(groups, rows, items, lambda row: horizons.get(first.get(row.number)), _("Without goal"))


def _by_owner(membership, rows, items, leads_to):
    people = Membership.objects.visible_to(membership).values_list("pk", "name")
    groups = [Group(key=str(pk), name=name) for pk, name in sorted(people, key=lambda pair: pair[1].casefold())]
    return _sorted_into(groups, rows, items, lambda row: str(row.more[2]), _("Without owner"))


def _by_project(membership, rows, items, leads_to):
    projects = Project.objects.visible_to(membership).order_by("number")
    groups = [Group(key=row.code, code=row.code, name=row.name, url=row.get_absolute_url()) for row in projects]
    return _sorted_into(groups, rows, items, lambda row: f"{Project.prefix}-{row.more[2]}", _("Without project"))


def _sorted_into(groups, rows, items, key, rest):
    """Put each item into the group of its key, what has none to the rest, and return the groups that hold any."""
    by_key = {group.key: group for group in groups}
    without = Group(key=NONE, name=rest)
    for row in rows:
        _put(by_key.get(key(row), without), items[row.number])
    return [group for group in (*groups, without) if group.items]


def _put(group, item):
    if item.on is not None or item.start is not None:
        group.items.append(item)


ARRANGED = {"goal": _by_goal, "horizon": _by_horizon, "owner": _by_owner, "project": _by_project}


# Links


def links_among(plan, numbers, *, with_path):
    """Return the links both of whose ends are among these numbers."""
    found = [link for number in numbers for link in plan.plan.into[number] if link.before in numbers]
    if not found:
        return []
    broken = {(each.link.before, each.link.after) for each in plan.schedule.broken}
    times = plan.schedule.times
    return [
        Link(f"M-{link.before}", f"M-{link.after}", link.kind, _tone(link, times, broken, with_path=with_path))
        for link in found
    ]


def _tone(link, times, broken, *, with_path):
    if (link.before, link.after) in broken:
        return "broken"
    before, after = times[link.before], times[link.after]
    if not (with_path and before.critical and after.critical):
        return ""
    bound = link.bound(before.es, before.ef, after.ef - after.es)
    return "critical" if abs(bound - after.es) <= NOTHING else ""
