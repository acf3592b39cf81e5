"""Applying a template: its rows are stored in one act, so that one undo takes all of them back."""

from django.utils.translation import gettext as _

from funding.models import PlanStep
from planner.models import Goal, Milestone, Project, ProjectState, Task
from risks.activation import holders_of
from risks.models import ContingencyPlan, ContingencyStep, ResponseAction, Risk
from risks.states import SUGGESTED
from teams.models import JobRole, Position, change
from teams.models.bulk import bulk_add


def apply(preview, *, team, name, by):
    """Store what a Preview shows as a new project of that name; return the Change and the Project.

    What has a job role goes to whoever holds it today. Raises ValidationError, such as for a name that is taken.
    """
    with change(by, _("Template “%(name)s” was applied") % {"name": preview.name}) as act:
        applying = _Applying(preview, team, act)
        project = applying.project(name)
        goals = applying.goals(project)
        milestones = applying.milestones(project, goals)
        applying.risks(milestones)
        applying.roles()
        applying.financing()
    return act, project


def missing_roles(preview, team, *, on):
    """Return the roles to fill for which the team has no position on a day, held or open."""
    known = set(Position.objects.filter(team=team).current(on=on).values_list("job_role", flat=True))
    return [role for role in preview.roles if role.job_role not in known]


class _Applying:
    """One run: knows who holds which role, and stores every row under one act."""

    def __init__(self, preview, team, act):
        self.preview, self.team, self.act = preview, team, act
        self.today = team.today()
        self.holders = holders_of(set(JobRole.values), team=team, on=self.today)

    def new(self, model, *, links=None, **values):
        return model(team=self.team, **values).store(by=self.act, links=links)

    def project(self, name):
        questions = "\n".join(f"– {row.question} {row.hint}" for row in self.preview.questions)
        summary = "\n\n".join([self.preview.summary, _("To answer first:"), questions])
        project = self.new(Project, name=name, summary=summary, starts_on=self.preview.start)
        if self.preview.start <= self.today:
            project.change_state(ProjectState.ACTIVE, by=self.act)
        return project

    def goals(self, project):
        return {
            goal.key: self.new(
                Goal,
                project=project,
                title=goal.title,
                description=goal.description,
                horizon=goal.horizon,
                target_on=goal.target_on,
                owner=self.holders.get(goal.role),
            )
            for goal in self.preview.goals
        }

    def milestones(self, project, goals):
        made = {planned.key: self._milestone(planned, project, goals) for planned in self.preview.milestones}
        bulk_add([task for each in self.preview.milestones for task in self._tasks(each, made[each.key])], by=self.act)
        return made

    def _milestone(self, planned, project, goals):
        return self.new(
            Milestone,
            links={"goals": [goals[key] for key in planned.goals]},
            project=project,
            title=planned.title,
            criteria=planned.criteria,
            owner=self.holders.get(planned.role),
            starts_on=planned.starts_on,
            due_on=planned.due_on,
        )

    def _tasks(self, planned, milestone):
        for task in planned.tasks:
            assignee = self.holders.get(task.role)
            yield Task(team=self.team, milestone=milestone, title=task.title, due_on=task.due_on, assignee=assignee)

    def risks(self, milestones):
        for planned in self.preview.risks:
            risk = self.new(
                Risk,
                links={"milestones": [milestones[key] for key in planned.milestones]},
                title=planned.title,
                cause=planned.cause,
                event=planned.event,
                effect=planned.effect,
                category=planned.category,
                strategy=planned.strategy,
                owner=self.holders.get(planned.role),
            )
            self._judge(risk, planned)
            self._answer(risk, planned)

    def _judge(self, risk, planned):
        risk.assess(
            planned.probability,
            planned.impact,
            by=self.act,
            reason=_("Suggested by the template; judge it anew for your own case."),
            next_review_on=max(planned.review_on, self.today),
            source=SUGGESTED,
        )

    def _answer(self, risk, planned):
        for action in planned.actions:
            owner = self.holders.get(action.role)
            self.new(ResponseAction, links={"risks": [risk]}, title=action.title, due_on=action.due_on, owner=owner)
        if planned.plan:
            self._prepare(risk, planned.plan)

    def _prepare(self, risk, planned):
        owner = self.holders.get(planned.role)
        plan = self.new(ContingencyPlan, risk=risk, title=planned.title, trigger=planned.trigger, owner=owner)
        for step in planned.steps:
            self.new(ContingencyStep, plan=plan, title=step.title, offset_days=step.offset_days, job_role=step.role)
        plan.refresh_from_db()
        if not plan.missing:
            plan.make_ready(by=self.act)

    def roles(self):
        for role in missing_roles(self.preview, self.team, on=self.today):
            self.new(Position, job_role=role.job_role, circle=role.circle, title=role.title, starts_on=role.needed_on)

    def financing(self):
        for step in self.preview.financing:
            self.new(
                PlanStep,
                title=step.title,
                description=step.note,
                channel=step.channel,
                due_on=step.due_on,
                responsible=self.holders.get(step.role),
            )
