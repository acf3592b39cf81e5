"""What the rows of my work belong to, and which of others' rows are a person's to do, or stand below theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, Model, OuterRef, Q, Subquery, UUIDField

from funding.models import Opportunity
from planner.models import BonusState, Goal, Letter, Milestone, MilestoneGoal, Responsibility
from risks.models import ActionRisk, ContingencyPlan, ContingencyStep, Risk
from teams.models import Membership
from teams.roles import Role


@dataclass(frozen=True, slots=True)
class About:
    """What a row belongs to: its kind, its page, and, asked of a person, the columns of its id, number and name."""

    model: type[Model]
    page: str
    columns: Callable


def _linked(name, title):
    """Return the columns of a row that a link leads to."""
    return lambda _membership: (F(name), F(f"{name}__number"), F(title))


def _first(rows, name):
    """Return the columns of what the first of some rows links to."""
    row_id = Subquery(rows.values(name)[:1], output_field=UUIDField())
    return row_id, Subquery(rows.values(f"{name}__number")[:1]), Subquery(rows.values(f"{name}__title")[:1])


def _goal_of_milestone(_membership):
    return _first(MilestoneGoal.objects.filter(milestone=OuterRef("pk")).order_by("-weight", "goal__number"), "goal")


def _risk_of_action(membership):
    seen = Risk.objects.visible_to(membership)
    links = ActionRisk.objects.filter(action=OuterRef("pk"), risk__in=seen)
    return _first(links.order_by("risk__number"), "risk")


def _plan_of_step(membership):
    steps = ContingencyStep.objects.visible_to(membership).filter(pk=OuterRef("origin_id"))
    return _first(steps.order_by(), "plan")


GOAL = About(Goal, "planner:goal", _goal_of_milestone)
MILESTONE = About(Milestone, "planner:milestone", _linked("milestone", "milestone__title"))
RISK = About(Risk, "risks:risk", _risk_of_action)
PLAN = About(ContingencyPlan, "risks:plan", _plan_of_step)
RISK_ACCEPTED = About(Risk, "risks:risk", _linked("risk", "risk__title"))
DEAL = About(Opportunity, "funding:opportunity", _linked("opportunity", "opportunity__source__name"))


def actions_of_my_risks(membership):
    risks = Risk.objects.visible_to(membership).filter(owner=membership)
    return Q(pk__in=ActionRisk.objects.filter(risk__in=risks).values("action"))


def steps_of_my_risks(membership):
    steps = ContingencyStep.objects.visible_to(membership)
    return Q(origin_id__in=steps.filter(Q(plan__risk__owner=membership) | Q(plan__owner=membership)).values("pk"))


def milestones_i_do(membership):
    parts = Responsibility.objects.filter(person=membership, letter=Letter.RESPONSIBLE)
    return Q(pk__in=parts.values("milestone"))


def bonuses_i_decide(membership):
    """Return what waits for an owner: approving and paying, and what was offered to somebody who has left since.

    Their own is approved by another owner, where there is one.
    """
    if membership.role != Role.OWNER:
        return Q(state="")  # none has such a state
    others = Membership.objects.with_account().filter(team=OuterRef("team"), role=Role.OWNER).exclude(pk=membership.pk)
    to_approve = Q(state=BonusState.EARNED) & (~Q(beneficiary=membership) | ~Exists(others))
    to_pay = Q(state=BonusState.APPROVED, milestone__completed_at__isnull=False)
    return to_approve | to_pay | Q(state=BonusState.OFFERED, beneficiary__ended_at__isnull=False)
