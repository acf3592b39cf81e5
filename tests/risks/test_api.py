"""The register's API: the rules of the models, in one error shape; verbs done and undone."""

import datetime as dt

import pytest
import time_machine

from planner.models import Task
from risks.models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    ContingencyStepFactory,
    ResponseActionFactory,
    RiskFactory,
    prepared_plan,
)

pytestmark = pytest.mark.django_db

BASE = "/api/v1/teams/acme"


def codes(answer):
    return [(error["field"], error["code"]) for error in answer.data["errors"]]


def test_a_risk_is_made_read_changed_and_removed(api, member):
    milestone = MilestoneFactory(team=member.team)
    client = api(member)

    made = client.post(f"{BASE}/risks/", {"title": "No GPUs", "category": "cost_compute", "milestones": [milestone.pk]})
    url = f"{BASE}/risks/{made.data['id']}/"
    changed = client.patch(url, {"title": "No GPUs in time", "version": 1})
    removed = client.delete(url)

    assert (made.status_code, changed.status_code, removed.status_code) == (201, 200, 204)
    assert (made.data["code"], made.data["status"], made.data["current"]) == ("R-1", "identified", None)
    assert (made.data["milestones"], made.data["raised_by"]) == ([milestone.pk], member.pk)
    assert changed.data["title"] == "No GPUs in time"
    assert not Risk.objects.exists()


def test_an_assessment_gives_the_risk_its_level(api, member):
    risk = RiskFactory(team=member.team)
    client = api(member)

    made = client.post(
        f"{BASE}/assessments/", {"risk": risk.pk, "probability": 4, "impact": 5, "reason": "No reservation"}
    )
    current = client.get(f"{BASE}/risks/{risk.pk}/").data["current"]

    assert made.status_code == 201
    assert (made.data["kind"], made.data["level"], made.data["author"]) == ("current", "critical", member.pk)
    assert (current["probability"], current["impact"], current["level"]) == (4, 5, "critical")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"probability": 4}, (None, "assessment_both_or_neither")),
        ({"probability": 0, "impact": 3}, ("probability", "invalid_choice")),
        ({"probability": 6, "impact": 3}, ("probability", "invalid_choice")),
    ],
)
def test_half_an_assessment_or_one_off_the_scale_is_refused(api, member, values, expected):
    risk = RiskFactory(team=member.team)

    answer = api(member).post(f"{BASE}/assessments/", {"risk": risk.pk} | values)

    assert (answer.status_code, codes(answer)) == (400, [expected])
    assert not Assessment.objects.exists()


def test_an_assessment_is_never_changed_or_removed(api, owner):
    risk = RiskFactory(team=owner.team, score=(3, 3))
    url = f"{BASE}/assessments/{risk.current_id}/"
    client = api(owner)

    answers = [client.patch(url, {"impact": 1}), client.put(url, {}), client.delete(url)]

    assert [answer.status_code for answer in answers] == [405, 405, 405]
    assert Assessment.objects.get().impact == 3


def test_a_strategy_that_does_not_fit_is_refused(api, member):
    answer = api(member).post(f"{BASE}/risks/", {"title": "Luck", "category": "market", "strategy": "exploit"})

    assert (answer.status_code, codes(answer)) == (400, [(None, "risk_strategy_fits_kind")])


def test_status_follows_the_table_and_is_taken_back(api, member):
    risk = RiskFactory(team=member.team)
    risk.assess(3, 3, by=member)
    client = api(member)
    url = f"{BASE}/risks/{risk.pk}/status/"

    moved = client.post(url, {"status": "monitoring"})
    refused = client.post(url, {"status": "identified"})
    back = client.delete(url)

    assert (moved.status_code, moved.data["status"]) == (200, "monitoring")
    assert (refused.status_code, codes(refused)) == (400, [(None, "unreachable_status")])
    assert (back.status_code, back.data["status"]) == (200, "assessed")


def test_closing_needs_a_reason_and_reopening_too(api, member):
    risk = RiskFactory(team=member.team, status="monitoring")
    client = api(member)
    url = f"{BASE}/risks/{risk.pk}/"

    bare = client.post(f"{url}closing/", {})
    closed = client.post(f"{url}closing/", {"closure_reason": "avoided"})
    silent = client.post(f"{url}reopening/", {})
    reopened = client.post(f"{url}reopening/", {"reason": "Back again"})

    assert codes(bare) == [("closure_reason", "required")]
    assert (closed.data["status"], closed.data["closure_reason"]) == ("closed", "avoided")
    assert codes(silent) == [("reason", "required")]
    assert (reopened.data["status"], reopened.data["closure_reason"]) == ("identified", "")


def test_an_open_status_does_not_close(api, member):
    risk = RiskFactory(team=member.team, status="monitoring")

    answer = api(member).post(f"{BASE}/risks/{risk.pk}/status/", {"status": "closed"})

    assert codes(answer) == [("status", "invalid_choice")]


