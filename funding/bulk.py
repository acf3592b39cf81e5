"""What of many opportunities, or of many next actions, changes at once."""

from teams.bulk import Bulk

from .states import ActionState

OPPORTUNITIES = Bulk()
NEXT_ACTIONS = Bulk(
    day="due_on",
    state="state",
    ways={
        ActionState.DONE: ("complete", lambda row, by: row.complete(by=by)),
        ActionState.CANCELLED: ("complete", lambda row, by: row.cancel(by=by)),
    },
)
