"""Risk meetings by API: list and read, start, end, note."""

import pytest

from risks.models import Meeting, Review, Risk
from tests.conftest import NOW
from tests.factories.risks import MeetingFactory, ReviewFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
MEETINGS, REVIEWS = "/api/v1/teams/acme/risk-meetings/", "/api/v1/teams/acme/risk-reviews/"


def test_a_meeting_is_started_noted_in_ended_and_resumed(api, member):
    risk = RiskFactory(team=member.team, score=(4, 4))
    client = api(member)

    started = client.post(MEETINGS)
    joined = client.post(MEETINGS)
    one = f"{MEETINGS}{started.data['id']}/"
    noted = client.post(REVIEWS, {"meeting": started.data["id"], "risk": risk.pk, "note": "Ask the vendor"})
    ended = client.post(f"{one}ending/")
    resumed = client.delete(f"{one}ending/")

    assert [answer.status_code for answer in (started, joined, noted, ended, resumed)] == [201, 201, 201, 200, 200]
    assert (started.data["held_on"], started.data["started_by"]) == ("2026-03-02", member.pk)
    assert joined.data["id"] == started.data["id"]
    assert (noted.data["note"], noted.data["author"], noted.data["assessment"]) == ("Ask the vendor", member.pk, None)
    assert (ended.data["looked_at"], ended.data["decisions"], ended.data["ended_by"]) == (1, 1, member.pk)
    assert resumed.data["ended_at"] is None


def test_a_review_may_rate_the_risk_with_a_reason(api, member):
    risk = RiskFactory(team=member.team, score=(4, 4))
    fields = {"meeting": Meeting.start(by=member).pk, "risk": risk.pk, "probability": 1, "impact": 1}
    client = api(member)

    refused = client.post(REVIEWS, fields)
    half = client.post(REVIEWS, fields | {"impact": None, "reason": "Half"})
    rated = client.post(REVIEWS, fields | {"reason": "It has passed"})

    assert (refused.status_code, refused.data["errors"][0]["field"]) == (400, "reason")
    assert half.status_code == 400
    assert rated.data["assessment"] == Risk.objects.get().current_id
    assert Risk.objects.get().level == "very_low"


def test_nothing_is_noted_in_a_meeting_that_has_ended(api, member):
    meeting = MeetingFactory(team=member.team, ended_at=NOW)
    risk = RiskFactory(team=member.team)

    answer = api(member).post(REVIEWS, {"meeting": meeting.pk, "risk": risk.pk, "note": "Late"})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "meeting_over")
    assert Review.objects.count() == 0


def test_rows_of_another_team_do_not_exist(api, member, stranger):
    theirs = ReviewFactory(team=stranger.team)
    client = api(member)

    assert client.get(f"{MEETINGS}{theirs.meeting_id}/").status_code == 404
    assert client.post(f"{MEETINGS}{theirs.meeting_id}/ending/").status_code == 404
    assert client.get(f"{REVIEWS}{theirs.pk}/").status_code == 404
    answer = client.post(REVIEWS, {"meeting": theirs.meeting_id, "risk": theirs.risk_id})
    assert {(error["field"], error["code"]) for error in answer.data["errors"]} == {
        ("meeting", "does_not_exist"),
        ("risk", "does_not_exist"),
    }


@pytest.mark.parametrize("running", [True, False])
def test_meetings_are_filtered_by_whether_they_run(api, viewer, running):
    rows = {True: MeetingFactory(team=viewer.team), False: MeetingFactory(team=viewer.team, ended_at=NOW)}

    answer = api(viewer).get(MEETINGS, {"running": str(running).lower()})

    assert [row["id"] for row in answer.data["results"]] == [str(rows[running].pk)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("url", "expected"), [(MEETINGS, 5), (REVIEWS, 5)])
def test_lists_cost_the_same_for_more_rows(api, viewer, queries, rows, url, expected):
    for _ in range(rows):
        ReviewFactory(team=viewer.team, meeting=MeetingFactory(team=viewer.team, ended_at=NOW))
    client = api(viewer)
    client.get(url)

    with queries(expected):
        assert client.get(url).data["count"] == rows