def test_an_action_is_made_completed_and_reopened(api, member):
    risk = RiskFactory(team=member.team)
    client = api(member)

    made = client.post(f"{BASE}/response-actions/", {"title": "Reserve", "risks": [risk.pk], "due_on": "2026-04-01"})
    url = f"{BASE}/response-actions/{made.data['id']}/completion/"
    done, undone = client.post(url), client.delete(url)

    assert (made.status_code, made.data["code"], made.data["risks"]) == (201, "A-1", [risk.pk])
    assert [done.data["state"], undone.data["state"]] == ["done", "todo"]


def test_an_action_without_a_risk_is_refused(api, member):
    answer = api(member).post(f"{BASE}/response-actions/", {"title": "Reserve", "risks": []})

    assert answer.status_code == 400
    assert answer.data["errors"][0]["field"] == "risks"
    assert not ResponseAction.objects.exists()


@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_the_end_of_an_action_cannot_be_typed(api, member, state):
    action = ResponseActionFactory(team=member.team)

    answer = api(member).patch(f"{BASE}/response-actions/{action.pk}/", {"state": state, "version": 1})

    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "by_verb")
    assert ResponseAction.objects.get().state == "todo"


@time_machine.travel(NOW)
def test_a_plan_is_written_made_ready_previewed_activated_and_undone(api, member):
    risk = RiskFactory(team=member.team)
    client = api(member)

    plan = client.post(
        f"{BASE}/contingency-plans/",
        {"risk": risk.pk, "title": "Second cloud", "owner": member.pk, "reserve": "2500.50"},
    ).data
    url = f"{BASE}/contingency-plans/{plan['id']}/"
    early = client.post(f"{url}readiness/")
    client.post(f"{BASE}/triggers/", {"plan": plan["id"], "kind": "manual", "text": "Quota cut"})
    step = client.post(f"{BASE}/contingency-steps/", {"plan": plan["id"], "title": "Call", "offset_days": 5}).data
    ready = client.post(f"{url}readiness/")
    preview = client.get(f"{url}activation/")
    activated = client.post(f"{url}activation/")
    running = client.get(f"{url}activation/")
    undone = client.delete(f"{url}activation/")

    assert (plan["code"], plan["state"], plan["reserve"], plan["currency"]) == ("C-1", "draft", "2500.5", "EUR")
    assert (early.status_code, codes(early)) == (400, [(None, "incomplete")])
    assert ready.data["state"] == "ready"
    assert [dict(row) for row in preview.data] == [
        {
            "step": step["id"],
            "title": "Call",
            "due_on": "2026-03-07",
            "assignee": str(member.pk),
            "milestone": None,
            "task": None,
            "is_done": False,
        }
    ]
    assert (activated.data["state"], activated.data["activated_by"]) == ("activated", member.pk)
    assert running.data[0]["task"] is not None
    assert (undone.data["state"], Task.objects.count()) == ("ready", 0)


