"""Invitations: bound to an address and to who stands behind them, used once, limited in number."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from teams.models import Activity, Invitation, Membership
from teams.models.invitation import OPEN_LIMIT, SENT_LIMIT
from teams.roles import Role
from tests.factories.teams import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def invite(by, email="new@example.com", role=Role.MEMBER):
    return Invitation(team=by.team, email=email, role=role, invited_by=by).store(by=by)


@pytest.fixture
def guest(db):
    return UserFactory(name="Gil Guest", email="new@example.com")


def token_of(link):
    return link.rstrip("/").rsplit("/", 1)[1]


def test_accepting_makes_a_member_with_the_invited_role(owner, guest):
    invitation = invite(owner, role=Role.VIEWER)

    membership = invitation.accept(user=guest)

    assert (membership.team, membership.user, membership.role) == (owner.team, guest, Role.VIEWER)
    assert Invitation.objects.get().accepted_by == membership


def test_a_recipient_of_the_same_address_becomes_the_member(owner, guest):
    recipient = MembershipFactory(team=owner.team, user=None, role=Role.RECIPIENT, name="Gil", email="new@example.com")

    membership = invite(owner).accept(user=guest)

    assert membership.pk == recipient.pk
    assert (membership.role, membership.name, membership.email) == (Role.MEMBER, "Gil Guest", "")


def test_an_invitation_works_once(owner, guest):
    invitation = invite(owner)
    invitation.accept(user=guest)

    with pytest.raises(ValidationError, match="no longer open"):
        invitation.accept(user=guest)

    assert Membership.objects.filter(user=guest).count() == 1


def test_an_invitation_is_bound_to_its_address(owner):
    invitation = invite(owner)

    with pytest.raises(ValidationError, match="another address"):
        invitation.accept(user=UserFactory(email="else@example.com"))

    assert Invitation.objects.open().count() == 1


def test_an_invitation_expires_after_a_week(owner, guest):
    invitation = invite(owner)

    late = time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1))
    with late, pytest.raises(ValidationError, match="no longer open"):
        invitation.accept(user=guest)


def test_a_revoked_invitation_opens_nothing_and_its_link_is_dead(owner, guest):
    invitation = invite(owner)
    token = token_of(invitation.link)

    invitation.revoke(by=owner)

    assert not invitation.matches(token)
    with pytest.raises(ValidationError, match="no longer open"):
        invitation.accept(user=guest)


def test_renewing_turns_the_link_and_starts_another_week(owner, guest):
    invitation = invite(owner)
    old = token_of(invitation.link)

    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        invitation.renew(by=owner)

        assert not invitation.matches(old)
        assert invitation.matches(token_of(invitation.link))
        assert invitation.is_open


def test_only_the_mailed_link_proves_the_address(owner):
    invitation = invite(owner)

    assert invitation.matches(token_of(invitation.link))
    assert not invitation.proves_address(token_of(invitation.link))
    assert invitation.proves_address(token_of(invitation.mailed_link))


@pytest.mark.parametrize("fate", ["demoted", "ended"])
def test_who_could_no_longer_invite_brings_nobody_in(owner, manager, guest, fate):
    invite(manager, role=Role.MANAGER)
    if fate == "demoted":
        manager.change_role(Role.MEMBER, by=owner)
    else:
        manager.end(by=owner)

    with pytest.raises(ValidationError, match="no longer open"):
        Invitation.objects.get().accept(user=guest)

    assert not Membership.objects.filter(user=guest).exists()


def test_nobody_invites_above_their_own_role(manager):
    with pytest.raises(ValidationError, match="above your own role"):
        invite(manager, role=Role.OWNER)


def test_a_manager_cannot_take_over_an_owners_invitation_by_renewing_it(owner, manager):
    invitation = invite(owner, role=Role.OWNER)

    with pytest.raises(PermissionDenied, match="above your own role"):
        invitation.renew(by=manager)


def test_who_is_in_the_team_cannot_be_invited(owner, member):
    with pytest.raises(ValidationError, match="in the team already"):
        invite(owner, email=member.user.email.upper())


def test_an_address_is_invited_once_at_a_time(owner):
    invite(owner)

    with pytest.raises(ValidationError, match="invited already"):
        invite(owner, email="NEW@example.com")


def test_a_team_has_at_most_fifty_open_invitations(owner, manager):
    Invitation.objects.bulk_create(
        Invitation(team=owner.team, email=f"g{n}@example.com", invited_by=owner) for n in range(OPEN_LIMIT)
    )

    with pytest.raises(ValidationError, match="50 open invitations"):
        invite(owner)

    assert Invitation.objects.count() == 50


def test_one_person_invites_at_most_twenty_people_an_hour_over_all_teams(owner):
    elsewhere = MembershipFactory(user=owner.user, role=Role.OWNER)
    for number in range(SENT_LIMIT):
        invite(elsewhere, email=f"g{number}@example.com")

    with pytest.raises(ValidationError, match="within an hour"):
        invite(owner)
    with pytest.raises(ValidationError, match="within an hour"):
        Invitation.objects.first().renew(by=owner)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1, seconds=1)):
        invite(owner)

    assert Invitation.objects.filter(team=owner.team).count() == 1


def test_no_secret_of_an_invitation_is_in_the_activity(owner):
    invitation = invite(owner)
    nonces = [invitation.nonce]
    invitation.renew(by=owner)
    nonces.append(invitation.nonce)

    kept = str(list(Activity.objects.values()))

    assert [nonce for nonce in nonces if nonce in kept] == []
