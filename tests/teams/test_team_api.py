"""The team's API: settings, people, invitations, tokens, acts undone, jobs."""

import pytest
from django.core import mail
from rest_framework.test import APIClient

from planner.models import Project
from teams.leaving import leave
from teams.models import Change, Invitation, Job, Membership, Team, Token, change
from teams.roles import Role
from tests.factories.planner import TaskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

BASE = "/api/v1/teams/acme"

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Return a client that acts through a token with the write scope."""

    def act_as(membership):
        client = APIClient()
        token = Token(team=membership.team, membership=membership, name="program", scope="write")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=membership)}")
        return client

    return act_as


def test_the_team_is_shown_and_changed(owner, api):
    team = api(owner).get(f"{BASE}/").json()

    answer = api(owner).patch(f"{BASE}/", {"version": team["version"], "working_days": [0, 1], "alert_hour": 7})

    assert answer.status_code == 200
    assert (answer.json()["working_days"], answer.json()["alert_hour"]) == ([0, 1], 7)
    assert Team.objects.get().working_days == [0, 1]


def test_the_slug_of_a_team_never_changes(owner, api):
    api(owner).patch(f"{BASE}/", {"version": 1, "slug": "grabbed"})

    assert Team.objects.get().slug == "acme"


@pytest.mark.parametrize(
    ("field", "value"),
    [("working_days", []), ("working_days", [7]), ("time_zone", "Mars/Base"), ("alert_hour", 6), ("alert_hour", 20)],
)
def test_a_wrong_setting_is_refused_with_its_field(owner, api, field, value):
    answer = api(owner).patch(f"{BASE}/", {"version": 1, field: value})

    assert answer.status_code == 400
    assert [error["field"].split(".")[0] for error in answer.json()["errors"]] == [field]


def test_a_member_cannot_change_the_team(member, api):
    assert api(member).patch(f"{BASE}/", {"version": 1, "name": "Mine"}).status_code == 403


def test_a_role_is_changed_by_a_person_and_not_by_a_token(owner, member, api, program):
    path = f"{BASE}/members/{member.pk}/role/"

    assert program(owner).post(path, {"role": "viewer"}).status_code == 403
    assert api(owner).post(path, {"role": "viewer"}).json()["role"] == "viewer"


def test_a_membership_is_ended_with_successors(owner, member, api):
    task = TaskFactory(team=owner.team, assignee=member)

    answer = api(owner).post(f"{BASE}/members/{member.pk}/ending/", {"successors": {"planner.task": str(owner.pk)}})

    task.refresh_from_db()
    assert (answer.status_code, task.assignee) == (200, owner)
    assert answer.json()["ended_at"] is not None


@pytest.mark.parametrize("case", ["unknown kind", "stranger"])
def test_a_wrong_successor_is_refused(owner, member, stranger, api, case):
    successors = {"planner.nothing": None} if case == "unknown kind" else {"planner.task": str(stranger.pk)}

    answer = api(owner).post(f"{BASE}/members/{member.pk}/ending/", {"successors": successors})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "successors")
    assert Membership.objects.get(pk=member.pk).is_active


def test_a_token_ends_no_membership(owner, member, program):
    assert program(owner).post(f"{BASE}/members/{member.pk}/ending/", {}).status_code == 403
    assert Membership.objects.get(pk=member.pk).is_active


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_everybody_may_leave_by_api_and_nobody_else_ends_them(owner, api, role):
    leaving, staying = (MembershipFactory(team=owner.team, role=role) for _ in range(2))

    assert api(leaving).post(f"{BASE}/members/{staying.pk}/ending/", {}).status_code == 403
    answer = api(leaving).post(f"{BASE}/members/{leaving.pk}/ending/", {})

    assert (answer.status_code, answer.json()["ended_at"] is not None) == (200, True)
    assert Membership.objects.get(pk=staying.pk).is_active


def test_a_membership_that_has_ended_ends_no_more_and_leaves_other_teams_alone(owner, member, stranger, api):
    leave(member, by=owner)
    elsewhere = MembershipFactory(team=stranger.team, user=member.user)
    client = api(elsewhere)

    answer = api(owner).post(f"{BASE}/members/{member.pk}/ending/", {})

    assert answer.status_code == 404
    assert client.get("/api/v1/teams/other/").status_code == 200


def test_the_last_owner_cannot_leave_by_api(owner, api):
    answer = api(owner).post(f"{BASE}/members/{owner.pk}/ending/", {})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "last_owner")


def test_a_recipient_is_made_and_changed(owner, api):
    made = api(owner).post(f"{BASE}/members/", {"name": "Ines Investor", "email": "ines@example.com"}).json()

    changed = api(owner).patch(f"{BASE}/members/{made['id']}/", {"version": 1, "name": "Ines I."})

    assert changed.status_code == 200
    assert (Membership.objects.get(pk=made["id"]).role, changed.json()["name"]) == (Role.RECIPIENT, "Ines I.")


def test_a_person_with_account_is_not_changed_by_others(owner, member, api):
    answer = api(owner).patch(f"{BASE}/members/{member.pk}/", {"version": 1, "name": "Renamed"})

    assert answer.status_code == 404
    assert Membership.objects.get(pk=member.pk).name == "Mia Member"


def test_addresses_show_to_managers_alone(manager, viewer, api):
    MembershipFactory(team=manager.team, user=None, role=Role.RECIPIENT, email="ines@example.com")

    assert "ines@example.com" in api(manager).get(f"{BASE}/members/").content.decode()
    assert "ines@example.com" not in api(viewer).get(f"{BASE}/members/").content.decode()


def test_members_are_filtered_by_role_and_ending(owner, member, api):
    member.end(by=owner)

    present = api(owner).get(f"{BASE}/members/", {"ended": "false"}).json()["results"]
    gone = api(owner).get(f"{BASE}/members/", {"ended": "true"}).json()["results"]

    assert [row["name"] for row in present] == ["Olga Owner"]
    assert [row["name"] for row in gone] == ["Mia Member"]


def test_an_invitation_by_api_never_shows_its_link(owner, api):
    answer = api(owner).post(f"{BASE}/invitations/", {"email": "new@acme.dev", "role": "member"})

    invitation = Invitation.objects.get()
    assert (answer.status_code, invitation.invited_by) == (201, owner)
    assert invitation.nonce not in answer.content.decode()
    assert "link" not in answer.json()


def test_an_invitation_by_api_is_mailed_when_a_server_is_set_up(owner, api, settings):
    settings.EMAIL_SERVER = {"host": "mail.example.com"}

    api(owner).post(f"{BASE}/invitations/", {"email": "new@acme.dev", "role": "member"})

    assert [message.to for message in mail.outbox] == [["new@acme.dev"]]


def test_nobody_invites_above_their_role_by_api(manager, api):
    answer = api(manager).post(f"{BASE}/invitations/", {"email": "new@acme.dev", "role": "owner"})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too_high")


def test_an_invitation_is_renewed_and_revoked(owner, api):
    made = api(owner).post(f"{BASE}/invitations/", {"email": "new@acme.dev", "role": "member"}).json()
    nonce = Invitation.objects.get().nonce

    renewed = api(owner).post(f"{BASE}/invitations/{made['id']}/renewal/")
    renewed_nonce = Invitation.objects.get().nonce
    revoked = api(owner).post(f"{BASE}/invitations/{made['id']}/revocation/")

    assert (renewed.status_code, revoked.status_code) == (200, 200)
    assert nonce != renewed_nonce
    assert not Invitation.objects.open().exists()


def test_programs_invite_nobody(owner, program):
    assert program(owner).post(f"{BASE}/invitations/", {"email": "a@example.com", "role": "member"}).status_code == 403
    assert not Invitation.objects.exists()


def act_of(membership):
    with change(membership, "Set up") as act:
        Project(team=membership.team, name="Beacon").store(by=act)
    return act


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [("owner", False, 200), ("manager", False, 200), ("member", True, 200), ("member", False, 403),
     ("viewer", False, 403)],
)  # fmt: skip
def test_an_act_is_undone_by_who_did_it_or_a_manager(owner, api, role, own, status):
    person = MembershipFactory(team=owner.team, role=role)
    act = act_of(person if own else owner)

    answer = api(person).post(f"{BASE}/changes/{act.pk}/undo/")

    assert answer.status_code == status
    assert Project.objects.exists() is (status == 403)


def test_undo_needs_the_view_of_every_kind_in_the_act(owner, manager, api):
    with change(manager, "Set up") as act:
        Project(team=owner.team, name="Beacon").store(by=act)
        Invitation(team=owner.team, email="new@acme.dev", invited_by=manager).store(by=act)
    manager.change_role(Role.MEMBER, by=owner)

    answer = api(manager).post(f"{BASE}/changes/{act.pk}/undo/")

    assert (answer.status_code, Project.objects.count()) == (403, 1)


def test_an_undo_that_is_too_late_is_refused_and_names_the_row(owner, api):
    act = act_of(owner)
    Project.objects.get().store(by=owner)
    project = Project.objects.get()
    project.summary = "Work goes on"
    project.store(by=owner)

    answer = api(owner).post(f"{BASE}/changes/{act.pk}/undo/")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "changed_since")
    assert Change.objects.get().undone_at is None


def test_activity_lists_only_kinds_the_role_may_view(owner, viewer, api):
    Project(team=owner.team, name="Beacon").store(by=owner)
    Invitation(team=owner.team, email="new@acme.dev", invited_by=owner).store(by=owner)

    kinds = [row["subject_kind"] for row in api(viewer).get(f"{BASE}/activity/").json()["results"]]

    assert kinds == ["planner.project"]


def test_activity_is_filtered_by_person_kind_and_day(owner, member, api):
    Project(team=owner.team, name="Beacon").store(by=owner)
    Project(team=owner.team, name="Kiln").store(by=member)
    today = owner.team.today().isoformat()
    ask = api(owner)

    def labels(**query):
        return [row["subject_label"] for row in ask.get(f"{BASE}/activity/", query).json()["results"]]

    assert [label.endswith("Kiln") for label in labels(by=str(member.pk))] == [True]
    assert labels(subject_kind="teams.position") == []
    assert len(labels(since=today, until=today)) == 2
    assert labels(until="2020-01-01") == []


def test_jobs_are_read_without_their_payload(owner, api):
    Job.objects.create(team=owner.team, by=owner, kind="planner.import", payload={"rows": ["secret"]})

    answer = api(owner).get(f"{BASE}/jobs/")

    assert (answer.json()["count"], "secret" in answer.content.decode()) == (1, False)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("kind", ["members", "positions", "invitations", "activity", "changes", "jobs", "tokens"])
def test_every_list_costs_the_same_for_more_rows(owner, api, queries, kind, rows):
    for number in range(rows):
        member = MembershipFactory(team=owner.team)
        PositionFactory(team=owner.team, holder=member)
        Invitation(team=owner.team, email=f"g{number}@example.com", invited_by=owner).store(by=owner)
        Job.objects.create(team=owner.team, by=owner, kind="planner.import")
        Token(team=owner.team, membership=owner, name=f"export {number}").issue(by=owner)
        with change(owner, "Set up") as act:
            Project(team=owner.team, name=f"Own {number}").store(by=act)
    client = api(owner)
    client.get(f"{BASE}/{kind}/")

    with queries(5):
        assert client.get(f"{BASE}/{kind}/").json()["count"] >= rows


@pytest.mark.parametrize(("method", "path"), [("put", "members/{}/"), ("delete", "members/"), ("put", "")])
def test_what_an_address_does_not_know_is_no_refusal(owner, stranger, api, method, path):
    address = f"{BASE}/{path.format(owner.pk)}"

    assert getattr(api(owner), method)(address, {}).status_code == 405
    assert getattr(api(stranger), method)(address, {}).status_code == 404
