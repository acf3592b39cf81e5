"""A team whose mornings are at 08:00 UTC, a clock that can be moved, and people with addresses mail may leave for."""

import datetime as dt

import pytest
import time_machine

from alerts.ticking import tick
from teams.roles import Role
from tests.factories.teams import MembershipFactory, TeamFactory, UserFactory
from tests.faults import postbox as postbox_module

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


class Clock:
    """Moves the time everybody reads."""

    def __init__(self, traveller):
        self._traveller = traveller

    @property
    def now(self):
        return dt.datetime.now(dt.UTC)

    def move_to(self, *parts):
        self._traveller.move_to(dt.datetime(*parts, tzinfo=dt.UTC))

    def forward(self, **span):
        self._traveller.shift(dt.timedelta(**span))

    def tick(self):
        return tick(self.now)

    def tick_at(self, *parts):
        self.move_to(*parts)
        return self.tick()


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture(autouse=True)
def unhurried(settings):
    """All the time a tick may need; no look at everything once a day, which would hide what looks at changes miss."""
    settings.ALERTS = {"scanning": 600, "grouping": 600, "stretch": 600, "repair": 10**9}


@pytest.fixture
def team(db, clock):
    """A team made by this clock."""
    return TeamFactory(name="Acme", slug="acme")


def person(team, name, role=Role.MEMBER, **fields):
    """Return a member whose address is no example."""
    user = UserFactory(name=name, email=f"{name.split()[0].lower()}@landfall-mail.org", **fields)
    return MembershipFactory(team=team, name=name, user=user, role=role)


@pytest.fixture
def anna(team):
    return person(team, "Anna Owner", Role.OWNER)


@pytest.fixture
def ben(team):
    return person(team, "Ben Manager", Role.MANAGER)


@pytest.fixture
def cleo(team):
    return person(team, "Cleo Member")


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory):
    """A real SMTP server in another process."""
    box = postbox_module.start(tmp_path_factory.mktemp("postbox"))
    yield box
    box.stop()


@pytest.fixture
def postbox(mail_server, settings):
    """The mail server with an empty box, and settings that lead to it."""
    box = mail_server
    box.empty()
    settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": box.port}
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_TIMEOUT = 2
    return box
