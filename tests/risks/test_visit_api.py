"""Visits to the risk board by API: what a person has seen, and that they look at it."""

import datetime as dt

import pytest

from risks.models import BoardVisit
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
VISIT, SEEN = "/api/v1/teams/acme/risk-board/visit/", "/api/v1/teams/acme/risk-board/seen/"
DAY = dt.timedelta(days=1)


def test_a_first_visit_tells_of_the_last_week(api, viewer):
    told = api(viewer).get(VISIT)

    assert (told.status_code, told.json()) == (200, {"seen_until": None, "since": "2026-02-23T09:00:00Z"})
    assert BoardVisit.objects.count() == 0


@pytest.mark.parametrize("role", ["owner", "manager", "member", "viewer"])
def test_whoever_sees_the_board_notes_a_visit_as_the_page_does(api, browse, request, role):
    person = request.getfixturevalue(role)
    BoardVisit.note(person, NOW - 2 * DAY)

    told = api(person).post(VISIT)
    stored = BoardVisit.objects.values_list("since", "last_at").get()
    BoardVisit.objects.all().delete()
    BoardVisit.note(person, NOW - 2 * DAY)
    browse(person).post("/t/acme/risks/board/visit/")

    assert (told.status_code, told.json()) == (200, dict.fromkeys(("seen_until", "since"), "2026-02-28T09:00:00Z"))
    assert stored == BoardVisit.objects.values_list("since", "last_at").get() == (NOW - 2 * DAY, NOW)


def test_a_visit_noted_twice_is_one(api, viewer):
    BoardVisit.note(viewer, NOW - DAY)
    client = api(viewer)

    assert client.post(VISIT).json() == client.post(VISIT).json() == client.get(VISIT).json()
    assert client.get(VISIT).json()["seen_until"] == "2026-03-01T09:00:00Z"


def test_all_that_is_new_is_seen_at_once(api, viewer):
    BoardVisit.note(viewer, NOW - DAY)

    told = api(viewer).post(SEEN)

    assert told.json() == {"seen_until": "2026-03-02T09:00:00Z", "since": "2026-03-02T09:00:00Z"}
    assert BoardVisit.objects.values_list("since", "last_at").get() == (NOW, NOW)


def test_visits_are_everybodys_own(api, viewer, owner, stranger):
    api(owner).post(SEEN)

    assert api(viewer).get(VISIT).json()["seen_until"] is None
    assert api(stranger).post(SEEN).status_code == 404
    assert BoardVisit.objects.values_list("membership", flat=True).get() == owner.pk


@pytest.mark.parametrize("url", [VISIT, SEEN])
def test_a_visit_takes_no_arguments(api, viewer, url):
    answer = api(viewer).post(url, {"since": "2026-01-01"})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "unknown_field")
    assert BoardVisit.objects.count() == 0
