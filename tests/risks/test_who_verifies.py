"""Who may verify what was done, where people, teams and moments differ."""

import datetime as dt

import pytest

from risks.models import ResponseAction
from risks.models.verifying import others_who_verify, verifiable_by
from tests.conftest import NOW
from tests.factories.risks import ResponseActionFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


def test_who_handed_it_on_before_it_was_done_may_verify_it(team, owner, manager, member, time_machine):
    action = ResponseActionFactory(team=team, owner=manager)
    action.owner = member
    action.store(by=manager)
    time_machine.move_to(NOW + dt.timedelta(hours=1))
    action.complete(by=member)

    assert [verifiable_by([action], person) for person in (manager, member)] == [{action.pk}, set()]
    action.verify(by=manager)
    assert (action.verified_by, action.verified_alone) == (manager, False)


def test_whom_the_team_does_not_have_does_not_keep_its_owner_from_verifying(team, owner, stranger):
    """Neither the owner of another team nor somebody who has left can look at it."""
    MembershipFactory(team=team, role="manager").end(by=owner)
    action = ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW)

    assert (list(others_who_verify(owner)), stranger.role) == ([], "owner")
    assert verifiable_by([action], owner) == {action.pk}


def test_who_may_not_verify_anything_verifies_nothing(team, owner, viewer):
    action = ResponseActionFactory(team=team, owner=owner, state="done", completed_at=NOW)

    assert (verifiable_by([action], viewer), action.may_be_verified_by(viewer)) == (set(), False)


def test_the_currency_of_what_is_verified_may_change_where_it_took_off_no_money(team, owner, member):
    action = ResponseActionFactory(
        team=team, owner=member, state="done", completed_at=NOW, days_off_planned=3, cost=5, currency="EUR"
    )
    action.verify(by=owner)

    action.currency = "USD"
    action.store(by=member)

    assert ResponseAction.objects.get().currency == "USD"
