"""Who may sign up: SIGNUP=open|invite|closed, on this machine and behind a proxy, with and without an invitation."""

import pytest
from django.test import Client

from teams.models import Invitation, User

PASSWORD = "correct horse battery"
ADDRESS = "new@acme.dev"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """Speak to the server by the host name a browser on this machine uses."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def invitation(owner):
    return Invitation(team=owner.team, email=ADDRESS, invited_by=owner).store(by=owner)


def path(link):
    return "/" + link.split("/", 3)[3]


def sign_up(client, email=ADDRESS):
    return client.post("/accounts/signup/", {"name": "Gil Guest", "email": email, "password1": PASSWORD})


@pytest.mark.parametrize(
    ("mode", "headers", "invited", "works"),
    [
        ("open", {}, False, True),
        ("open", {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False, False),
        ("open", {"HTTP_FORWARDED": "for=203.0.113.9"}, False, False),
        ("open", {"REMOTE_ADDR": "203.0.113.9"}, False, False),
        ("open", {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, True, True),
        ("invite", {}, False, False),
        ("invite", {}, True, True),
        ("closed", {}, False, False),
        ("closed", {}, True, False),
    ],
)
def test_who_may_sign_up(client, invitation, settings, mode, headers, invited, works):
    settings.SIGNUP = mode
    if invited:
        client.post(path(invitation.link), {"sign-up": ""}, **headers)

    client.post("/accounts/signup/", {"name": "Gil", "email": ADDRESS, "password1": PASSWORD}, **headers)

    assert User.objects.filter(email=ADDRESS).exists() is works


def test_open_sign_up_exists_on_loopback_alone(client, settings):
    settings.SIGNUP, settings.BASE_URL, settings.LOCAL = "open", "https://landfall.example.com", False

    sign_up(client)

    assert not User.objects.filter(email=ADDRESS).exists()


def test_an_invitation_signs_up_its_own_address_alone(client, invitation, settings):
    settings.SIGNUP = "invite"
    client.post(path(invitation.link), {"sign-up": ""})

    answer = sign_up(client, email="else@example.com")

    assert "Use the address the invitation was sent to." in answer.content.decode()
    assert not User.objects.filter(email="else@example.com").exists()


@pytest.mark.parametrize(("email", "is_told"), [("new@acme.example", True), (ADDRESS, False)])
def test_who_signs_up_with_an_example_address_is_told_that_no_email_comes(client, email, is_told):
    sign_up(client, email)

    page = client.get("/teams/new/").content.decode()
    assert (f"{email} is an example address: Landfall never sends it an email." in page) is is_told