def test_a_plan_is_activated_because_its_risk_has_occurred(api, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    url = f"{BASE}/contingency-plans/{plan.pk}/activation/"

    wrong = api(member).post(url, {"occasion": "boredom"})
    right = api(member).post(url, {"occasion": "occurred"})

    plan.risk.refresh_from_db()
    assert (wrong.status_code, codes(wrong)) == (400, [("occasion", "invalid_choice")])
    assert (right.data["state"], plan.risk.status) == ("activated", "occurred")


def test_an_activated_plan_is_completed_resumed_failed_and_rearmed(api, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = api(member)
    url = f"{BASE}/contingency-plans/{plan.pk}/"
    client.post(f"{url}activation/")

    completed = client.post(f"{url}completion/", {"outcome": "partly", "effect": "Bought two weeks"})
    resumed = client.delete(f"{url}completion/")
    failed = client.post(f"{url}completion/", {"outcome": "failed"})
    rearmed = client.post(f"{url}rearming/")

    assert (completed.data["state"], completed.data["outcome"]) == ("completed", "partly")
    assert (resumed.data["state"], resumed.data["outcome"]) == ("activated", "")
    assert (failed.data["state"], failed.data["outcome"]) == ("failed", "failed")
    assert (rearmed.data["state"], rearmed.data["activated_at"]) == ("draft", None)


def test_steps_of_an_activated_plan_are_fixed(api, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = api(member)
    client.post(f"{BASE}/contingency-plans/{plan.pk}/activation/")
    step = plan.steps.first()
    url = f"{BASE}/contingency-steps/{step.pk}/"

    answers = [
        client.post(f"{BASE}/contingency-steps/", {"plan": plan.pk, "title": "More"}),
        client.patch(url, {"title": "Other", "version": 1}),
        client.delete(url),
    ]

    assert [(answer.status_code, codes(answer)) for answer in answers] == [(400, [(None, "plan_fixed")])] * 3
    assert ContingencyStep.objects.count() == 2


def test_rows_of_another_team_look_like_ones_that_do_not_exist(api, member, stranger):
    risk = RiskFactory(team=stranger.team)
    plan = ContingencyPlanFactory(team=stranger.team, risk=risk)
    milestone = MilestoneFactory(team=stranger.team)
    client = api(member)

    answers = [
        client.post(f"{BASE}/assessments/", {"risk": risk.pk, "probability": 1, "impact": 1}),
        client.post(f"{BASE}/risks/", {"title": "X", "category": "team", "milestones": [milestone.pk]}),
        client.post(f"{BASE}/response-actions/", {"title": "X", "risks": [risk.pk]}),
        client.post(f"{BASE}/contingency-plans/", {"title": "X", "risk": risk.pk}),
        client.post(f"{BASE}/contingency-steps/", {"title": "X", "plan": plan.pk}),
        client.get(f"{BASE}/risks/?milestone={milestone.pk}"),
    ]

    assert [answer.status_code for answer in answers] == [400] * 6
    assert all("does not exist" in answer.data["errors"][0]["message"] for answer in answers[:5])
    assert ContingencyPlan.objects.count() == 1


@pytest.mark.parametrize("kind", ["risks", "assessments", "response-actions", "contingency-plans", "contingency-steps"])
def test_a_viewer_reads_and_a_stranger_finds_nothing(api, viewer, stranger, kind):
    risk = RiskFactory(team=viewer.team, score=(2, 2))
    plan = prepared_plan(risk, viewer)
    row = {
        "risks": risk,
        "assessments": risk.current,
        "response-actions": ResponseActionFactory(team=viewer.team, risks=[risk]),
        "contingency-plans": plan,
        "contingency-steps": plan.steps.first(),
    }[kind]
    url = f"{BASE}/{kind}/{row.pk}/"

    read = api(viewer).get(url)
    written = [api(viewer).post(f"{BASE}/{kind}/", {}), api(viewer).patch(url, {}), api(viewer).delete(url)]
    strange = [api(stranger).get(url), api(stranger).get(f"{BASE}/{kind}/"), api(stranger).post(f"{BASE}/{kind}/", {})]

    assert read.status_code == 200
    unknown = 405 if kind == "assessments" else 403  # none is ever changed, by nobody
    assert [answer.status_code for answer in written] == [403, unknown, unknown]
    assert [answer.status_code for answer in strange] == [404, 404, 404]


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("risks", "status"),
        ("risks", "closing"),
        ("risks", "reopening"),
        ("response-actions", "completion"),
        ("response-actions", "cancellation"),
        ("contingency-plans", "readiness"),
        ("contingency-plans", "activation"),
        ("contingency-plans", "completion"),
        ("contingency-plans", "rearming"),
        ("contingency-plans", "retirement"),
    ],
)
def test_a_viewer_calls_no_verb(api, viewer, kind, path):
    risk = RiskFactory(team=viewer.team)
    plan = prepared_plan(risk, viewer)
    action = ResponseActionFactory(team=viewer.team, risks=[risk])
    row = {"risks": risk, "response-actions": action, "contingency-plans": plan}[kind]
    url = f"{BASE}/{kind}/{row.pk}/{path}/"

    answers = [api(viewer).post(url, {})]
    if path not in ("reopening", "rearming"):
        answers.append(api(viewer).delete(url))

    assert {answer.status_code for answer in answers} == {403}
    assert Task.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("level=critical", {"Fire"}),
        ("level=high_up", {"Fire", "Flood"}),
        ("level=none", {"Frost"}),
        ("status=open", {"Fire", "Flood", "Frost"}),
        ("status=closed", {"Fog"}),
        ("category=market", {"Flood"}),
        ("owner=none", {"Flood", "Frost", "Fog"}),
        ("attention=review_due", {"Flood"}),
        ("attention=no_review", {"Fire", "Frost"}),
        ("attention=no_owner", {"Flood"}),
        ("attention=no_action", {"Fire", "Flood"}),
        ("attention=no_plan", {"Fire", "Flood"}),
        ("q=fl", {"Flood"}),
    ],
)
@time_machine.travel(NOW)
def test_risks_are_filtered(api, member, query, expected):
    team = member.team
    RiskFactory(team=team, title="Fire", score=(5, 5), owner=member, strategy="avoid")
    RiskFactory(team=team, title="Flood", score=(1, 5), category="market", next_review_on=dt.date(2026, 3, 2))
    RiskFactory(team=team, title="Frost")
    RiskFactory(team=team, title="Fog", score=(1, 1), status="closed", closure_reason="avoided", closed_at=NOW)

    answer = api(member).get(f"{BASE}/risks/?{query}")

    assert {risk["title"] for risk in answer.data["results"]} == expected


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("risks", 6),
        ("assessments", 5),
        ("response-actions", 6),
        ("contingency-plans", 7),
        ("contingency-steps", 5),
    ],
)
def test_a_list_costs_the_same_for_more_rows(api, viewer, queries, rows, kind, expected):
    for _ in range(rows):
        risk = RiskFactory(
            team=viewer.team, score=(3, 3), target=(1, 1), milestones=[MilestoneFactory(team=viewer.team)]
        )
        ResponseActionFactory(team=viewer.team, risks=[risk])
        ContingencyStepFactory(team=viewer.team, plan=ContingencyPlanFactory(team=viewer.team, risk=risk))
    client = api(viewer)

    with queries(expected):
        answer = client.get(f"{BASE}/{kind}/")

    assert answer.data["count"] == (2 * rows if kind == "assessments" else rows)
