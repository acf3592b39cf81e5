"""A contingency plan was started."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Pace, Severity
from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.conditions import ON_MONEY, tell
from risks.models import ContingencyPlan, ContingencyStep, Trigger
from risks.states import Status

from .base import EventRule, Occurrence, link_values, recipients, without_actor
from .words import Line, Wording, day

WAITED_FOR = ("triggers__milestone", "triggers__indicator", "money_triggers__round")


def activated_words(alert, values, today):
    facts = {"name": values["name"], "risk": values["risk"], "who": values.get("who", "")}
    headline = _("%(name)s was activated, against %(risk)s") % facts
    told = [_("%(who)s activated it.") % facts if facts["who"] else _("It started by itself.")]
    if values.get("occurred"):
        told.append(_("The risk has occurred."))
    elif known := values.get("waited_for"):
        told.append(_("Its trigger: %(trigger)s") % {"trigger": "; ".join(_told(each) for each in known)})
    lines = tuple(_line(*step) for step in values.get("steps", ()))
    return Wording(headline, " ".join([*told, _("Its steps are tasks now.")]), lines)


def _told(facts):
    """Return what a trigger says to everybody; of a condition on money, that it is one."""
    return str(ON_MONEY) if facts is None else tell(facts)


def _line(title, due_on, whose, name):
    facts = {"step": title, "day": day(due_on), "who": name}
    # Translators: a step of a contingency plan, when it is due, and who does it
    text = _("%(step)s, by %(day)s (%(who)s)") if name else _("%(step)s, by %(day)s")
    return Line(text % facts, whose)


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
                values=link_values(plan, scan.team) | _told_of(plan),
                people=_people(plan, scan.members),
                severity=Severity.CRITICAL,
                pace=Pace.NOW,
            )

    def followed(self, scan, news):
        """Return the plans started lately, which are few, when a task may have changed hands, ended, or been opened."""
        is_touched = news.ids("planner.task") or news.ids("planner.milestone") or news.ids("planner.project")
        return set(self.candidates(scan).values_list("pk", flat=True)) if is_touched else set()

    def rows(self, queryset, ids):
        """Return the plans at work by id, each with the people it needs."""
        started = queryset.filter(pk__in=ids).activated().order_by()
        started = started.select_related("owner", "risk__owner", "activated_by").prefetch_related(*WAITED_FOR)
        plans = {plan.pk: plan for plan in started}
        tasks = _tasks(plans) if plans else {}
        for pk, plan in plans.items():
            plan.open_tasks = tasks[pk]
            plan.people = [plan.owner, plan.risk.owner, *(task.assignee for task in tasks[pk])]
        return plans

    def why_not(self, alert, row, team, membership, now):
        if row.activation_id != alert.about_id:
            return "superseded"
        return None if membership.pk in dict(_people(row, [membership])) else "not_concerned"


def people_of_start(plan, assignees, members, *, by):
    """Return the ids of those who would be told if somebody started a plan whose steps go to these people."""
    people = recipients([plan.owner, plan.risk.owner, *assignees], members, managers_too=True)
    return dict(without_actor(people, by.pk))


def _people(plan, members):
    return without_actor(recipients(plan.people, members, managers_too=True), plan.activated_by_id)


def _told_of(plan):
    """Return what the mail says of a plan: against what, who started it and why, and what is to be done by whom."""
    steps = [[task.title, task.due_on.isoformat(), *_who(task.assignee)] for task in plan.open_tasks if task.due_on]
    return {
        "risk": str(plan.risk),
        "who": plan.activated_by.name if plan.activated_by else "",
        "occurred": plan.risk.status == Status.OCCURRED,
        "waited_for": _waited_for(plan),
        "steps": steps,
    }


def _waited_for(plan):
    """Return the facts of what has fired, else of all the plan waits for; None for a condition on money."""
    known = plan.all_triggers
    fired = [each for each in known if each.is_fired] or known
    return [each.facts if isinstance(each, Trigger) else None for each in fired]


def _who(assignee):
    return (str(assignee.pk), assignee.name) if assignee else (None, "")


def _tasks(plans):
    """Return {plan id: its tasks still to do, the soonest first}."""
    found = {pk: [] for pk in plans}
    plan_of = dict(ContingencyStep.objects.filter(plan__in=plans).values_list("pk", "plan"))
    tasks = Task.objects.filter(origin_kind=STEP_ORIGIN, origin_id__in=plan_of).open()
    for task in tasks.select_related("assignee").order_by("due_on", "number"):
        found[plan_of[task.origin_id]].append(task)
    return found
