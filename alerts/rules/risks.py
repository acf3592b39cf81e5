"""What the risk register raises: ratings, gaps, reviews, activated plans and their steps."""

from alerts.durations import durations
from alerts.models import Pace, Severity
from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import Assessment, ContingencyPlan, Risk
from risks.scoring import LEVELS
from risks.states import Score

from .base import DateRule, Occurrence, hearers, link_values

REVIEWS = DateRule(
    model=Risk,
    date_field="next_review_on",
    due="review_due",
    overdue="review_due",
    leads=(0,),
    standing=lambda rows: rows.open(),
    in_charge=lambda row: [row.owner],
    related=("owner",),
)

STEPS = DateRule(
    model=Task,
    date_field="due_on",
    due="step_due",
    overdue="step_due",
    leads=(1, 0),
    standing=lambda rows: rows.open().filter(origin_kind=STEP_ORIGIN),
    in_charge=lambda row: [row.assignee],
    related=("assignee",),
)


class RiskRated:
    """A risk reached the level high or critical: the owner hears of it, of critical ones the managers at once."""

    topics = {"risk_rated"}
    kind = Risk._meta.label_lower

    def find(self, scan):
        """Yield the risks whose present rating is recent, high, and worse than the one before."""
        earliest = max(scan.now - durations().news, scan.since)
        rows = Risk.objects.filter(team=scan.team, current__at__gte=earliest).high()
        rows = list(rows.select_related("owner", "current"))
        before = _levels_before(rows)
        for row in rows:
            if LEVELS.index(row.level) > before.get(row.pk, -1):
                yield self._occurrence(scan, row)

    def _occurrence(self, scan, row):
        is_critical = row.level == "critical"
        return Occurrence(
            rule="risk_rated",
            kind=self.kind,
            subject_id=row.pk,
            about_id=row.current_id,
            fires_at=row.current.at,
            expires_at=row.current.at + durations().news,
            values=link_values(row, scan.team) | {"level": row.level},
            people=_rated_people(row, scan.members),
            severity=Severity.CRITICAL if is_critical else Severity.NORMAL,
            pace=Pace.NOW if is_critical else Pace.SOON,
        )

    def rows(self, queryset, ids):
        rows = queryset.high().filter(pk__in=ids).select_related("owner", "current")
        return {row.pk: row for row in rows}

    def why_not(self, alert, row, team, membership, now):
        """It holds while the risk is high and rated as the alert says, and the person is concerned."""
        if row.current_id != alert.about_id:
            return "superseded"
        return None if membership.pk in dict(_rated_people(row, [membership])) else "not_concerned"


class RiskGap:
    """A high risk has no owner, no action or no contingency plan; told once for each rating."""

    topics = {"risk_gap"}
    kind = Risk._meta.label_lower

    def find(self, scan):
        """Yield the uncovered high risks, to be told the next morning."""
        for row in self.rows(Risk.objects.filter(team=scan.team)).values():
            yield Occurrence(
                rule="risk_gap",
                kind=self.kind,
                subject_id=row.pk,
                about_id=row.current_id,
                fires_at=scan.next,
                values=link_values(row, scan.team) | {"missing": row.missing},
                people=hearers([row.owner], scan.members, managers_too=False),
            )

    def rows(self, queryset, ids=None):
        """Return the uncovered risks by id, each with the names of what it lacks."""
        queryset = queryset if ids is None else queryset.filter(pk__in=ids)
        lacking = {
            "owner": set(queryset.high_without_owner().values_list("pk", flat=True)),
            "action": set(queryset.high_without_action().values_list("pk", flat=True)),
            "plan": set(queryset.high_without_plan().values_list("pk", flat=True)),
        }
        found = {row.pk: row for row in queryset.filter(pk__in=set().union(*lacking.values())).select_related("owner")}
        for row in found.values():
            row.missing = [name for name, rows in lacking.items() if row.pk in rows]
        return found

    def why_not(self, alert, row, team, membership, now):
        people = hearers([row.owner], [membership], managers_too=False)
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
                people=hearers(_plan_people(plan), scan.members, managers_too=True),
                severity=Severity.CRITICAL,
                pace=Pace.NOW,
            )

    def rows(self, queryset, ids=None):
        queryset = queryset if ids is None else queryset.filter(pk__in=ids)
        return {plan.pk: plan for plan in queryset.activated().select_related("owner", "risk__owner")}

    def why_not(self, alert, row, team, membership, now):
        if row.activation_id != alert.about_id:
            return "superseded"
        people = hearers(_plan_people(row), [membership], managers_too=True)
        return None if membership.pk in dict(people) else "not_concerned"


def _rated_people(risk, members):
    return hearers([risk.owner], members, managers_too=risk.level == "critical")


def _levels_before(risks):
    """Return {risk id: rank of the rating before the present one}."""
    present = {risk.current_id for risk in risks}
    older = Assessment.objects.filter(risk__in=risks, kind=Score.CURRENT).exclude(pk__in=present)
    ranks = older.order_by("at", "pk").values_list("risk", "level")
    return {risk: LEVELS.index(level) if level else -1 for risk, level in ranks}


def _plan_people(plan):
    tasks = Task.objects.filter(origin_kind=STEP_ORIGIN, origin_id__in=plan.steps.values("pk")).open()
    assignees = [task.assignee for task in tasks.select_related("assignee")]
    return [plan.owner, plan.risk.owner, *assignees]


RULES = [REVIEWS, STEPS, RiskRated(), RiskGap(), PlanActivated()]
