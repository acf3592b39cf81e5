"""Every edge between the statuses of a risk, by model, page and API: docs/risks.md has the table.

A team that does not look at every step sees three of them, and ends what is open from wherever it is.
"""

from functools import partial

import pytest

from risks.models import Risk, Settings
from tests.conftest import NOW
from tests.edges import DOORS, OF_MANY, Act, Refused, edges
from tests.factories.risks import RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
RISKS = ("risks", "risks")
ENDS = ("closed", "rejected")
# From the status of the column to that of the line. A status ends by another door than those in which a risk is open.
EDGES = edges(
    """
                      draft identified assessed response_planned in_treatment monitoring occurred closed rejected
    draft             =     not        not      not              not          not        not      not    not
    identified        >     =          not      not              not          not        not      not    not
    assessed          not   >          =        >                not          >          not      not    not
    response_planned  not   not        >        =                >            not        not      not    not
    in_treatment      not   not        not      >                =            >          not      not    not
    monitoring        not   not        >        not              >            =          >        not    not
    occurred          >     >          >        >                >            >          =        not    not
    closed            not   not        not      not              not          >          >        =      not
    rejected          >     >          >        not              not          not        not      not    =
    """,
    **{"not": "A risk cannot go from this status to that one."},
)


WITHOUT_STEPS = edges(
    """
                      draft identified assessed response_planned in_treatment monitoring occurred closed rejected
    closed            >     >          >        >                >            >          >        =      not
    rejected          >     >          >        >                >            >          not      not    =
    """,
    **{"not": "A risk cannot go from this status to that one."},
)


@pytest.fixture
def with_steps(team):
    """Let the team look at every step."""
    Settings.objects.create(team=team, shows_steps=True)


def status_of(risk):
    return risk.status


def at(status, team, score=(3, 3)):
    """Return a risk in a status, rated unless told otherwise."""
    values = {"closure_reason": "avoided", "closed_at": NOW} if status in ENDS else {}
    values |= {"occurred_at": NOW} if status == "occurred" else {}
    risk = RiskFactory(team=team, score=score)
    Risk.objects.filter(pk=risk.pk).update(status=status, **values)
    risk.refresh_from_db()
    return risk


def entering(status):
    """Return the act by which a status is entered."""
    reason = {"closure_reason": "avoided"} if status in ENDS else {}
    noun = "closing" if status in ENDS else "status"
    return Act(lambda row, by: row.change_status(status, by=by, **reason), noun, {"status": status} | reason)


