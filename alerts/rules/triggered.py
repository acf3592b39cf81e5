"""What a contingency plan waits for has happened, and somebody has to start the plan."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.states import Pace, Severity
from core.characters import CONTROL
from risks.conditions import ON_MONEY, tell
from risks.models import ContingencyPlan, MoneyTrigger, Trigger

from .base import STATE, EventRule, Occurrence, link_values, recipients, without_actor
from .words import Wording


def triggered_words(alert, values, today):
    # A mail never says more of money than that it is about money.
    seen = tell(values["fired"]) if values.get("fired") else str(ON_MONEY)
    facts = {"name": values["name"], "risk": values["risk"], "seen": CONTROL.sub(" ", seen)}
    headline = _("What %(name)s waits for has happened: %(seen)s") % facts
    todo = _("It is prepared against %(risk)s. Look at its steps, and start it now.") % facts
    return Wording(headline, todo, button=_("Look at it and start it"))


@dataclass(frozen=True, eq=False)
class TriggerFired(EventRule):
    """The plan's owner, the risk's owner and the managers hear of it at once, until the plan is started."""

    model = ContingencyPlan
    hangs_on = {"risk": frozenset({"owner", "status"}), "triggers": STATE, "money_triggers": STATE}

    def candidates(self, scan):
        """Return the plans that can be started of which a trigger has fired."""
        plans = [_fired(scan.team, model).values("plan") for model in (Trigger, MoneyTrigger)]
        rows = self.rows_of(scan.team)
        return rows.filter(pk__in=plans[0].order_by()) | rows.filter(pk__in=plans[1].order_by())

    def find(self, scan, ids):
        for plan in self.rows(self.rows_of(scan.team), ids).values():
            for trigger in plan.fired:
                if trigger.fired_at >= scan.since:
                    yield self._occurrence(scan, plan, trigger)

    def _occurrence(self, scan, plan, trigger):
        path = reverse("risks:plan-activation", args=[scan.team.slug, plan.pk])
        is_open = isinstance(trigger, Trigger)
        values = {"risk": str(plan.risk), "fired": trigger.facts if is_open else None}
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=plan.pk,
            about_id=trigger.firing,
            fires_at=trigger.fired_at,
            values=link_values(plan, scan.team) | values | {"path": path},
            people=_people(plan, trigger, scan.members),
            severity=Severity.CRITICAL,
            pace=Pace.NOW,
        )

    def rows(self, queryset, ids):
        """Return the plans by id of which something has fired, each with that."""
        fired = defaultdict(list)
        for model in (Trigger, MoneyTrigger):
            rows = model.objects.filter(plan__in=ids).fired().select_related(*model.named)
            for trigger in rows.order_by("fired_at", "pk"):
                fired[trigger.plan_id].append(trigger)
        plans = queryset.filter(pk__in=fired).order_by() if fired else ()
        found = {plan.pk: plan for plan in plans and plans.select_related("owner", "risk__owner")}
        for pk, plan in found.items():
            plan.fired = fired[pk]
        return found

    def why_not(self, alert, row, team, membership, now):
        trigger = next((each for each in row.fired if each.firing == alert.about_id), None)
        if trigger is None:
            return "superseded"
        return None if membership.pk in dict(_people(row, trigger, [membership])) else "not_concerned"


def _fired(team, model):
    return model.objects.filter(team=team).fired()


def _people(plan, trigger, members):
    return without_actor(recipients([plan.owner, plan.risk.owner], members, managers_too=True), trigger.fired_by_id)
