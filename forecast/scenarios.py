"""What a scenario changes before the simulation runs: rows first, then the model. Pure.

Base and scenario share seed and random numbers, so that little but the change differs. A change that is about nothing
the simulation knows, such as a deal lost since, is left out and named.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .changes import sooner, with_burn, with_deal, without_driver
from .model import Model
from .what_if import WhatIf

Row = Mapping[str, Any]
Rows = dict[str, Sequence[Row]]
# The states of a plan that a scenario may see activated.
STARTABLE = ("draft", "ready", "rehearsed", "activated")
READYABLE = ("draft", "ready", "rehearsed")


def changed_rows(rows: Rows, changes: Sequence[WhatIf], today: date) -> Rows:
    """Return the rows with dates moved, plans activated and plans made ready; the rows given stay as they are."""
    dues = {each.subject: each.day for each in changes if each.kind == "due"}
    started = {each.subject for each in changes if each.kind == "plan"}
    ready = {each.subject for each in changes if each.kind == "ready"}
    tomorrow = today + timedelta(days=1)  # what a plan that is started would cost is in no balance of today
    return rows | {
        "milestones": [
            {**row, "due_on": dues[str(row["id"])]} if str(row["id"]) in dues else row for row in rows["milestones"]
        ],
        "plans": [_plan(row, started, ready) for row in rows["plans"]],
        "plan_money": [
            {**row, "activated_on": row["activated_on"] or tomorrow} if str(row["id"]) in started else row
            for row in rows["plan_money"]
        ],
    }


def changed_model(model: Model, changes: Sequence[WhatIf], known: frozenset[str]) -> Model:
    """Return the model with each of the `known` changes made that rows cannot say."""
    for each in changes:
        if each.id not in known:
            continue
        if each.kind == "sooner":
            model = sooner(model, each.subject, each.number or 0)
        elif each.kind in ("won", "lost"):
            model = with_deal(model, each.subject, 1 if each.kind == "won" else 0)
        elif each.kind == "risk":
            model = without_driver(model, each.subject)
        elif each.kind == "expense":
            model = with_burn(model, 1 + (each.number or 0) / 100)
    return model


def known_changes(model: Model, rows: Rows, changes: Sequence[WhatIf]) -> frozenset[str]:
    """Return the ids of the changes that are about something the simulation knows; of `rows` as they stood before."""
    open_nodes = {node.id for node in model.nodes if node.done is None}
    open_deals = {deal.id for deal in model.deals if deal.p < 1}
    drivers = {driver.id for driver in model.drivers}
    plans = {str(row["id"]): row for row in rows["plans"] if str(row["risk_id"]) in drivers}
    subjects = {
        "due": open_nodes,
        "sooner": open_nodes,
        "won": open_deals,
        "lost": open_deals,
        "risk": drivers,
        "plan": {identity for identity, row in plans.items() if row["state"] in STARTABLE},
        "ready": {identity for identity, row in plans.items() if row["state"] in READYABLE},
        "expense": {""} if model.cash is not None else set(),
    }
    return frozenset(each.id for each in changes if each.subject in subjects[each.kind])


def _plan(row: Row, started: set[str], ready: set[str]) -> Row:
    identity = str(row["id"])
    if identity in started and row["state"] in STARTABLE:
        return {**row, "state": "activated"}
    if identity in ready and row["state"] == "draft":
        return {**row, "state": "ready"}
    return row
