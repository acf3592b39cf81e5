"""Applying a template: its rows are stored in one act, so that one undo takes all of them back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funding.models import PlanStep, Round
from planner.estimates import SUGGESTED
from planner.models import FIGURES, Dependency, Goal, Milestone, Project, ProjectState, Task
from risks.activation import holders_of
from risks.models import ContingencyPlan, ContingencyStep, ResponseAction, Risk, RiskMilestone, Trigger
from risks.states import Effect
from risks.trigger_states import TriggerKind
from teams.models import JobRole, Position, add_rows, change

APPLIED = gettext_noop("{who} applied the template “{name}”")


def apply(preview, *, team, name, by):
    """Store what a Preview shows as a new project of that name; return the Change and the Project.

    What has a job role goes to whoever holds it today. Raises ValidationError, such as for a name that is taken.
    """
    with change(by, APPLIED, name=preview.name) as act:
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


def open_round(planned, team):
    """Return the team's round of the name the template would give, or None; a name is free once only."""
    return Round.objects.filter(team=team, name=planned.name).first()


class _Applying:
    """One run: knows who holds which role, and stores every row under one act."""

    def __init__(self, preview, team, act):
        self.preview, self.team, self.act = preview, team, act
        self.today = team.today()
        self.holders = holders_of(set(JobRole.values), team=team, on=self.today)

    def new(self, model, *, links=None, **values):
        return self.draft(model, **values).store(by=self.act, links=links)

    def draft(self, model, **values):
        return model(team=self.team, **values)

    def add(self, rows, *, links=None):
        add_rows(rows, by=self.act, links=links)

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
        made = {planned.key: self._milestone(planned, project) for planned in self.preview.milestones}
        goals_of = {made[each.key].pk: [goals[key].pk for key in each.goals] for each in self.preview.milestones}
        self.add(made.values(), links={"goals": goals_of})
        self.add(task for each in self.preview.milestones for task in self._tasks(each, made[each.key]))
        self.add(link for each in self.preview.milestones for link in self._links(each, made))
        return made

    def _milestone(self, planned, project):
        return self.draft(
            Milestone,
            project=project,
            title=planned.title,
            criteria=planned.criteria,
            owner=self.holders.get(planned.role),
            starts_on=planned.starts_on,
            due_on=planned.due_on,
            follows_links=bool(planned.waits_for),
            external_source=SUGGESTED,
            **dict(zip(FIGURES, planned.days, strict=True)),
        )

    def _links(self, planned, made):
        for link in planned.waits_for:
            ends = {"predecessor": made[link.key], "successor": made[planned.key]}
            yield self.draft(Dependency, kind=link.kind, lag=link.lag, **ends)

    def _tasks(self, planned, milestone):
        for task in planned.tasks:
            assignee = self.holders.get(task.role)
            yield self.draft(Task, milestone=milestone, title=task.title, due_on=task.due_on, assignee=assignee)

    def risks(self, milestones):
        made = [(planned, self._risk(planned)) for planned in self.preview.risks]
        self.add(self._effect(each, risk, key, milestones[key]) for each, risk in made for key in each.milestones)
        self._answer(made)
        self._prepare(made)

    def _risk(self, planned):
        risk = self.new(
            Risk,
            title=planned.title,
            cause=planned.cause,
            event=planned.event,
            effect=planned.effect,
            category=planned.category,
            strategy=planned.strategy,
            owner=self.holders.get(planned.role),
            probability_percent=planned.percent,
            external_source="" if planned.percent is None else SUGGESTED,
        )
        risk.assess(
            planned.probability,
            planned.impact,
            by=self.act,
            reason=_("Suggested by the template; judge it again for your own case."),
            next_review_on=max(planned.review_on, self.today),
            source=SUGGESTED,
        )
        return risk

    def _effect(self, planned, risk, key, milestone):
        link = self.draft(RiskMilestone, risk=risk, milestone=milestone)
        if key in planned.days:
            link.effect, link.external_source = Effect.DAYS, SUGGESTED
            link.effect_min, link.effect_likely, link.effect_max = planned.days[key]
        return link

    def _answer(self, made):
        risks_of = {}
        for planned, risk in made:
            for action in planned.actions:
                owner = self.holders.get(action.role)
                row = self.draft(ResponseAction, title=action.title, due_on=action.due_on, owner=owner)
                risks_of[row] = [risk.pk]
        self.add(risks_of, links={"risks": {row.pk: risks for row, risks in risks_of.items()}})

    def _prepare(self, made):
        """Make the plans, and together their triggers and steps: nobody can have started a plan yet."""
        written = {self._plan(planned.plan, risk): planned.plan for planned, risk in made if planned.plan}
        steps_of = {plan: planned.steps for plan, planned in written.items()}
        self.add(
            self.draft(Trigger, plan=plan, kind=TriggerKind.MANUAL, text=planned.trigger)
            for plan, planned in written.items()
        )
        self.add(
            self.draft(
                ContingencyStep,
                plan=plan,
                position=position,
                title=step.title,
                offset_days=step.offset_days,
                job_role=step.role,
            )
            for plan, steps in steps_of.items()
            for position, step in enumerate(steps, start=1)
        )
        for plan in steps_of:
            if not plan.missing:
                plan.make_ready(by=self.act)

    def _plan(self, planned, risk):
        owner = self.holders.get(planned.role)
        values = {"title": planned.title, "days_saved": planned.days_saved}
        return self.new(ContingencyPlan, risk=risk, owner=owner, **values)

    def roles(self):
        missing = missing_roles(self.preview, self.team, on=self.today)
        self.add(
            self.draft(Position, job_role=role.job_role, circle=role.circle, title=role.title, starts_on=role.needed_on)
            for role in missing
        )

    def financing(self):
        planned = self.preview.round
        dates = {"starts_on": planned.starts_on, "expected_close_on": planned.expected_close_on}
        raising = open_round(planned, self.team) or self.new(Round, name=planned.name, **dates)
        self.add(
            self.draft(
                PlanStep,
                title=step.title,
                description=step.note,
                channel=step.channel,
                due_on=step.due_on,
                responsible=self.holders.get(step.role),
                round=raising if step.of_round else None,
            )
            for step in self.preview.financing
        )
