"""Every edge of what is finished, given up and taken up again, by model, page and API, of one row and of many.

The states are those of milestones, tasks and response actions; docs/responses.md has the table of the last.
"""

import pytest

from tests.conftest import NOW
from tests.edges import DOORS, OF_MANY, Act, Refused, Walk, edges
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
KINDS = {
    "milestones": (MilestoneFactory, "milestone", "completed"),
    "tasks": (TaskFactory, "task", "done"),
    "response-actions": (ResponseActionFactory, "action", "done"),
}
SINCE = "This cannot be undone: {row} was changed since."
BY_VERB = "Use “complete”, “cancel” and “reopen” to end this and to take that back."
WHY = {
    "milestones": {
        "cancelled_": "A cancelled milestone cannot be completed. Reopen it first.",
        "ended_": "A completed milestone cannot be cancelled. Reopen it first.",
    },
    "tasks": {
        "cancelled_": "A cancelled task cannot be done. Reopen it first.",
        "ended_": "A finished task cannot be cancelled. Reopen it first.",
    },
    "response-actions": {
        "cancelled_": "A cancelled action cannot be done. Reopen it first.",
        "ended_": "A finished action cannot be cancelled. Reopen it first.",
    },
}
# What a verb does to a row in each state. What has ended was in the first state of its table before.
VERBS = {
    "milestones": """
                           planned    in_progress  in_review  completed    cancelled
        complete           completed  completed    completed  =            cancelled_
        cancel             cancelled  cancelled    cancelled  ended_       =
        reopen             =          =            =          in_progress  in_progress
        undo_completion    =          =            =          planned      since
        undo_cancellation  =          =            =          since        planned
    """,
    "tasks": """
                           backlog    todo       in_progress  done     cancelled
        complete           done       done       done         =        cancelled_
        cancel             cancelled  cancelled  cancelled    ended_   =
        reopen             =          =          =            todo     todo
        undo_completion    =          =          =            backlog  since
        undo_cancellation  =          =          =            since    backlog
    """,
    "response-actions": """
                           todo       in_progress  blocked    done         verified     cancelled
        complete           done       done         done       =            =            cancelled_
        cancel             cancelled  cancelled    cancelled  ended_       ended_       =
        reopen             =          =            =          in_progress  in_progress  in_progress
        undo_completion    =          =            =          todo         since        since
        undo_cancellation  =          =            =          since        since        todo
    """,
}
# To which state a row of the column is led by its list, and among many rows.
STATES = {
    "milestones": """
                     planned  in_progress  in_review  completed  cancelled
        planned      =        >            >          verb       verb
        in_progress  >        =            >          verb       verb
        in_review    >        >            =          verb       verb
        completed    >        >            >          =          cancelled_
        cancelled    >        >            >          ended_     =
    """,
    "tasks": """
                     backlog  todo  in_progress  done    cancelled
        backlog      =        >     >            verb    verb
        todo         >        =     >            verb    verb
        in_progress  >        >     =            verb    verb
        done         >        >     >            =       cancelled_
        cancelled    >        >     >            ended_  =
    """,
    "response-actions": """
                     todo  in_progress  blocked  done    verified  cancelled
        todo         =     >            >        verb    verb      verb
        in_progress  >     =            >        verb    verb      verb
        blocked      >     >            =        verb    verb      verb
        done         >     >            >        =       =         cancelled_
        cancelled    >     >            >        ended_  ended_    =
    """,
}


def grid(tables):
    return [
        (kind, act, state, leads)
        for kind, table in tables.items()
        for act, state, leads in edges(table, since=SINCE, verb=BY_VERB, **WHY[kind])
    ]


ACTS = {
    "complete": Act(lambda row, by: row.complete(by=by), "completion"),
    "cancel": Act(lambda row, by: row.cancel(by=by), "cancellation"),
    "reopen": Act(lambda row, by: row.reopen(by=by), "reopening"),
    "undo_completion": Act(lambda row, by: row.undo_completion(by=by), "completion", undoes=True),
    "undo_cancellation": Act(lambda row, by: row.undo_cancellation(by=by), "cancellation", undoes=True),
}


@pytest.fixture
def walk(browse, api, owner):
    return Walk(browse, api, owner)


def in_state(kind, state, by):
    """Return a row led to its state by what people do."""
    factory, _name, done = KINDS[kind]
    first = VERBS[kind].split()[0]
    ended = state in (done, "verified", "cancelled")
    row = factory(team=by.team, state=first if ended else state)
    if state in (done, "verified"):
        row.complete(by=by)
    if state == "verified":
        row.verify(by=by)
    if state == "cancelled":
        row.cancel(by=by)
    return row


@pytest.mark.parametrize(("kind", "act", "state", "leads"), grid(VERBS))
def test_a_verb(kind, act, state, leads, walk, owner):
    found = walk(lambda: in_state(kind, state, owner), ACTS[act], (kind, kind))

    assert found == dict.fromkeys(DOORS, leads)


def entering(kind, state):
    """Return the act by which a list leads one of its rows, or many, to a state."""

    def enter(row, by):
        if state == KINDS[kind][2]:
            row.complete(by=by)
        elif state == "cancelled":
            row.cancel(by=by)
        else:
            row.state = state
            row.store(by=by)

    return Act(enter, "", {"state": state})


@pytest.mark.parametrize(("kind", "state", "before", "leads"), grid(STATES))
def test_a_state_chosen_in_a_list(kind, state, before, leads, walk, owner):
    found = walk(lambda: in_state(kind, before, owner), entering(kind, state), (kind, kind), doors=OF_MANY)

    assert found == dict.fromkeys(OF_MANY, leads)


ENDED = ("completed", "done", "verified", "cancelled")
STORED = [(kind, state, before, leads) for kind, state, before, leads in grid(STATES)]


@pytest.mark.parametrize(("kind", "state", "before", "leads"), STORED)
def test_no_edit_leads_out_of_the_open_states_and_back(kind, state, before, leads, walk, owner):
    def store(row, by):
        row.state = state
        row.store(by=by)

    stays = state == before
    is_open = not {state, before} & set(ENDED)
    doors = ("model", "patch")

    found = walk(lambda: in_state(kind, before, owner), Act(store, "", {"state": state}), (kind, kind), doors=doors)

    assert found == dict.fromkeys(doors, leads if stays or is_open else Refused(BY_VERB))


@pytest.mark.parametrize(("kind", "before"), sorted({(kind, before) for kind, _state, before, _leads in STORED}))
def test_a_form_offers_the_open_states_of_what_is_open(kind, before, browse, owner):
    row = in_state(kind, before, owner)

    form = browse(owner).get(f"/t/acme/{kind}/{row.pk}/edit/").context["form"]

    offered = [value for value, _name in form.fields["state"].choices] if "state" in form.fields else []
    open_states = VERBS[kind].split()[:3]
    assert offered == ([] if before in ENDED else open_states)
