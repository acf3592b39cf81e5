"""What needs the team now, the most pressing first: one list over plan, risks and money."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.models import NextAction, PlanStep
from planner.models import Milestone
from risks.models import Risk
from teams.models import DUE_SOON

LIMIT = 12


@dataclass(frozen=True)
class Attention:
    """One row that needs somebody: why, and by when."""

    reason: str  # a key the template puts into words: overdue, due_soon, no_plan, action_due, step_due
    row: Model
    day: date | None
    owner: Model | None
    url: str
    whose: str = ""  # the source of money a next step is about

    @property
    def label(self):
        return f"{self.whose}: {self.row}" if self.whose else str(self.row)


def needs_attention(membership, *, on):
    """Return what this member can see that is overdue, due within 14 days, or a high risk without a plan."""
    found = [*_milestones(membership, on), *_risks(membership), *_money(membership, on)]
    return sorted(found, key=lambda item: _urgency(item, on))


def lists_of(items, team, *, on):
    """Return where rows that found no room are listed: {reason, number, url} for each reason among them."""
    lists = {
        "overdue": ("planner:milestone-list", {"due": "overdue"}),
        "due_soon": ("planner:milestone-list", {"due": "soon"}),
        "no_plan": ("risks:register", {"attention": "no_plan"}),
        "action_due": ("funding:action-list", {"due_by": on + DUE_SOON}),
        "step_due": ("funding:step-list", {"due_by": on + DUE_SOON}),
    }
    found = []
    for reason, number in Counter(item.reason for item in items).items():
        name, query = lists[reason]
        url = f"{reverse(name, args=[team.slug])}?{urlencode(query)}"
        found.append({"reason": reason, "number": number, "url": url})
    return found


def overdue_beside(counts, team):
    """Return the lists of what is late beside the rows above: {label, number, url}, those with something in them."""
    lists = [
        ("goals_overdue", _("Goals"), "planner:goal-list", {"overdue": "true"}),
        ("tasks_overdue", _("Tasks"), "planner:task-list", {"overdue": "true"}),
        ("actions_overdue", _("Response actions"), "risks:action-list", {"overdue": "true"}),
        ("reviews_due", _("Reviews of risks"), "risks:register", {"attention": "review_due"}),
    ]
    return [
        {"label": label, "number": counts[name], "url": f"{reverse(page, args=[team.slug])}?{urlencode(query)}"}
        for name, label, page, query in lists
        if counts[name]
    ]


def _milestones(membership, on):
    rows = Milestone.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in rows.select_related("team", "owner"):
        reason = "overdue" if row.due_on < on else "due_soon"
        yield Attention(reason, row, row.due_on, row.owner, row.get_absolute_url())


def _risks(membership):
    for row in Risk.objects.visible_to(membership).high_without_plan().select_related("team", "owner", "current"):
        yield Attention("no_plan", row, None, row.owner, row.get_absolute_url())


def _money(membership, on):
    soon = on + DUE_SOON
    for row in NextAction.objects.visible_to(membership).due_by(soon).for_lists():
        url, source = row.opportunity.get_absolute_url(), row.opportunity.source.name
        yield Attention("action_due", row, row.due_on, row.owner, url, source)
    for row in PlanStep.objects.visible_to(membership).due_by(soon).for_lists():
        yield Attention("step_due", row, row.due_on, row.responsible, row.get_absolute_url())


def _urgency(item, on):
    """Order: what is late, oldest first; then risks without a plan; then what is due, soonest first."""
    if item.day is None:
        return (1, on)
    return (0 if item.day < on else 2, item.day)
