"""What the risk register raises: ratings, gaps, reviews, activated plans and their steps."""

from alerts.durations import durations
from alerts.models import Alert, Pace, Severity
from alerts.notified import notified
from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import Assessment, ContingencyPlan, ContingencyStep, Risk
from risks.scoring import LEVELS
from risks.states import SUGGESTED, Score

from .base import DateRule, Occurrence, link_values, recipients

REVIEWS = DateRule(
    model=Risk,
    date_field="next_review_on",
    due="review_due",
    overdue="review_due",
    leads=(0,),
    standing=lambda rows: rows.open(),
    in_charge=lambda row: row.owner,
    put_in_charge=lambda row: (row.pk, "owner"),
    related=("owner",),
)

STEPS = DateRule(
    model=Task,
    date_field="due_on",
    due="step_due",
    overdue="step_due",
    leads=(1, 0),
    standing=lambda rows: rows.open().filter(origin_kind=STEP_ORIGIN),
    in_charge=lambda row: row.assignee,
    put_in_charge=lambda row: (row.pk, "assignee"),
    related=("assignee",),
)


class RiskRated:
    """A risk reached the level high or critical: the owner hears of it, of critical ones the managers at once."""

    topics = {"risk_rated"}
    kind = Risk._meta.label_lower

    def find(self, scan):
        """Yield the high risks that came to their present level lately; rated again at it, they stay the same news."""
        earliest = max(scan.now - durations().news, scan.since)
        rows = _entered({row.pk: row for row in scan.once(_high) if row.current.at >= earliest})
        heard = _notified_of_worse(scan.team, rows) if rows else set()
        for row in rows.values():
            if row.entered.at >= earliest and row.pk not in heard:
                yield self._occurrence(scan, row)

    def _occurrence(self, scan, row):
        is_critical = row.level == "critical"
        return Occurrence(
            rule="risk_rated",
            kind=self.kind,
            subject_id=row.pk,
            about_id=row.entered.pk,
            step=LEVELS.index(row.level),
            fires_at=row.entered.at,
            expires_at=row.entered.at + durations().news,
            values=link_values(row, scan.team) | {"level": row.level},
            people=_rated_people(row, scan.members),
            severity=Severity.CRITICAL if is_critical else Severity.NORMAL,
            pace=Pace.NOW if is_critical else Pace.SOON,
        )

    def rows(self, queryset, ids):
        """Return the high risks somebody rated, by id, each with the assessment by which it `entered` its level."""
        rows = queryset.filter(pk__in=ids).high().select_related("owner", "current").order_by()
        return _entered({row.pk: row for row in rows})

    def why_not(self, alert, row, team, membership, now):
        """It holds while the risk is high and has the level it then came to, and the person is concerned."""
        if (row.entered.pk, LEVELS.index(row.level)) != (alert.about_id, alert.step):
            return "superseded"
        return None if membership.pk in dict(_rated_people(row, [membership])) else "not_concerned"


class RiskGap:
    """A high risk has no owner, no action or no contingency plan; told once for each rating."""

    topics = {"risk_gap"}
    kind = Risk._meta.label_lower

    def find(self, scan):
        """Yield the uncovered high risks, to be told the next morning."""
        if not scan.once(_high):
            return
        for row in self.rows(Risk.objects.filter(team=scan.team)).values():
            yield Occurrence(
                rule="risk_gap",
                kind=self.kind,
                subject_id=row.pk,
                about_id=row.current_id,
                fires_at=scan.next,
                values=link_values(row, scan.team) | {"missing": row.missing},
                people=recipients([row.owner], scan.members, managers_too=False),
            )

    def rows(self, queryset, ids=None):
        """Return the uncovered risks by id, each with the names of what it lacks."""
        queryset = queryset if ids is None else queryset.filter(pk__in=ids)
        found = {row.pk: row for row in queryset.with_gaps().select_related("owner").order_by()}
        for row in found.values():
            has = {"owner": row.owner_id is not None, "action": row.has_action, "plan": row.has_plan}
            row.missing = [name for name, is_there in has.items() if not is_there]
        return found

    def why_not(self, alert, row, team, membership, now):
        people = recipients([row.owner], [membership], managers_too=False)
        return None if membership.pk in dict(people) else "not_concerned"


