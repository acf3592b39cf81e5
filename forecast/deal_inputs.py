"""Rounds, opportunities and tranches as the simulation takes them. Pure: rows in, rounds and deals out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from funding.assumptions import assumed_odds, days_left, payment_lag
from funding.stages import odds, stage

from .assumptions import (
    CLOSE_LEAST,
    TRANCHE_OVERDUE,
    WON_UNPAID_LEAST,
    Assumption,
    close_again,
    close_of,
    spread_of,
)
from .model import Deal, Part, Round, Spread
from .money_inputs import Purse
from .plan_inputs import Clock
from .raise_time import RaiseTime, raise_time

Row = Mapping[str, Any]
KIND, TRANCHE = "funding.opportunity", "funding.tranche"
ENDED_ROUNDS = ("closed", "abandoned")
SURE_ROUNDS = ("closing", "closed")  # the minimum holds nobody back any more
LEAD_GATED = ("angel", "venture_capital")
MINIMUM_GATED = (*LEAD_GATED, "crowdfunding")


@dataclass(frozen=True, slots=True)
class Financing:
    """What money is to come; `times` says by the id of each round that has not ended how long it takes."""

    rounds: tuple[Round, ...]
    deals: tuple[Deal, ...]
    assumptions: tuple[Assumption, ...]
    times: Mapping[str, RaiseTime]


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns opportunities into deals. `reached` are the days milestones were reached on, `nodes` those to come."""

    purse: Purse
    clock: Clock
    nodes: frozenset[str]
    reached: Mapping[str, date]
    tranches: Mapping[Any, Sequence[Row]]
    notes: list[Assumption]

    def deal(self, row: Row) -> Deal | None:
        """Return a deal whose money is still to come, or came after the balance; None for any other."""
        here = stage(row["channel"], row["stage"])
        identity, currency = str(row["id"]), row["currency"]
        own = [each for each in self.tranches.get(row["id"], ()) if each["state"] != "cancelled"]
        if here.kind == "lost" or (not own and here.bucket == "paid" and self._is_in_balance(row["paid_on"])):
            return None
        amount = self._amount(row, own, currency, is_open=here.kind == "open")
        if amount is None:
            return None
        is_open = here.kind == "open"
        lag = payment_lag(row["channel"])
        return Deal(
            id=identity,
            round=str(row["round_id"]),
            p=self._odds(row) if is_open else 1.0,
            amount=amount,
            close=self._close(row) if is_open else _certain(self.clock.days(row["won_on"]) or 0),
            parts=self._parts(own) if own else (self._whole(row, here.bucket, lag, is_open=is_open),),
            lead=row["is_lead"],
            lead_gated=row["channel"] in LEAD_GATED and not row["is_lead"],
            minimum_gated=row["channel"] in MINIMUM_GATED,
            order=row["number"],
        )

    def _is_in_balance(self, day: date | None) -> bool:
        return day is None or day <= self.purse.row["balance_on"]

    def _whole(self, row: Row, bucket: str | None, lag: int, *, is_open: bool) -> Part:
        """Return when the money comes in one sum."""
        if is_open:
            self.notes.append(Assumption("lag", KIND, str(row["id"]), {"days": lag}))
            return Part(1.0, lag=lag)
        if bucket == "paid":
            return Part(1.0, day=self.clock.days(row["paid_on"]))
        won = self.clock.days(row["won_on"]) or 0
        return Part(1.0, day=max(won + lag, WON_UNPAID_LEAST))

    def _amount(self, row: Row, tranches: Sequence[Row], currency: str, *, is_open: bool) -> Spread | None:
        planned = sum((each["amount"] for each in tranches), Decimal(0))
        figures = [row["amount_min"], row["amount"], row["amount_max"]]
        if tranches and (not is_open or row["amount"] is None):
            figures = [None, planned, None]
        if figures[1] is None:
            self.notes.append(Assumption("amount", KIND, str(row["id"]), counts=False))
            return None
        low, likely, high = (
            None if each is None else self.purse.convert(each, currency)
            for each in (figures[0] or figures[1], figures[1], figures[2] or figures[1])
        )
        if low is None or likely is None or high is None:
            note = Assumption("not_converted", KIND, str(row["id"]), {"currency": currency}, counts=False)
            self.notes.append(note)
            return None
        return spread_of((low, likely, high))

    def _odds(self, row: Row) -> float:
        typed = None if row["probability"] is None else Decimal(row["probability"]) / 100
        known = odds(row["channel"], row["stage"], typed)
        if known is not None:
            return float(known)
        taken = float(assumed_odds(row["channel"], row["stage"]) or 0)
        self.notes.append(Assumption("odds", KIND, str(row["id"]), {"percent": round(taken * 100)}))
        return taken

    def _close(self, row: Row) -> Spread:
        expected = self.clock.days(row["expected_close_on"])
        earliest, latest = (self.clock.days(row[name]) for name in ("earliest_close_on", "latest_close_on"))
        if expected is None or expected < 0:
            left = days_left(row["channel"], row["stage"])
            if latest is not None and latest >= 0:
                return spread_of((0.0, float(latest) / 2, float(latest)))
            self.notes.append(Assumption("close_passed", KIND, str(row["id"]), {"days": round(max(left, CLOSE_LEAST))}))
            return close_again(float(left))
        if earliest is None or latest is None:
            self.notes.append(Assumption("close_range", KIND, str(row["id"])))
        return close_of(float(expected), earliest, latest)

    def _parts(self, tranches: Sequence[Row]) -> tuple[Part, ...]:
        total = sum((each["amount"] for each in tranches), Decimal(0))
        parts = [self._part(each, float(each["amount"] / total)) for each in tranches]
        return tuple(part for part in parts if part is not None)

    def _part(self, row: Row, share: float) -> Part | None:
        if row["state"] == "paid":
            return None if self._is_in_balance(row["paid_on"]) else Part(share, day=self.clock.days(row["paid_on"]))
        day, node = row["due_on"], str(row["milestone_id"])
        if day is None and node in self.reached:
            day = self.reached[node] + timedelta(days=row["days_after"])
        if day is not None:
            ahead = self.clock.days(day) or 0
            return Part(share, day=ahead if ahead >= 0 else TRANCHE_OVERDUE)
        if node in self.nodes:
            return Part(share, node=node, lag=row["days_after"])
        self.notes.append(Assumption("tranche_never", TRANCHE, str(row["id"]), counts=False))
        return Part(share, never=True)


