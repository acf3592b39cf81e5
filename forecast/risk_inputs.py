"""Risks, their effects and their plans as the simulation takes them. Pure: rows in, drivers out.

A risk's money is positive for a loss. Which of several plans counts, and how far, says `risks/effects.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from risks.effects import CountedPlan, PlanEffect, best_plan
from risks.matrices import matrix_from
from risks.scoring import MATRICES, PROBABILITY_WORDS, STANDARD, Matrix, chance_of

from .assumptions import Assumption, excess, spread_of
from .model import Driver, Effect, Spread
from .plan_inputs import Clock

Row = Mapping[str, Any]
Convert = Callable[[Decimal, str], float | None]
KIND = "risks.risk"
STARTED = ("activated", "completed", "failed")
COUNTED = ("identified", "assessed", "response_planned", "in_treatment", "monitoring")
WITHOUT_END = 365  # days in which a risk that names no end may happen


@dataclass(frozen=True, slots=True)
class Risks:
    """What the risks come to; `spent` are (day, amount) of plans that were started.

    `assumptions` are about the plan, `money_assumptions` about the money. `drafts` are the drivers as they would be if
    a plan that is a draft were ready, by the plan's id.
    """

    drivers: tuple[Driver, ...]
    assumptions: tuple[Assumption, ...]
    money_assumptions: tuple[Assumption, ...]
    spent: tuple[tuple[date, float], ...]
    drafts: Mapping[str, Driver]


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns rows into drivers; without `convert` nothing is said of money. `notes` gather what was assumed."""

    nodes: frozenset[str]
    estimated: Mapping[str, date | None]  # when each milestone was last estimated
    clock: Clock
    convert: Convert | None
    matrices: Mapping[int, Matrix]
    notes: list[Assumption]
    money_notes: list[Assumption]

    def matrix(self, row: Row) -> Matrix:
        """Return the matrix a risk was rated by."""
        version = row["current__matrix_version"]
        return STANDARD if version is None else self.matrices[version]

    def chance(self, row: Row) -> float | None:
        """Return how probable a risk is, None where it is out: ended, a draft, past its window, or not judged."""
        if row["status"] == "occurred":
            return 1.0
        if row["status"] not in COUNTED or (row["window_to"] is not None and row["window_to"] < self.clock.today):
            return None
        chance = chance_of(row["probability_percent"], row["current__probability"], self.matrix(row))
        if chance.share is None:
            self.notes.append(Assumption("unrated", KIND, str(row["id"]), counts=False))
            return None
        return float(chance.share)

    def note_level(self, row: Row, *, moves_plan: bool) -> None:
        """Note where a level stands for the chance of a risk that counts, in the plan or for the money alone."""
        probability = row["current__probability"]
        chance = chance_of(row["probability_percent"], probability, self.matrix(row))
        if row["status"] == "occurred" or chance.source != "level" or chance.share is None:
            return
        word = self.matrix(row).probability_words[probability - 1] or PROBABILITY_WORDS[probability]
        figures = {"word": word, "low": chance.low, "high": chance.high}
        figures["percent"] = round(float(chance.share) * 100)
        notes = self.notes if moves_plan else self.money_notes
        notes.append(Assumption("percent", KIND, str(row["id"]), figures))

    def effects(self, row: Row, links: Sequence[Row]) -> tuple[Effect, ...]:
        """Return what a risk does to milestones; one that occurred does nothing to what was estimated since."""
        found = []
        for link in links:
            node = str(link["milestone_id"])
            if node not in self.nodes or self._is_in_estimate(row, node):
                continue
            if link["effect"]:
                found.append(Effect(node, link["effect"], self._size(row, link), link["parallel"]))
            elif days := self._days_of_impact(row):
                found.append(Effect(node, "days", days, parallel=link["parallel"]))
            else:
                self._note_once("effect_none", row, counts=False)
        return tuple(found)

    def _days_of_impact(self, row: Row) -> Spread | None:
        """Return the days the impact of a risk stands for to the team, if anything; of the schedule first."""
        impact = row["current__impact_schedule"] or row["current__impact"]
        ends = self.matrix(row).days[impact - 1] if impact else None
        if ends is None:
            return None
        note = Assumption("days_of_impact", KIND, str(row["id"]), {"low": ends[0], "high": ends[1]})
        if note not in self.notes:
            self.notes.append(note)
        return _between(*ends, saves=row["kind"] == "opportunity")

    def _money_of_impact(self, row: Row) -> Spread | None:
        impact = row["current__impact_cost"] or row["current__impact"]
        matrix = self.matrix(row)
        ends = matrix.money[impact - 1] if impact else None
        if ends is None:
            return None
        low, high = (self.amount(end, matrix.currency, row) for end in ends)
        if low is None or high is None:
            return None
        figures = {"low": f"{ends[0]:,.0f}", "high": f"{ends[1]:,.0f}", "currency": matrix.currency}
        self.money_notes.append(Assumption("money_of_impact", KIND, str(row["id"]), figures))
        return _between(low, high, saves=row["kind"] == "opportunity")

    def _note_once(self, key: str, row: Row, *, counts: bool = True) -> None:
        note = Assumption(key, KIND, str(row["id"]), counts=counts)
        if note not in self.notes:
            self.notes.append(note)

    def _is_in_estimate(self, row: Row, node: str) -> bool:
        since = self.estimated.get(node)
        return row["occurred_on"] is not None and since is not None and since >= row["occurred_on"]

    def _size(self, row: Row, link: Row) -> Spread:
        low, likely, high = link["effect_min"], link["effect_likely"], link["effect_max"]
        if low is None or high is None:
            self._note_once("effect_range", row)
        unit, none = (100, 1.0) if link["effect"] == "factor" else (1, 0.0)
        least, most = (None if end is None else end / unit for end in (low, high))
        return excess(likely / unit, least, most, none)

    def money(self, row: Row, figures: Row | None) -> Spread | None:
        """Return what a risk costs in the counting currency, or None where that is not known."""
        if figures is None:
            return None
        if figures["money_likely"] is None:
            return self._money_of_impact(row)
        low, likely, high = (self.amount(figures[name], figures["currency"], row) for name in MONEY)
        if likely is None:
            return None
        if low is None or high is None:
            self.money_notes.append(Assumption("money_range", KIND, str(row["id"])))
        return excess(likely, low, high, 0.0)

    def amount(self, figure: Decimal | None, currency: str, row: Row) -> float | None:
        """Return an amount in the counting currency, None where it is not given or cannot be converted."""
        if figure is None or self.convert is None:
            return None
        found = self.convert(figure, currency)
        if found is None:
            note = Assumption("not_converted", KIND, str(row["id"]), {"currency": currency}, counts=False)
            self.money_notes.append(note)
        return found

    def window(self, row: Row) -> tuple[int, int] | None:
        """Return the first and last day on which a risk may happen, from today on, or None for always."""
        first, last = row["window_from"], row["window_to"]
        if first is None and last is None:
            return None
        begin = max(self.clock.days(first) or 0, 0)
        end = self.clock.days(last)
        return begin, max(begin, begin + WITHOUT_END if end is None else end)


