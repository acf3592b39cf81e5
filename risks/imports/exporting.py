"""The register as rows and as objects, which import again without changing anything.

A person gets what they may see: restricted risks only where they see them, addresses only who keeps the list of people,
conditions on money only who reads the money.
"""

import json
from itertools import islice

from core.fetching import fetched, prefetch
from planner.imports.known import mark_of
from risks.models import (
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    IndicatorReading,
    MoneyTrigger,
    ResponseAction,
    Risk,
    RiskMilestone,
    RiskReader,
    Trigger,
)
from risks.states import Score
from risks.trigger_states import TriggerKind

from .belonging import Telling
from .cells import actions_cell, milestones_cell, plans_cell
from .columns import DAYS, NESTED, OWN_HEADER
from .known import bare_id

AT_A_TIME = 500  # rows in memory while a file is sent
FORMAT, VERSION = "landfall.risks", 1


def register_rows(membership):
    """Yield every risk this person may see, as rows under OWN_HEADER."""
    telling = Telling(membership)
    for risk in _risks(membership, _for_cells(membership)):
        told = _cells(risk, telling)
        yield [told.get(name) for name in OWN_HEADER]


def register_json(membership):
    """Yield the pieces of a file of JSON with every risk this person may see, and all that belongs to each."""
    telling, before = Telling(membership), "\n"
    yield json.dumps({"format": FORMAT, "version": VERSION, "mark": mark_of(membership.team)})[:-1] + ', "risks": ['
    for risk in _risks(membership, _for_json(membership)):
        yield before + json.dumps(_object(risk, telling), ensure_ascii=False, default=str)
        before = ",\n"
    yield "\n]}\n"


def _risks(membership, parts):
    rows = Risk.objects.visible_to(membership)
    rows = rows.select_related("team", "owner__user", "raised_by__user", *Score.values).prefetch_related(*parts)
    found = rows.order_by("number").iterator(AT_A_TIME)
    while part := list(islice(found, AT_A_TIME)):
        yield from part


def _for_cells(membership):
    def seen(model):
        return model.objects.visible_to(membership)

    triggers = seen(Trigger).select_related(*Trigger.named)
    plans = seen(ContingencyPlan).select_related("team", "owner__user", "fallback_of")
    return [
        prefetch("milestone_links", seen(RiskMilestone).select_related("milestone__team", "milestone__project")),
        prefetch("actions", seen(ResponseAction).select_related("team", "owner__user").order_by("number")),
        prefetch("plans", plans.prefetch_related(prefetch("triggers", triggers)).order_by("number")),
    ]


def _for_json(membership):
    def seen(model):
        return model.objects.visible_to(membership)

    readings = seen(IndicatorReading).order_by("measured_on", "at", "id")
    indicators = seen(Indicator).select_related("owner__user").prefetch_related(prefetch("readings", readings))
    plans = seen(ContingencyPlan).select_related("team", "owner__user", "fallback_of")
    steps = seen(ContingencyStep).select_related("responsible__user")
    money = seen(MoneyTrigger) if membership.has_perm("risks.view_moneytrigger") else MoneyTrigger.objects.none()
    of_plan = (
        prefetch("triggers", seen(Trigger).select_related(*Trigger.named)),
        prefetch("money_triggers", money.select_related("round", "team")),
        prefetch("steps", steps),
    )
    return [
        *_for_cells(membership)[:2],
        prefetch("plans", plans.prefetch_related(*of_plan).order_by("number")),
        prefetch("assessments", seen(Assessment).select_related("author__user").order_by("at", "id")),
        prefetch("indicators", indicators.order_by("number")),
        prefetch("readers", seen(RiskReader).select_related("reader__user")),
    ]


def _plain(risk, telling):
    """Return what is said of a risk by itself."""
    team = risk.team
    told = {
        "code": risk.code,
        "kind": risk.kind,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "category": risk.category,
        "status": risk.status,
        "status_reason": risk.status_reason,
        "closure_reason": risk.closure_reason,
        "owner": risk.owner.name if risk.owner else "",
        "owner_email": telling.address(risk.owner),
        "raised_by": risk.raised_by.name if risk.raised_by else "",
        "window_from": risk.window_from,
        "window_to": risk.window_to,
        "strategy": risk.strategy,
        "strategy_detail": risk.strategy_detail,
        "current_level": risk.level or "",
        "p_percent": risk.probability_percent,
        "cost_min": risk.money_min,
        "cost_likely": risk.money_likely,
        "cost_max": risk.money_max,
        "currency": risk.currency,
        "next_review": risk.next_review_on,
        "occurred_on": risk.occurred_at and team.today(risk.occurred_at),
        "closed_on": risk.closed_at and team.today(risk.closed_at),
        "restricted": risk.is_restricted,
        "matrix_version": risk.current.matrix_version if risk.current_id else None,
        "external_source": risk.external_source if risk.external_id else mark_of(team),
        "external_id": bare_id(risk.external_id) or risk.code,
    }
    for kind, score in risk.scores:
        told |= {f"{kind}_p": score and score.probability, f"{kind}_i": score and score.impact}
    return told


def _cells(risk, telling):
    milestones = [telling.milestone(link) for link in fetched(risk, "milestone_links")]
    told = _plain(risk, telling)
    told["milestones"] = milestones_cell(milestones)
    told["actions"] = actions_cell(telling.action(each) for each in fetched(risk, "actions"))
    told["plan_trigger"] = plans_cell(_plan_cell(plan) for plan in fetched(risk, "plans"))
    if len(milestones) == 1 and milestones[0]["effect"] == "days":
        told |= dict(zip(DAYS, (milestones[0][f"effect_{name}"] for name in ("min", "likely", "max")), strict=True))
    return told


def _plan_cell(plan):
    triggers = [
        {"sentence": each.text if each.kind == TriggerKind.MANUAL else each.sentence}
        for each in fetched(plan, "triggers")
    ]
    return {"code": plan.code, "title": plan.title, "triggers": triggers}


def _object(risk, telling):
    plain = {name: telling.as_json(value) for name, value in _plain(risk, telling).items() if name not in NESTED}
    return plain | {
        "readers": [telling.person(each.reader) for each in fetched(risk, "readers")],
        "milestones": [telling.milestone(link) for link in fetched(risk, "milestone_links")],
        "assessments": [telling.assessment(each) for each in fetched(risk, "assessments")],
        "actions": [telling.action(each) for each in fetched(risk, "actions")],
        "plans": [telling.plan(each) for each in fetched(risk, "plans")],
        "indicators": [telling.indicator(each) for each in fetched(risk, "indicators")],
    }
