"""What starting a contingency plan does beside making its tasks: who is told, which milestones it touches, money."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from planner.models import Milestone

from .cash import Reserves, tell_reserve
from .ports import told_of_start

NAMES_AT_MOST = 20  # on the page; programs read all
MILESTONES_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Touched:
    """A milestone that gets tasks, or of which the plan saves up to so many of the working days the risk costs."""

    milestone: Milestone
    tasks: int
    days_saved: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What carrying the plan out takes, and what is held for it; `sentence` tells that against the cash."""

    cost: Decimal | None
    reserve: Decimal | None
    currency: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Start:
    """What starting a plan now would do; `money` is None for who may not read the cash."""

    told: list
    milestones: list[Touched]
    money: Drawn | None

    @property
    def named(self):
        return self.told[:NAMES_AT_MOST]

    @property
    def unnamed(self):
        return len(self.told) - len(self.named)


def start_of(plan, rows, membership):
    """Return what starting a plan would do, its tasks aside: `rows` are those (PlannedTask)."""
    assignees = [row.assignee for row in rows if row.assignee is not None]
    people = {person.pk: person for ask in told_of_start for person in ask(membership, plan, assignees)}
    return Start(
        told=sorted(people.values(), key=lambda person: (person.sort_key, str(person.pk))),
        milestones=_touched(plan, rows, membership),
        money=_drawn(plan, membership),
    )


def _touched(plan, rows, membership):
    tasks = Counter(row.milestone.pk for row in rows if row.milestone is not None)
    hit = (
        {link.milestone_id for link in plan.risk.milestone_links.all() if link.is_estimated} if plan.days_saved else ()
    )
    found = Milestone.objects.visible_to(membership).open().filter(pk__in={*tasks, *hit}).order_by("due_on", "number")
    return [
        Touched(milestone, tasks[milestone.pk], plan.days_saved if milestone.pk in hit else None)
        for milestone in found.select_related("team")[:MILESTONES_AT_MOST]
    ]


def _drawn(plan, membership):
    if not Reserves(membership).are_readable:
        return None
    return Drawn(plan.own_cost, plan.reserve, plan.currency, tell_reserve(plan, membership))
