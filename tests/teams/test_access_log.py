"""Who signs in, who fails to, and who is refused stands in the log."""

import logging

import pytest

from teams.passwords import vouch_for

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, "teams.accounts")
    return lambda: [record.getMessage() for record in caplog.records]


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_signing_in_is_logged_and_failing_to_without_the_password(member, client, lines, password):
    member.user.set_password(PASSWORD)
    member.user.save()
    vouch_for(member.user)

    client.post("/accounts/login/", {"login": member.user.email, "password": password})

    if password == PASSWORD:
        assert lines() == [f"User {member.user.pk} signed in from 127.0.0.1"]
    else:
        assert lines() == [f"Nobody signed in as '{member.user.email}' from 127.0.0.1"]


def test_what_is_typed_begins_no_line_of_its_own(client, lines):
    client.post("/accounts/login/", {"login": "a\n2026-01-01 INFO User 1@acme.dev", "password": "wrong"})

    assert not any("\n" in line for line in lines())


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/t/acme/settings/", ["Forbidden (Permission denied): /t/acme/settings/"]),
        ("/api/v1/teams/acme/tokens/x/", []),
        ("/t/acme/nothing/", []),
    ],
)
def test_who_is_refused_is_logged_and_what_is_not_found_is_not(viewer, browse, lines, caplog, path, seen):
    browse(viewer).get(path)

    assert [line for line in lines() if "acme" in line] == seen
    assert [record.exc_info for record in caplog.records] == [None] * len(seen)
