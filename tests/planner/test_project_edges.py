"""Every edge between the states of a project, and how a milestone is begun and completed, by model, page and API."""

import datetime as dt
from functools import partial

import pytest

from tests.conftest import NOW
from tests.edges import DOORS, Act, Refused, Walk, edges
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PROJECTS, MILESTONES = ("projects", "projects"), ("milestones", "milestones")
SINCE = "This cannot be undone: {row} was changed since."
EDGES = edges(
    """
                  planned  active  paused  finished  discontinued
    planned       =        not     not     not       not
    active        >        =       >       >         >
    paused        not      >       =       not       not
    finished      not      >       not     =         not
    discontinued  >        >       >       not       =
    """,
    **{"not": "A project cannot go from this state to that one."},
)
TAKING_BACK = Act(lambda row, by: row.undo_state(by=by), "state", undoes=True)


@pytest.fixture
def walk(browse, api, owner):
    return Walk(browse, api, owner)


def entering(state):
    return Act(lambda row, by: row.change_state(state, by=by), "state", {"state": state})


@pytest.mark.parametrize(("after", "before", "leads"), EDGES)
def test_a_project(after, before, leads, walk, team):
    found = walk(partial(ProjectFactory, team=team, state=before), entering(after), PROJECTS)

    assert found == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize(("after", "before"), [(after, before) for after, before, leads in EDGES if leads == after])
def test_a_change_of_state_is_taken_back(after, before, walk, owner):
    def make():
        project = ProjectFactory(team=owner.team, state=before)
        project.change_state(after, by=owner)
        return project

    assert walk(make, TAKING_BACK, PROJECTS) == dict.fromkeys(DOORS, before)


@pytest.mark.parametrize("state", ["planned", "active", "paused", "finished", "discontinued"])
@pytest.mark.parametrize("has_happened", [False, True])
def test_a_change_of_state_is_not_taken_back_where_something_else_was_last(has_happened, state, walk, owner):
    def make():
        project = ProjectFactory(team=owner.team, state=state)
        if has_happened:
            project.summary = "What we build"
            project.store(by=owner)
        return project

    assert walk(make, TAKING_BACK, PROJECTS) == dict.fromkeys(DOORS, Refused(SINCE))


# How a milestone is begun

STARTING = {
    "start": Act(lambda row, by: row.start(by=by), "start"),
    "undo_start": Act(lambda row, by: row.undo_start(by=by), "start", undoes=True),
}
# "begun" is in progress without a day; "reviewed" was started, and led on to its review.
STARTS = edges(
    """
                planned      begun        in_progress  in_review  reviewed  completed  cancelled
    start       in_progress  in_progress  =            in_review  =         ended      ended
    undo_start  =            =            planned      =          since     since      since
    """,
    ended="This has ended. Reopen it first.",
    since=SINCE,
)


def begun(state, by):
    given = {"begun": "in_progress", "in_review": "in_review"}.get(state, "planned")
    row = MilestoneFactory(team=by.team, state=given)
    if state in ("in_progress", "reviewed", "completed", "cancelled"):
        row.start(by=by)
    if state == "reviewed":
        row.state = "in_review"
        row.store(by=by)
    if state in ("completed", "cancelled"):
        (row.complete if state == "completed" else row.cancel)(by=by)
    return row


@pytest.mark.parametrize(("act", "state", "leads"), STARTS)
def test_how_a_milestone_begins(act, state, leads, walk, owner):
    found = walk(partial(begun, state, owner), STARTING[act], MILESTONES)

    assert found == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize(
    ("state", "day", "leads"),
    [
        ("planned", "2026-02-20", ("in_progress", dt.date(2026, 2, 20))),
        ("in_progress", "2026-02-20", ("in_progress", dt.date(2026, 2, 20))),
        ("in_progress", "2026-03-02", "="),
        ("planned", "2026-03-03", Refused("It cannot have started on a day that is still to come.")),
    ],
)
def test_the_day_on_which_it_began_is_one_that_has_come(state, day, leads, walk, owner):
    start = Act(lambda row, by: row.start(by=by, on=dt.date.fromisoformat(day)), "start", {"on": day})

    found = walk(partial(begun, state, owner), start, MILESTONES, look=lambda row: (row.state, row.started_on))

    assert found == dict.fromkeys(DOORS, leads)


# What stands in the way of completing it

GATES = edges(
    """
              open   passed     failed  waived
    required  unmet  completed  unmet   completed
    optional  completed completed completed completed
    """,
    unmet="This cannot be completed yet. Neither passed nor waived: Load test.",
)


@pytest.mark.parametrize(("kind", "state", "leads"), GATES)
def test_a_required_gate_holds_a_milestone_up(kind, state, leads, walk, owner):
    decided = {"reason": "Later"} if state == "waived" else {}
    check = {"title": "Load test", "state": state, "is_required": kind == "required"} | decided

    def make():
        row = MilestoneFactory(team=owner.team, state="in_progress")
        GateCheckFactory(team=owner.team, milestone=row, **check)
        return row

    complete = Act(lambda row, by: row.complete(by=by), "completion")

    assert walk(make, complete, MILESTONES) == dict.fromkeys(DOORS, leads)
