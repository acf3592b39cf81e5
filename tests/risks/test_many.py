"""Pages of risks with many rows: the first of them, how many there are, and the way to the rest."""

import datetime as dt
import itertools

import pytest

from core.fetching import ROWS_AT_MOST
from risks.models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk, RiskMilestone
from risks.models.action import ActionRisk
from risks.models.step import STEPS_AT_MOST
from risks.states import BEST_PLANS, ActionState, PlanState
from risks.views.risks import PLANS_AT_MOST
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    ContingencyStepFactory,
    ResponseActionFactory,
    RiskFactory,
    prepared_plan,
)

pytestmark = pytest.mark.django_db
DONE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def risk(member):
    return RiskFactory(team=member.team, score=(4, 4))


def actions(risk, count, *, first=1, **values):
    rows = ResponseAction.objects.bulk_create(
        ResponseAction(team=risk.team, number=first + n, title=f"Action {n}", **values) for n in range(count)
    )
    ActionRisk.objects.bulk_create(ActionRisk(action=row, risk=risk) for row in rows)
    return rows


def plans(risk, count, *, first=1, **values):
    return ContingencyPlan.objects.bulk_create(
        ContingencyPlanFactory.build(team=risk.team, risk=risk, number=first + n, **values) for n in range(count)
    )


@pytest.mark.parametrize("more", [0, 1, 280])
def test_a_risk_shows_its_first_actions_and_plans(browse, member, risk, more):
    actions(risk, ROWS_AT_MOST + more - 1, state="done", completed_at=DONE)
    actions(risk, 1, first=900)
    plans(risk, PLANS_AT_MOST + more - 1, state="retired")
    plans(risk, 1, first=900)
    client = browse(member)

    answer = client.get(risk.get_absolute_url())

    page = answer.content.decode()
    for name, most in (("actions", ROWS_AT_MOST), ("plan_part", PLANS_AT_MOST)):
        part = answer.context[name]
        assert (len(part), part.count) == (most, most + more)
        assert part.rows[0].number == (900 if more else 1)  # open ones first, once not all are shown
        assert client.get(part.url).context["page_obj"].paginator.count == most + more
        assert (f"{most} of {most + more}: show all" in page) is bool(more)
    assert len(answer.context["plans"]) == PLANS_AT_MOST
    assert len(page) < 80_000


def test_how_a_risk_was_judged_has_pages(browse, viewer, member, risk):
    Assessment.objects.bulk_create(
        Assessment(team=risk.team, risk=risk, probability=1, impact=1, level="very_low") for _ in range(ROWS_AT_MOST)
    )
    client = browse(viewer)

    first, second = (client.get(f"{risk.get_absolute_url()}?page={page}") for page in (1, 2))

    assert [len(answer.context["assessments"]) for answer in (first, second)] == [ROWS_AT_MOST, 1]
    assert f"1–{ROWS_AT_MOST} of {ROWS_AT_MOST + 1}" in first.content.decode()
    assert 'rel="next" href="?page=2"' in first.content.decode()
    judging = browse(member).get(f"{risk.get_absolute_url()}assessment/?page=2")
    assert len(judging.context["assessments"]) == 1


@pytest.mark.parametrize("count", [ROWS_AT_MOST, ROWS_AT_MOST + 1])
def test_a_milestone_shows_the_first_of_its_risks(browse, viewer, count):
    milestone = MilestoneFactory(team=viewer.team)
    rows = Risk.objects.bulk_create(RiskFactory.build(team=viewer.team, number=n) for n in range(1, count + 1))
    RiskMilestone.objects.bulk_create(RiskMilestone(team=row.team, risk=row, milestone=milestone) for row in rows)
    client = browse(viewer)

    part = client.get(f"/t/acme/milestones/{milestone.pk}/risks/").context["risks"]

    assert (len(part), part.count) == (ROWS_AT_MOST, count)
    assert client.get(part.url).context["page_obj"].paginator.count == count


def test_what_answers_a_risk_is_counted_as_its_rows_say(member):
    risks = RiskFactory.create_batch(4, team=member.team)
    for state in ActionState:
        completed = DONE if state in (ActionState.DONE, ActionState.VERIFIED) else None
        verified = DONE if state == ActionState.VERIFIED else None
        given = {"state": state, "completed_at": completed, "verified_at": verified}
        ResponseActionFactory(team=member.team, risks=risks[:2], **given)
    for one, other in itertools.pairwise(reversed(BEST_PLANS)):
        for risk, state in ((risks[0], one), (risks[1], other)):
            started = DONE if state in (PlanState.ACTIVATED, PlanState.COMPLETED, PlanState.FAILED) else None
            ContingencyPlanFactory(team=member.team, risk=risk, state=state, activated_at=started)
    ContingencyPlanFactory(team=member.team, risk=risks[2], state="ready", title="First")
    ContingencyPlanFactory(team=member.team, risk=risks[2], state="ready", title="Second")

    listed = list(Risk.objects.for_lists().order_by("number"))

    assert [risk.actions_counted for risk in listed] == 2 * [{"done": 2, "all": 5}] + 2 * [{"done": 0, "all": 0}]
    best = [risk.best_plan for risk in listed]
    assert [plan and plan.state for plan in best] == ["rehearsed", "activated", "ready", None]
    assert best[2].title == "First"
    assert [risk.best_plan for risk in Risk.objects.order_by("number")] == best


@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_of_risks_costs_the_same_whatever_answers_them(member, risk, queries, rows):
    actions(risk, rows)
    plans(risk, rows)

    with queries(3):
        assert [each.actions_counted["all"] for each in Risk.objects.for_lists()] == [rows]


@pytest.mark.parametrize(("steps", "status"), [(STEPS_AT_MOST - 1, 201), (STEPS_AT_MOST, 400)])
def test_a_plan_has_fifty_steps_at_most(api, browse, member, risk, steps, status):
    plan = prepared_plan(risk, member, offsets=())
    ContingencyStep.objects.bulk_create(
        ContingencyStepFactory.build(team=member.team, plan=plan, position=n) for n in range(1, steps + 1)
    )

    answer = api(member).post("/api/v1/teams/acme/contingency-steps/", {"plan": str(plan.pk), "title": "Call"})

    assert answer.status_code == status
    if status == 400:
        given = {"plan": str(plan.pk), "title": "Call", "offset_days": 0}
        page = browse(member).post("/t/acme/contingency-steps/new/", given)
        told = "A plan has at most 50 steps."
        assert answer.data["errors"] == [{"field": None, "code": "too_many", "message": told}]
        assert (page.status_code, page.context["form"].non_field_errors()) == (422, [told])
        assert browse(member).get(plan.get_absolute_url()).status_code == 200
