"""By what, and when, the last thing ended that a machine watched for a contingency plan."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from risks.endings import BY_NAME
from risks.models import MoneyTrigger, Trigger
from risks.trigger_states import TriggerState

from .base import last_set


@dataclass(frozen=True, slots=True)
class End:
    """The name of why a plan is watched no more (risks/endings.py), and the act that made it so."""

    name: str
    activity: UUID
    at: dt.datetime


def ends_of(plans):
    """Return {plan id: End} of those plans that lost what a machine saw, and say of each whether it `has_fired`.

    What has fired is told of by itself; and while a condition on money may still be met, nothing is lost.
    """
    if not plans:
        return {}
    for plan, fired in _with_fired(plans):
        plan.has_fired = fired
    waiting = {plan.pk: plan for plan in plans if not plan.has_fired}
    ends = {}
    for plan_id, end in _ends(waiting):
        known, plan = ends.get(plan_id), waiting[plan_id]
        is_later = known is None or (end.at, end.activity) > (known.at, known.activity)
        if is_later and not _outlasts(plan, end):
            ends[plan_id] = end
    return ends


def _with_fired(plans):
    ids = [plan.pk for plan in plans]
    own, money = (
        model.objects.filter(plan__in=ids, state=TriggerState.FIRED).order_by().values_list("plan")
        for model in (Trigger, MoneyTrigger)
    )
    fired = {plan_id for (plan_id,) in own.union(money)}
    return [(plan, plan.pk in fired) for plan in plans]


def _ends(plans):
    """Return (plan id, End) of each trigger of plans that ended because of another row."""
    triggers = Trigger.objects.ended().filter(plan__in=plans).select_related("milestone")
    found, rows = [], defaultdict(set)
    for trigger in triggers:
        ending = BY_NAME[trigger.fetched_ending]
        row_id = {
            "milestone": trigger.milestone_id,
            "milestone__project": trigger.milestone and trigger.milestone.project_id,
            "indicator": trigger.indicator_id,
        }[ending.row]
        rows[ending.field].add(row_id)
        found.append((trigger.plan_id, ending, row_id))
    acts = {field: last_set(ids, field) for field, ids in rows.items()}
    return [
        (plan_id, End(ending.name, *acts[ending.field][row_id][:2]))
        for plan_id, ending, row_id in found
        if row_id in acts[ending.field]
    ]


def _outlasts(plan, end):
    """Say whether a condition on money was watched for longer than until this end."""
    return plan.watched_until is not None and plan.team.today(end.at) <= plan.watched_until
