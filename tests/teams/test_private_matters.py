"""What stays with whom: addresses, other teams, one's own choices, invitations above one's role."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from alerts.models import Preference
from planner.imports.exporting import plan_rows
from planner.imports.headers import OWN_HEADER
from planner.models import Goal
from teams.models import Activity, Invitation, Membership, Token
from tests.factories.alerts import queued_mail
from tests.factories.planner import GoalFactory, MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def test_the_exported_plan_holds_addresses_for_managers_alone(manager, viewer):
    MilestoneFactory(team=manager.team, owner=manager)
    place = OWN_HEADER.index("owner_email")

    assert [row[place] for row in plan_rows(manager)] == [manager.address]
    assert [row[place] for row in plan_rows(viewer)] == [""]


def test_the_history_shows_addresses_of_people_to_managers_alone(api, manager, viewer):
    Membership(team=manager.team, name="Ivy", email="ivy@fund.example", role="recipient").store(by=manager)
    url = "/api/v1/teams/acme/activity/?subject_kind=teams.membership"

    seen = [api(person).get(url).content.decode() for person in (manager, viewer)]

    assert ["ivy@fund.example" in text for text in seen] == [True, False]


def test_the_label_of_a_mail_never_tells_what_it_is_about(owner):
    mail = queued_mail(owner, now=NOON)
    mail.subject = "Money lasts until 14 Aug"

    assert str(mail) == "Email 2026-03-02 12:00"


def test_nobody_else_sees_which_mails_a_person_switched_off(owner, viewer):
    Preference.of(viewer).choose(["task_assigned"], by=viewer)

    kinds = [
        set(Activity.objects.visible_to(person).values_list("subject_kind", flat=True)) for person in (owner, viewer)
    ]

    assert kinds == [set(), {"alerts.preference"}]


def test_a_token_lists_its_own_team_alone(client, owner, other_team):
    MembershipFactory(team=other_team, user=owner.user, role="owner")
    text = Token(team=owner.team, membership=owner, name="t", scope="read").issue(by=owner)

    answer = client.get("/api/v1/teams/", headers={"Authorization": f"Bearer {text}"})

    assert [team["slug"] for team in answer.json()["results"]] == ["acme"]


def test_a_manager_cannot_revoke_the_invitation_of_an_owner(owner, manager):
    invitation = Invitation(team=owner.team, email="new@example.com", role="owner", invited_by=owner).store(by=owner)

    with pytest.raises(PermissionDenied, match="role does not allow"):
        invitation.revoke(by=manager)

    invitation.refresh_from_db()
    assert invitation.revoked_at is None


@pytest.mark.parametrize("path", ["milestones/new/?owner=x", "tasks/new/?assignee=x", "risks/new/?owner=x"])
def test_nonsense_in_the_address_of_a_form_is_no_error(browse, member, path):
    assert browse(member).get(f"/t/acme/{path}").status_code == 200


def test_an_ended_member_is_no_choice_because_the_address_says_so(browse, owner, member):
    member.end(by=owner)

    page = browse(owner).get(f"/t/acme/tasks/new/?assignee={member.pk}").content.decode()

    assert f'value="{member.pk}"' not in page


def test_closing_a_goal_counts_what_is_there_now(owner):
    goal = GoalFactory(team=owner.team)
    milestone = MilestoneFactory(team=owner.team, project=goal.project, goal=goal)
    listed = Goal.objects.with_progress().get()
    assert listed.percent is None
    milestone.complete(by=owner)

    listed.close("achieved", by=owner)

    assert listed.closed_share == 100
