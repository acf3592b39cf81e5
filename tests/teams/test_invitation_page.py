"""The page of an invitation: opening it changes nothing, joining takes the right person and a POST."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from teams.models import Invitation, Membership
from teams.roles import Role
from tests.factories.teams import MembershipFactory, UserFactory

PASSWORD = "correct horse battery"
ADDRESS = "new@acme.dev"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget how often an address was mailed: the limits live in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def client():
    """Speak to the server by the host name a browser on this machine uses."""
    return Client(HTTP_HOST="127.0.0.1:8000")


@pytest.fixture
def invitation(owner):
    return Invitation(team=owner.team, email=ADDRESS, name="Gil Guest", invited_by=owner).store(by=owner)


@pytest.fixture
def mail_server(settings):
    """Set the product up as if EMAIL_URL were given; Django's test backend keeps the mail."""
    settings.EMAIL_SERVER = {"host": "mail.example.com"}
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def guest(db):
    """An account of the invited address."""
    user = UserFactory(name="Gil Guest", email=ADDRESS)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True)
    return user


def path(link):
    return "/" + link.split("/", 3)[3]


def sign_up(client, email=ADDRESS, name="Gil Guest"):
    return client.post("/accounts/signup/", {"name": name, "email": email, "password1": PASSWORD})


def member_of(invitation):
    return Membership.objects.filter(team=invitation.team, user__email=ADDRESS).first()


def test_a_stranger_sees_who_invites_into_what(client, invitation):
    page = client.get(path(invitation.link))

    text = page.content.decode()
    assert page.status_code == 200
    assert "Olga Owner" in text
    assert "Acme" in text


@pytest.mark.parametrize("way", ["link", "mailed_link"])
def test_opening_the_page_changes_nothing(client, invitation, way):
    before = list(Invitation.objects.values())

    with connection.execute_wrapper(refuse_writes):
        client.get(path(getattr(invitation, way)))

    assert list(Invitation.objects.values()) == before
    assert not client.session.items()


def refuse_writes(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE")), sql
    return execute(sql, params, many, context)


def test_signing_up_with_the_filled_in_address_joins_the_team(client, invitation):
    to_sign_up = client.post(path(invitation.link), {"sign-up": ""})
    page = client.get(to_sign_up["Location"])

    answer = sign_up(client)

    assert page.context["form"]["email"].value() == ADDRESS
    assert page.context["form"]["name"].value() == "Gil Guest"
    assert answer["Location"] == "/t/acme/"
    assert member_of(invitation).role == Role.MEMBER


def test_signing_in_joins_the_team(client, invitation, guest):
    to_sign_in = client.post(path(invitation.link), {"sign-in": ""})

    answer = client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})

    assert to_sign_in["Location"].startswith("/accounts/login/?email=new%40acme.dev")
    assert answer["Location"] == "/t/acme/"
    assert member_of(invitation).user == guest


def test_who_is_signed_in_joins_by_one_post(client, invitation, guest):
    client.force_login(guest)
    page = client.get(path(invitation.link))

    assert (page.status_code, member_of(invitation)) == (200, None)
    answer = client.post(path(invitation.link))

    assert (answer.status_code, answer["Location"]) == (303, "/t/acme/")
    assert member_of(invitation).user == guest


def test_the_wrong_person_is_refused_and_told_why(client, invitation, stranger):
    client.force_login(stranger.user)

    answer = client.post(path(invitation.link))

    assert answer.status_code == 422
    assert "another address" in answer.content.decode()
    assert (Membership.objects.filter(user=stranger.user).count(), Invitation.objects.open().count()) == (1, 1)


def test_signing_in_as_another_person_does_not_use_the_invitation_up(client, invitation):
    other = UserFactory(email="else@example.com")
    other.set_password(PASSWORD)
    other.save()
    client.post(path(invitation.link), {"sign-in": ""})

    client.post("/accounts/login/", {"login": "else@example.com", "password": PASSWORD})

    assert Invitation.objects.open().get() == invitation
    assert not Membership.objects.filter(user=other).exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("fate", "status"), [("expired", 410), ("revoked", 404), ("used", 410), ("renewed", 404)])
