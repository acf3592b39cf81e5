"""The weekly review by API: begun, looked through, decided and finished as on the pages."""

import pytest

from planner.models import Milestone, WeeklyDecision, WeeklyReview
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.reviews import WeeklyDecisionFactory, WeeklyReviewFactory
from tests.factories.teams import PositionFactory

from .weekly import day

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme"
REVIEWS, DECISIONS = f"{BASE}/weekly-reviews/", f"{BASE}/weekly-decisions/"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def review(team, owner):
    return WeeklyReview.begin(team, by=owner)


@pytest.fixture
def late(team):
    return MilestoneFactory(team=team, title="Public beta", due_on=day(-1))


def decision(review, row, decision, **given):
    subject = {"subject_kind": row._meta.label_lower, "subject_id": str(row.pk)}
    return {"review": str(review.pk), "decision": decision} | subject | given


def errors(answer):
    return answer.status_code, [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_a_review_begins_once(api, member, owner):
    first = api(member).post(REVIEWS, {})
    second = api(owner).post(REVIEWS, {})

    assert (first.status_code, second.status_code, first.json()["id"]) == (201, 201, second.json()["id"])
    assert (first.json()["on"], first.json()["by"], first.json()["decided"]) == ("2026-03-02", str(member.pk), 0)


def test_what_is_found_is_listed_by_reason(api, member, review, late):
    [group] = api(member).get(f"{REVIEWS}{review.pk}/findings/").json()

    assert (group["group"], group["count"]) == ("late", 1)
    assert group["items"] == [
        {
            "group": "late",
            "subject_kind": "planner.milestone",
            "subject_id": str(late.pk),
            "version": 1,
            "title": "Public beta",
            "code": late.code,
            "day": day(-1).isoformat(),
            "person": None,
            "skipped": False,
        }
    ]


def test_a_decision_is_done_and_kept(api, member, review, late):
    body = decision(review, late, "moved", group="late", day="2026-04-01", move_reason="scope", subject_version=1)

    answer = api(member).post(DECISIONS, body, format="json")

    assert (answer.status_code, answer.json()["decision"], answer.json()["by"]) == (201, "moved", str(member.pk))
    assert Milestone.objects.get().due_on.isoformat() == "2026-04-01"
    assert Milestone.objects.get().moves.get().reason == "scope"
    assert api(member).get(f"{REVIEWS}{review.pk}/").json()["decided"] == 1


def test_handing_on_names_a_person_of_the_team(api, member, stranger, review, late):
    client = api(member)

    wrong = client.post(DECISIONS, decision(review, late, "handed_on", person=str(stranger.pk)), format="json")
    answer = client.post(DECISIONS, decision(review, late, "handed_on", person=str(member.pk)), format="json")

    assert errors(wrong) == (400, [("person", "does_not_exist")])
    assert (answer.status_code, Milestone.objects.get().owner) == (201, member)


def test_what_is_refused_has_a_place_and_a_key(api, member, manager, review, late):
    client, position = api(member), PositionFactory(team=member.team, starts_on=day(-1))
    deal = OpportunityFactory(team=member.team, expected_close_on=day(-1))

    def send(*args, **given):
        return client.post(DECISIONS, decision(review, *args, **given), format="json")

    assert errors(send(late, "moved")) == (400, [("day", "required")])
    assert errors(send(late, "moved", day="1066-10-14")) == (400, [("day", "far_day")])
    assert errors(send(late, "moved", day="2026-04-01", subject_version=9))[0] == 409
    assert errors(send(deal, "kept")) == (400, [("subject_id", "does_not_exist")])
    assert send(position, "moved", day="2026-04-01").status_code == 403
    assert send(late, "kept").status_code == 201
    assert errors(send(late, "completed")) == (400, [(None, "weeklydecision_once")])
    review.end(by=manager)
    assert errors(send(position, "kept")) == (400, [(None, "ended")])
    assert (WeeklyDecision.objects.count(), Milestone.objects.get().version) == (1, 1)


def test_members_read_no_decision_about_money(api, owner, member, review, late):
    deal = OpportunityFactory(team=owner.team)
    for row in (deal, late):
        WeeklyDecisionFactory(team=owner.team, review=review, subject=row)
    WeeklyDecisionFactory(team=owner.team, review=WeeklyReviewFactory(team=owner.team, ended_at=NOW), subject=late)

    counts = {who.role: api(who).get(DECISIONS, {"review": review.pk}).json()["count"] for who in (owner, member)}
    decided = {who.role: api(who).get(f"{REVIEWS}{review.pk}/").json()["decided"] for who in (owner, member)}
    money = WeeklyDecision.objects.get(subject_id=deal.pk)

    assert counts == decided == {"owner": 2, "member": 1}
    assert api(member).get(f"{DECISIONS}{money.pk}/").status_code == 404


def test_finishing_keeps_the_note_once(api, member, review):
    client = api(member)

    first = client.post(f"{REVIEWS}{review.pk}/ending/", {"note": "Hire first"}, format="json")
    second = client.post(f"{REVIEWS}{review.pk}/ending/", {"note": "Another"}, format="json")
    long = client.post(f"{REVIEWS}{review.pk}/ending/", {"note": "x" * 5_001}, format="json")
    blank = client.post(f"{REVIEWS}{review.pk}/ending/", {"note": f"Hire first{' ' * 5_000}"}, format="json")

    assert (first.json()["note"], second.json()["note"]) == ("Hire first", "Hire first")
    assert errors(long) == errors(blank) == (400, [("note", "max_length")])
    assert (first.json()["ended_by"], first.json()["ended_at"] is not None) == (str(member.pk), True)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "cost"), [(REVIEWS, 5), (DECISIONS, 5)])
def test_lists_cost_the_same_for_more_rows(path, cost, rows, api, owner, queries):
    MilestoneFactory(team=owner.team)
    for _each in range(rows):
        review = WeeklyReviewFactory(team=owner.team, ended_at=NOW)
        WeeklyDecisionFactory(team=owner.team, review=review)
    client = api(owner)

    with queries(cost):
        assert client.get(path).json()["count"] == rows
