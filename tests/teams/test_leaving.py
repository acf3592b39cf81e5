"""The end of a membership: what was owned passes on, and nothing lets the person in any more."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from rest_framework.test import APIClient

from planner.models import Milestone, Task
from teams.leaving import holdings, leave, who_fields
from teams.models import Activity, Invitation, Membership, Position, StoredRow, Token, WhoField
from teams.roles import Role
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


def test_every_field_that_names_a_person_is_found_and_sits_on_a_stored_row():
    declared = {
        field for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, WhoField)
    }

    assert set(who_fields()) == declared
    assert all(issubclass(field.model, StoredRow) for field in declared)


def test_what_a_person_owns_is_listed_by_kind(owner, member):
    milestone = MilestoneFactory(team=owner.team, owner=member)
    task = TaskFactory(team=owner.team, assignee=member, milestone=milestone)
    MilestoneFactory(team=owner.team, owner=owner)

    found = {holding.kind: holding.rows for holding in holdings(member, viewer=owner)}

    assert found == {
        "planner.milestone": {milestone.pk: str(milestone)},
        "planner.task": {task.pk: str(task)},
    }


def test_an_opportunity_is_listed_by_its_source(owner, member, queries):
    opportunities = OpportunityFactory.create_batch(2, team=owner.team, owner=member)

    with queries(1):
        [holding] = holdings(member, viewer=owner)

    assert list(holding.rows.values()) == [f"{row.code} {row.source.name}" for row in opportunities]


def test_rows_the_asking_member_may_not_see_are_counted_and_not_shown(owner, member):
    MilestoneFactory(team=owner.team, owner=member)
    recipient = MembershipFactory(team=owner.team, user=None, role=Role.RECIPIENT)

    [holding] = holdings(member, viewer=recipient)

    assert (holding.rows, holding.hidden, holding.count) == ({}, 1, 1)


def test_open_rows_pass_to_the_successor_and_closed_ones_keep_the_name(owner, member):
    still_open = MilestoneFactory(team=owner.team, owner=member)
    done = MilestoneFactory(team=owner.team, owner=member)
    done.complete(by=owner)

    leave(member, by=owner, successors={"planner.milestone": owner})

    assert Milestone.objects.get(pk=still_open.pk).owner == owner
    assert Milestone.objects.get(pk=done.pk).owner == member


def test_without_successor_open_rows_have_no_owner_and_activity_says_so(owner, member):
    task = TaskFactory(team=owner.team, assignee=member)

    leave(member, by=owner)

    assert Task.objects.get(pk=task.pk).assignee is None
    activity = Activity.objects.get(verb="passed_on")
    assert (activity.subject_id, activity.by) == (task.pk, owner)
    assert activity.changes == {"assignee": [str(member.pk), None]}


def test_a_held_position_becomes_open_and_a_past_one_keeps_the_name(owner, member):
    yesterday = owner.team.today() - dt.timedelta(days=1)
    present = PositionFactory(team=owner.team, holder=member)
    past = PositionFactory(team=owner.team, holder=member, ends_on=yesterday)

    leave(member, by=owner)

    assert Position.objects.get(pk=present.pk).holder is None
    assert Position.objects.get(pk=past.pk).holder == member


def test_history_keeps_the_name_of_who_has_left(owner, member):
    task = TaskFactory(team=owner.team)
    task.complete(by=member)

    leave(member, by=owner)

    assert Activity.objects.get(verb="completed").by.name == "Mia Member"


@pytest.mark.parametrize("case", ["other team", "ended", "self"])
def test_only_somebody_else_in_the_team_can_take_over(owner, member, stranger, case):
    gone = MembershipFactory(team=owner.team, ended_at=timezone.now())
    successor = {"other team": stranger, "ended": gone, "self": member}[case]

    with pytest.raises(ValidationError, match="somebody else"):
        leave(member, by=owner, successors={"planner.milestone": successor})

    assert Membership.objects.get(pk=member.pk).is_active


def test_a_refused_ending_changes_nothing(owner, manager):
    task = TaskFactory(team=owner.team, assignee=owner)

    with pytest.raises(PermissionDenied, match="Your role"):
        leave(owner, by=manager, successors={"planner.task": manager})

    assert Task.objects.get(pk=task.pk).assignee == owner


def test_ending_again_changes_nothing_and_asks_for_the_right_all_the_same(owner, manager, stranger, client):
    gone = MembershipFactory(team=owner.team, role=Role.OWNER)
    leave(gone, by=owner)
    MembershipFactory(team=stranger.team, user=gone.user)
    sign_in(client, gone.user)

    leave(gone, by=owner)
    with pytest.raises(PermissionDenied, match="Your role"):
        leave(gone, by=manager)

    assert client.get("/api/v1/teams/other/members/").status_code == 200
    assert Activity.objects.filter(verb="ended").count() == 1


def test_tokens_stop_at_once(owner, member):
    token = Token(team=member.team, membership=member, name="export")
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=member)}")
    assert program.get("/api/v1/teams/acme/members/").status_code == 200

    leave(member, by=owner)

    assert program.get("/api/v1/teams/acme/members/").status_code == 401
    assert Token.objects.get().revoked_at is not None


def sign_in(client, user):
    user.set_password(PASSWORD)
    user.save()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def test_sessions_stop_at_once(owner, member, client):
    sign_in(client, member.user)
    assert client.get("/api/v1/teams/acme/members/").status_code == 200
    assert UserSession.objects.filter(user=member.user).count() == 1

    leave(member, by=owner)

    assert client.get("/api/v1/teams/acme/members/").status_code == 401
    assert not UserSession.objects.exists()


def test_open_invitations_of_who_leaves_are_revoked(owner, manager):
    invitation = Invitation(team=owner.team, email="friend@example.com", invited_by=manager)
    invitation.store(by=manager)

    leave(manager, by=owner)

    assert not Invitation.objects.open().exists()
