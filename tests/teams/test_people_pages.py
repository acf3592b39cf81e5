"""The pages about people: who sees what, inviting with and without mail, roles, endings, positions."""

import smtplib

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from planner.models import Task
from teams.models import Invitation, Membership, Position
from teams.roles import Role
from tests.factories.planner import TaskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


class BrokenServer(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_SERVER = {"host": "mail.example.com"}


def text(response):
    return response.content.decode()


def invite(client, **fields):
    return client.post("/t/acme/invitations/new/", {"email": "new@acme.dev", "role": "member"} | fields)


@pytest.mark.parametrize("rows", [1, 3])
def test_people_cost_the_same_for_more_rows(owner, browse, queries, rows):
    for number in range(rows):
        PositionFactory(team=owner.team, holder=MembershipFactory(team=owner.team))
        PositionFactory(team=owner.team)
        MembershipFactory(team=owner.team, user=None, role=Role.RECIPIENT)
        Invitation(team=owner.team, email=f"g{number}@example.com", invited_by=owner).store(by=owner)
    client = browse(owner)
    client.get("/t/acme/people/")

    with queries(10):
        assert client.get("/t/acme/people/").status_code == 200


def test_everybody_sees_the_people_and_managers_the_addresses(manager, viewer, browse):
    PositionFactory(team=manager.team, title="Head of evaluation")
    MembershipFactory(team=manager.team, user=None, role=Role.RECIPIENT, name="Ines", email="ines@example.com")
    Invitation(team=manager.team, email="new@acme.dev", invited_by=manager).store(by=manager)

    for_manager, for_viewer = text(browse(manager).get("/t/acme/people/")), text(browse(viewer).get("/t/acme/people/"))

    assert [word in for_manager for word in ("Head of evaluation", "ines@example.com", "new@acme.dev")] == [True] * 3
    assert [word in for_viewer for word in ("Head of evaluation", "ines@example.com", "new@acme.dev")] == [
        True,
        False,
        False,
    ]


def test_without_mail_the_page_shows_the_link_to_copy(owner, browse):
    client = browse(owner)

    answer = invite(client)

    invitation = Invitation.objects.get()
    assert answer.status_code == 303
    assert invitation.link in text(client.get("/t/acme/people/"))
    assert mail.outbox == []


def test_with_mail_the_link_is_mailed_and_the_mailed_one_is_never_shown(owner, browse, mail_server):
    client = browse(owner)

    invite(client, name="Gil Guest")

    invitation = Invitation.objects.get()
    [message] = mail.outbox
    assert message.subject == "Olga Owner invites you to Acme"
    assert (message.to, message.from_email) == (["new@acme.dev"], "Landfall <landfall@localhost>")
    assert invitation.mailed_link in message.body
    assert invitation.mailed_link in message.alternatives[0].content
    assert invitation.mailed_link not in text(client.get("/t/acme/people/"))


def test_the_mails_link_comes_from_base_url_and_not_from_the_host(owner, browse, mail_server, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://landfall.example.com", ["*"]

    browse(owner).post(
        "/t/acme/invitations/new/", {"email": "new@acme.dev", "role": "member"}, HTTP_HOST="evil.example.org"
    )

    assert "https://landfall.example.com/invitations/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body


def test_names_in_the_mail_cannot_carry_a_link(owner, browse, mail_server):
    owner.team.name = "Win at www.evil.example/prize now"
    owner.team.store(by=owner)

    invite(browse(owner))

    assert "evil.example" not in mail.outbox[0].subject + mail.outbox[0].body
    assert "www. evil. example" in mail.outbox[0].subject


def test_a_mail_server_that_fails_loses_no_invitation(owner, browse, mail_server, settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    client = browse(owner)

    answer = invite(client)

    page = text(client.get("/t/acme/people/"))
    assert answer.status_code == 303
    assert "Copy the link" in page
    assert Invitation.objects.get().link in page


def test_the_choice_of_a_role_is_explained_where_it_is_made(owner, member, browse):
    client = browse(owner)

    pages = [text(client.get(f"/t/acme/{path}/")) for path in ("invitations/new", f"people/{member.pk}")]

    assert [page.count("Members work on plan and risks.") for page in pages] == [1, 1]


def test_the_form_offers_no_role_above_ones_own(manager, browse):
    client = browse(manager)

    offered = [value for value, _label in client.get("/t/acme/invitations/new/").context["form"].fields["role"].choices]
    answer = invite(client, role="owner")

    assert offered == ["manager", "member", "viewer"]
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_the_link_of_an_owners_invitation_is_not_shown_to_managers(owner, manager, browse):
    invitation = Invitation(team=owner.team, email="new@acme.dev", role=Role.OWNER, invited_by=owner)
    invitation.store(by=owner)

    page = text(browse(manager).get("/t/acme/people/"))

    assert "new@acme.dev" in page
    assert invitation.link not in page


def test_sending_again_turns_the_link_and_revoking_ends_it(owner, browse, mail_server):
    client = browse(owner)
    invite(client)
    invitation = Invitation.objects.get()

    client.post(f"/t/acme/invitations/{invitation.pk}/renewal/")
    renewed = Invitation.objects.get()
    client.post(f"/t/acme/invitations/{invitation.pk}/revocation/")

    assert renewed.nonce != invitation.nonce
    assert len(mail.outbox) == 2
    assert not Invitation.objects.open().exists()


def test_a_recipient_is_named_and_changed_by_managers(manager, browse):
    client = browse(manager)

    made = client.post("/t/acme/people/recipients/new/", {"name": "Ines Investor", "email": "ines@example.com"})
    ines = Membership.objects.get(name="Ines Investor")
    client.post(
        f"/t/acme/people/{ines.pk}/edit/", {"name": "Ines I.", "email": "ines@example.com", "version": ines.version}
    )

    ines.refresh_from_db()
    assert (made.status_code, ines.role, ines.name) == (303, Role.RECIPIENT, "Ines I.")


def test_the_name_of_somebody_with_an_account_is_theirs_to_change(owner, member, browse):
    assert browse(owner).get(f"/t/acme/people/{member.pk}/edit/").status_code == 404


def test_a_role_is_changed_on_the_members_page(owner, member, browse):
    client = browse(owner)
    page = client.get(f"/t/acme/people/{member.pk}/")

    answer = client.post(f"/t/acme/people/{member.pk}/role/", {"role": "viewer"})

    member.refresh_from_db()
    assert page.context["role_form"] is not None
    assert (answer.status_code, member.role) == (303, Role.VIEWER)


def test_a_manager_cannot_make_an_owner_on_the_members_page(manager, member, browse):
    browse(manager).post(f"/t/acme/people/{member.pk}/role/", {"role": "owner"})

    member.refresh_from_db()
    assert member.role == Role.MEMBER


def test_a_viewer_sees_a_member_without_any_control(member, viewer, browse):
    page = browse(viewer).get(f"/t/acme/people/{member.pk}/")

    assert (page.status_code, page.context["role_form"], page.context["may_end"]) == (200, None, False)
    assert member.user.email not in text(page)


def test_ending_lists_what_is_owned_and_passes_it_on(owner, member, browse):
    task = TaskFactory(team=owner.team, assignee=member, title="Label the data")
    client = browse(owner)

    page = client.get(f"/t/acme/people/{member.pk}/ending/")
    answer = client.post(f"/t/acme/people/{member.pk}/ending/", {"planner.task": str(owner.pk)})

    member.refresh_from_db()
    assert "Label the data" in text(page)
    assert answer.status_code == 303
    assert (member.is_active, Task.objects.get(pk=task.pk).assignee) == (False, owner)


def test_ending_offers_nobody_of_another_team_and_not_the_person_themselves(owner, member, stranger, browse):
    TaskFactory(team=owner.team, assignee=member)
    client = browse(owner)

    for wrong in (stranger, member):
        answer = client.post(f"/t/acme/people/{member.pk}/ending/", {"planner.task": str(wrong.pk)})
        assert answer.status_code == 422

    assert Membership.objects.get(pk=member.pk).is_active


def test_a_mate_without_the_right_ends_nobody(member, viewer, browse):
    client = browse(member)

    assert client.get(f"/t/acme/people/{viewer.pk}/ending/").status_code == 403
    assert client.post(f"/t/acme/people/{viewer.pk}/ending/").status_code == 403
    assert Membership.objects.get(pk=viewer.pk).is_active


def test_leaving_by_oneself_signs_out(owner, member, client):
    member.user.set_password(PASSWORD)
    member.user.save()
    client.post("/accounts/login/", {"login": member.user.email, "password": PASSWORD})

    answer = client.post(f"/t/acme/people/{member.pk}/ending/")

    assert (answer.status_code, answer["Location"]) == (303, "/accounts/login/")
    assert not Membership.objects.get(pk=member.pk).is_active
    assert not UserSession.objects.exists()
    assert "_auth_user_id" not in client.session


def test_the_last_owner_is_told_why_they_cannot_leave(owner, browse):
    answer = browse(owner).post(f"/t/acme/people/{owner.pk}/ending/")

    assert answer.status_code == 422
    assert "at least one owner" in text(answer)
    assert Membership.objects.get(pk=owner.pk).is_active


def test_the_last_owner_is_told_so_before_naming_any_successor(owner, browse):
    TaskFactory(team=owner.team, assignee=owner, title="Label the data")

    page = browse(owner).get(f"/t/acme/people/{owner.pk}/ending/")

    assert (page.status_code, page.context["form"]) == (200, None)
    assert text(page).count("A team keeps at least one owner. Name another one first.") == 1
    assert "Label the data" not in text(page)


def test_one_of_two_owners_hands_over_as_anybody(owner, browse):
    MembershipFactory(team=owner.team, role="owner")
    TaskFactory(team=owner.team, assignee=owner, title="Label the data")

    page = browse(owner).get(f"/t/acme/people/{owner.pk}/ending/")

    assert "Label the data" in text(page)
    assert "at least one owner" not in text(page)


def test_a_page_of_an_ended_member_says_so_and_offers_nothing(owner, member, browse):
    member.end(by=owner)

    page = browse(owner).get(f"/t/acme/people/{member.pk}/")

    assert (page.status_code, page.context["role_form"], page.context["may_end"]) == (200, None, False)


def test_a_position_is_made_filled_and_removed(owner, member, browse):
    client = browse(owner)
    client.post("/t/acme/positions/new/", {"job_role": "engineer", "circle": "core", "title": "Platform engineer"})
    position = Position.objects.get()
    assert not position.is_filled

    client.post(
        f"/t/acme/positions/{position.pk}/edit/",
        {"job_role": "engineer", "circle": "core", "holder": str(member.pk), "version": position.version},
    )
    assert Position.objects.get().holder == member

    client.post(f"/t/acme/positions/{position.pk}/discard/")
    assert not Position.objects.exists()


def test_a_position_that_ends_before_it_starts_is_refused(owner, browse):
    answer = browse(owner).post(
        "/t/acme/positions/new/",
        {"job_role": "engineer", "circle": "core", "starts_on": "2026-03-02", "ends_on": "2026-03-01"},
    )

    assert answer.status_code == 422
    assert "cannot end before it starts" in text(answer)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_member_page_costs_the_same_for_more_rows(owner, member, browse, queries, rows):
    TaskFactory.create_batch(rows, team=owner.team, assignee=member)
    PositionFactory.create_batch(rows, team=owner.team, holder=member)
    client = browse(owner)
    path = f"/t/acme/people/{member.pk}/"
    client.get(path)

    with queries(7):
        client.get(path)
