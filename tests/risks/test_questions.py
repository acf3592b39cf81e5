"""Questions about many risks, actions and plans."""

import datetime as dt

import pytest

from risks.changes import shifts_of
from risks.models import ContingencyPlan, ResponseAction, Risk
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, ResponseActionFactory, RiskFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
ENDED = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW}


def titles(rows):
    return {row.title for row in rows}


def test_high_means_open_threats_rated_high_or_critical(team):
    RiskFactory(team=team, title="critical", score=(5, 5))
    RiskFactory(team=team, title="high", score=(1, 5))
    RiskFactory(team=team, title="moderate", score=(3, 3))
    RiskFactory(team=team, title="unrated")
    RiskFactory(team=team, title="closed", score=(5, 5), **ENDED)
    RiskFactory(team=team, title="chance", score=(5, 5), kind="opportunity")

    assert titles(Risk.objects.high()) == {"critical", "high"}
    assert titles(Risk.objects.open().not_rated()) == {"unrated"}
    assert titles(Risk.objects.at_level("moderate", "low")) == {"moderate"}


def test_a_high_risk_lacks_an_owner_an_action_or_a_plan(team, member):
    bare = RiskFactory(team=team, title="bare", score=(5, 5))
    cared = RiskFactory(team=team, title="cared for", score=(5, 5), owner=member)
    for risk, state, plan in ((bare, "cancelled", "retired"), (cared, "todo", "ready")):
        ResponseActionFactory(team=team, risks=[risk], state=state)
        ContingencyPlanFactory(team=team, risk=risk, state=plan)

    assert titles(Risk.objects.high_without_owner()) == {"bare"}
    assert titles(Risk.objects.high_without_action()) == {"bare"}
    assert titles(Risk.objects.high_without_plan()) == {"bare"}
    [found] = Risk.objects.with_gaps()
    assert (found.title, found.has_action, found.has_plan) == ("bare", False, False)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        ("draft", False),
        ("ready", True),
        ("rehearsed", True),
        ("activated", True),
        ("completed", False),
        ("failed", False),
        ("retired", False),
    ],
)
def test_only_a_plan_that_is_ready_or_at_work_counts(team, state, counts):
    started = {"activated_at": NOW} if state in ("activated", "completed", "failed") else {}
    risk = RiskFactory(team=team, score=(5, 5))
    ContingencyPlanFactory(team=team, risk=risk, state=state, **started)

    assert Risk.objects.high_without_plan().exists() is not counts


def test_a_review_is_due_from_its_day_on(team):
    for title, day in (("past", 1), ("today", 2), ("later", 3)):
        RiskFactory(team=team, title=title, next_review_on=dt.date(2026, 3, day))
    RiskFactory(team=team, title="closed", next_review_on=dt.date(2026, 3, 1), **ENDED)
    RiskFactory(team=team, title="none")

    assert titles(Risk.objects.review_due(on=TODAY)) == {"past", "today"}


def test_the_worst_comes_first_and_what_is_not_rated_last(team):
    for title, score in (("a", (1, 1)), ("b", None), ("c", (5, 5)), ("d", (1, 5)), ("e", (3, 5)), ("f", (3, 4))):
        RiskFactory(team=team, title=title, score=score)

    assert [risk.title for risk in Risk.objects.worst_first()] == ["c", "e", "d", "f", "a", "b"]


def test_risks_of_a_milestone(team):
    milestone = MilestoneFactory(team=team)
    RiskFactory(team=team, title="concerned", milestones=[milestone])
    RiskFactory(team=team, title="not concerned")

    assert titles(Risk.objects.of_milestone(milestone)) == {"concerned"}


def test_actions_that_are_overdue(team):
    for title, day, state in (
        ("past", 1, "blocked"),
        ("today", 2, "todo"),
        ("later", 3, "in_progress"),
        ("given up", 1, "cancelled"),
        ("undated", None, "todo"),
    ):
        due_on = day and dt.date(2026, 3, day)
        ResponseActionFactory(team=team, title=title, due_on=due_on, state=state)
    ResponseActionFactory(team=team, title="done", due_on=TODAY, state="done", completed_at=NOW)

    assert titles(ResponseAction.objects.overdue(on=TODAY)) == {"past"}


def test_plans_by_what_they_can_do(team):
    for state in ("draft", "ready", "rehearsed", "retired"):
        ContingencyPlanFactory(team=team, title=state, state=state)
    ContingencyPlanFactory(team=team, title="activated", state="activated", activated_at=NOW)

    assert titles(ContingencyPlan.objects.open()) == {"draft", "ready", "rehearsed", "activated"}
    assert titles(ContingencyPlan.objects.activated()) == {"activated"}


def test_rows_that_risks_are_found_by_are_those_of_their_team_alone(team, member):
    asked = {
        "response_overdue": {"on": TODAY},
        "acceptance_lapsing": {"until": TODAY},
        "escalated": {},
        "lapsed_between": {"since": NOW},
        "risen_between": {"since": NOW},
    }
    seen, anybodys = Risk.objects.visible_to(member).open(), Risk.objects.open()

    def named(rows):
        _sql, values = rows.query.sql_with_params()
        return [str(value).replace("-", "") for value in values].count(team.pk.hex)

    counts = {
        name: (named(getattr(seen, name)(**on)), named(getattr(anybodys, name)(**on))) for name, on in asked.items()
    }

    for_people_not_owners = named(seen)
    assert counts == dict.fromkeys(asked, (for_people_not_owners + 1, 0))


def test_what_a_risk_was_rated_before_is_asked_of_those_rated_since_alone(team, owner, queries):
    RiskFactory(team=team, title="as it was", score=(3, 3))
    risen = RiskFactory(team=team, title="risen", score=(1, 1))
    Risk.objects.update(created_at=NOW - dt.timedelta(days=9))
    for risk in Risk.objects.all():
        risk.assessments.update(at=NOW - dt.timedelta(days=8))
    risen.refresh_from_db()
    risen.assess(by=owner, kind="current", probability=5, impact=5, reason="Seen twice")
    rows = list(Risk.objects.with_scores().order_by("number"))

    with queries(1):
        found = shifts_of(rows, NOW - dt.timedelta(days=1))
    with queries(0):
        assert shifts_of(rows[:1], NOW - dt.timedelta(days=1))[rows[0].pk].before == "moderate"

    assert [(found[row.pk].before, found[row.pk].after) for row in rows] == [
        ("moderate", "moderate"),
        ("very_low", "critical"),
    ]
