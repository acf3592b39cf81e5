"""What needs the team now, the most pressing first, over plan, risks and money: my own rows, and all others."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from funding.models import NextAction, PlanStep
from planner.models import Milestone
from risks.models import Risk
from teams.models import DUE_SOON
from teams.web import list_url

LIMIT = 12  # rows of each list on one page; the lists they are from have the rest


@dataclass(frozen=True, slots=True)
class Attention:
    """One row that needs somebody: why, by when, and what it is worth or costs in the forecast (desk/worth.py)."""

    reason: str  # a key the template puts into words: overdue, due_soon, no_plan, action_due, step_due
    row: Model
    day: date | None
    owner: Model | None
    url: str
    about: Model | None = None  # the opportunity a next step is about
    worth: float | None = None  # a share of the joint chance
    costs: float | None = None  # working days

    @property
    def points(self):
        return None if self.worth is None else round(self.worth * 100)

    @property
    def days(self):
        return None if self.costs is None else round(self.costs)


def needs_attention(membership, *, on):
    """Return (my own, all others): the first that is overdue, due within 14 days, or a high risk without a plan.

    Of all this member sees; their own are those they are in charge of.
    """
    found = [*_milestones(membership, on), *_risks(membership), *_money(membership, on)]
    found.sort(key=lambda item: _urgency(item, on))
    mine = [item for item in found if item.owner == membership]
    others = [item for item in found if item.owner != membership]
    return mine[:LIMIT], others[:LIMIT]


def grouped(items, *, on):
    """Return the items as they are headed: {key, items} of what is late, of risks, and of what is due soon."""
    names = ("overdue", "no_plan", "due_soon")
    groups = {name: [item for item in items if names[_urgency(item, on)[0]] == name] for name in names}
    return [{"key": name, "items": found} for name, found in groups.items() if found]


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
    for row in _first(rows, membership, "owner", "due_on", "number").select_related("team", "owner"):
        reason = "overdue" if row.due_on < on else "due_soon"
        yield Attention(reason, row, row.due_on, row.owner, row.get_absolute_url())


def _risks(membership):
    rows = Risk.objects.visible_to(membership).high_without_plan()
    for row in _first(rows, membership, "owner", "number").select_related("team", "owner", "current"):
        yield Attention("no_plan", row, None, row.owner, row.get_absolute_url())


def _money(membership, on):
    actions = NextAction.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in _first(actions, membership, "owner", "due_on", "pk").for_lists():
        yield Attention("action_due", row, row.due_on, row.owner, row.get_absolute_url(), row.opportunity)
    steps = PlanStep.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in _first(steps, membership, "responsible", "due_on", "number").for_lists():
        yield Attention("step_due", row, row.due_on, row.responsible, row.get_absolute_url())


def _first(rows, membership, owner, *order):
    """Return the first of the member's own rows and the first of all others, as one set in this order."""
    is_mine = Q(**{owner: membership})
    mine, others = (
        part.order_by(*order).values("pk")[:LIMIT] for part in (rows.filter(is_mine), rows.exclude(is_mine))
    )
    return rows.filter(Q(pk__in=mine) | Q(pk__in=others)).order_by(*order)


def _urgency(item, on):
    """Order: what is late, oldest first; then risks without a plan; then what is due, soonest first."""
    if item.day is None:
        return (1, on)
    return (0 if item.day < on else 2, item.day)