def financing_of(
    rows: Mapping[str, Sequence[Row]], purse: Purse, clock: Clock, nodes: frozenset[str], rho: float
) -> Financing:
    """Return the rounds and deals that bring money, and what was assumed of them."""
    reached = {str(row["id"]): row["completed_on"] for row in rows["milestones"] if row["state"] == "completed"}
    tranches: dict[Any, list[Row]] = {}
    for row in rows["tranches"]:
        tranches.setdefault(row["opportunity_id"], []).append(row)
    reader = Reader(purse, clock, nodes, reached, tranches, [])
    states = {row["id"]: row["state"] for row in rows["rounds"]}
    by_round: dict[Any, list[Row]] = {}
    for row in rows["deals"]:
        is_out = stage(row["channel"], row["stage"]).kind == "open" and states[row["round_id"]] in ENDED_ROUNDS
        if not is_out:
            by_round.setdefault(row["round_id"], []).append(row)
    deals = [deal for found in by_round.values() for row in found if (deal := reader.deal(row)) is not None]
    terms = {row["round_id"]: row for row in rows["terms"]}
    rounds = [
        _round(row, terms.get(row["id"]), by_round.get(row["id"], []), {deal.id for deal in deals}, reader)
        for row in rows["rounds"]
    ]
    if len(deals) > 1 and rho:
        reader.notes.append(Assumption("deal_link", "", "", {"percent": round(rho * 100)}))
    simulated = {deal.id: deal for deal in deals}
    times = {
        str(row["id"]): raise_time(row, by_round.get(row["id"], []), simulated)
        for row in rows["rounds"]
        if row["state"] not in ENDED_ROUNDS
    }
    return Financing(tuple(rounds), tuple(deals), tuple(reader.notes), times)


def _round(row: Row, terms: Row | None, deals: Sequence[Row], simulated: set[str], reader: Reader) -> Round:
    kinds = {deal["id"]: stage(deal["channel"], deal["stage"]).kind for deal in deals}
    leads = [deal for deal in deals if deal["is_lead"] and kinds[deal["id"]] != "lost"]
    waiting = [deal for deal in deals if deal["channel"] in LEAD_GATED and kinds[deal["id"]] == "open"]
    if waiting and not leads:
        reader.notes.append(Assumption("no_lead", "funding.round", str(row["id"])))
    secured = sum(
        reader.purse.convert(deal["amount"] or Decimal(0), deal["currency"]) or 0.0
        for deal in deals
        if kinds[deal["id"]] == "won" and str(deal["id"]) not in simulated
    )
    figures = {name: None if terms is None else terms[name] for name in ("minimum", "target", "cap")}
    minimum, target, cap = (
        None if figure is None else reader.purse.convert(figure, row["currency"]) for figure in figures.values()
    )
    if [figure for figure in figures.values() if figure is not None] and minimum is target is cap is None:
        given = {"currency": row["currency"]}
        reader.notes.append(Assumption("not_converted", "funding.round", str(row["id"]), given, counts=False))
    return Round(
        id=str(row["id"]),
        minimum=None if row["state"] in SURE_ROUNDS else minimum,
        cap=cap,
        secured=secured,
        lead_open=not leads or any(kinds[deal["id"]] == "won" for deal in leads),
        wanted=None if row["state"] in ENDED_ROUNDS else (minimum if minimum is not None else target),
        by=reader.clock.days(row["expected_close_on"]),
    )


def _certain(day: float) -> Spread:
    return Spread("fixed", float(day), float(day), float(day))