@pytest.mark.parametrize(("after", "before", "leads"), EDGES)
def test_a_status(after, before, leads, walk, team, with_steps):
    found = walk(partial(at, before, team), entering(after), RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize(("after", "before", "leads"), WITHOUT_STEPS)
def test_an_end_where_nobody_looks_at_steps(after, before, leads, walk, team):
    found = walk(partial(at, before, team), entering(after), RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize(("after", "before", "leads"), [edge for edge in EDGES if edge[0] not in (*ENDS, "occurred")])
def test_a_status_chosen_for_many_in_the_register(after, before, leads, walk, team, with_steps):
    found = walk(partial(at, before, team), entering(after), RISKS, look=status_of, doors=OF_MANY)

    assert found == dict.fromkeys(OF_MANY, leads)


@pytest.mark.parametrize("door", OF_MANY)
def test_programs_choose_a_step_for_many_where_people_are_offered_none(door, walk, team):
    found = walk(partial(at, "monitoring", team), entering("in_treatment"), RISKS, look=status_of, doors=[door])

    assert found == {door: Refused("Choose what to change.") if door == "list" else "in_treatment"}


UNDONE = {
    "status": Act(lambda row, by: row.undo_status(by=by), "status", undoes=True),
    "closing": Act(lambda row, by: row.undo_ending(by=by), "closing", undoes=True),
}
CHANGED_SINCE = Refused("This cannot be undone: {row} was changed since.")


ENTERED = sorted({(after, before) for after, before, leads in EDGES + WITHOUT_STEPS if leads == after})


def entered(after, before, by):
    risk = at(before, by.team)
    entering(after).verb(risk, by)
    return risk


@pytest.mark.parametrize(("after", "before"), ENTERED)
def test_a_status_is_taken_back(after, before, walk, owner):
    noun = "closing" if after in ENDS else "status"

    found = walk(partial(entered, after, before, owner), UNDONE[noun], RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, before)


@pytest.mark.parametrize(
    ("after", "noun"),
    [("monitoring", "closing"), ("occurred", "closing"), ("closed", "status"), ("rejected", "status")],
)
def test_a_status_is_taken_back_by_no_other_door(after, noun, walk, owner):
    found = walk(partial(entered, after, "assessed", owner), UNDONE[noun], RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, CHANGED_SINCE)


@pytest.mark.parametrize("noun", UNDONE)
@pytest.mark.parametrize("status", ["draft", "identified", "monitoring", "occurred", "closed", "rejected"])
def test_what_nobody_did_is_not_taken_back(status, noun, walk, team):
    found = walk(partial(at, status, team), UNDONE[noun], RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, CHANGED_SINCE)


REOPENING = Act(lambda row, by: row.reopen(by=by, reason="It came back"), "reopening", {"reason": "It came back"})
REOPENED = edges(
    """
              draft identified assessed response_planned in_treatment monitoring occurred closed     rejected
    reopen    =     =          =        =                =            =          =        identified identified
    """
)


@pytest.mark.parametrize(("_act", "before", "leads"), REOPENED)
def test_reopening(_act, before, leads, walk, team):
    found = walk(partial(at, before, team), REOPENING, RISKS, look=status_of)

    assert found == dict.fromkeys(DOORS, leads)


@pytest.mark.parametrize("before", ["identified", "response_planned", "monitoring"])
def test_a_risk_nobody_has_rated_is_not_called_assessed(before, walk, team):
    make = partial(at, before, team, score=None)

    found = walk(make, entering("assessed"), RISKS, look=status_of)

    told = Refused("A risk is assessed once somebody has rated it. Give the rating first.")
    assert found == dict.fromkeys(DOORS, told)


RATED = edges(
    """
              draft    identified assessed response_planned in_treatment monitoring occurred closed rejected
    rate      assessed assessed   =        =                =            =          =        no     no
    """,
    no="A closed risk cannot be assessed. Reopen it first.",
)


@pytest.mark.parametrize(("_act", "before", "leads"), RATED)
def test_a_rating_makes_an_identified_risk_an_assessed_one(_act, before, leads, browse, api, owner):
    risks = [at(before, owner.team) for _door in range(2)]
    figures = {"kind": "current", "probability": 4, "impact": 4}

    page = browse(owner).post(f"/t/acme/risks/{risks[0].pk}/assessment/", figures)
    told = figures | {"risk": str(risks[1].pk)}
    answer = api(owner).post("/api/v1/teams/acme/assessments/", told, format="json")

    is_refused = isinstance(leads, Refused)
    assert (page.status_code, answer.status_code) == ((422, 400) if is_refused else (303, 201))
    expected = "assessed" if leads == "assessed" else before
    assert [Risk.objects.get(pk=risk.pk).status for risk in risks] == [expected, expected]


SIGHT = {
    "restrict": Act(lambda row, by: row.restrict(by=by), "restriction"),
    "unrestrict": Act(lambda row, by: row.unrestrict(by=by), "restriction", undoes=True),
}
SEEN = edges(
    """
                open        restricted
    restrict    restricted  =
    unrestrict  =           open
    """
)


@pytest.mark.parametrize(("act", "state", "leads"), SEEN)
def test_who_sees_a_risk(act, state, leads, walk, owner):
    def make():
        return RiskFactory(team=owner.team, is_restricted=state == "restricted")

    found = walk(make, SIGHT[act], RISKS, look=lambda row: "restricted" if row.is_restricted else "open")

    assert found == dict.fromkeys(DOORS, leads)
