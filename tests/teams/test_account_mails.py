"""The mails about accounts: their links and our name come from the installation, never from the request."""

import email
import re
from email import policy

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from teams.invitation_mail import send_invitation
from teams.models import Invitation, Membership, User
from teams.passwords import vouch_for
from teams.roles import Role
from tests.factories.teams import UserFactory

OTHER_HOST = {"HTTP_HOST": "intern.acme.dev"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings):
    settings.ALLOWED_HOSTS = ["landfall.acme.dev", "intern.acme.dev"]
    settings.BASE_URL = "https://landfall.acme.dev"
    settings.EMAIL_SERVER = {"host": "mail.acme.dev"}
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def links_of(message):
    return re.findall(r"https?://[^/\s]+", message.body)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_forgotten_password_leads_to_the_address_of_the_installation(client, is_known):
    if is_known:
        vouch_for(UserFactory(email="ann@acme.dev"))

    client.post("/accounts/password/reset/", {"email": "ann@acme.dev"}, **OTHER_HOST)

    [message] = mail.outbox
    assert links_of(message) == ["https://landfall.acme.dev"]
    assert "intern.acme.dev" not in message.body
    assert "Hello from Landfall!" in message.body


def test_signing_up_with_a_taken_address_leads_there_too(owner, client):
    vouch_for(UserFactory(email="ann@acme.dev"))
    invitation = Invitation(team=owner.team, email="ann@acme.dev", invited_by=owner).store(by=owner)
    client.post(invitation.link.removeprefix("https://landfall.acme.dev"), {"sign-up": ""}, **OTHER_HOST)
    mail.outbox.clear()

    client.post(
        "/accounts/signup/",
        {"name": "Ann", "email": "ann@acme.dev", "password1": "correct horse battery"},
        **OTHER_HOST,
    )

    [message] = mail.outbox
    assert set(links_of(message)) == {"https://landfall.acme.dev"}
    assert "intern.acme.dev" not in message.body


@pytest.mark.parametrize("name", ["=?utf-8?B?UGF5IG5vdw==?=", "=?utf-7?q?+2AA-?=", "着陆 =?utf-8?q?x?="])
def test_the_subject_of_an_invitation_names_people_as_they_call_themselves(owner, name):
    type(owner.team).objects.filter(pk=owner.team_id).update(name=name)
    owner.team.refresh_from_db()
    owner.name = name
    invitation = Invitation(team=owner.team, email="new@acme.dev", invited_by=owner).store(by=owner)

    assert send_invitation(invitation)

    sent = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert sent["Subject"] == f"{name} invites you to {name}"


@pytest.mark.parametrize("typed", ["=?utf-8?q?ann?=@acme.dev", "=?utf-8?q?ann=40acme.dev=3e=00?=@evil.dev"])
def test_an_address_that_reads_as_another_is_nobodys(owner, client, browse, settings, typed):
    settings.ALLOWED_HOSTS = ["testserver"]
    reset = client.post("/accounts/password/reset/", {"email": typed})
    invited = browse(owner).post("/t/acme/invitations/new/", {"email": typed, "role": "member"})
    added = browse(owner).post("/accounts/email/", {"email": typed, "action_add": ""})

    assert [b"Enter a valid email address." in page.content for page in (reset, invited, added)] == [True] * 3
    assert (mail.outbox, list(Invitation.objects.all())) == ([], [])
    with pytest.raises(ValidationError, match="valid email"):
        User(email=typed, name="x", password="!").full_clean()
    with pytest.raises(ValidationError, match="valid email"):
        Membership(team=owner.team, email=typed, name="x", role=Role.RECIPIENT).store(by=owner)
