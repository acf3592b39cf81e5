"""Which risks moved, lapsed or are overdue, at the edges: one level, the same moment, another score, what has ended."""

import datetime as dt

import pytest

from risks.board import CARDS_AT_MOST
from risks.models import Assessment, BoardVisit, Risk
from risks.news import mark_news
from risks.spans import end_of, span_between, usual_start
from tests.conftest import NOW
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.risks import MeetingFactory, RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAY = dt.timedelta(days=1)
SINCE = NOW - DAY


def rated(team, title, before, after, *, ago=5 * DAY, kind="current"):
    """Store a risk that was rated so long ago, and of which a score was given now."""
    risk = RiskFactory(team=team, title=title, score=before)
    Assessment.objects.filter(risk=risk).update(at=NOW - ago)
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - 9 * DAY)
    risk.assess(*after, kind=kind, by=None, reason="So")
    return Risk.objects.get(pk=risk.pk)


def titles(risks):
    return sorted(risks.values_list("title", flat=True))


def test_what_moved_is_what_rose_or_fell_by_one_level_at_least(team):
    rated(team, "Up", (2, 2), (3, 3))
    rated(team, "Down", (3, 3), (2, 2))
    rated(team, "Same", (2, 2), (2, 2))
    rated(team, "At that moment", (2, 2), (5, 5), ago=DAY)
    rated(team, "Target", (4, 4), (1, 1), kind="target")
    RiskFactory(team=team, title="First", score=(5, 5))
    risks = Risk.objects.all()

    assert titles(risks.risen_between(SINCE)) == ["At that moment", "Up"]
    assert titles(risks.fallen_between(SINCE)) == ["Down"]
    assert titles(risks.moved_between(SINCE)) == ["At that moment", "Down", "Up"]


def test_a_rating_of_another_score_in_between_is_none_to_compare_with(team):
    risk = rated(team, "Up", (2, 2), (5, 5), kind="inherent")
    Assessment.objects.filter(risk=risk, kind="inherent").update(at=NOW - 3 * DAY)
    Risk.objects.get(pk=risk.pk).assess(3, 3, by=None, reason="So")

    assert titles(Risk.objects.risen_between(SINCE)) == ["Up"]
    assert titles(Risk.objects.fallen_between(SINCE)) == []


@pytest.mark.parametrize(
    ("given", "cause", "is_told"),
    [
        ({}, "expired", True),
        ({}, "renewed", False),
        ({"status": "closed", "closure_reason": "avoided"}, "expired", False),
    ],
)
def test_an_acceptance_lapsed_only_of_what_is_open_and_was_not_renewed(team, owner, given, cause, is_told):
    risk = RiskFactory(team=team, title="R", closed_at=NOW if given else None, **given)
    state = "superseded" if cause == "renewed" else "expired"
    decided = {"decided_at": NOW - 5 * DAY, "decided_by": owner, "ended_at": NOW}
    AcceptanceFactory(team=team, risk=risk, state=state, lapse_cause=cause, **decided)

    assert titles(Risk.objects.lapsed_between(SINCE)) == (["R"] if is_told else [])


def test_what_has_ended_is_not_overdue_and_what_is_due_today_not_yet(team):
    ended = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW - 3 * DAY}
    days = {"Over": -DAY, "Today": 0 * DAY, "Late": -DAY}
    rows = {
        title: RiskFactory(
            team=team, title=title, next_review_on=NOW.date() + day, **(ended if title == "Over" else {})
        )
        for title, day in days.items()
    }
    Risk.objects.update(created_at=NOW - 9 * DAY)
    shown = list(Risk.objects.filter(pk__in=[row.pk for row in rows.values()]).order_by("number"))

    mark_news(shown, since=SINCE, today=NOW.date())

    assert {risk.title: [word for word, *_more in risk.news] for risk in shown} == {
        "Over": [],
        "Today": [],
        "Late": ["review overdue"],
    }


def test_what_is_new_says_nothing_more_and_what_moved_says_how(team):
    new = RiskFactory(team=team, kind="opportunity", score=(2, 2))
    moved = rated(team, "Up", (2, 2), (5, 5))
    over = RiskFactory(team=team, score=(2, 2), status="closed", closure_reason="avoided", closed_at=NOW)
    Risk.objects.filter(pk=over.pk).update(created_at=NOW - 9 * DAY)
    Assessment.objects.filter(risk=over).update(at=NOW - 9 * DAY)
    shown = list(Risk.objects.filter(pk__in=[new.pk, moved.pk, over.pk]).order_by("number"))

    mark_news(shown, since=SINCE, today=NOW.date())

    assert [risk.news for risk in shown] == [
        [("new", "accent", "")],
        [("rated higher", "bad", "rated higher: Low → Critical")],
        [("closed or rejected", "", "")],
    ]


def test_what_a_card_says_is_not_counted_again_behind_its_square(browse, owner):
    BoardVisit.mark_seen(owner, SINCE)
    rated(owner.team, "Shown and up", (2, 2), (5, 5))
    for _row in range(CARDS_AT_MOST):
        still = RiskFactory(team=owner.team, score=(5, 5))
        Assessment.objects.filter(risk=still).update(at=NOW - 9 * DAY)
        Risk.objects.filter(pk=still.pk).update(created_at=NOW - 9 * DAY)
    Risk.objects.filter(title="Shown and up").update(next_review_on=NOW.date() + DAY)
    Risk.objects.exclude(title="Shown and up").update(next_review_on=NOW.date() + 9 * DAY)

    board = browse(owner).get("/t/acme/risks/board/").context["board"]

    (cell,) = [each for each in board.cells if each.count]
    assert (cell.count, cell.is_cut, cell.news) == (CARDS_AT_MOST + 1, True, 0)
    assert [risk.title for risk in cell.risks if risk.news] == ["Shown and up"]


def test_a_span_may_begin_and_end_with_one_day_and_today_has_not_ended(team):
    today, zone = NOW.date(), team.zone
    yesterday = today - DAY

    span = span_between(yesterday, yesterday, team)

    midnight = dt.datetime.combine(today, dt.time.min, zone)
    assert (span.since, span.until, span.last_day) == (midnight, midnight, yesterday)
    assert (end_of(today, team), end_of(yesterday, team)) == (None, midnight)
    assert usual_start(None, team) == today - 30 * DAY


def test_changes_begin_with_no_meeting_of_another_team(api, browse, viewer, other_team):
    MeetingFactory(team=other_team, held_on=NOW.date() - DAY, ended_at=NOW - DAY)
    first = dt.datetime.combine(NOW.date() - 29 * DAY, dt.time.min, viewer.team.zone)

    told = api(viewer).get("/api/v1/teams/acme/risk-changes/between/").json()
    page = browse(viewer).get("/t/acme/risks/report/")

    assert dt.datetime.fromisoformat(told["since"]) == first
    assert page.context["since"] == NOW.date() - 30 * DAY
