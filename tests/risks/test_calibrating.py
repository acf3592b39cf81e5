"""Which closed risks count for the score of a team, with which chance and whose, and who may look at it."""

import datetime as dt
from fractions import Fraction

import pytest

from core.ids import uuid7
from planner.estimates import SUGGESTED
from risks.calibrating import calibration_of, forecasts_for
from risks.calibration import Forecast
from risks.models import Assessment, Risk, RiskMatrix
from risks.models.matrix import usual_matrix
from tests.conftest import NOW
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAY = dt.timedelta(days=1)
PAGE, API = "/t/acme/risks/calibration/", "/api/v1/teams/acme/risk-calibration/"


def closed(team, *, occurred=False, reason="expired_window", **given):
    return RiskFactory(
        team=team,
        status="closed",
        closure_reason=reason,
        closed_at=NOW,
        occurred_at=NOW - DAY if occurred else None,
        **given,
    )


def rated(risk, probability, author, *, days=10, **given):
    return Assessment.objects.create(
        team=risk.team,
        risk=risk,
        kind="current",
        probability=probability,
        impact=3,
        level="moderate",
        author=author,
        at=NOW - days * DAY,
        **given,
    )


def test_the_last_rating_of_a_person_before_it_occurred_counts(team, member, owner):
    risk = closed(team, occurred=True)
    rated(risk, 2, owner, days=20)
    rated(risk, 4, member, days=10)
    rated(risk, 5, owner, days=0)  # knowing that it had occurred

    assert forecasts_for(owner) == [Forecast(Fraction(65, 100), True, member.pk)]


@pytest.mark.parametrize(("is_rated", "chances"), [(True, [Fraction(65, 100)]), (False, [])])
def test_a_percentage_that_was_taken_back_is_none(team, member, owner, time_machine, is_rated, chances):
    time_machine.move_to(NOW - 9 * DAY)
    risk = RiskFactory(team=team, status="monitoring")
    if is_rated:
        rated(risk, 4, member)
    for percent in (30, None):
        risk.probability_percent = percent
        risk.store(by=member)
        time_machine.shift(60)
    risk.close("expired_window", by=owner)

    assert [each.chance for each in forecasts_for(owner)] == chances


def test_a_rating_stands_for_what_its_own_matrix_says(team, member, owner, manager):
    values = usual_matrix()
    values["probabilities"][4] |= {"low": 96, "high": 100}
    RiskMatrix(team=team, **values).store(by=manager)
    rated(closed(team), 5, member)
    rated(closed(team), 5, member, matrix_version=2)

    assert sorted(each.chance for each in forecasts_for(owner)) == [Fraction(90, 100), Fraction(98, 100)]


def test_what_a_template_suggested_is_nobodys(team, member, owner):
    rated(closed(team), 4, member, external_source=SUGGESTED)

    assert forecasts_for(owner) == []


def test_a_percentage_goes_before_a_rating_as_of_the_day_it_was_given(team, member, owner, time_machine):
    time_machine.move_to(NOW - 9 * DAY)
    risk = RiskFactory(team=team, status="monitoring")
    rated(risk, 4, owner)
    risk.probability_percent = 30
    risk.store(by=member)
    time_machine.move_to(NOW)
    risk.occur(by=owner)
    risk.probability_percent = 100
    risk.store(by=owner)
    time_machine.move_to(NOW + DAY)
    risk.close("occurred_resolved", by=owner)

    assert forecasts_for(owner) == [Forecast(Fraction(30, 100), True, member.pk)]


@pytest.mark.parametrize("reason", ["duplicate", "not_a_risk"])
def test_what_was_no_risk_of_its_own_does_not_count(team, member, owner, reason):
    rated(closed(team, reason=reason), 4, member)

    assert forecasts_for(owner) == []


def test_an_open_and_a_rejected_risk_do_not_count(team, member, owner):
    rated(RiskFactory(team=team, status="monitoring"), 4, member)
    rejected = closed(team)
    rated(rejected, 4, member)
    Risk.objects.filter(pk=rejected.pk).update(status="rejected")

    assert forecasts_for(owner) == []


