"""What a member's timeline is made of, each kind of row read once: milestones in groups, links, and what is undated."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from planner.models import Goal, Horizon, Milestone, MilestoneGoal, Project
from planner.network import NOTHING
from planner.scheduling import TeamPlan, plan_of
from teams.models import Membership

from .asked import NONE
from .drawing import Link
from .rows import Group, Item


@dataclass
class Gathered:
    """Groups with their items in order, links by the keys of items, and the milestones without any date."""

    plan: TeamPlan
    groups: list[Group]
    links: list[Link]
    undated: list[Item]
    people: dict = field(default_factory=dict)

    @property
    def today(self):
        return self.plan.today

    @property
    def calendar(self):
        return self.plan.calendar


def gather(membership, asked):
    """Return what a member sees of the plan, arranged as asked."""
    plan = plan_of(membership)
    people = dict(Membership.objects.visible_to(membership).values_list("pk", "name"))
    rows = [row for row in plan.rows.values() if asked.shows("completed") or row.is_open]
    items = _items(membership, plan, rows, people, asked)
    groups = ARRANGED[asked.group](membership, rows, items, people)
    for group in groups:
        group.items.sort(key=lambda item: (item.on or item.start, item.key))
    links = _links(plan, asked) if asked.shows("links") else []
    undated = sorted((item for item in items.values() if not _is_dated(item)), key=lambda item: (item.name, item.key))
    return Gathered(plan, groups, links, undated, people)


def _items(membership, plan, rows, people, asked):
    """Return {id: Item} of milestones; what only shown rows need is added later."""
    may_move = membership.has_perm("planner.change_milestone")
    times = plan.schedule.times if asked.shows("critical") else {}
    base = reverse("planner:milestone-list", args=[membership.team.slug])
    return {
        row.pk: Item(
            key=row.code,
            id=str(row.pk),
            name=row.title,
            url=f"{base}{row.pk}/",
            who=people.get(row.owner_id, ""),
            start=(row.started_on if row.is_begun or row.is_done else None) or row.starts_on,
            due=row.due_on,
            done=row.completed_on,
            is_critical=row.pk in times and times[row.pk].critical,
            is_movable=may_move and row.is_open and row.due_on is not None,
            is_begun=row.is_begun,
            version=row.version,
        )
        for row in rows
    }


def _is_dated(item):
    return not (item.on is None and item.start is None)


# Groups


def _by_goal(membership, rows, items, people):
    goals = list(Goal.objects.visible_to(membership).order_by("target_on", "number").select_related("project"))
    groups = {goal.pk: _goal_group(goal, people) for goal in goals}
    first = _first_goals(membership, goals)
    rest = Group(key=NONE, name=_("Without goal"))
    for row in rows:
        _put(groups.get(first.get(row.pk), rest), items[row.pk])
    shown = [groups[goal.pk] for goal in goals if groups[goal.pk].items or not goal.is_closed]
    shown.sort(key=lambda group: group.target is None)
    return [*shown, *([rest] if rest.items else [])]


def _goal_group(goal, people):
    given = {"who": people.get(goal.owner_id, ""), "target": goal.target_on, "url": goal.get_absolute_url()}
    return Group(key=goal.code, code=goal.code, name=goal.title, **given)


def _first_goals(membership, goals):
    """Return {id of a milestone: id of the goal it stands under}: of several the one that is wanted first."""
    places = {goal.pk: place for place, goal in enumerate(goals)}
    pairs = MilestoneGoal.objects.filter(goal__team=membership.team).values_list("milestone_id", "goal_id")
    found = {}
    for milestone, goal in pairs:
        if goal in places and (milestone not in found or places[goal] < places[found[milestone]]):
            found[milestone] = goal
    return found


def _by_horizon(membership, rows, items, people):
    goals = list(Goal.objects.visible_to(membership).order_by("target_on", "number").only("horizon", "team"))
    horizons, first = {goal.pk: goal.horizon for goal in goals}, _first_goals(membership, goals)
    groups = [Group(key=value, name=label) for value, label in Horizon.choices]
    return _sorted_into(groups, rows, items, lambda row: horizons.get(first.get(row.pk)), _("Without goal"))


def _by_owner(membership, rows, items, people):
    groups = [Group(key=str(pk), name=name) for pk, name in sorted(people.items(), key=lambda pair: pair[1].casefold())]
    return _sorted_into(groups, rows, items, lambda row: str(row.owner_id), _("Without owner"))


def _by_project(membership, rows, items, people):
    projects = Project.objects.visible_to(membership).order_by("number")
    groups = [Group(key=str(row.pk), code=row.code, name=row.name, url=row.get_absolute_url()) for row in projects]
    return _sorted_into(groups, rows, items, lambda row: str(row.project_id), _("Without project"))


def _sorted_into(groups, rows, items, key, rest):
    """Put each item into the group of its key, what has none to the rest, and return the groups that hold any."""
    by_key = {group.key: group for group in groups}
    without = Group(key=NONE, name=rest)
    for row in rows:
        _put(by_key.get(key(row), without), items[row.pk])
    return [group for group in (*groups, without) if group.items]


def _put(group, item):
    if _is_dated(item):
        group.items.append(item)


ARRANGED = {"goal": _by_goal, "horizon": _by_horizon, "owner": _by_owner, "project": _by_project}


# Links


def _links(plan, asked):
    broken = {(each.link.before, each.link.after) for each in plan.schedule.broken}
    codes = {pk: row.code for pk, row in plan.rows.items()}
    with_path = asked.shows("critical")
    return [
        Link(codes[link.before], codes[link.after], link.kind, _tone(plan, link, broken, with_path=with_path))
        for link in plan.plan.links
    ]


def _tone(plan, link, broken, *, with_path):
    if (link.before, link.after) in broken:
        return "broken"
    before, after = (plan.schedule.times[place] for place in (link.before, link.after))
    if not (with_path and before.critical and after.critical):
        return ""
    bound = link.bound(before.es, before.ef, after.ef - after.es)
    return "critical" if abs(bound - after.es) <= NOTHING else ""


def codes_of(membership, ids):
    """Return {id: code} of those milestones a member sees."""
    rows = Milestone.objects.visible_to(membership).filter(pk__in=ids).only("number")
    return {row.pk: row.code for row in rows}
