"""The plan as a file of our own format, which imports again without changing anything."""

from dataclasses import fields
from itertools import islice

from core.fetching import fetched, prefetch
from planner.gates import standing, tally
from planner.models import Dependency, GateCheck, Goal, KeyResult, Metric, Milestone, MilestoneGoal, Task
from planner.models.dependency import LinkKind

from .cells import AUTO, MANUAL
from .gate_cells import gate_cell
from .headers import OWN_HEADER
from .known import mark_of
from .rows import ImportedGate

AT_A_TIME = 500  # rows in memory while a file is sent
MOST_DIGITS = 15  # that a spreadsheet program keeps of a number
YES_NO = {0: "no", 1: "yes"}
EXAMPLE = (
    {
        "kind": "goal",
        "project": "AI assistant",
        "name": "First paying customers",
        "horizon": "short",
        "state": "active",
        "owner_email": "ana@example.com",
        "planned_end": "2026-06-30",
        "description": "Ten companies pay for it every month.",
    },
    {
        "kind": "key_result",
        "name": "Companies that pay every month",
        "parent_goal": "First paying customers",
        "metric": "number",
        "unit": "companies",
        "start_value": "0",
        "current_value": "3",
        "target_value": "10",
        "measured_on": "2026-03-31",
    },
    {
        "kind": "milestone",
        "project": "AI assistant",
        "name": "Public beta",
        "goals": "First paying customers; Seed round closed",
        "state": "planned",
        "priority": "high",
        "owner": "Ana Lopez",
        "owner_email": "ana@example.com",
        "planned_start": "2026-01-12",
        "planned_end": "2026-04-30",
        "description": "The assistant answers in the customer's own words.",
        "criteria": "Ten customers use it every day",
        "blocked": "false",
        "duration_days": "40",
        "gates": "checkbox* Docs reviewed; metric* Recall >= 0.98 [F1] valid 14; approval Launch",
    },
    {
        "kind": "task",
        "project": "AI assistant",
        "name": "Recruit five pilot customers",
        "milestone": "Public beta",
        "state": "in progress",
        "owner_email": "ana@example.com",
        "planned_end": "2026-03-15",
        "estimate": "5",
    },
)


def example_rows():
    """Return the rows of the file people may start from."""
    return [[row.get(name, "") for name in OWN_HEADER] for row in EXAMPLE]


def plan_rows(membership):
    """Yield every goal, key result, milestone and task this person may see, as rows under OWN_HEADER.

    Key results stand below their goal. What no other program gave an id has its key as one, under the team's own mark.
    Addresses are for those who keep the list of people; others match by name when the file is imported again.
    """
    addresses = membership.has_perm("teams.change_membership")
    goals = Goal.objects.visible_to(membership).select_related("project", "owner__user", "parent", "team")
    for part in _in_parts(goals.order_by("number")):
        Goal.add_progress(part)
        measures = _key_results(membership, part)
        for row in part:
            yield _cells(row, "goal", row.owner, _numbered(row) | _of_goal(row), addresses)
            for key_result in measures.get(row.pk, ()):
                yield _cells(key_result, "key_result", None, _of_key_result(key_result, row), addresses)
    for milestones in _in_parts(_milestones(membership)):
        Milestone.add_shares(milestones)
        for row in milestones:
            yield _cells(row, "milestone", row.owner, _numbered(row) | _of_milestone(row), addresses)
    tasks = Task.objects.visible_to(membership).select_related("milestone__project", "assignee__user", "team")
    for row in tasks.order_by("number").iterator(AT_A_TIME):
        yield _cells(row, "task", row.assignee, _numbered(row) | _of_task(row), addresses)


def _key_results(membership, goals):
    """Return {id of a goal: its key results}."""
    found = {}
    for row in KeyResult.objects.visible_to(membership).filter(goal__in=goals).select_related("team"):
        found.setdefault(row.goal_id, []).append(row)
    return found


