"""Calendar feeds by API: made by a person at a browser, shown once, seen by nobody else, never by a program."""

import pytest
from rest_framework.test import APIClient

from teams.models import Activity, CalendarFeed, Token
from tests.factories.planner import ProjectFactory

FEEDS = "/api/v1/teams/acme/calendar-feeds/"
pytestmark = pytest.mark.django_db


def test_a_feed_is_made_and_its_address_shown_once(member, api, fetch):
    project = ProjectFactory(team=member.team)

    answer = api(member).post(FEEDS, {"name": "desk", "project": str(project.pk)})

    found = answer.json()
    feed = CalendarFeed.objects.get()
    assert (answer.status_code, feed.name, feed.subject) == (201, "desk", project)
    assert fetch(found.pop("address").removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert found == {
        "id": str(feed.pk),
        "version": 1,
        "name": "desk",
        "project": str(project.pk),
        "created_at": found["created_at"],
        "revoked_at": None,
    }
    assert api(member).get(FEEDS).json()["results"] == [found]
    assert api(member).get(f"{FEEDS}{feed.pk}/").json() == found


@pytest.mark.parametrize("given", [{}, {"project": None}])
def test_without_a_project_it_has_ones_own_dates(member, api, given):
    answer = api(member).post(FEEDS, {"name": "desk"} | given)

    assert (answer.status_code, answer.json()["project"], CalendarFeed.objects.get().subject_id) == (201, None, None)


def test_a_project_of_another_team_is_not_there(member, api):
    answer = api(member).post(FEEDS, {"name": "desk", "project": str(ProjectFactory().pk)})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "does_not_exist")


def test_ten_feeds_are_enough(member, api, feed_of):
    for _number in range(10):
        feed_of(member)

    answer = api(member).post(FEEDS, {"name": "desk"})

    assert answer.status_code == 400
    assert [(each["code"], each["message"]) for each in answer.json()["errors"]] == [
        ("too_many", "You can have 10 calendar feeds in a team. Revoke one first.")
    ]


def test_a_feed_is_revoked(member, api, feed_of, fetch):
    path = feed_of(member)

    answer = api(member).post(f"{FEEDS}{CalendarFeed.objects.get().pk}/revocation/")

    assert (answer.status_code, answer.json()["revoked_at"] is None) == (200, False)
    assert fetch(path).status_code == 404


def test_nobody_sees_or_revokes_the_feed_of_another(owner, member, api, feed_of):
    feed_of(member)
    feed = CalendarFeed.objects.get()

    assert api(owner).get(FEEDS).json()["count"] == 0
    assert api(owner).post(f"{FEEDS}{feed.pk}/revocation/").status_code == 404
    assert not Activity.objects.visible_to(owner).filter(subject_id=feed.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_can_neither_make_nor_list_feeds(member, method):
    client = APIClient()
    token = Token(team=member.team, membership=member, name="program", scope="write")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=member)}")

    assert getattr(client, method)(FEEDS, {"name": "x"}).status_code == 403
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_more_rows(member, api, feed_of, queries, rows):
    for _number in range(rows):
        feed_of(member, ProjectFactory(team=member.team))
    client = api(member)
    client.get(FEEDS)

    with queries(5):
        assert client.get(FEEDS).json()["count"] == rows