class PlanActivated:
    """A contingency plan was started: everybody it needs, and the managers, hear of it at once."""

    topics = {"plan_activated"}
    kind = ContingencyPlan._meta.label_lower

    def find(self, scan):
        """Yield the plans started in recent days and still at work."""
        earliest = max(scan.now - durations().news, scan.since)
        plans = self.rows(ContingencyPlan.objects.filter(team=scan.team, activated_at__gte=earliest))
        for plan in plans.values():
            yield Occurrence(
                rule="plan_activated",
                kind=self.kind,
                subject_id=plan.pk,
                about_id=plan.activation_id,
                fires_at=plan.activated_at,
                expires_at=plan.activated_at + durations().news,
                values=link_values(plan, scan.team) | {"risk": str(plan.risk)},
                people=recipients(plan.people, scan.members, managers_too=True),
                severity=Severity.CRITICAL,
                pace=Pace.NOW,
            )

    def rows(self, queryset, ids=None):
        """Return the plans at work by id, each with the people it needs."""
        queryset = queryset if ids is None else queryset.filter(pk__in=ids)
        plans = {plan.pk: plan for plan in queryset.activated().select_related("owner", "risk__owner").order_by()}
        assignees = _assignees(plans) if plans else {}
        for pk, plan in plans.items():
            plan.people = [plan.owner, plan.risk.owner, *assignees[pk]]
        return plans

    def why_not(self, alert, row, team, membership, now):
        if row.activation_id != alert.about_id:
            return "superseded"
        people = recipients(row.people, [membership], managers_too=True)
        return None if membership.pk in dict(people) else "not_concerned"


def _assignees(plans):
    """Return {plan id: who has a task of it still to do}."""
    people = {pk: [] for pk in plans}
    plan_of = dict(ContingencyStep.objects.filter(plan__in=plans).values_list("pk", "plan"))
    tasks = Task.objects.filter(origin_kind=STEP_ORIGIN, origin_id__in=plan_of).open()
    for task in tasks.select_related("assignee").order_by():
        people[plan_of[task.origin_id]].append(task.assignee)
    return people


def _rated_people(risk, members):
    return recipients([risk.owner], members, managers_too=risk.level == "critical")


def _high(team):
    return list(Risk.objects.filter(team=team).high().select_related("owner", "current").order_by())


def _entered(risks):
    """Return those of {id: high risk} somebody rated, each with the assessment by which it `entered` its level."""
    runs = {pk: run for pk, run in _runs(risks).items() if run}
    for pk, run in runs.items():
        risks[pk].entered = run[0]
    return {pk: risks[pk] for pk in runs}


def _runs(risks):
    """Return {risk id: its last assessments without a break, in order, at its present level or a worse one}.

    What a template suggested is nobody's judgement: whoever confirms it rates the risk first.
    """
    if not risks:
        return {}
    runs = {pk: [] for pk in risks}
    ratings = Assessment.objects.filter(risk__in=risks, kind=Score.CURRENT).exclude(external_source=SUGGESTED)
    for rating in ratings.order_by("at", "pk"):
        run = runs[rating.risk_id]
        if rating.level and LEVELS.index(rating.level) >= LEVELS.index(risks[rating.risk_id].level):
            run.append(rating)
        else:
            run.clear()
    return runs


def _notified_of_worse(team, risks):
    """Return the ids of risks that came down to their present level, from one somebody was told of in the same run."""
    alerts = notified(Alert.objects.filter(team=team, rule="risk_rated", subject_id__in=risks))
    facts = alerts.values_list("subject_id", "step", "fires_at")
    return {pk for pk, step, at in facts if step > LEVELS.index(risks[pk].level) and at >= risks[pk].entered.at}


RULES = [REVIEWS, STEPS, RiskRated(), RiskGap(), PlanActivated()]
