"""Looking at one risk by itself: what it came to, when somebody looks next, and the walk through what is due."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from risks.models import Assessment, Review, Risk, Settings
from teams.models import Change
from tests.conftest import NOW
from tests.factories.risks import MeetingFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
TODAY = NOW.date()
WALK, API = "/t/acme/risks/reviews/", "/api/v1/teams/acme/risk-reviews/"


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, score=(3, 3), status="monitoring", next_review_on=TODAY, title="Fire")


def codes(error):
    listed = getattr(error.value, "error_dict", None) or {None: error.value.error_list}
    return [each.code for errors in listed.values() for each in errors]


def sent(risk, **values):
    shown = f"{risk.current.probability}-{risk.current.impact}" if risk.current else ""
    figures = {"probability": risk.current.probability, "impact": risk.current.impact} if risk.current else {}
    return figures | {"shown": shown, "note": "Looked at the logs", "outcome": "unchanged"} | values


@pytest.mark.parametrize(
    ("score", "days"), [((5, 5), 14), ((4, 4), 30), ((3, 3), 60), ((1, 3), 90), ((1, 1), 180), (None, 60)]
)
def test_the_next_review_follows_the_cadence_of_the_level(team, member, score, days):
    risk = RiskFactory(team=team, score=score, next_review_on=TODAY)

    risk.review("unchanged", by=member, reason="As it was")

    assert risk.next_review_on == TODAY + dt.timedelta(days=days)


def test_an_unchanged_risk_keeps_its_rating_and_says_why(risk, member):
    review = risk.review("unchanged", by=member, reason="As it was")

    assert (review.meeting, review.outcome, review.note, review.author) == (None, "unchanged", "As it was", member)
    assert Assessment.objects.count() == 1


def test_a_rescored_risk_has_another_rating_for_that_reason(risk, member):
    review = risk.review("rescored", by=member, reason="It burned nearby", rating=(5, 5))

    assert (review.outcome, review.assessment, risk.level) == ("rescored", risk.current, "critical")
    assert (risk.current.reason, risk.next_review_on) == ("It burned nearby", TODAY + dt.timedelta(days=14))


@pytest.mark.parametrize(
    ("status", "ended"), [("monitoring", "closed"), ("occurred", "closed"), ("assessed", "rejected")]
)
def test_a_closed_risk_ends_as_its_status_allows(risk, member, status, ended):
    Risk.objects.filter(pk=risk.pk).update(status=status, occurred_at=NOW if status == "occurred" else None)
    risk.refresh_from_db()

    risk.review("close", by=member, reason="It is\nover", closure_reason="avoided")
    risk.refresh_from_db()

    assert (risk.status, risk.closure_reason, risk.status_reason) == (ended, "avoided", "It is over")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"outcome": "unchanged", "reason": ""}, "review_alone_with_reason"),
        ({"outcome": "rescored", "reason": "So"}, "no_rating"),
        ({"outcome": "rescored", "reason": "So", "rating": (5, None)}, "no_rating"),
        ({"outcome": "escalate", "reason": "So", "rating": (5, 5)}, "rating_given"),
        ({"outcome": "close", "reason": "So"}, "risk_ended_with_reason"),
    ],
)
def test_what_says_too_little_or_two_things_changes_nothing(risk, member, values, code):
    with pytest.raises(ValidationError) as error:
        risk.review(values.pop("outcome"), by=member, **values)

    assert codes(error) == [code]
    assert (Review.objects.count(), Assessment.objects.count(), Change.objects.count()) == (0, 1, 0)
    assert Risk.objects.get().next_review_on == TODAY


def test_a_risk_that_cannot_be_closed_says_so(risk, member, manager):
    Settings(team=risk.team, shows_steps=True).store(by=manager)
    Risk.objects.filter(pk=risk.pk).update(status="in_treatment")
    risk.refresh_from_db()

    with pytest.raises(ValidationError) as error:
        risk.review("close", by=member, reason="Over", closure_reason="avoided")

    assert codes(error) == ["unreachable_status"]


def test_a_review_is_undone_as_one_act(risk, member):
    review = risk.review("rescored", by=member, reason="It burned nearby", rating=(5, 5))

    review.act.undo(by=member)
    risk.refresh_from_db()

    assert (risk.level, risk.next_review_on, Review.objects.count()) == ("moderate", TODAY, 0)


def test_the_last_review_says_whether_a_risk_is_escalated(risk, member, time_machine):
    risk.review("escalate", by=member, reason="Beyond us")
    escalated = list(Risk.objects.all().escalated())
    time_machine.shift(60)
    risk.review("unchanged", by=member, reason="Decided")

    assert (escalated, list(Risk.objects.all().escalated())) == ([risk], [])


def test_in_a_meeting_the_outcome_follows_from_the_rating(risk, member):
    meeting = MeetingFactory(team=risk.team)

    looked = meeting.review(risk, by=member, note="Fine")
    rated = meeting.review(risk, by=member, rating=(5, 5, "It burned nearby"))

    assert (looked.outcome, rated.outcome) == ("unchanged", "rescored")


# The walk


def test_the_walk_begins_with_what_is_due_longest_and_goes_on(risk, browse, member):
    older = RiskFactory(team=risk.team, next_review_on=TODAY - dt.timedelta(days=9), score=(1, 1), title="Flood")
    RiskFactory(team=risk.team, next_review_on=TODAY + dt.timedelta(days=1))
    RiskFactory(
        team=risk.team, next_review_on=TODAY, status="closed", closure_reason="avoided", closed_at=NOW, title="Over"
    )
    client = browse(member)
    page = client.get(WALK)

    answer = client.post(f"/t/acme/risks/{older.pk}/review/", sent(older))
    last = client.post(f"/t/acme/risks/{risk.pk}/review/", sent(risk))

    assert (page.context["risk"], page.context["walk"].ids) == (older, [older.pk, risk.pk])
    assert (answer.status_code, answer.url) == (303, f"{WALK}?risk={risk.pk}")
    assert (last.status_code, last.url) == (303, WALK)
    assert client.get(WALK).context["risk"] is None
    assert list(Review.objects.order_by("at", "pk").values_list("outcome", flat=True)) == ["unchanged", "unchanged"]


def test_from_the_middle_of_the_walk_it_goes_on_and_from_its_end_back_to_its_start(risk, browse, member):
    first = RiskFactory(team=risk.team, next_review_on=TODAY - dt.timedelta(days=2))
    last = RiskFactory(team=risk.team, next_review_on=TODAY)
    client = browse(member)

    went = [client.post(f"/t/acme/risks/{each.pk}/review/", sent(each)).url for each in (risk, last)]

    assert went == [f"{WALK}?risk={last.pk}", WALK]
    assert client.get(WALK).context["walk"].at == first.pk


def test_any_open_risk_can_be_looked_at_before_it_is_due(browse, member):
    later = RiskFactory(team=member.team, score=(1, 1), next_review_on=TODAY + dt.timedelta(days=60))

    assert browse(member).get(f"{WALK}?risk={later.pk}").context["risk"] == later


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"note": ""}, "__all__"),
        ({"outcome": "rescored", "probability": "", "impact": ""}, "__all__"),
        ({"probability": "5"}, "__all__"),
        ({"outcome": "close"}, "__all__"),
        ({"outcome": "rescored", "probability": "5", "shown": "1-1"}, "__all__"),
        ({"outcome": "nothing"}, "outcome"),
    ],
)
def test_a_page_that_is_refused_keeps_what_was_typed(risk, browse, member, values, field):
    answer = browse(member).post(f"/t/acme/risks/{risk.pk}/review/", sent(risk, **values))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Review.objects.count() == 0


def test_page_and_api_come_to_the_same(risk, browse, api, member):
    other = RiskFactory(team=risk.team, score=(3, 3), status="monitoring")
    given = {"outcome": "rescored", "probability": 5, "impact": 5, "note": "It burned nearby"}

    browse(member).post(f"/t/acme/risks/{risk.pk}/review/", sent(risk, **given))
    answer = api(member).post(API, given | {"risk": str(other.pk)}, format="json")

    assert (answer.status_code, answer.data["outcome"], answer.data["meeting"]) == (201, "rescored", None)
    assert set(Risk.objects.values_list("current__level", "next_review_on")) == {
        ("critical", TODAY + dt.timedelta(days=14))
    }


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"note": "So"}, "outcome", "required"),
        ({"outcome": "unchanged"}, None, "review_alone_with_reason"),
        ({"outcome": "rescored", "note": "So"}, None, "no_rating"),
        ({"outcome": "close", "note": "So"}, None, "risk_ended_with_reason"),
    ],
)
def test_the_api_refuses_what_says_too_little(risk, api, member, values, field, code):
    answer = api(member).post(API, values | {"risk": str(risk.pk)}, format="json")

    assert answer.status_code == 400
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]


def test_of_a_meeting_no_outcome_is_taken(risk, api, member):
    meeting = MeetingFactory(team=risk.team)

    answer = api(member).post(
        API, {"meeting": str(meeting.pk), "risk": str(risk.pk), "outcome": "escalate"}, format="json"
    )

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "of_meeting")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_walk_costs_the_same_for_more_risks(member, browse, queries, rows):
    RiskFactory.create_batch(rows, team=member.team, score=(3, 3), next_review_on=TODAY)
    client = browse(member)
    client.get(WALK)

    with queries(10):
        client.get(WALK)
