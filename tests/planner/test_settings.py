"""What a team decides about its plan: on the page, by the API, by whom."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from planner.models import Settings
from teams.models import Activity

pytestmark = pytest.mark.django_db

PAGE, API = "/t/acme/plan/settings/", "/api/v1/teams/acme/plan/settings/"


def test_a_team_that_decided_nothing_checks_in_every_two_weeks(api, viewer):
    assert api(viewer).get(API).data == {"version": 1, "checkin_days": 14, "hire_lead_days": 60}
    assert Settings.objects.exists() is False


def test_the_page_changes_the_days_between_check_ins(browse, manager):
    answer = browse(manager).post(PAGE, {"version": 1, "checkin_days": "7", "hire_lead_days": "60"})

    assert (answer.status_code, answer.url) == (303, "/t/acme/goals/")
    assert Settings.of(manager.team).checkin_days == 7
    assert Activity.objects.get().verb == "created"


def test_the_api_changes_the_days_between_check_ins(api, manager):
    api(manager).patch(API, {"version": 1, "checkin_days": 30})
    again = api(manager).patch(API, {"version": 1, "checkin_days": 31})
    stale = api(manager).patch(API, {"version": 1, "checkin_days": 32})

    assert (again.status_code, stale.status_code) == (200, 409)
    assert Settings.of(manager.team).checkin_days == 31


@pytest.mark.parametrize("days", ["0", "367", "soon", ""])
def test_what_is_no_cadence_is_refused_by_form_and_api(browse, api, manager, days):
    by_form = browse(manager).post(PAGE, {"version": 1, "checkin_days": days, "hire_lead_days": "60"})
    by_api = api(manager).patch(API, {"version": 1, "checkin_days": days})

    assert (by_form.status_code, by_api.status_code) == (422, 400)
    assert Settings.objects.exists() is False


@pytest.mark.parametrize("days", [0, 367])
def test_the_database_refuses_what_is_no_cadence(manager, days):
    with pytest.raises(ValidationError):
        Settings(team=manager.team, checkin_days=days).store(by=manager)


@pytest.mark.parametrize("days", ["-1", "731", "soon", ""])
def test_what_is_no_time_to_hire_is_refused_by_form_and_api(browse, api, manager, days):
    by_form = browse(manager).post(PAGE, {"version": 1, "checkin_days": "14", "hire_lead_days": days})
    by_api = api(manager).patch(API, {"version": 1, "hire_lead_days": days})

    assert (by_form.status_code, by_api.status_code) == (422, 400)
    assert Settings.objects.exists() is False


@pytest.mark.parametrize("days", [-1, 731])
def test_the_database_refuses_what_is_no_time_to_hire(manager, days):
    with pytest.raises(DatabaseError):
        Settings.objects.bulk_create([Settings(team=manager.team, hire_lead_days=days)])


def test_a_member_reads_the_settings_and_leaves_them_as_they_are(browse, api, member):
    answers = [
        browse(member).get(PAGE).status_code,
        browse(member).post(PAGE, {"checkin_days": "7"}).status_code,
        api(member).get(API).status_code,
        api(member).patch(API, {"checkin_days": 7}).status_code,
    ]

    assert answers == [403, 403, 200, 403]


def test_only_who_may_change_them_is_led_to_the_settings(browse, manager, member):
    shown = [PAGE in browse(person).get("/t/acme/goals/").content.decode() for person in (manager, member)]

    assert shown == [True, False]
