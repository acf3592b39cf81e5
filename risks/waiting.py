"""What a contingency plan waits for, as its page shows it: a person reads of money only who may."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from .endings import MONEY_DAY_OVER, tell_ending
from .models import MoneyTrigger, Trigger
from .money_day import is_over
from .trigger_states import MoneyKind, TriggerKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """One trigger in words, and the addresses of what this person may do about it; none where they may not."""

    trigger: object
    sentence: str
    over: str = ""  # why no machine watches for it any more
    edit_url: str = ""
    discard_url: str = ""
    firing_url: str = ""
    reset_url: str = ""


def waiting_for(plan, membership):
    """Return what a plan waits for; of what this person may not see of it, that it is a condition on money."""
    own = [_shown(each, "trigger", plan, membership) for each in plan.triggers.all()]
    if not membership.has_perm("risks.view_moneytrigger"):
        return own + [Waiting(each, str(each.unseen)) for each in plan.money_triggers.all()]
    money = plan.money_triggers.for_lists().with_ending()
    return own + [_shown(each, "money-trigger", plan, membership) for each in money]


def new_triggers(plan, membership):
    """Return (label, address) of the kinds of triggers this person may add to the plan."""
    if not plan.is_editable:
        return []
    offered = [(Trigger, "trigger", TriggerKind), (MoneyTrigger, "money-trigger", MoneyKind)]
    return [
        (kind.label, f"{reverse(f'risks:{route}-new', args=[plan.team.slug])}?{urlencode(_asked(plan, kind))}")
        for model, route, kinds in offered
        if membership.has_perm(f"risks.add_{model._meta.model_name}")
        for kind in kinds
    ]


def _over(trigger, plan):
    """Return why no machine watches for a trigger any more."""
    by = getattr(trigger, "by_on", None)
    has_passed = by is not None and is_over(by, plan.team.today())
    return tell_ending(MONEY_DAY_OVER if has_passed and not trigger.ending else trigger.ending)


def _asked(plan, kind):
    return {"plan": plan.pk, "kind": kind.value}


def _shown(trigger, route, plan, membership):
    def url(name, verb, *, when):
        allowed = when and membership.has_perm(f"risks.{verb}_{trigger._meta.model_name}")
        return reverse(f"risks:{route}-{name}", args=[plan.team.slug, trigger.pk]) if allowed else ""

    return Waiting(
        trigger,
        trigger.sentence,
        over=_over(trigger, plan) if plan.is_open else "",
        edit_url=url("edit", "change", when=plan.is_editable),
        discard_url=url("discard", "discard", when=plan.is_editable),
        firing_url=url("firing", "fire", when=plan.is_prepared and not trigger.is_fired),
        reset_url=url("reset", "fire", when=trigger.is_fired),
    )
