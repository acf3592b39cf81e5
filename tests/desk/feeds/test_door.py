"""The address of a feed: opens by its secret alone, changes nothing, and says nothing once it is over."""

import logging

import pytest
import time_machine
from django.test import Client
from django.utils.http import http_date

from config.quiet import QuietFormatter
from planner.models import Project
from teams.leaving import leave
from teams.models import Activity, CalendarFeed
from tests.conftest import NOW
from tests.contract.watching import writes
from tests.factories.planner import MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
ROW = "01900000-0000-7000-8000-000000000000"
UNKNOWN = "/calendar/0123456789ab_nothing.ics"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def path(member, feed_of):
    MilestoneFactory(team=member.team, owner=member, due_on=NOW.date())
    return feed_of(member)


def answered(answer):
    return answer.status_code, answer.content, dict(answer.headers), dict(answer.cookies)


def test_a_calendar_program_gets_a_calendar(path, fetch):
    answer = fetch(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert not answer.cookies


def test_its_name_is_in_the_language_of_its_person_whatever_the_program_asks(path, member, fetch):
    assert b"X-WR-CALNAME:Acme: my dates\r\n" in fetch(path, accept_language="zh-hans").content
    assert fetch(path, accept_language="zh-hans").headers["Content-Language"] == "en"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_get_and_head_are_answered(path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_head_says_what_get_says(path):
    got, head = Client().get(path), Client().head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "Content-Length": ""} == {**got.headers, "Content-Length": ""}


# Who opens it


def revoke(feed):
    feed.revoke(by=feed.membership)


def end(feed):
    leave(feed.membership, by=None)


def end_alone(feed):
    feed.membership.end(by=None)


def switch_off(feed):
    feed.membership.user.is_active = False
    feed.membership.user.save()


def lose_project(feed):
    Project.objects.all().delete()


@pytest.mark.parametrize("ending", [revoke, end, end_alone, switch_off, lose_project])
def test_what_is_over_looks_like_what_never_was(member, feed_of, fetch, ending):
    path = feed_of(member, ProjectFactory(team=member.team))
    assert fetch(path).status_code == 200

    ending(CalendarFeed.objects.get())

    assert fetch(path).status_code == 404
    assert answered(fetch(path)) == answered(fetch(UNKNOWN))


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "_",
        "0123456789ab",
        "0123456789ab_",
        "0123456789AB_x",
        "a%00_b",
        "é_é",
        "x" * 999,
        f"{'0' * 12}_{'x' * 999}",
    ],
)
def test_what_is_no_address_is_not_found(member, fetch, text):
    assert fetch(f"/calendar/{text}.ics").status_code == 404


def test_another_secret_opens_nothing(path, fetch):
    assert fetch(path.replace(".ics", "x.ics")).status_code == 404
    assert fetch(path.replace(".ics", "")).status_code == 404


def test_leaving_revokes_the_feeds(path, member):
    leave(member, by=None)

    assert CalendarFeed.objects.get().revoked_at is not None


def test_secrets_made_with_a_key_that_was_replaced_still_open(path, fetch, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10

    assert fetch(path).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert fetch(path).status_code == 404


def test_the_secret_is_kept_nowhere(path):
    secret = path.split("_", 1)[1].removesuffix(".ics")

    kept = str([list(model.objects.values()) for model in (Activity, CalendarFeed)])
    assert secret not in kept
    assert secret[:20] not in kept


# No session, no cookie, no trace


def test_who_is_signed_in_plays_no_part(path, owner, browse, fetch, queries):
    client = browse(owner)
    client.cookies["django_language"] = "zh-hans"

    with queries(3):
        answer = client.get(path)

    assert answered(answer) == answered(fetch(path))


def test_fetching_changes_nothing(path, fetch):
    with writes() as seen:
        fetch(path)
        fetch(UNKNOWN)

    assert seen == []


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Broken: /calendar/0123456789ab_{}.ics", "Broken: /calendar/***"),
        ("Broken: /calendar/0123456789ab_{}.ics?x=1", "Broken: /calendar/***?x=1"),
        (f"/alerts/link/{ROW}/{{}}/ failed", f"/alerts/link/{ROW}/***/ failed"),
        (f"/invitations/{ROW}/{{}}/", f"/invitations/{ROW}/***/"),
        ("/t/acme/calendar/ and /t/acme/calendar/days/new/", "/t/acme/calendar/ and /t/acme/calendar/days/new/"),
    ],
)  # fmt: skip
def test_no_line_of_the_log_holds_a_secret(line, shown):
    record = logging.LogRecord("x", logging.ERROR, "", 0, line.format("s3cret-Text_of-many-characters"), (), None)

    assert QuietFormatter("{message}", style="{").format(record) == shown


# What has not changed is not sent again


def test_the_same_calendar_has_the_same_etag(path, fetch):
    first = fetch(path)

    again = fetch(path, if_none_match=first.headers["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_another_calendar_has_another_etag(path, member, fetch):
    first = fetch(path)
    MilestoneFactory(team=member.team, owner=member, due_on=NOW.date())

    assert fetch(path, if_none_match=first.headers["ETag"]).status_code == 200


def test_what_changes_in_the_second_of_a_fetch_is_sent_with_the_next(path, member, owner, fetch):
    first, now = fetch(path), http_date(NOW.timestamp())
    MilestoneFactory(team=member.team, owner=member, due_on=NOW.date()).store(by=owner)

    again = fetch(path, if_modified_since=first.headers.get("Last-Modified", now))

    assert (again.status_code, again.content != first.content) == (200, True)


# How often


def test_one_feed_is_fetched_sixty_times_in_five_minutes(path, member, feed_of, fetch):
    other = feed_of(member)
    found = {fetch(path).status_code for _time in range(60)}

    late = fetch(path)

    assert (found, late.status_code, late.headers["Retry-After"]) == ({200}, 429, "300")
    assert fetch(other).status_code == 200


def test_guessing_is_slowed_down_and_keeps_nobody_out(path, fetch):
    found = {fetch(UNKNOWN).status_code for _time in range(60)}

    assert (found, fetch(UNKNOWN).status_code) == ({404}, 429)
    assert fetch(path).status_code == 200
