"""Every edge between the states of an acceptance, by model, page and API; the table is that of docs/acceptance.md."""

from functools import partial

import pytest

from risks.models import Acceptance
from tests.conftest import NOW
from tests.edges import DOORS, EDITING, Act, Refused, edges
from tests.factories.acceptances import accepted
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
ACCEPTANCES = ("risks/acceptances", "acceptances")
WHY = {"reason": "Too much"}
ACTS = {
    "approve": Act(lambda row, by: row.approve(by=by), "approval"),
    "reject": Act(lambda row, by: row.reject(by=by, **WHY), "rejection", WHY),
    "revoke": Act(lambda row, by: row.revoke(by=by, **WHY), "revocation", WHY),
    "confirm": Act(lambda row, by: row.confirm(by=by), "confirmation"),
    "undo_approval": Act(lambda row, by: row.undo_approval(by=by), "approval", undoes=True),
    "undo_rejection": Act(lambda row, by: row.undo_rejection(by=by), "rejection", undoes=True),
    "undo_revocation": Act(lambda row, by: row.undo_revocation(by=by), "revocation", undoes=True),
    "discard": Act(lambda row, by: row.discard(by=by), "discard"),
}
EDGES = edges(
    """
                     requested  approved   rejected   expired  revoked   superseded
    approve          approved   =          not        not      not       not
    reject           rejected   not        =          not      not       not
    revoke           not        revoked    not        not      =         not
    confirm          by_two     by_two     by_two     by_two   by_two    by_two
    undo_approval    since      requested  since      since    since     since
    undo_rejection   since      since      requested  since    since     since
    undo_revocation  since      since      since      since    approved  since
    discard          gone       stays      stays      stays    stays     stays
    """,
    **{"not": "An acceptance that is “{state}” cannot become another."},
    by_two="Only an acceptance that somebody else gave alone can be confirmed.",
    since="This cannot be undone: {row} was changed since.",
    stays="What was decided stays to be seen.",
)


def acceptance_in(state, by, member):
    """Return an acceptance led to a state by what people and Landfall do."""
    risk = RiskFactory(team=by.team, score=(3, 3), status="monitoring")
    row = accepted(risk, member, by) if state not in ("requested", "rejected") else asked(risk, member, by)
    if state == "rejected":
        row.reject(by=by, reason="Too much")
    if state == "revoked":
        row.revoke(by=by, reason="No longer")
    if state == "superseded":
        row.give_way(by=None)
    if state == "expired":
        Acceptance.objects.filter(pk=row.pk).update(expires_on=NOW.date().replace(day=1))
        row.refresh_from_db()
        row.lapse_if_due()
    return Acceptance.objects.get(pk=row.pk)


def asked(risk, requester, approver):
    given = {"justification": "We can bear it", "expires_on": NOW.date().replace(month=4)}
    return Acceptance(team=risk.team, risk=risk, requester=requester, approver=approver, **given).store(by=requester)


@pytest.mark.parametrize(("act", "state", "leads"), EDGES)
def test_an_acceptance(act, state, leads, walk, owner, member):
    if isinstance(leads, Refused):
        leads = leads.naming(state.title())

    found = walk(partial(acceptance_in, state, owner, member), ACTS[act], ACCEPTANCES)

    assert found == dict.fromkeys(DOORS, leads)


EDIT = edges(
    """
            requested  approved  rejected  expired  revoked  superseded
    edit    changed    stays     stays     stays    stays    stays
    """,
    stays="What was decided stays as it is. Ask anew.",
)


@pytest.mark.parametrize(("_act", "state", "leads"), EDIT)
def test_a_request_is_changed_until_it_is_decided(_act, state, leads, walk, owner, manager):
    def store(row, by):
        row.conditions = "Weekly backups"
        row.store(by=by)

    told = {
        "approver": str(manager.pk),
        "justification": "We can bear it",
        "conditions": "Weekly backups",
        "expires_on": "2026-04-01",
    }
    make = partial(acceptance_in, state, manager, owner)

    found = walk(make, Act(store, "edit", told), ACCEPTANCES, doors=EDITING, look=lambda row: "changed")

    assert found == dict.fromkeys(EDITING, leads)


@pytest.mark.parametrize("confirmed_already", [False, True])
def test_what_somebody_accepted_alone_another_confirms_once(confirmed_already, walk, owner, team):
    alone = MembershipFactory(team=team, role="manager")
    other = owner

    def make():
        row = accepted(RiskFactory(team=team, score=(3, 3)), MembershipFactory(team=team), alone)
        confirmed = {"confirmed_by": other, "confirmed_at": NOW} if confirmed_already else {}
        Acceptance.objects.filter(pk=row.pk).update(
            requester=alone, alone=True, reason="Nobody else is here", **confirmed
        )
        return row

    found = walk(make, ACTS["confirm"], ACCEPTANCES, look=lambda row: row.confirmed_by)

    assert found == dict.fromkeys(DOORS, "=" if confirmed_already else other)


@pytest.mark.parametrize("state", ["requested", "approved", "rejected", "expired", "revoked", "superseded"])
def test_only_what_stands_lapses_once_its_day_is_over(state, owner, member):
    row = acceptance_in(state, owner, member)
    Acceptance.objects.filter(pk=row.pk).update(expires_on=NOW.date().replace(day=1))
    row.refresh_from_db()

    has_lapsed = row.lapse_if_due()

    row.refresh_from_db()
    assert (has_lapsed, row.state) == ((True, "expired") if state == "approved" else (False, state))
