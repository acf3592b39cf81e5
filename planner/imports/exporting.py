"""The plan as a file of our own format, which imports again without changing anything."""

from core.fetching import fetched, prefetch
from planner.models import Dependency, Milestone, Task

from .headers import OWN_HEADER
from .known import mark_of

AT_A_TIME = 500  # rows in memory while a file is sent
EXAMPLE = (
    {
        "kind": "milestone",
        "project": "AI assistant",
        "name": "Public beta",
        "goals": "First paying customers; Seed round closed",
        "state": "planned",
        "owner": "Ana Lopez",
        "owner_email": "ana@example.com",
        "planned_start": "2026-01-12",
        "planned_end": "2026-04-30",
        "description": "The assistant answers in the customer's own words.",
        "criteria": "Ten customers use it every day",
        "blocked": "false",
        "days_likely": "40",
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
    """Yield every milestone, then every task this person may see, as rows under OWN_HEADER.

    What no other program gave an id has its key as one, under the team's own mark.
    Addresses are for those who keep the list of people; others match by name when the file is imported again.
    """
    addresses = membership.has_perm("teams.change_membership")
    milestones = Milestone.objects.visible_to(membership).select_related("project", "owner__user", "team")
    links = Dependency.objects.select_related("predecessor").order_by("predecessor__number")
    parts = prefetch("goals"), prefetch("predecessor_links", links)
    for row in milestones.prefetch_related(*parts).order_by("number").iterator(AT_A_TIME):
        yield _cells(row, "milestone", row.owner, row.project.name, row.completed_at, addresses)
    tasks = Task.objects.visible_to(membership).select_related("milestone__project", "assignee__user", "team")
    for row in tasks.order_by("number").iterator(AT_A_TIME):
        project = row.milestone.project.name if row.milestone else ""
        yield _cells(row, "task", row.assignee, project, row.completed_at, addresses)


def _cells(row, kind, person, project, completed_at, addresses):
    values = {
        "kind": kind,
        "key": row.code,
        "project": project,
        "name": row.title,
        "goals": "; ".join(goal.title.replace(";", ",") for goal in fetched(row, "goals")) if kind != "task" else "",
        "milestone": row.milestone.code if kind == "task" and row.milestone else "",
        "state": row.state,
        "owner": person.name if person else "",
        "owner_email": person.address if person and addresses else "",
        "planned_start": getattr(row, "starts_on", None),
        "planned_end": row.due_on,
        "completed_on": completed_at and row.team.today(completed_at),
        "description": row.description,
        "external_source": row.external_source if row.external_id else mark_of(row.team),
        "external_id": row.external_id or row.code,
        "criteria": getattr(row, "criteria", ""),
        "estimate": getattr(row, "estimate", None),
        "blocked": getattr(row, "blocked", None),
        "blocked_note": getattr(row, "blocked_note", ""),
        "days_min": getattr(row, "days_min", None),
        "days_likely": getattr(row, "days_likely", None),
        "days_max": getattr(row, "days_max", None),
        "started_on": getattr(row, "started_on", None),
        "follows_links": getattr(row, "follows_links", None),
        "waits_for": "; ".join(map(_link, fetched(row, "predecessor_links"))) if kind != "task" else "",
    }
    return [values[name] for name in OWN_HEADER]


def _link(link):
    return " ".join(filter(None, (link.predecessor.code, link.rule)))
