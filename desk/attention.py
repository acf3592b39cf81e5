"""What needs the team now, the most pressing first: one list over plan, risks and money."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from funding.models import NextAction, PlanStep
from planner.models import Milestone
from risks.models import Risk
from teams.models import DUE_SOON
from teams.web import list_url

LIMIT = 12  # rows that need somebody on one page; the lists they are from have the rest


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
    """Return the first of what this member sees that is overdue, due within 14 days, or a high risk without a plan."""
    found = [*_milestones(membership, on), *_risks(membership), *_money(membership, on)]
    return sorted(found, key=lambda item: _urgency(item, on))[:LIMIT]


def lists_of(counts, shown, team, *, on):
    """Return where rows that found no room are listed: {reason, number, url} each; `counts` tell how many there are."""
    lists = {
        "overdue": ("milestones_overdue", "planner:milestone-list", {"due": "overdue"}),
        "no_plan": ("risks_without_plan", "risks:register", {"attention": "no_plan"}),
        "due_soon": ("milestones_soon", "planner:milestone-list", {"due": "soon"}),
        "action_due": ("actions_due", "funding:action-list", {"due_by": on + DUE_SOON}),
        "step_due": ("steps_due", "funding:step-list", {"due_by": on + DUE_SOON}),
    }
    have_room = Counter(item.reason for item in shown)
    return [
        {"reason": reason, "number": counts[name] - have_room[reason], "url": list_url(page, team, **query)}
        for reason, (name, page, query) in lists.items()
        if counts[name] > have_room[reason]
    ]


def overdue_beside(counts, team):
    """Return the lists of what is late beside the rows above: {label, number, url}, those with something in them."""
    lists = [
        ("goals_overdue", _("Goals"), "planner:goal-list", {"overdue": "true"}),
        ("tasks_overdue", _("Tasks"), "planner:task-list", {"overdue": "true"}),
        ("actions_overdue", _("Response actions"), "risks:action-list", {"overdue": "true"}),
        ("reviews_due", _("Reviews of risks"), "risks:register", {"attention": "review_due"}),
    ]
    return [
        {"label": label, "number": counts[name], "url": list_url(page, team, **query)}
        for name, label, page, query in lists
        if counts[name]
    ]


# Of each kind as many as have room, the most pressing first: no later one can be among them.


def _milestones(membership, on):
    rows = Milestone.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in rows.select_related("team", "owner").order_by("due_on", "number")[:LIMIT]:
        reason = "overdue" if row.due_on < on else "due_soon"
        yield Attention(reason, row, row.due_on, row.owner, row.get_absolute_url())


def _risks(membership):
    rows = Risk.objects.visible_to(membership).high_without_plan().select_related("team", "owner", "current")
    for row in rows.order_by("number")[:LIMIT]:
        yield Attention("no_plan", row, None, row.owner, row.get_absolute_url())


def _money(membership, on):
    actions = NextAction.objects.visible_to(membership).due_by(on + DUE_SOON).for_lists()
    for row in actions.order_by("due_on", "pk")[:LIMIT]:
        url, source = row.opportunity.get_absolute_url(), row.opportunity.source.name
        yield Attention("action_due", row, row.due_on, row.owner, url, source)
    steps = PlanStep.objects.visible_to(membership).due_by(on + DUE_SOON).for_lists()
    for row in steps.order_by("due_on", "number")[:LIMIT]:
        yield Attention("step_due", row, row.due_on, row.responsible, row.get_absolute_url())


def _urgency(item, on):
    """Order: what is late, oldest first; then risks without a plan; then what is due, soonest first."""
    if item.day is None:
        return (1, on)
    return (0 if item.day < on else 2, item.day)
