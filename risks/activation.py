"""Activating a contingency plan: its steps become dated tasks of the plan, for the people named."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from planner.models import Milestone, Task
from teams.models import Membership, Position

STEP_ORIGIN = "risks.contingencystep"


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """What a step becomes if its plan is activated on a day, or has become."""

    step: object
    due_on: date
    assignee: Membership | None
    milestone: Milestone | None
    task: Task | None = None

    def make(self, *, by):
        """Make the task."""
        plan = self.step.plan
        return Task(
            team_id=self.step.team_id,
            milestone=self.milestone,
            title=self.step.title,
            description=_("A step of %(plan)s, against %(risk)s.") % {"plan": plan, "risk": plan.risk},
            assignee=self.assignee,
            due_on=self.due_on,
            origin_kind=STEP_ORIGIN,
            origin_id=self.step.pk,
            follows=plan.risk_id,
        ).store(by=by)


def planned_tasks(plan, *, on):
    """Return the tasks that activation on this day makes, in the order of the steps."""
    steps = list(plan.steps.select_related("plan__risk", "responsible"))
    milestone = first_open_milestone(plan.risk)
    holders = holders_of({step.job_role for step in steps if step.job_role}, team=plan.team, on=on)
    return [
        PlannedTask(
            step=step,
            due_on=step.due_after(on),
            assignee=_who(step, holders) or plan.owner,
            milestone=milestone,
        )
        for step in steps
    ]


def first_open_milestone(risk):
    """Return the milestone the risk threatens first, or None."""
    return risk.milestones.open().order_by(F("due_on").asc(nulls_last=True), "number").first()


def holders_of(job_roles, *, team, on):
    """Return who holds each of these positions on a day, the core team before the extended one."""
    if not job_roles:
        return {}
    positions = (
        Position.objects.filter(team=team, job_role__in=job_roles, holder__ended_at=None, holder__isnull=False)
        .filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))
        .select_related("holder")
        .order_by("circle", "created_at", "pk")
    )
    holders = {}
    for position in positions:
        holders.setdefault(position.job_role, position.holder)
    return holders


def step_tasks(plans, tasks):
    """Return {step id: task} of the present activations, chosen from `tasks`; prefetch steps of the plans."""
    started = {step.pk: plan for plan in plans if plan.activated_at for step in plan.steps.all()}
    if not started:
        return {}
    made = tasks.filter(origin_kind=STEP_ORIGIN, origin_id__in=list(started))
    return {task.origin_id: task for task in made if task.created_at >= started[task.origin_id].activated_at}


def is_step_at_work():
    """Return the condition of tasks that the present activation of a plan made: what `step_tasks` finds, in SQL."""
    plans = apps.get_model("risks.ContingencyPlan").objects.activated().filter(steps=OuterRef("origin_id"))
    return Q(Exists(plans.filter(activated_at__lte=OuterRef("created_at"))), origin_kind=STEP_ORIGIN)


def step_plan(plan, tasks):
    """Return a PlannedTask per step: as made by the present activation, else as activation today would make it."""
    if plan.activated_at is None:
        return planned_tasks(plan, on=plan.team.today())
    made = step_tasks([plan], tasks.select_related("assignee", "milestone"))
    first_day = plan.team.today(plan.activated_at)
    rows = []
    for step in plan.steps.select_related("plan", "responsible"):
        task = made.get(step.pk)
        due_on = task.due_on if task else step.due_after(first_day)
        rows.append(PlannedTask(step, due_on, task and task.assignee, task and task.milestone, task))
    return rows


def _who(step, holders):
    if step.responsible is not None and step.responsible.is_active:
        return step.responsible
    return holders.get(step.job_role)