def test_a_restricted_risk_counts_for_who_may_see_it(team, member, owner, viewer):
    rated(closed(team, is_restricted=True), 4, member)

    assert (calibration_of(owner).n, calibration_of(viewer).n) == (1, 0)


def test_a_percentage_of_a_restricted_risk_counts_for_who_may_see_it(team, member, owner, viewer, time_machine, api):
    time_machine.move_to(NOW - 9 * DAY)
    risk = RiskFactory(team=team, status="monitoring", is_restricted=True, owner=owner)
    risk.probability_percent = 30
    risk.store(by=owner)
    time_machine.move_to(NOW)
    risk.close("expired_window", by=owner)

    assert (calibration_of(owner).n, calibration_of(viewer).n) == (1, 0)
    assert [api(each).get(f"{API}of-team/").data["n"] for each in (owner, viewer)] == [1, 0]


def test_the_score_of_one_person_holds_what_that_one_gave(team, member, owner):
    rated(closed(team), 4, member)
    rated(closed(team), 2, owner)

    assert [calibration_of(owner, each).n for each in (None, member, owner)] == [2, 1, 1]


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("manager", 200), ("member", 403), ("viewer", 403)])
def test_the_score_of_another_is_for_managers(team, browse, request, role, status):
    other = MembershipFactory(team=team, name="Otto")
    client = browse(request.getfixturevalue(role))

    assert client.get(PAGE, {"author": str(other.pk)}).status_code == status
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE, {"author": str(request.getfixturevalue(role).pk)}).status_code == 200


@pytest.mark.parametrize(
    ("role", "status", "of_nobody"),
    [("owner", 200, 404), ("manager", 200, 404), ("member", 403, 403), ("viewer", 403, 403)],
)
def test_programs_are_told_the_score_of_another_as_its_page_tells_it(
    team, other_team, api, browse, request, role, status, of_nobody
):
    other, stranger = MembershipFactory(team=team, name="Otto"), MembershipFactory(team=other_team)
    rated(closed(team), 4, other)
    asking = request.getfixturevalue(role)
    program, client = api(asking), browse(asking)

    told = program.get(f"{API}of-team/", {"author": str(other.pk)})
    own = program.get(f"{API}of-team/", {"author": str(asking.pk)})
    doors = [
        [
            ask.get(address, {"author": str(who)}).status_code
            for ask, address in ((program, f"{API}of-team/"), (client, PAGE))
        ]
        for who in (stranger.pk, uuid7())
    ]

    assert (told.status_code, own.status_code, own.json()["n"]) == (status, 200, 0)
    assert status == 403 or told.json()["n"] == 1
    assert doors == [[of_nobody] * 2] * 2


def test_an_author_is_told_by_an_id(api, owner):
    answer = api(owner).get(f"{API}of-team/?author=Otto")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "author")


def history(team, member, count):
    for place in range(count):
        rated(closed(team, occurred=place % 2 == 0), 4, member)


def test_below_twenty_there_is_not_enough_history(team, member, viewer, browse, api):
    history(team, member, 19)

    assert "Not enough history" in browse(viewer).get(PAGE).content.decode()
    assert api(viewer).get(f"{API}of-team/").json()["is_enough"] is False


def test_from_twenty_on_the_score_stands_with_its_bands(team, member, viewer, browse, api):
    """Ten at 65 % occurred, ten did not: 0.5 · 0.35² + 0.5 · 0.65² = 0.2725."""
    history(team, member, 20)

    page = browse(viewer).get(PAGE).content.decode()
    told = api(viewer).get(f"{API}of-team/").json()

    assert "Brier score <strong>0.27</strong> over 20 closed risks" in " ".join(page.split())
    assert "No better than giving every risk one and the same chance" in page
    assert (told["n"], told["occurred"], round(told["brier"], 4), told["constant"]) == (20, 10, 0.2725, 0.25)
    assert told["bands"][3] == {"low": 60, "high": 80, "n": 20, "mean": 0.65, "occurred": 10, "share": 0.5}
    assert api(viewer).get(f"{API}own/").json()["n"] == 0
    assert "style=" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_more_risks(team, member, owner, queries, count):
    history(team, member, count)

    with queries(3):
        calibration_of(owner)
