"""The mails about accounts: their links and our name come from the installation, never from the request."""

import re

import pytest
from django.core import mail

from teams.models import Invitation
from teams.passwords import vouch_for
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
