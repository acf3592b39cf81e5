"""What a team decides about its risks: on the page, by the API, by whom, and what follows from it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from risks.models import Settings
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db

PAGE, API = "/t/acme/risks/settings/", "/api/v1/teams/acme/risk-register/settings/"
DEFAULTS = {
    "critical_review_days": 14,
    "high_review_days": 30,
    "moderate_review_days": 60,
    "low_review_days": 90,
    "very_low_review_days": 180,
    "rehearsal_days": 180,
}
SWITCHES = {"shows_steps": False}
RANGES = [(name, 1, 1_098 if name == "rehearsal_days" else 366) for name in DEFAULTS]


def test_a_team_that_decided_nothing_reviews_by_the_usual_cadence(api, viewer):
    assert api(viewer).get(API).data == {"version": 1, **DEFAULTS, **SWITCHES}
    assert Settings.objects.exists() is False


def test_page_and_api_change_the_cadence(browse, api, manager):
    answer = browse(manager).post(PAGE, {"version": 1, **DEFAULTS, "high_review_days": "7"})
    again = api(manager).patch(API, {"version": 1, "low_review_days": 45})
    stale = api(manager).patch(API, {"version": 1, "low_review_days": 46})

    assert (answer.status_code, answer.url) == (303, "/t/acme/risks/")
    assert (again.status_code, stale.status_code) == (200, 409)
    assert Settings.of(manager.team).cadence == {"critical": 14, "high": 7, "moderate": 60, "low": 45, "very_low": 180}


def test_the_next_review_follows_the_cadence_of_the_team(member, manager):
    Settings(team=manager.team, critical_review_days=3).store(by=manager)
    risk = RiskFactory(team=member.team)

    risk.assess(5, 5, by=member)

    assert risk.next_review_on == member.team.today() + dt.timedelta(days=3)


@pytest.mark.parametrize(("name", "least", "most"), RANGES)
def test_figures_out_of_range_are_refused_by_form_api_and_database(browse, api, manager, name, least, most):
    for figure in (least - 1, most + 1):
        by_form = browse(manager).post(PAGE, {"version": 1, **DEFAULTS, name: figure})
        by_api = api(manager).patch(API, {"version": 1, name: figure})
        with pytest.raises(ValidationError):
            Settings(team=manager.team, **{name: figure}).store(by=manager)

        assert (by_form.status_code, by_api.status_code) == (422, 400)
    assert Settings.objects.exists() is False


def test_a_member_reads_the_settings_and_leaves_them_as_they_are(browse, api, member):
    answers = [
        browse(member).get(PAGE).status_code,
        browse(member).post(PAGE, DEFAULTS).status_code,
        api(member).get(API).status_code,
        api(member).patch(API, {"rehearsal_days": 7}).status_code,
    ]

    assert answers == [403, 403, 200, 403]


def test_only_who_may_change_them_is_led_to_the_settings(browse, manager, member):
    shown = [PAGE in browse(person).get("/t/acme/risks/board/").content.decode() for person in (manager, member)]

    assert shown == [True, False]
