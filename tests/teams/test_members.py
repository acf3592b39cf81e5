"""Access roles: who may give which to whom, and that a team never loses its last owner."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, connections
from django.utils import timezone

from teams.models import Activity, Membership
from teams.roles import Role
from tests.factories.teams import MembershipFactory, TeamFactory

ROLES = (Role.OWNER, Role.MANAGER, Role.MEMBER, Role.VIEWER)
# requester: (targets whose role they may change or whose membership they may end, the highest role they may give)
POWERS = {
    Role.OWNER: (set(ROLES), set(ROLES)),
    Role.MANAGER: ({Role.MANAGER, Role.MEMBER, Role.VIEWER}, {Role.MANAGER, Role.MEMBER, Role.VIEWER}),
    Role.MEMBER: (set(), set()),
    Role.VIEWER: (set(), set()),
}


@pytest.fixture
def world(owner):
    """A team with two people of each role beside a keeping owner."""
    return {
        role: (
            MembershipFactory(team=owner.team, role=role, name=f"{role} requester"),
            MembershipFactory(team=owner.team, role=role, name=f"{role} target"),
        )
        for role in ROLES
    }


@pytest.mark.parametrize("requester", ROLES)
@pytest.mark.parametrize("target", ROLES)
@pytest.mark.parametrize("wanted", ROLES)
def test_a_role_changes_only_as_far_as_the_requester_reaches(world, requester, target, wanted):
    by, row = world[requester][0], world[target][1]
    targets, roles = POWERS[requester]
    allowed = target in targets and wanted in roles

    if allowed or target == wanted:
        row.change_role(wanted, by=by)
    else:
        with pytest.raises(PermissionDenied, match="Your role does not allow"):
            row.change_role(wanted, by=by)

    row.refresh_from_db()
    assert row.role == (wanted if allowed else target)


@pytest.mark.parametrize("requester", ROLES)
@pytest.mark.parametrize("target", ROLES)
def test_a_membership_is_ended_only_by_who_may(world, requester, target):
    by, row = world[requester][0], world[target][1]
    allowed = target in POWERS[requester][0]

    if allowed:
        row.end(by=by)
    else:
        with pytest.raises(PermissionDenied, match="Your role does not allow"):
            row.end(by=by)

    row.refresh_from_db()
    assert row.is_active is not allowed


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.MEMBER, Role.VIEWER])
def test_everybody_may_leave_by_themselves(world, role):
    row = world[role][0]

    row.end(by=row)

    row.refresh_from_db()
    assert not row.is_active


def test_a_role_of_an_ended_membership_stays_as_it_was(owner, member):
    member.end(by=owner)

    with pytest.raises(ValidationError, match="has ended"):
        member.change_role(Role.MANAGER, by=owner)


@pytest.mark.parametrize("way", ["role", "end", "discard"])
def test_a_team_keeps_an_owner_whichever_way_a_row_is_written(owner, way):
    if way == "role":
        owner.role = Role.VIEWER
    elif way == "end":
        owner.ended_at = timezone.now()

    with pytest.raises(ValidationError) as refused:
        owner.discard(by=None) if way == "discard" else owner.store(by=None)

    assert [error.code for error in refused.value.error_dict["__all__"]] == ["last_owner"]
    assert Membership.objects.get(pk=owner.pk).role == Role.OWNER


def test_a_person_with_an_account_cannot_become_a_recipient(owner, member):
    with pytest.raises(ValidationError, match="cannot be a recipient"):
        member.change_role(Role.RECIPIENT, by=owner)

    assert Membership.objects.get(pk=member.pk).role == Role.MEMBER


def test_a_changed_role_is_in_the_activity(owner, member):
    member.change_role(Role.VIEWER, by=owner)

    activity = Activity.objects.get(verb="role_changed")
    assert (activity.by, activity.changes) == (owner, {"role": ["member", "viewer"]})


@pytest.mark.django_db(transaction=True)
def test_two_owners_demoting_each_other_at_once_leave_one_owner():
    team = TeamFactory()
    first = MembershipFactory(team=team, role=Role.OWNER)
    second = MembershipFactory(team=team, role=Role.OWNER)
    start = threading.Barrier(2)
    refused = []

    def demote(pk, by_pk):
        row, by = Membership.objects.get(pk=pk), Membership.objects.get(pk=by_pk)
        start.wait(timeout=10)
        try:
            patiently(lambda: row.change_role(Role.MEMBER, by=by))
        except ValidationError as error:
            refused.extend(each.code for each in error.error_dict["__all__"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=demote, args=pks) for pks in ((first.pk, second.pk), (second.pk, first.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert refused == ["last_owner"]
    assert Membership.objects.filter(team=team, role=Role.OWNER).count() == 1


def patiently(act):
    """Try again while SQLite's shared in-memory database, which knows no waiting, is held by the other thread."""
    for _attempt in range(500):
        try:
            return act()
        except OperationalError as error:
            if connection.vendor != "sqlite" or "locked" not in str(error):
                raise
            threading.Event().wait(0.01)
    raise AssertionError("The database stayed locked.")
