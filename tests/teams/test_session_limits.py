"""A sign-in ends after twelve hours without a request, and after fourteen days whatever happens."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PAGE, API = "/t/acme/milestones/", "/api/v1/teams/acme/milestones/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def client_since(client, member, time_machine):
    """Sign somebody in at NOW and return the client, and what moves the clock to some time later."""
    time_machine.move_to(NOW, tick=False)
    client.force_login(member.user)
    return client, lambda later: time_machine.move_to(NOW + later, tick=False)


@pytest.mark.parametrize("address", [PAGE, API])
def test_twelve_hours_without_a_request_end_a_session(client_since, address):
    client, move = client_since
    move(12 * HOUR)
    before = client.get(address).status_code

    move(24 * HOUR + dt.timedelta(seconds=1))
    after = client.get(address).status_code

    assert (before, after) == (200, 302 if address == PAGE else 401)
    assert Session.objects.count() == 0


def test_who_comes_back_in_time_stays_signed_in_for_fourteen_days_and_no_longer(client_since):
    client, move = client_since
    answers = []

    for hours in range(10, 14 * 24 + 11, 10):
        move(hours * HOUR)
        answers.append(client.get(PAGE).status_code)

    assert answers == [200] * 33 + [302]


def test_a_request_soon_after_another_writes_nothing(client_since):
    client, move = client_since
    client.get(PAGE)
    before = Session.objects.get().session_data

    move(dt.timedelta(minutes=4, seconds=59))
    client.get(PAGE)
    soon = Session.objects.get().session_data
    move(dt.timedelta(minutes=5))
    client.get(PAGE)
    later = Session.objects.get().session_data

    assert soon == before
    assert later != before


def test_signing_in_elsewhere_wakes_no_session(client, member, time_machine):
    sign_in(client, member, time_machine)
    time_machine.move_to(NOW + 11 * HOUR, tick=False)
    sign_in(Client(), member, time_machine, at=NOW + 11 * HOUR)

    time_machine.move_to(NOW + 13 * HOUR, tick=False)

    assert client.get(PAGE).status_code == 302


def sign_in(client, member, time_machine, at=NOW):
    """Sign somebody in by the page, as people do."""
    time_machine.move_to(at, tick=False)
    if not member.user.check_password("a long password"):  # a new one would end the sessions there are
        member.user.set_password("a long password")
        member.user.save()
    client.post("/accounts/login/", {"login": member.user.email, "password": "a long password"})


def test_signing_in_begins_anew(client, member, time_machine):
    sign_in(client, member, time_machine)
    time_machine.move_to(NOW + 11 * HOUR, tick=False)
    client.post("/accounts/logout/")
    sign_in(client, member, time_machine, at=NOW + 11 * HOUR)

    time_machine.move_to(NOW + 22 * HOUR, tick=False)

    assert client.get(PAGE).status_code == 200
    assert client.session["began"] == int((NOW + 11 * HOUR).timestamp())
