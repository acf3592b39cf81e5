"""Requests to the operations that are described, as the owner of a team with one row of everything."""

import json

from .asking import ASKER, PlainClient

KINDS = {
    "membership": "members",
    "planimport": "imports",
    "registerimport": "risk-imports",
    "gatecheck": "gate-checks",
    "gatereading": "gate-readings",
    "bonus": "bonuses",
    "roleneed": "needed-roles",
    "responsibility": "responsibilities",
    "calendarday": "calendar-days",
    "keyresult": "key-results",
    "checkin": "check-ins",
    "riskmilestone": "risk-effects",
    "riskreader": "risk-readers",
    "meeting": "risk-meetings",
    "review": "risk-reviews",
    "dependency": "dependencies",
    "move": "slips",
    "indicatorreading": "indicator-readings",
    "contingencyplan": "contingency-plans",
    "contingencystep": "contingency-steps",
    "moneytrigger": "money-triggers",
    "responseaction": "response-actions",
    "opportunity": "opportunities",
    "nextaction": "next-actions",
    "planstep": "plan-steps",
    "roundterms": "round-terms",
    "cashposition": "cash-positions",
    "calendarfeed": "calendar-feeds",
    "cashline": "cash-lines",
    "fxrate": "fx-rates",
    "run": "forecast-runs",
    "scenariochange": "scenario-changes",
    "preference": "alert-preferences",
    "mail": "alert-notices",
    "weeklyreview": "weekly-reviews",
    "weeklydecision": "weekly-decisions",
    "savedview": "saved-views",
}
# What the address of a kind ends with whose entries are no rows.
CODES = {"templates": "ai_product", "risk-library": "data_breach"}


class Sender:
    """Sends as the owner of a world, and returns the status and the errors as {(field, code)}."""

    def __init__(self, world):
        self.client, self.world = PlainClient(), world

    def __call__(self, method, path, body=b"", content_type="application/json"):
        owner = {ASKER: self.world.people["O"].user}
        answer = self.client.generic(method, path, body, content_type=content_type, **owner)
        found = json.loads(answer.content).get("errors", []) if answer.content else []
        return answer.status_code, {(error["field"], error["code"]) for error in found}

    def address_of(self, operation):
        """Return an operation's address for the row of its kind, or for one that is not there where there is none."""
        rows = {
            KINDS.get(model._meta.model_name, f"{model._meta.model_name}s"): row
            for model, row in self.world.rows.items()
        }
        row = rows.get(operation.kind, self.world.team)
        return operation.address(team="acme", id=row.pk, code=CODES.get(operation.kind, "nothing"))