def _milestones(membership):
    rows = Milestone.objects.visible_to(membership).select_related("project", "owner__user", "team")
    checks = GateCheck.objects.visible_to(membership)
    links = Dependency.objects.select_related("predecessor").order_by("predecessor__number")
    goals = MilestoneGoal.objects.select_related("goal").order_by("goal__number")
    parts = prefetch("goal_links", goals), prefetch("predecessor_links", links), prefetch("gate_checks", checks)
    return rows.prefetch_related(*parts).order_by("number")


def _in_parts(rows):
    found = rows.iterator(AT_A_TIME)
    while part := list(islice(found, AT_A_TIME)):
        yield part


def _cells(row, kind, person, more, addresses):
    values = {
        "kind": kind,
        "name": row.title,
        "owner": person.name if person else "",
        "owner_email": person.address if person and addresses else "",
        "external_source": row.external_source if row.external_id else mark_of(row.team),
    } | more
    return [values.get(name) for name in OWN_HEADER]


def _numbered(row):
    return {"key": row.code, "description": row.description, "external_id": row.external_id or row.code}


def _of_key_result(row, goal):
    is_yes_no = row.metric == Metric.YES_NO
    figures = {} if is_yes_no else {"start_value": _figure(row.start), "target_value": _figure(row.target)}
    return figures | {
        "project": goal.project.name,
        "parent_goal": goal.code,
        "weight": row.weight,
        "metric": row.metric,
        "unit": row.unit,
        "currency": row.currency,
        "current_value": YES_NO.get(row.current) if is_yes_no else _figure(row.current),
        "measured_on": row.current_on,
        "external_id": row.external_id or str(row.pk),
    }


def _figure(value):
    """Return a figure as a number, or as text where a spreadsheet program would round it."""
    if value is None:
        return None
    value = value.normalize()
    return f"{value:f}" if len(value.as_tuple().digits) > MOST_DIGITS else value


def _of_goal(row):
    return {
        "project": row.project.name,
        "weight": row.weight,
        "horizon": row.horizon,
        "parent_goal": row.parent.code if row.parent else "",
        "progress_from": row.progress_source,
        "state": row.outcome or row.lifecycle,
        "planned_end": row.target_on,
        "actual_end": row.closed_at and row.team.today(row.closed_at),
        "progress": row.percent,
    }


def _of_work(row):
    return {
        "state": row.state,
        "priority": row.priority,
        "planned_end": row.due_on,
        "actual_end": row.completed_at and row.team.today(row.completed_at),
    }


def _of_milestone(row):
    goals, checks = fetched(row, "goal_links"), fetched(row, "gate_checks")
    met = tally(standing(check.state, check.counts_until, row.team.today()) for check in checks)
    return _of_work(row) | {
        "project": row.project.name,
        "goals": "; ".join(link.goal.title.replace(";", ",") for link in goals),
        "weight": "; ".join(str(link.weight) for link in goals),
        "planned_start": row.starts_on,
        "actual_start": row.started_on,
        "days_min": row.days_min,
        "duration_days": row.days_likely,
        "days_max": row.days_max,
        "schedule": AUTO if row.follows_links else MANUAL,
        "predecessors": "; ".join(map(_link, fetched(row, "predecessor_links"))),
        "gates": gate_cell(map(_gate, checks)),
        "gates_passed": met.met,
        "gates_total": met.total,
        "progress": row.percent,
        "blocked": row.blocked,
        "blocked_note": row.blocked_note,
        "criteria": row.criteria,
    }


def _of_task(row):
    home = row.milestone
    place = {"project": home.project.name, "milestone": home.code} if home else {}
    return _of_work(row) | {"estimate": row.estimate} | place


def _gate(check):
    return ImportedGate(**{each.name: getattr(check, each.name) for each in fields(ImportedGate)})


def _link(link):
    """Return a link as plans write it: M-12, M-12SS, M-12FS+3d."""
    kind = link.kind if link.lag or link.kind != LinkKind.FS else ""
    return f"{link.predecessor.code}{kind}{f'{link.lag:+d}d' if link.lag else ''}"
