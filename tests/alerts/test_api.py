"""Alerts by API: the outbox, one's own preference, and asking for one alert."""

import pytest

from alerts.models import Mail, Preference
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_more_rows(team, anna, cleo, clock, api, queries, rows):
    for _number in range(rows):
        queued_mail(cleo, now=clock.now)
    client = api(anna)

    with queries(5):
        response = client.get("/api/v1/teams/acme/alerts/")

    assert response.json()["count"] == rows


def test_managers_see_all_and_members_their_own(team, anna, cleo, clock, api):
    queued_mail(anna, now=clock.now)
    queued_mail(cleo, now=clock.now)

    assert api(anna).get("/api/v1/teams/acme/alerts/").json()["count"] == 2
    [row] = api(cleo).get("/api/v1/teams/acme/alerts/").json()["results"]
    assert (row["recipient"], row["state"], row["subject_kind"]) == (str(cleo.pk), "queued", "planner.milestone")


def test_what_may_not_be_seen_has_no_subject(team, anna, cleo, clock, api):
    mail = queued_mail(cleo, now=clock.now)
    alert = mail.deliveries.get().alert
    type(alert).objects.filter(pk=alert.pk).update(subject_kind="teams.token")

    [row] = api(anna).get("/api/v1/teams/acme/alerts/").json()["results"]

    assert (row["subject_kind"], row["subject_id"], row["subject_label"]) == (None, None, None)


def test_preference_is_chosen_and_belongs_to_its_person(team, anna, cleo, clock, api):
    assert api(cleo).get("/api/v1/teams/acme/alert-preferences/").json()["count"] == 0

    made = api(cleo).post("/api/v1/teams/acme/alert-preferences/", {"muted": ["task_assigned"]})

    assert made.json()["muted"] == ["task_assigned"]
    assert not Preference.objects.get(membership=cleo).wants("task_assigned")
    assert api(anna).get("/api/v1/teams/acme/alert-preferences/").json()["count"] == 0
    patched = api(cleo).patch(
        f"/api/v1/teams/acme/alert-preferences/{made.json()['id']}/", {"muted": [], "version": made.json()["version"]}
    )
    assert patched.json()["muted"] == []


def test_unknown_kind_is_refused(team, cleo, clock, api):
    answer = api(cleo).post("/api/v1/teams/acme/alert-preferences/", {"muted": ["nonsense"]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "unknown_topic"


def test_one_alert_is_asked_for(team, cleo, clock, api):
    milestone = MilestoneFactory(team=team)

    answer = api(cleo).post("/api/v1/teams/acme/alert-notices/", {"kind": "planner.milestone", "id": str(milestone.pk)})

    assert answer.status_code == 202
    assert answer.json()["id"] == str(Mail.objects.get().pk)


def test_foreign_and_forbidden_rows_cannot_be_asked_for(team, cleo, viewer, clock, api):
    foreign, own = MilestoneFactory(), MilestoneFactory(team=team)
    url = "/api/v1/teams/acme/alert-notices/"

    assert api(cleo).post(url, {"kind": "planner.milestone", "id": str(foreign.pk)}).status_code == 404
    assert api(viewer).post(url, {"kind": "planner.milestone", "id": str(own.pk)}).status_code == 403
    assert api(cleo).post(url, {"kind": "teams.token", "id": str(own.pk)}).status_code == 400
    assert Mail.objects.count() == 0
