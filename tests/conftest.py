"""What every test has at hand: people in a team, a stranger with the same role elsewhere, and a count of queries."""

import datetime as dt
import gc

import pytest
from django.conf import settings as configured
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from teams.roles import Role
from tests.factories.teams import MembershipFactory, TeamFactory

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)  # a Monday


def pytest_configure():
    """Set what holds for all tests: passwords are hashed the quick way, static files named as they are, no hurry."""
    # The tests make people by the hundred, and none of them has anything to lose.
    configured.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Most tests need no collected files, and no test client lists all static files anew.
    configured.STORAGES = configured.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    configured.WHITENOISE_AUTOREFRESH = True
    # How long one example takes says how busy the machine is, and how much of our code hypothesis reads meanwhile.
    hypothesis_settings.register_profile("unhurried", deadline=None)
    hypothesis_settings.load_profile("unhurried")
    gc.disable()


def pytest_collection_finish():
    """Leave what is loaded by now out of every search for garbage: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.enable()


def signed_in(client, user):
    """Return the client with a session of the user's, as if signed in; Django's own way writes it three times."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = configured.AUTHENTICATION_BACKENDS[0]
    session.create()
    client.cookies[configured.SESSION_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def team(db):
    return TeamFactory(name="Acme", slug="acme")


@pytest.fixture
def other_team(db):
    return TeamFactory(name="Other", slug="other")


@pytest.fixture
def owner(team):
    return MembershipFactory(team=team, role=Role.OWNER, name="Olga Owner")


@pytest.fixture
def manager(team):
    return MembershipFactory(team=team, role=Role.MANAGER, name="Max Manager")


@pytest.fixture
def member(team):
    return MembershipFactory(team=team, role=Role.MEMBER, name="Mia Member")


@pytest.fixture
def viewer(team):
    return MembershipFactory(team=team, role=Role.VIEWER, name="Vic Viewer")


@pytest.fixture
def stranger(other_team):
    """An owner, of another team."""
    return MembershipFactory(team=other_team, role=Role.OWNER, name="Sam Stranger")


@pytest.fixture
def browse(client):
    """Sign a membership's user in and return the test client."""

    def sign_in(membership):
        return signed_in(client, membership.user)

    return sign_in


@pytest.fixture
def api():
    """Return an API client that acts as a membership's user."""

    def act_as(membership):
        return signed_in(APIClient(raise_request_exception=False), membership.user)

    return act_as


@pytest.fixture
def queries():
    """`with queries(6):` fails unless exactly that many statements were sent, and prints them."""

    class Exactly(CaptureQueriesContext):
        def __init__(self, expected):
            super().__init__(connection)
            self.expected = expected

        def __exit__(self, *error):
            super().__exit__(*error)
            if error[0] is None:
                listing = "\n".join(query["sql"][:200] for query in self.captured_queries)
                assert len(self) == self.expected, f"{len(self)} queries instead of {self.expected}:\n{listing}"

    return Exactly