def test_a_link_that_is_over_shows_a_plain_page(client, invitation, guest, method, fate, status):
    link, now = path(invitation.link), timezone.now()
    if fate == "revoked":
        invitation.revoke(by=invitation.invited_by)
    elif fate == "used":
        invitation.accept(user=guest)
    elif fate == "renewed":
        invitation.renew(by=invitation.invited_by)
    elif fate == "expired":
        now += dt.timedelta(days=8)

    with time_machine.travel(now):
        answer = getattr(client, method)(link)

    assert answer.status_code == status
    assert answer.templates[0].name == "front/invitation_closed.html"


def test_a_used_link_leads_its_person_to_the_team(client, invitation, guest):
    link = path(invitation.link)
    invitation.accept(user=guest)
    client.force_login(guest)

    assert client.get(link)["Location"] == "/t/acme/"


def test_a_link_of_one_invitation_opens_no_other(client, invitation, stranger):
    theirs = Invitation(team=stranger.team, email=ADDRESS, invited_by=stranger).store(by=stranger)
    mixed = path(theirs.link).replace(str(theirs.pk), str(invitation.pk))

    assert client.get(mixed).status_code == 404
    assert client.post(mixed).status_code == 404


def test_an_invitation_revoked_while_its_guest_signs_up_opens_nothing(client, invitation):
    client.post(path(invitation.link), {"sign-up": ""})
    invitation.revoke(by=invitation.invited_by)

    sign_up(client)

    assert member_of(invitation) is None


# With a mail server: the mailed link confirms the address, a copied one does not


def test_the_mailed_link_confirms_the_address_of_a_new_account(client, invitation, mail_server):
    client.post(path(invitation.mailed_link), {"sign-up": ""})

    answer = sign_up(client)

    assert answer["Location"] == "/t/acme/"
    assert EmailAddress.objects.get(email=ADDRESS).verified
    assert member_of(invitation) is not None


def test_a_copied_link_confirms_nothing(client, invitation, mail_server):
    client.post(path(invitation.link), {"sign-up": ""})

    answer = sign_up(client)

    assert answer["Location"] == "/accounts/confirm-email/"
    assert not EmailAddress.objects.get(email=ADDRESS).verified
    assert member_of(invitation) is None


def test_a_copied_link_joins_after_the_address_is_confirmed_by_mail(client, invitation, mail_server):
    client.post(path(invitation.link), {"sign-up": ""})
    sign_up(client)
    confirmation = re.search(r"http\S+/accounts/confirm-email/\S+", mail.outbox[-1].body).group()

    client.post(path(confirmation))
    answer = client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})

    assert answer["Location"] == "/t/acme/"
    assert member_of(invitation) is not None


def test_the_mailed_link_confirms_an_account_made_before_mail_worked(client, invitation, guest, mail_server):
    client.post(path(invitation.mailed_link), {"sign-in": ""})

    answer = client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})

    assert answer["Location"] == "/t/acme/"
    assert EmailAddress.objects.get(user=guest).verified


def test_an_unconfirmed_person_who_is_signed_in_needs_the_mailed_link(client, invitation, guest, mail_server):
    client.force_login(guest)

    by_copy = client.post(path(invitation.link))
    joined_by_copy = member_of(invitation)
    by_mail = client.post(path(invitation.mailed_link))

    assert (by_copy.status_code, joined_by_copy) == (422, None)
    assert (by_mail.status_code, member_of(invitation).user) == (303, guest)


def test_the_mailed_link_confirms_no_other_address(client, invitation, mail_server, settings):
    settings.SIGNUP = "open"
    client.post(path(invitation.mailed_link), {"sign-up": ""})

    sign_up(client, email="else@example.com")

    assert not EmailAddress.objects.filter(verified=True).exists()
    assert Invitation.objects.open().count() == 1


def test_an_invited_person_who_is_a_member_of_another_team_gets_both(client, invitation, guest, stranger):
    MembershipFactory(team=stranger.team, user=guest)
    client.force_login(guest)

    client.post(path(invitation.link))

    assert sorted(guest.memberships.values_list("team__slug", flat=True)) == ["acme", "other"]
