"""Another address for one's account, with a mail server and without."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from teams.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PAGE = "/accounts/email/"


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget how often an address was mailed: the limits live in the cache, which outlives a test."""
    cache.clear()


def account(email, *, verified=False):
    user = User.objects.create_user(email, PASSWORD, name="Ann")
    EmailAddress.objects.create(user=user, email=email, primary=verified, verified=verified)
    return user


def signed_in(email):
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def ask(client, email):
    return client.post(PAGE, {"email": email, "action_add": ""})


def known(user):
    return list(EmailAddress.objects.filter(user=user).values_list("email", "primary", "verified"))


@pytest.mark.parametrize("verified", [False, True])
def test_without_mail_the_address_changes_at_once(verified):
    user = account("old@example.com", verified=verified)

    answer = ask(signed_in("old@example.com"), "New@Acme.dev")

    user.refresh_from_db()
    assert (answer.status_code, user.email) == (302, "new@acme.dev")
    assert known(user) == [("new@acme.dev", True, False)]
    assert signed_in("new@acme.dev").get("/profile/").status_code == 200
    assert signed_in("old@example.com").get("/profile/").status_code == 302


def test_without_mail_the_page_promises_none():
    account("old@example.com")
    client = signed_in("old@example.com")
    ask(client, "new@acme.dev")

    page = client.get(PAGE).content.decode()

    assert ("new@acme.dev" in page, "waits to be confirmed" in page) == (True, False)


def test_without_mail_an_address_of_another_account_is_refused():
    account("taken@example.com")
    user = account("old@example.com")

    answer = ask(signed_in("old@example.com"), "taken@example.com")

    user.refresh_from_db()
    assert user.email == "old@example.com"
    assert answer.context["form"].errors == {"email": ["Another account has this address already."]}


def test_without_mail_the_password_is_asked_first(client):
    user = account("old@example.com")
    client.force_login(user)

    answer = ask(client, "new@acme.dev")

    user.refresh_from_db()
    assert (answer.status_code, user.email) == (302, "old@example.com")
    assert answer["Location"].startswith("/accounts/reauthenticate/")


def test_with_mail_the_present_address_stays_until_the_new_one_is_confirmed(settings):
    settings.EMAIL_SERVER, settings.ACCOUNT_EMAIL_VERIFICATION = {"host": "mail.example.com"}, "mandatory"
    user = account("old@example.com", verified=True)

    ask(signed_in("old@example.com"), "new@acme.dev")

    user.refresh_from_db()
    assert user.email == "old@example.com"
    assert sorted(known(user)) == [("new@acme.dev", False, False), ("old@example.com", True, True)]
    assert [message.to for message in mail.outbox] == [["new@acme.dev"]]


def test_an_address_that_reads_as_another_is_refused_without_mail_too():
    user = account("old@example.com")

    page = ask(signed_in("old@example.com"), "=?utf-8?q?new?=@acme.dev")

    user.refresh_from_db()
    assert "Enter a valid email address." in page.content.decode()
    assert user.email == "old@example.com"
