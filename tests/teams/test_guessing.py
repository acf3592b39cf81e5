"""Wrong passwords: whoever types them keeps nobody else out, and many clients together do not guess fast."""

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from teams.passwords import reset_link, vouch_for
from tests.factories.teams import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD, EMAIL = "correct horse battery", "ben@landfall-mail.org"
HOME, OFFICE, ATTACKER = "198.51.100.9", "198.51.100.10", "203.0.113.66"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def ben():
    return account(EMAIL)


def account(email):
    user = UserFactory(email=email)
    user.set_password(PASSWORD)
    user.save()
    vouch_for(user)
    return user


def sign_in(address, password=PASSWORD, *, client=None, email=EMAIL):
    """Return whether somebody at an address got in, and the browser they used."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=address)
    return answer.status_code == 302


def guess(addresses, times, **where):
    return [sign_in(address, f"wrong {number}", **where) for address in addresses for number in range(times)]


def known_browser_of(user):
    """Return a browser in which the person signed in and out before."""
    client = Client()
    assert sign_in(HOME, client=client, email=user.email)
    client.post("/accounts/logout/")
    assert configured.KNOWN_BROWSER_COOKIE in client.cookies
    return client


def test_a_stranger_locks_nobody_else_out(ben):
    guess([ATTACKER], 7)

    assert not sign_in(ATTACKER)
    assert sign_in(HOME)


def test_who_signed_in_before_is_not_locked_out_by_a_neighbour_at_the_same_address(ben):
    browser = known_browser_of(ben)
    guess([HOME], 12)

    assert not sign_in(HOME)
    assert sign_in(HOME, client=browser)


@pytest.fixture
def many_guesses(settings):
    """All that many clients together may try in an hour, which are ten here."""
    rates = settings.ACCOUNT_RATE_LIMITS
    assert rates["password_anywhere"] == "200/h/key"
    settings.ACCOUNT_RATE_LIMITS = rates | {"password_anywhere": "10/h/key"}
    return lambda: guess([f"203.0.113.{number}" for number in range(5)], 2)


def test_many_clients_together_guess_no_faster_than_is_said(ben, many_guesses):
    browser = known_browser_of(ben)
    many_guesses()

    assert not sign_in(OFFICE)
    assert sign_in(OFFICE, client=browser)


def test_a_new_password_leads_past_those_who_guess(ben, many_guesses):
    many_guesses()
    new = Client()
    page = new.get(reset_link(ben), follow=True)
    form = {"password1": "another horse battery", "password2": "another horse battery"}
    new.post(page.request["PATH_INFO"], form)

    assert not sign_in(OFFICE, "another horse battery")
    assert sign_in(OFFICE, "another horse battery", client=new)


def test_a_known_browser_has_five_tries_too(ben):
    browser = known_browser_of(ben)

    guess([HOME], 5, client=browser)

    assert not sign_in(HOME, client=browser)
    assert sign_in(HOME)


@pytest.mark.parametrize("mark", ["forged", "another's", "of an earlier password"])
def test_a_mark_that_is_not_the_persons_counts_for_nothing(ben, mark):
    browser = known_browser_of(account("mallory@landfall-mail.org") if mark == "another's" else ben)
    if mark == "forged":
        browser.cookies[configured.KNOWN_BROWSER_COOKIE] = "x:y:z"
    if mark == "of an earlier password":
        ben.set_password(PASSWORD)
        ben.save()
    guess([ATTACKER], 5)

    assert not sign_in(ATTACKER, client=browser)


def test_the_right_password_starts_the_count_anew(ben):
    for _day in range(3):
        guess([HOME], 3)
        assert sign_in(HOME)


def test_one_client_tries_ten_times_a_minute_whomever_it_tries(ben):
    for number in range(10):
        sign_in(ATTACKER, "wrong", email=f"person{number}@landfall-mail.org")

    assert not sign_in(ATTACKER)


def test_who_is_asked_for_the_password_again_is_counted_alike(ben):
    browser = known_browser_of(ben)
    sign_in(HOME, client=browser)

    for number in range(5):
        browser.post(reverse("account_reauthenticate"), {"password": f"wrong {number}"}, REMOTE_ADDR=HOME)
    page = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}, REMOTE_ADDR=HOME)

    assert "Too many failed login attempts" in page.content.decode()


def test_counters_are_not_pushed_out_by_a_few_hundred_others(ben):
    guess([ATTACKER], 5)
    for number in range(2_000):
        cache.set(f"other:{number}", [1.0], 300)

    assert not sign_in(ATTACKER)


def test_the_mark_is_out_of_reach_of_scripts(ben):
    client = known_browser_of(ben)
    mark = client.cookies[configured.KNOWN_BROWSER_COOKIE]

    assert (mark["httponly"], mark["samesite"], mark["max-age"]) == (True, "Lax", configured.KNOWN_BROWSER_AGE)
    assert EMAIL not in mark.value
    assert str(ben.pk) not in mark.value