def _between(low: float, high: float, *, saves: bool) -> Spread:
    """Return what lies between two figures, likeliest in the middle; below nothing where it is a gain."""
    ends = (-high, -low) if saves else (low, high)
    return spread_of((ends[0], (low + high) / (-2 if saves else 2), ends[1]))


MONEY = ("money_min", "money_likely", "money_max")


def risks_of(rows: Mapping[str, Sequence[Row]], nodes: frozenset[str], clock: Clock, convert: Convert | None) -> Risks:
    """Return the drivers among a team's risks. Without `convert` nothing is said of money.

    `rows` holds risks, effects, plans and milestones, and where money counts their figures, by name.
    """
    estimated = {str(row["id"]): row["estimated_on"] for row in rows["milestones"]}
    editions = {each["edition"]: matrix_from(each) for each in rows.get("matrices", ())}
    reader = Reader(nodes, estimated, clock, convert, {**MATRICES, **editions}, [], [])
    effects, plans = _grouped(rows["effects"]), _grouped(rows["plans"])
    figures = {row["id"]: row for row in rows.get("risk_money", ())}
    costs = {row["id"]: row for row in rows.get("plan_money", ())}
    drivers: list[Driver] = []
    spent: list[tuple[date, float]] = []
    drafts: dict[str, Driver] = {}
    for row in rows["risks"]:
        p = reader.chance(row)
        if p is None:
            continue
        driver = Driver(
            id=str(row["id"]),
            p=p,
            effects=reader.effects(row, effects.get(row["id"], ())),
            money=reader.money(row, figures.get(row["id"])),
            window=reader.window(row),
        )
        if not driver.effects and driver.money is None:
            continue
        reader.note_level(row, moves_plan=bool(driver.effects))
        own = [_plan(plan, costs.get(plan["id"])) for plan in plans.get(row["id"], ())]
        drivers.append(_relieved(driver, best_plan(own), costs, reader, row))
        spent += [cost for plan in own if plan.state in STARTED for cost in _spent(plan, costs, reader, row)]
        for plan in own:
            if plan.state == "draft" and plan.is_estimated:
                ready = [replace(other, state="ready") if other is plan else other for other in own]
                drafts[str(plan.id)] = _relieved(driver, best_plan(ready), costs, reader, row)
    return Risks(tuple(drivers), tuple(reader.notes), tuple(reader.money_notes), tuple(spent), drafts)


def _grouped(rows: Sequence[Row]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["risk_id"], []).append(row)
    return groups


def _plan(plan: Row, costs: Row | None) -> PlanEffect:
    money, own = (None, None) if costs is None else (costs["money_saved"], costs["own_cost"])
    return PlanEffect(plan["id"], plan["state"], plan["outcome"], plan["number"], plan["days_saved"], money, own)


def _relieved(
    driver: Driver, counted: CountedPlan | None, costs: Mapping[Any, Row], reader: Reader, row: Row
) -> Driver:
    """Return a driver with what its plan saves; what a plan that was started costs is in `spent`."""
    if counted is None:
        return driver
    plan, figures = counted.plan, costs.get(counted.plan.id)
    currency = "" if figures is None else figures["currency"]
    cost = reader.amount(plan.own_cost, currency, row) if counted.when == "fires" else None
    return replace(
        driver,
        days_saved=float(plan.days_saved or 0),
        money_saved=reader.amount(plan.money_saved, currency, row) or 0.0,
        cost=cost or 0.0,
        share=float(counted.share),
    )


def _spent(plan: PlanEffect, costs: Mapping[Any, Row], reader: Reader, row: Row) -> list[tuple[date, float]]:
    """Return the day a plan was started and what that costs, whatever came of it, where both are known."""
    figures = costs.get(plan.id)
    if figures is None or figures["activated_on"] is None:
        return []
    cost = reader.amount(plan.own_cost, figures["currency"], row)
    return [] if cost is None else [(figures["activated_on"], cost)]
