"""When a risk is to be looked at again."""

import datetime as dt

import pytest
import time_machine

from risks.models import Assessment
from tests.conftest import NOW
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("planned", "wanted", "expected"),
    [
        (None, None, dt.date(2026, 4, 1)),
        (dt.date(2026, 3, 10), None, dt.date(2026, 3, 10)),
        (dt.date(2026, 3, 2), None, dt.date(2026, 4, 1)),
        (dt.date(2026, 8, 1), None, dt.date(2026, 4, 1)),
        (None, dt.date(2026, 8, 1), dt.date(2026, 8, 1)),
    ],
)
@time_machine.travel(NOW)
def test_the_next_review_follows_the_level_unless_an_earlier_or_a_chosen_day_is_set(member, planned, wanted, expected):
    risk = RiskFactory(team=member.team, next_review_on=planned)

    risk.assess(3, 4, by=member, next_review_on=wanted)

    assert risk.next_review_on == expected


@pytest.mark.parametrize("day", [dt.date(9999, 12, 31), dt.date(1, 1, 1)])
def test_the_review_planned_with_a_rating_is_a_sensible_day(member, browse, api, day):
    risk = RiskFactory(team=member.team)
    values = {"kind": "current", "probability": 3, "impact": 3, "next_review_on": day.isoformat()}

    page = browse(member).post(f"/t/acme/risks/{risk.pk}/assessment/", values)
    answer = api(member).post("/api/v1/teams/acme/assessments/", values | {"risk": str(risk.pk)})

    assert (page.status_code, page.context["form"].errors["next_review_on"].as_data()[0].code) == (422, "far_day")
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("next_review_on", "far_day")]
    assert not Assessment.objects.exists()
