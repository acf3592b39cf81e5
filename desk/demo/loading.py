"""Loading the demo and taking it away again."""

import json
import secrets
import zoneinfo
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from forecast.models import Cause
from forecast.running import begin
from teams.models import Membership, Team, User

from . import accepting, indicators, money, outlook, parts, people, plan, register, reviews, talk
from .book import SOURCE, Book
from .removing import remove_team

STORY = Path(__file__).resolve().parent / "story.json"
SETTINGS = ("name", "slug", "currency", "time_zone", "language", "working_days", "alert_hour")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A demo just made: the one password of all its accounts is known here and nowhere else."""

    team: Team
    password: str


class AddressTakenError(Exception):
    """An account of somebody else has an address of the story."""


@cache
def read_story():
    """Return the story as it is written."""
    return json.loads(STORY.read_text(encoding="utf-8"))


def demo_memberships():
    """Return the memberships the demo was made with."""
    return Membership.objects.filter(external_source=SOURCE)


def demo_team():
    """Return the demo team, or None."""
    found = demo_memberships().select_related("team").order_by("created_at").first()
    return found.team if found else None


def load():
    """Build the demo team, make its first forecast, and ask the worker for the whole of it."""
    loaded = _build()
    begin(loaded.team, by=None, cause=Cause.CHANGE)
    return loaded


@transaction.atomic
def _build():
    """One transaction, so that an interrupted start leaves no half of a team."""
    story = read_story()
    addresses = [person["email"] for person in story["people"]]
    if taken := User.objects.filter(email__in=addresses).values_list("email", flat=True).first():
        raise AddressTakenError(taken)
    team = Team(**{name: story["team"][name] for name in SETTINGS})
    password = secrets.token_urlsafe(9)
    today = timezone.now().astimezone(zoneinfo.ZoneInfo(team.time_zone)).date()
    book = Book(story, team, today=today)
    people.tell(book, make_password(password))
    for chapter in (plan, parts, register, accepting, indicators, money, outlook, reviews, talk):
        chapter.tell(book)
    book.play()
    for member in demo_memberships().exclude(user=None):
        User.objects.filter(pk=member.user_id).update(date_joined=member.created_at)
    team.refresh_from_db()
    return Loaded(team, password)


@transaction.atomic
def remove():
    """Delete the demo team and the accounts that belong to it alone; say whether there was one."""
    team = demo_team()
    if team is None:
        return False
    accounts = list(demo_memberships().exclude(user=None).values_list("user", flat=True))
    remove_team(team)
    User.objects.filter(pk__in=accounts, memberships=None).delete()
    return True
