"""Scenarios beside the base: the same figures of each, and by how much they differ."""

import datetime as dt
from dataclasses import dataclass

from django.db.models.fields.json import KeyTransform

from .models import Run, Scenario
from .what_if import mark_of

P10, P80 = 0.1, 0.8


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared: a day is None beyond the horizon, everything else None where it is not known.

    `chance` and `joint` are shares; `out` the day the money is out by in 1 of 10; `reserve` an amount.
    """

    p80: dt.date | None
    chance: float | None
    joint: float | None
    out: dt.date | None
    reserve: float | None
    iterations: int
    has_money: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A scenario with its last run: `figures` is None while there is none, or none of this milestone.

    `left_out` are the ids of changes that the run could not make.
    """

    scenario: Scenario
    figures: Figures | None
    is_stale: bool
    left_out: frozenset
    made_at: dt.datetime | None
    run: object = None


def figures_of(answers, milestone):
    """Return the Figures of the base for a milestone, or None where the run does not know it."""
    found = answers.plan["milestones"].get(str(milestone))
    if found is None:
        return None
    money = answers.money and answers.money["milestones"].get(str(milestone))
    row = {
        "on": answers.run.on,
        "iterations": answers.run.iterations,
        "at": answers.plan["at"],
        "plan": found,
        "funds": money,
        "outs": answers.money and answers.money["cash_out"],
    }
    return _figures(row)


def tried(scenarios, milestone, present, *, by):
    """Return each scenario, fetched for lists, as Tried by its figures of a milestone (an id); `present` is a Present.

    The same number of statements for any number of scenarios; of results only what is compared is read.
    """
    rows = {row["scenario_id"]: row for row in _runs(scenarios, milestone, by)}
    return [_tried(scenario, rows.get(scenario.pk), present) for scenario in scenarios]


def _runs(scenarios, milestone, by):
    """Return the runs of scenarios, the latest of each last, as dictionaries."""
    plan, money = KeyTransform("milestones", "plan__results"), KeyTransform("milestones", "money__results")
    runs = Run.objects.visible_to(by).filter(scenario__in=scenarios, plan__isnull=False).order_by("made_at", "pk")
    return runs.annotate(
        at=KeyTransform("at", "plan__results"),
        told=KeyTransform("scenario", "plan__results"),
        found=KeyTransform(str(milestone), plan),
        funds=KeyTransform(str(milestone), money),
        outs=KeyTransform("cash_out", "money__results"),
    ).values(
        "pk", "scenario_id", "on", "made_at", "iterations", "plan__stamp", "plan__digest", "money__stamp",
        "money__digest", "at", "told", "found", "funds", "outs",
    )  # fmt: skip


def _tried(scenario, row, present):
    if row is None:
        return Tried(scenario, None, is_stale=False, left_out=frozenset(), made_at=None)
    plan, money = ((row[f"{part}__stamp"], row[f"{part}__digest"]) for part in ("plan", "money"))
    is_past = present.is_past(row["on"], plan=plan, money=money if money[0] else None)
    mark = mark_of(each.what_if for each in scenario.parts)
    return Tried(
        scenario,
        _figures(row | {"plan": row["found"]}) if row["found"] else None,
        is_stale=is_past or row["told"]["mark"] != mark,
        left_out=frozenset(row["told"]["left_out"]),
        made_at=row["made_at"],
        run=row["pk"],
    )


def _figures(row):
    places = {share: place for place, share in enumerate(row["at"])}
    funds, outs = row["funds"], row["outs"]
    return Figures(
        p80=_day(row["on"], row["plan"]["days"][places[P80]]),
        chance=row["plan"]["p"],
        joint=funds and funds["joint"],
        out=outs and _day(row["on"], outs[places[P10]]),
        reserve=funds and funds["reserve"],
        iterations=row["iterations"],
        has_money=outs is not None,
    )


def _day(on, offset):
    return None if offset is None else on + dt.timedelta(days=offset)
