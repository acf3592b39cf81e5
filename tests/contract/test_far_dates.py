"""No day and no instant at the end of the calendar is taken: sums with it would break pages."""

import datetime as dt
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError

from core.days import BEGIN, END, sensible_day
from funding.models import NextAction, Opportunity
from funding.stages import moves
from planner.models import Project
from teams.models import Token
from tests.factories.funding import NextActionFactory, OpportunityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BASE = "/api/v1/teams/acme"
FAR_DAYS = ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]
FAR_INSTANTS = [
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    "2200-01-01T00:00:00Z",
]
ZONES = ["UTC", "Pacific/Kiritimati", "Etc/GMT+12"]


def code_of(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("instant", FAR_INSTANTS)
def test_a_token_ends_on_a_day_pages_can_show(owner, api, browse, zone, instant):
    owner.user.time_zone = zone
    owner.user.save()

    answer = api(owner).post(f"{BASE}/tokens/", {"name": "x", "scope": "read", "expires_at": instant})

    assert code_of(answer) in {(400, "far_day"), (400, "overflow")}
    assert not Token.objects.exists()
    assert browse(owner).get("/t/acme/tokens/").status_code == 200


@pytest.mark.parametrize("zone", ZONES)
def test_the_last_instant_that_is_taken_can_be_shown_everywhere(owner, api, browse, zone):
    made = api(owner).post(f"{BASE}/tokens/", {"name": "x", "scope": "read", "expires_at": END.isoformat()})
    owner.user.time_zone = zone
    owner.user.save()

    pages = [browse(owner).get("/t/acme/tokens/"), api(owner).get(f"{BASE}/tokens/")]

    assert (made.status_code, [page.status_code for page in pages]) == (201, [200, 200])


@pytest.mark.parametrize(
    ("value", "is_sensible"),
    [
        (None, True),
        (BEGIN, True),
        (END, True),
        (BEGIN - dt.timedelta(microseconds=1), False),
        (END + dt.timedelta(microseconds=1), False),
        (dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=12))), False),
        (dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=14))), False),
    ],
)
def test_instants_are_judged_by_the_one_clock(value, is_sensible):
    with nullcontext() if is_sensible else pytest.raises(ValidationError, match="between 1900 and 2199"):
        sensible_day(value)


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_move_along_the_pipeline_names_sensible_days(owner, api, day):
    deal = OpportunityFactory(team=owner.team)
    following = {"title": "Call", "due_on": day, "owner": str(owner.pk)}
    move = {"stage": moves(deal.channel, deal.stage)[0].code}

    closing = api(owner).post(f"{BASE}/opportunities/{deal.pk}/stage/", move | {"expected_close_on": day})
    calling = api(owner).post(f"{BASE}/opportunities/{deal.pk}/stage/", move | {"next_action": following})

    assert [code_of(closing), code_of(calling)] == [(400, "far_day")] * 2
    assert Opportunity.objects.get().stage == deal.stage
    assert not NextAction.objects.exists()


@pytest.mark.parametrize("day", FAR_DAYS)
def test_what_comes_next_is_due_on_a_sensible_day(owner, api, browse, day):
    action = NextActionFactory(team=owner.team)
    following = {"title": "Call", "due_on": day}

    answer = api(owner).post(f"{BASE}/next-actions/{action.pk}/completion/", {"next": following})
    page = browse(owner).post(f"/t/acme/next-actions/{action.pk}/completion/", following)

    assert (code_of(answer), page.status_code) == ((400, "far_day"), 422)
    assert list(NextAction.objects.values_list("pk", "state")) == [(action.pk, action.state)]


@pytest.mark.parametrize("day", FAR_DAYS)
def test_a_template_starts_on_a_sensible_day(owner, api, browse, day):
    chosen = {"template": "ai_product", "start": day, "language": "en", "name": "P"}

    shown = api(owner).get(f"{BASE}/templates/ai_product/", {"start": day})
    applied = api(owner).post(f"{BASE}/template-applications/", chosen)
    page = browse(owner).get("/t/acme/templates/ai_product/", {"start": day})

    assert [shown.status_code, applied.status_code, page.status_code] == [400, 400, 200]
    assert not Project.objects.exists()
