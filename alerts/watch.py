"""What contingency plans wait for, judged by the clock: what comes to hold fires, and a plan may start by itself.

Each trigger is judged again after some minutes, the one that waited longest first, alone and in a transaction of its
own: what cannot be judged is logged and waits for its next turn, and the others go on. A trigger fires on the way from
not holding to holding, and what happened while nothing ran is found by the next look. Judged here is what the apps
below cannot know: the forecast, and the money.
"""

import datetime as dt
import logging
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Prefetch, Q, Value

from core.faults import BAD_MOMENT, BAD_TEAM
from forecast.nights import MoneyNights, PlanNights
from funding.arrived import money_received, money_signed
from planner.models import Milestone
from risks.conditions import CONDITIONS
from risks.models import ContingencyPlan, MoneyTrigger, Trigger
from risks.money_day import is_over
from risks.trigger_states import Counted, MoneyKind, TriggerKind

from .durations import durations
from .timing import alert_instant

logger = logging.getLogger(__name__)
PORTION = 200  # triggers of a kind judged in one go
MOST_STARTED = 50  # plans started by themselves in one tick
FRESH = dt.timedelta(days=7)  # for how long the forecast of a night says something
WATCHED = [kind for kind, condition in CONDITIONS.items() if condition.is_watched]


class Watched(NamedTuple):
    """How many triggers were judged, how many could not be, and how many plans started by themselves."""

    judged: int
    failed: int
    started: int


class Facts:
    """What is known of a team at an instant, asked for once."""

    def __init__(self, team, now):
        self.team, self.now, self.today = team, now, team.today(now)

    @cached_property
    def plan_nights(self):
        return PlanNights(self.team)

    @cached_property
    def joint_chances(self):
        return MoneyNights(self.team).chances


def watch(now, deadline):
    """Judge what is due, and start the plans that start by themselves; one statement where there is nothing to do."""
    judged = failed = 0
    to_do = _to_do(now)
    for model in (Trigger, MoneyTrigger):
        while model in to_do and (portion := list(_due(model, now)[:PORTION])):
            failed += _judge(model, portion, now)
            judged += len(portion)
            if deadline.is_over:
                break
    return Watched(judged, failed, _start() if to_do else 0)


def _to_do(now):
    """Return of which kinds something is to be judged or started."""
    kinds = {kind._meta.label_lower: kind for kind in (Trigger, MoneyTrigger, ContingencyPlan)}
    rows = [_waiting(Trigger, now), _waiting(MoneyTrigger, now), _to_start()]
    first, *others = (each.order_by().values_list(Value(each.model._meta.label_lower)) for each in rows)
    return {kinds[name] for (name,) in first.union(*others)}


def holds(trigger, facts):
    """Say whether what a trigger waits for holds; None where that cannot be told now."""
    judge = CONDITIONS[trigger.kind].holds
    return judge(trigger, facts.today) if judge else ABOVE[trigger.kind](trigger, facts)


def _waiting(model, now):
    """Return the triggers whose turn to be judged has come."""
    waited = Q(judged_at=None) | Q(judged_at__lte=now - durations().judging)
    return model.objects.armed().filter(waited, kind__in=WATCHED)


def _due(model, now):
    """Return them with what judging them takes, those that waited longest first."""
    rows = _waiting(model, now).select_related("plan", "team")
    if model is Trigger:
        promised = Milestone.objects.with_promise().select_related("team", "project")
        rows = rows.select_related("indicator").prefetch_related(Prefetch("milestone", promised))
    return rows.order_by(F("judged_at").asc(nulls_first=True), "pk")


def _judge(model, portion, now):
    """Judge each trigger by itself and note what was found; returns how many could not be judged."""
    facts, found = {}, defaultdict(list)
    for trigger in portion:
        try:
            known = facts.setdefault(trigger.team_id, Facts(trigger.team, now))
            trigger.team = known.team  # whose calendar is asked for once
            found[_settle(trigger, holds(trigger, known), now)].append(trigger.pk)
        except BAD_MOMENT:
            raise
        except BAD_TEAM:
            logger.exception("The trigger %s of team %s could not be judged", trigger.pk, trigger.team_id)
            found["failed"].append(trigger.pk)
    for answer, ids in found.items():
        told = {} if answer in (None, "failed") else {"holds": answer}
        model.objects.filter(pk__in=ids).update(judged_at=now, **told)
    return len(found["failed"])


def _settle(trigger, is_met, now):
    """Fire what has come to hold, and return what was found."""
    if is_met and not trigger.holds:
        with transaction.atomic():
            trigger.fire(by=None, since=_since(trigger, now))
            type(trigger).objects.filter(pk=trigger.pk).update(holds=True)
    return is_met


def _since(trigger, now):
    """Return since when it has held, as far as that is known: a day came when it began, seen or not."""
    if trigger.kind != TriggerKind.DATE:
        return now
    midnight = alert_instant(trigger.on, 0, trigger.team.zone)
    return min(now, max(midnight, trigger.updated_at, trigger.plan.updated_at))


def _to_start():
    """Return the plans that start by themselves and of which a trigger has fired."""
    fired = [Q(pk__in=model.objects.fired().order_by().values("plan")) for model in (Trigger, MoneyTrigger)]
    return ContingencyPlan.objects.filter(fired[0] | fired[1], starts_by_itself=True)


def _start():
    """Activate them; returns how many were."""
    started = 0
    for plan in _to_start().select_related("team", "risk").order_by("pk")[:MOST_STARTED]:
        try:
            plan.activate(by=None)
            started += 1
        except BAD_MOMENT:
            raise
        except BAD_TEAM:
            logger.exception("The plan %s of team %s did not start by itself", plan.pk, plan.team_id)
    return started


# What the forecast and the money say


def _is_unlikely(trigger, facts):
    if not trigger.milestone.is_open:
        return None
    return _is_below(facts.plan_nights.chances(trigger.milestone), trigger.percent, facts)


def _joint_is_low(trigger, facts):
    return _is_below(facts.joint_chances, trigger.percent, facts)


def _is_below(nights, percent, facts):
    """Say whether the last night has a chance below so many per cent; None without a night that is fresh."""
    if not nights or facts.today - nights[-1].on > FRESH:
        return None
    return round(nights[-1].value * 100, 6) < percent


def _is_missing(trigger, facts):
    """Say whether the day is over and less money is there, or signed, than was to be."""
    if not is_over(trigger.by_on, facts.today):
        return False
    known = money_signed if trigger.counted == Counted.SIGNED else money_received
    found = known(facts.team, trigger.currency, round_id=trigger.round_id, on=facts.today)
    return found < trigger.amount


ABOVE = {
    TriggerKind.CHANCE: _is_unlikely,
    MoneyKind.FINANCING: _is_missing,
    MoneyKind.JOINT_CHANCE: _joint_is_low,
}
