"""How a test makes a feed and fetches it as a calendar program does: knowing the address and nothing else."""

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client

from teams.models import CalendarFeed


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def feed_of():
    """Return the path of a new feed of a person's own dates, or of a project's."""

    def make(membership, project=None, **values):
        feed = CalendarFeed(team=membership.team, membership=membership, name="my phone", **values)
        feed.subject = project
        return "/" + feed.issue(by=membership).split("/", 3)[3]

    return make


@pytest.fixture
def fetch():
    """Fetch a path as a stranger without a cookie."""

    def get(path, **headers):
        return Client().get(path, headers=headers)

    return get


@pytest.fixture
def events(fetch):
    """Return the events of a path as the library reads them."""

    def read(path):
        return icalendar.Calendar.from_ical(fetch(path).content).walk("VEVENT")

    return read


@pytest.fixture
def summaries(events):
    return lambda path: [str(event["SUMMARY"]) for event in events(path)]
