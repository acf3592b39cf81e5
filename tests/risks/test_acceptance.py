"""Accepting a risk: who asks and who decides, what is kept of the risk, and every way from one state to another."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from risks.models import Acceptance, Risk
from teams.leaving import leave
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory, accepted
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAY = dt.timedelta(days=1)
UNTIL = dt.date(2026, 4, 1)


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, score=(3, 3), status="monitoring", strategy="accept")


def asked(risk, by, approver, **values):
    given = {"justification": "We can bear it", "expires_on": UNTIL} | values
    return Acceptance(team=risk.team, risk=risk, approver=approver, **given).store(by=by)


def codes(error):
    return (
        [each.code for each in error.value.error_list]
        if hasattr(error.value, "error_list")
        else {field: [each.code for each in errors] for field, errors in error.value.error_dict.items()}
    )


def test_a_request_keeps_the_risk_as_it_is(risk, member, owner):
    milestone = MilestoneFactory(team=risk.team, number=4, title="Beta", due_on=dt.date(2026, 5, 1))
    risk.milestone_links.create(team=risk.team, milestone=milestone)
    risk.assess(2, 3, by=member, kind="residual")

    row = asked(risk, member, owner)
    risk.refresh_from_db()
    risk.assess(1, 1, by=member)
    row.refresh_from_db()

    assert (row.requester, row.state, row.alone) == (member, "requested", False)
    assert (row.level, row.probability, row.impact, row.matrix_version) == ("moderate", 3, 3, 1)
    assert (row.residual_level, row.residual_probability, row.residual_impact) == ("moderate", 2, 3)
    assert row.milestones == [{"id": str(milestone.pk), "name": "M-4 Beta", "due_on": "2026-05-01"}]


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"kind": "opportunity"}, "risk", "no_threat"),
        ({"status": "closed", "closure_reason": "avoided", "closed_at": NOW}, "risk", "risk_closed"),
        ({"current": None, "status": "identified"}, "risk", "not_rated"),
    ],
)
def test_only_an_open_threat_somebody_rated_is_accepted(risk, member, owner, values, field, code):
    Risk.objects.filter(pk=risk.pk).update(**values)
    risk.refresh_from_db()

    with pytest.raises(ValidationError) as error:
        asked(risk, member, owner)

    assert codes(error) == {field: [code]}
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(("day", "code"), [(0, "past"), (-1, "past"), (367, "too_long")])
def test_it_ends_on_a_day_to_come_within_a_year(risk, member, owner, day, code):
    with pytest.raises(ValidationError) as error:
        asked(risk, member, owner, expires_on=NOW.date() + day * DAY)

    assert codes(error) == {"expires_on": [code]}


@pytest.mark.parametrize("day", [1, 366])
def test_the_first_and_the_last_day_are_within(risk, member, owner, day):
    assert asked(risk, member, owner, expires_on=NOW.date() + day * DAY).state == "requested"


def test_only_who_asks_changes_what_is_asked_for(risk, member, owner, manager):
    row = asked(risk, member, owner)

    row.conditions = "None at all"
    with pytest.raises(ValidationError) as to_decide:
        row.store(by=owner)
    row.approver = manager
    with pytest.raises(ValidationError) as to_decide_instead:
        row.store(by=manager)
    row.refresh_from_db()
    row.conditions = "Until the pilot"
    row.store(by=member)
    row.approver = manager
    row.store(by=manager)

    assert codes(to_decide) == codes(to_decide_instead) == ["of_another"]
    assert (Acceptance.objects.get().conditions, Acceptance.objects.get().approver) == ("Until the pilot", manager)


def test_an_end_is_needed(risk, member, owner):
    with pytest.raises(ValidationError) as error:
        asked(risk, member, owner, expires_on=None)

    assert codes(error) == {"expires_on": ["null"]}


def test_whoever_decides_may_accept_risks_for_the_team(risk, member, owner):
    with pytest.raises(ValidationError) as error:
        asked(risk, owner, member)
    assert codes(error) == {"approver": ["may_not"]}

    with pytest.raises(ValidationError) as error:
        asked(risk, member, None)
    assert codes(error) == {"approver": ["no_approver"]}


def test_whoever_asks_does_not_decide(risk, owner, manager):
    with pytest.raises(ValidationError) as error:
        asked(risk, owner, owner)
    assert codes(error) == {"approver": ["acceptance_by_two"]}

    with pytest.raises(IntegrityError), transaction.atomic():
        AcceptanceFactory(team=risk.team, risk=risk, requester=owner, approver=owner)


def test_a_sole_owner_decides_alone_with_a_reason_and_the_row_says_so(risk, owner):
    row = asked(risk, owner, owner)

    with pytest.raises(ValidationError) as error:
        row.approve(by=owner, reason=" ")
    row.approve(by=owner, reason="Nobody else is here yet")

    assert codes(error) == {"__all__": ["acceptance_reason_given"]}
    assert (row.state, row.alone, row.reason, row.decided_by) == ("approved", True, "Nobody else is here yet", owner)


def test_what_was_decided_alone_is_confirmed_by_whoever_comes_later(risk, owner):
    row = asked(risk, owner, owner)
    row.approve(by=owner, reason="Nobody else is here yet")
    later = MembershipFactory(team=risk.team, role="manager")
    assert list(Acceptance.objects.unconfirmed()) == [row]
    with pytest.raises(ValidationError) as error:
        row.confirm(by=owner)

    row.confirm(by=later)
    row.confirm(by=later)

    assert codes(error) == ["nothing_to_confirm"]
    assert (row.confirmed_by, list(Acceptance.objects.unconfirmed())) == (later, [])
    assert Activity.objects.about(row).filter(verb="confirmed").count() == 1


def test_a_sole_owner_who_is_none_any_more_leaves_it_to_the_other(risk, owner):
    row = asked(risk, owner, owner)
    MembershipFactory(team=risk.team, role="manager")

    with pytest.raises(ValidationError) as error:
        row.approve(by=owner, reason="As agreed")

    assert codes(error) == ["not_yours"]


def test_only_the_person_named_decides(risk, member, owner, manager):
    row = asked(risk, member, owner)

    for verb in ("approve", "reject"):
        with pytest.raises(ValidationError) as error:
            getattr(row, verb)(by=manager, reason="So be it")
        assert codes(error) == ["not_yours"]

    row.refresh_from_db()
    assert row.state == "requested"


def test_one_request_and_one_acceptance_at_a_time(risk, member, owner):
    first = asked(risk, member, owner)
    with pytest.raises(ValidationError) as error:
        asked(risk, member, owner)
    assert codes(error) == {"__all__": ["acceptance_one_requested"]}

    first.approve(by=owner)
    second = asked(risk, member, owner)
    second.approve(by=owner)
    first.refresh_from_db()

    assert (first.state, first.lapse_cause, second.state) == ("superseded", "renewed", "approved")
    assert first.lapse == "A newer acceptance took its place."


def test_an_approval_is_taken_back_with_what_gave_way_to_it(risk, member, owner):
    first = accepted(risk, member, owner)
    second = asked(risk, member, owner)
    second.approve(by=owner)

    second.undo_approval(by=owner)
    first.refresh_from_db()

    assert (first.state, first.lapse_cause, second.state, second.decided_at) == ("approved", "", "requested", None)


@pytest.mark.parametrize(
    ("change", "values"),
    [("level", {"probability": 5, "impact": 5}), ("unrated", {"probability": None, "impact": None})],
)
def test_what_is_no_longer_what_was_asked_about_is_not_approved(risk, member, owner, change, values):
    row = asked(risk, member, owner)
    risk.refresh_from_db()
    risk.assess(**values, by=member)

    with pytest.raises(ValidationError) as error:
        row.approve(by=owner)

    assert codes(error) == ["changed_since"]


def test_a_request_whose_day_is_over_is_not_approved(risk, member, owner, time_machine):
    row = asked(risk, member, owner)
    time_machine.move_to(dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC))

    with pytest.raises(ValidationError) as error:
        row.approve(by=owner)

    assert codes(error) == ["past"]


def test_a_request_is_approved_on_its_last_day(risk, member, owner, time_machine):
    row = asked(risk, member, owner)
    time_machine.move_to(dt.datetime(2026, 4, 1, 23, 59, tzinfo=dt.UTC))

    row.approve(by=owner)

    assert (row.state, risk.acceptance) == ("approved", row)


def test_a_request_is_changed_and_removed_until_it_is_decided(risk, member, owner):
    row = asked(risk, member, owner)
    row.conditions = "Weekly backups"
    row.store(by=member)
    row.approve(by=owner)
    row.conditions = "None"

    with pytest.raises(ValidationError) as error:
        row.store(by=member)
    assert codes(error) == ["decided"]
    with pytest.raises(ValidationError) as error:
        row.discard(by=member)
    assert codes(error) == ["decided"]

    other = RiskFactory(team=risk.team, score=(3, 3))
    asked(other, member, owner).discard(by=member)
    assert Acceptance.objects.get().conditions == "Weekly backups"


# Every edge there is, from each state: what is refused, and by which code.
VERBS = {
    "approve": lambda row, by: row.approve(by=by),
    "reject": lambda row, by: row.reject(by=by, reason="Too much"),
    "revoke": lambda row, by: row.revoke(by=by, reason="No longer"),
}
EDGES = {
    ("requested", "approve"): "approved",
    ("requested", "reject"): "rejected",
    ("approved", "approve"): "approved",
    ("approved", "revoke"): "revoked",
    ("rejected", "reject"): "rejected",
    ("revoked", "revoke"): "revoked",
}
STATES = ("requested", "approved", "rejected", "expired", "revoked", "superseded")


def in_state(state, risk, member, owner):
    row = asked(risk, member, owner)
    decided = {"decided_at": NOW, "reason": "So", "end_reason": "So"} if state != "requested" else {}
    Acceptance.objects.filter(pk=row.pk).update(state=state, **decided)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_each_edge_is_taken_or_refused(risk, member, owner, state, verb):
    row = in_state(state, risk, member, owner)

    if wanted := EDGES.get((state, verb)):
        VERBS[verb](row, owner)
        assert row.state == wanted
        return
    with pytest.raises(ValidationError) as error:
        VERBS[verb](row, owner)
    row.refresh_from_db()
    assert (codes(error), row.state) == (["unreachable_state"], state)


@pytest.mark.parametrize("verb", ["reject", "revoke"])
def test_declining_and_revoking_take_a_reason(risk, member, owner, verb):
    row = in_state("requested" if verb == "reject" else "approved", risk, member, owner)
    Acceptance.objects.filter(pk=row.pk).update(reason="", end_reason="")
    before = row.state

    with pytest.raises(ValidationError):
        getattr(row, verb)(by=owner, reason="  ")

    row.refresh_from_db()
    assert row.state == before


def test_what_is_revoked_leaves_the_risk_where_it_is(risk, member, owner):
    row = accepted(risk, member, owner)

    row.revoke(by=owner, reason="The insurer left")
    risk.refresh_from_db()

    assert (row.state, row.end_reason, row.ended_by, risk.status) == (
        "revoked",
        "The insurer left",
        owner,
        "monitoring",
    )
    row.undo_revocation(by=owner)
    assert (row.state, row.end_reason, row.ended_at) == ("approved", "", None)


@pytest.mark.parametrize("since", ["rated higher", "day over"])
def test_what_was_revoked_does_not_stand_again_once_the_risk_is_another_one(risk, member, owner, since, time_machine):
    row = accepted(risk, member, owner)
    row.revoke(by=owner, reason="The insurer left")
    risk.refresh_from_db()
    if since == "rated higher":
        risk.assess(5, 5, by=member)
    else:
        time_machine.move_to(dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC))

    with pytest.raises(ValidationError) as error:
        row.undo_revocation(by=owner)
    row.refresh_from_db()

    assert (codes(error), row.state) == (["changed_since"], "revoked")


def test_a_rejection_is_taken_back(risk, member, owner):
    row = asked(risk, member, owner)
    row.reject(by=owner, reason="Too much")

    row.undo_rejection(by=owner)

    assert (row.state, row.reason, row.decided_by) == ("requested", "", None)


def test_a_request_passed_on_to_whoever_asked_is_for_another_person(risk, manager, owner):
    row = asked(risk, manager, owner)
    MembershipFactory(team=risk.team, role="owner")

    leave(owner, by=owner, successors={"risks.acceptance": manager})
    row.refresh_from_db()

    assert row.approver is None
    assert not row.may_be_decided_by(manager)


def test_whoever_is_to_decide_about_a_restricted_risk_reads_it(risk, owner, manager):
    risk.restrict(by=owner)
    before = list(Risk.objects.visible_to(manager))
    row = asked(risk, owner, manager)

    assert (before, list(Risk.objects.visible_to(manager))) == ([], [risk])
    assert list(Acceptance.objects.visible_to(manager)) == [row]


def test_whoever_is_to_decide_goes_on_reading_a_risk_that_is_restricted(risk, owner, manager, member):
    asked(risk, owner, manager)
    risk.refresh_from_db()

    risk.restrict(by=owner)

    assert (list(Risk.objects.visible_to(manager)), list(Acceptance.objects.visible_to(member))) == ([risk], [])
