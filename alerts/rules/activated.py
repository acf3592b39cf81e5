"""A contingency plan was started."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Pace, Severity
from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import ContingencyPlan, ContingencyStep

from .base import EventRule, Occurrence, link_values, recipients
from .words import Wording


def activated_words(alert, values, today):
    headline = _("%(name)s was activated, against %(risk)s") % {"name": values["name"], "risk": values["risk"]}
    return Wording(headline, _("Open the plan: its steps are tasks now, and some of them may be yours."))


@dataclass(frozen=True, eq=False)
class PlanActivated(EventRule):
    """Everybody the plan needs, and the managers, hear of it at once."""

    model = ContingencyPlan
    hangs_on = {"risk": frozenset({"owner"})}

    def candidates(self, scan):
        """Return the plans started in recent days and still at work."""
        earliest = max(scan.now - durations().news, scan.since)
        return self.rows_of(scan.team).activated().filter(activated_at__gte=earliest)

    def find(self, scan, ids):
        for plan in self.rows(self.candidates(scan), ids).values():
            yield Occurrence(
                rule=self.topic.name,
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

    def followed(self, scan, news):
        """Return the plans started lately, which are few, when a task may have changed hands, ended, or been opened."""
        is_touched = news.ids("planner.task") or news.ids("planner.milestone") or news.ids("planner.project")
        return set(self.candidates(scan).values_list("pk", flat=True)) if is_touched else set()

    def rows(self, queryset, ids):
        """Return the plans at work by id, each with the people it needs."""
        plans = {
            plan.pk: plan
            for plan in queryset.filter(pk__in=ids).activated().select_related("owner", "risk__owner").order_by()
        }
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
