"""Every edge of verifying what was done and of sending it back, by model, page and API (docs/responses.md)."""

from functools import partial

import pytest

from tests.conftest import NOW
from tests.edges import DOORS, Act, Refused, edges
from tests.factories.risks import ResponseActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
ACTIONS = ("response-actions", "response-actions")
WHY = {"reason": "No quota"}
ACTS = {
    "verify": Act(lambda row, by: row.verify(by=by), "verification"),
    "send_back": Act(lambda row, by: row.send_back(by=by, **WHY), "sending-back", WHY),
    "undo_verification": Act(lambda row, by: row.undo_verification(by=by), "verification", undoes=True),
    "undo_sending_back": Act(lambda row, by: row.undo_sending_back(by=by), "sending-back", undoes=True),
}
# "sent_back" is in progress because it was sent back.
EDGES = edges(
    """
                       todo   in_progress  sent_back  blocked  done         verified  cancelled
    verify             not    not          not        not      verified     =         not
    send_back          =      =            =          =        in_progress  not       not
    undo_verification  since  since        since      since    =            done      since
    undo_sending_back  since  since        done       since    =            =         since
    """,
    **{"not": "Only an action that is done can be verified; this one is “{state}”."},
    since="This cannot be undone: {row} was changed since.",
)
WORDS = {
    "todo": "To do",
    "in_progress": "In progress",
    "sent_back": "In progress",
    "blocked": "Blocked",
    "verified": "Verified",
    "cancelled": "Cancelled",
}


def action_in(state, by, member):
    """Return an action of a member led to its state by what people do."""
    is_given = state in ("todo", "in_progress", "blocked")
    row = ResponseActionFactory(team=by.team, owner=member, state=state if is_given else "todo")
    if state in ("sent_back", "done", "verified"):
        row.complete(by=member)
    if state == "sent_back":
        row.send_back(by=by, **WHY)
    if state == "verified":
        row.verify(by=by)
    if state == "cancelled":
        row.cancel(by=by)
    return row


@pytest.mark.parametrize(("act", "state", "leads"), EDGES)
def test_an_action(act, state, leads, walk, owner, member):
    if isinstance(leads, Refused):
        leads = leads.naming(WORDS[state])

    found = walk(partial(action_in, state, owner, member), ACTS[act], ACTIONS)

    assert found == dict.fromkeys(DOORS, leads)
