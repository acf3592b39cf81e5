"""The same broken rule has the same place, key and words by form and by API, and by button and API of a verb."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.urls import reverse
from rest_framework.test import APIClient

from funding.models import NextAction, PlanStep, Round
from planner.models import Dependency, GateCheck, Milestone, Project, Responsibility, Task
from risks.models import Acceptance, ResponseAction, RiskReader
from tests.factories.planner import MilestoneFactory, ProjectFactory

from .world import worlds_for_all

pytestmark = pytest.mark.django_db

DAY, BEFORE = "2026-05-02", "2026-05-01"

# kind of the API → page that makes such a row, and values that are accepted; a name in braces stands for a row's id.
KINDS = {
    "projects": ("planner:project-new", {"name": "Beta"}),
    "goals": ("planner:goal-new", {"project": "{project}", "title": "Beta", "horizon": "short"}),
    "key-results": ("planner:key-result-new", {"goal": "{goal}", "title": "Users", "metric": "number", "target": "9"}),
    "milestones": ("planner:milestone-new", {"project": "{project}", "title": "Beta", "state": "planned"}),
    "dependencies": (
        "planner:dependency-new",
        {"predecessor": "{later}", "successor": "{apart}", "kind": "FS", "lag": "0"},
    ),
    "gate-checks": (
        "planner:gate-new",
        {
            "milestone": "{milestone}",
            "kind": "metric",
            "title": "F1",
            "comparison": "ge",
            "threshold": "0.9",
            "valid_days": "14",
        },
    ),
    "tasks": ("planner:task-new", {"milestone": "{milestone}", "title": "Beta", "state": "todo"}),
    "bonuses": (
        "planner:bonus-new",
        {
            "milestone": "{milestone}",
            "beneficiary": "{owner}",
            "title": "Pilot",
            "kind": "money",
            "amount": "10",
            "currency": "EUR",
        },
    ),
    "responsibilities": (
        "planner:responsibility-new",
        {"milestone": "{milestone}", "person": "{owner}", "letter": "R"},
    ),
    "needed-roles": ("planner:need-new", {"milestone": "{milestone}", "position": "{position}"}),
    "calendar-days": ("planner:calendar-new", {"day": DAY, "label": "Labour Day"}),
    "baselines": ("planner:baseline-new", {"name": "Agreed"}),
    "risks": ("risks:risk-new", {"title": "Fire", "category": "technical", "kind": "threat"}),
    "risk-effects": (
        "risks:effect-new",
        {"risk": "{risk}", "milestone": "{milestone}", "effect": "days", "effect_likely": "10"},
    ),
    "acceptances": (
        "risks:acceptance-new",
        {"risk": "{risk}", "approver": "{partner}", "justification": "Cheap", "expires_on": "{month}"},
    ),
    "appetites": ("risks:appetite-new", {"category": "technical", "red": "high", "valid_from": "{month}"}),
    "risk-readers": ("risks:reader-new", {"risk": "{restricted}", "reader": "{owner}"}),
    "response-actions": ("risks:action-new", {"title": "Call", "risks": "{risk}", "state": "todo"}),
    "contingency-plans": ("risks:plan-new", {"risk": "{risk}", "title": "B", "currency": "EUR"}),
    "indicators": (
        "risks:indicator-new",
        {"risk": "{risk}", "name": "Latency", "direction": "up", "amber": "10", "red": "20", "stale_after_days": "30"},
    ),
    "contingency-steps": ("risks:step-new", {"plan": "{contingencyplan}", "title": "Call", "offset_days": "0"}),
    "triggers": ("risks:trigger-new", {"plan": "{contingencyplan}", "kind": "manual", "text": "Quota cut"}),
    "money-triggers": (
        "risks:money-trigger-new",
        {
            "plan": "{contingencyplan}",
            "kind": "financing",
            "counted": "signed",
            "amount": "100",
            "currency": "EUR",
            "by_on": DAY,
        },
    ),
    "rounds": ("funding:round-new", {"name": "Seed", "currency": "EUR"}),
    "sources": ("funding:source-new", {"name": "North", "channel": "grant"}),
    "opportunities": (
        "funding:opportunity-new",
        {"round": "{round}", "source": "{source}", "channel": "grant", "currency": "EUR", "expected_close_on": DAY},
    ),
    "plan-steps": ("funding:step-new", {"title": "Data room", "state": "todo"}),
    "cash-positions": (
        "funding:cash",
        {
            "balance": "10",
            "balance_on": BEFORE,
            "monthly_income": "1",
            "monthly_expense": "2",
            "floor": "0",
            "currency": "EUR",
        },
    ),
    "cash-lines": (
        "funding:line-new",
        {
            "label": "Salaries",
            "direction": "expense",
            "rhythm": "monthly",
            "amount": "10",
            "currency": "EUR",
            "starts_on": DAY,
        },
    ),
    "fx-rates": ("funding:rate-new", {"on": BEFORE, "base": "USD", "quote": "EUR", "rate": "0.9"}),
    "positions": ("teams:position-new", {"job_role": "designer", "circle": "core"}),
    "members": ("teams:recipient-new", {"name": "Ada", "email": "ada@landfall-mail.org"}),
    "invitations": ("teams:invitation-new", {"email": "bo@landfall-mail.org", "role": "member"}),
}

# (kind, what is sent instead, the key of the rule it breaks)
BROKEN = [
    ("projects", {"name": "Acme project"}, "project_name_once_per_team"),
    ("projects", {"market_need": "6"}, "max_value"),
    ("goals", {"target_on": "1066-10-14"}, "far_day"),
    ("goals", {"project": "{over}"}, "project_discontinued"),
    ("goals", {"weight": "101"}, "max_value"),
    ("key-results", {"start": "5", "target": "5"}, "keyresult_goes_somewhere"),
    ("key-results", {"weight": "101"}, "max_value"),
    ("key-results", {"weight": "0"}, "min_value"),
    ("key-results", {"metric": "currency", "currency": "JPY", "target": "1.5"}, "too_precise"),
    ("milestones", {"project": "{over}"}, "project_discontinued"),
    ("tasks", {"milestone": "{late}"}, "project_discontinued"),
    ("milestones", {"starts_on": DAY, "due_on": BEFORE}, "milestone_ends_after_start"),
    ("milestones", {"days_min": "3"}, "milestone_days_have_likely"),
    ("milestones", {"days_likely": "3", "days_max": "2"}, "milestone_days_in_order"),
    ("milestones", {"days_likely": "2501"}, "max_value"),
    ("dependencies", {"predecessor": "{milestone}", "successor": "{later}"}, "dependency_once_per_pair"),
    ("dependencies", {"predecessor": "{later}", "successor": "{later}"}, "dependency_between_two"),
    ("dependencies", {"predecessor": "{later}", "successor": "{milestone}"}, "dependency_circle"),
    ("dependencies", {"lag": "251"}, "max_value"),
    ("gate-checks", {"threshold": ""}, "gatecheck_metric_has_threshold"),
    ("gate-checks", {"comparison": ""}, "gatecheck_metric_has_threshold"),
    ("gate-checks", {"threshold": "0.0000001"}, "too_precise"),
    ("gate-checks", {"threshold": "much"}, "invalid"),
    ("gate-checks", {"valid_days": "3651"}, "max_value"),
    ("gate-checks", {"kind": "approval"}, "no_approver"),
    ("tasks", {"estimate": "1000"}, "max_value"),
    ("bonuses", {"amount": ""}, "bonus_money_has_amount"),
    ("bonuses", {"kind": "equity"}, "bonus_money_has_amount"),
    ("bonuses", {"amount": "-1"}, "bonus_amount_positive"),
    ("responsibilities", {"milestone": "{shared}"}, "responsibility_once_per_person"),
    ("needed-roles", {"milestone": "{shared}"}, "roleneed_once"),
    ("calendar-days", {"day": "2026-05-01"}, "calendarday_once_per_team"),
    ("calendar-days", {"day": "1066-10-14"}, "far_day"),
    ("calendar-days", {"day": "2190-05-01"}, "calendar_far"),
    ("baselines", {"name": "Acme baseline"}, "baseline_name_once"),
    ("risks", {"strategy": "exploit"}, "risk_strategy_fits_kind"),
    ("risks", {"window_from": DAY, "window_to": BEFORE}, "risk_window_in_order"),
    ("risks", {"probability_percent": "101"}, "max_value"),
    ("risks", {"money_min": "5"}, "risk_money_has_likely"),
    ("risks", {"money_min": "5", "money_likely": "4", "money_max": "6"}, "risk_money_in_order"),
    ("risk-effects", {"effect_likely": "", "effect_min": "5"}, "effect_has_likely"),
    ("risk-readers", {"reader": "{manager}"}, "riskreader_once"),
    ("risk-readers", {"risk": "{risk}"}, "not_restricted"),
    ("risk-effects", {"effect": ""}, "effect_says_of_what"),
    ("risk-effects", {"effect_min": "11"}, "effect_in_order"),
    ("risk-effects", {"effect_max": "9"}, "effect_in_order"),
    ("risk-effects", {"effect": "factor", "effect_likely": "1001"}, "effect_factor_in_range"),
    ("risk-effects", {"effect_likely": "-10"}, "contrary_effect"),
    ("risk-effects", {"effect": "factor", "effect_likely": "99"}, "contrary_effect"),
    ("risk-effects", {"effect_likely": "2501"}, "max_value"),
    ("response-actions", {"days_off_planned": "2501"}, "max_value"),
    ("response-actions", {"money_off_planned": "-1"}, "action_money_not_negative"),
    ("response-actions", {"cost": "-1"}, "action_cost_not_negative"),
    ("acceptances", {"justification": ""}, "acceptance_has_justification"),
    ("acceptances", {"expires_on": BEFORE}, "past"),
    ("acceptances", {"expires_on": "2190-05-01"}, "too_long"),
    ("acceptances", {"risk": "{borne}"}, "acceptance_one_requested"),
    ("appetites", {"amber": "critical"}, "appetite_borders_in_order"),
    ("appetites", {"valid_from": BEFORE}, "past"),
    ("contingency-plans", {"reserve": "-1"}, "contingency_reserve_not_negative"),
    ("contingency-plans", {"own_cost": "-1"}, "contingency_effect_not_negative"),
    ("triggers", {"text": ""}, "trigger_has_text"),
    ("triggers", {"kind": "date"}, "trigger_has_day"),
    ("triggers", {"kind": "indicator"}, "trigger_has_indicator"),
    ("triggers", {"kind": "milestone_slip", "days": "5"}, "trigger_has_milestone"),
    ("triggers", {"kind": "milestone_slip", "milestone": "{milestone}"}, "trigger_has_days"),
    ("triggers", {"kind": "milestone_slip", "milestone": "{milestone}", "days": "731"}, "max_value"),
    ("triggers", {"kind": "chance", "milestone": "{milestone}"}, "trigger_has_percent"),
    ("triggers", {"kind": "chance", "milestone": "{milestone}", "percent": "0"}, "min_value"),
    ("money-triggers", {"amount": ""}, "moneytrigger_has_amount_and_day"),
    ("money-triggers", {"amount": "0"}, "moneytrigger_has_amount_and_day"),
    ("money-triggers", {"kind": "joint_chance"}, "moneytrigger_has_percent"),
    ("rounds", {"name": "Acme round"}, "round_name_once_per_team"),
    ("rounds", {"starts_on": DAY, "expected_close_on": BEFORE}, "round_closes_after_start"),
    ("sources", {"name": "Acme source"}, "source_name_once_per_team"),
    ("sources", {"website": "javascript:alert(1)"}, "invalid"),
    ("opportunities", {"expected_close_on": ""}, "opportunity_open_has_close"),
    ("opportunities", {"amount": "-1"}, "opportunity_amount_not_negative"),
    ("opportunities", {"amount_min": "5"}, "opportunity_range_has_likely"),
    ("opportunities", {"amount_min": "5", "amount": "4", "amount_max": "6"}, "opportunity_range_in_order"),
    ("opportunities", {"earliest_close_on": "2026-05-03"}, "opportunity_close_in_order"),
    ("opportunities", {"latest_close_on": BEFORE}, "opportunity_close_in_order"),
    ("opportunities", {"probability": "101"}, "max_value"),
    ("cash-positions", {"monthly_expense": "-2"}, "cash_months_not_negative"),
    ("cash-lines", {"amount": "-1"}, "cashline_amount_not_negative"),
    ("cash-lines", {"milestone": "{milestone}"}, "cashline_starts_once"),
    ("cash-lines", {"ends_on": BEFORE}, "cashline_ends_after_start"),
    ("cash-lines", {"rhythm": "once", "growth": "2"}, "cashline_only_monthly_goes_on"),
    ("cash-lines", {"amount": "1000000", "growth": "50"}, "too_large"),
    ("cash-lines", {"growth": "50.0001"}, "max_value"),
    ("cash-lines", {"growth": "-50.01"}, "min_value"),
    ("cash-lines", {"growth": "0.00001"}, "too_precise"),
    ("cash-lines", {"growth": "two"}, "invalid"),
    ("fx-rates", {"on": "2026-03-01"}, "fxrate_once_per_day"),
    ("fx-rates", {"quote": "USD"}, "fxrate_of_two_currencies"),
    ("fx-rates", {"rate": "0.000"}, "fxrate_positive"),
    ("fx-rates", {"rate": "-1"}, "min_value"),
    ("fx-rates", {"rate": "1000000001"}, "too_large"),
    ("positions", {"starts_on": DAY, "ends_on": BEFORE}, "position_ends_after_start"),
    ("indicators", {"red": "10"}, "indicator_borders_in_order"),
    ("indicators", {"direction": "down"}, "indicator_borders_in_order"),
    ("indicators", {"stale_after_days": "0"}, "min_value"),
    ("indicators", {"stale_after_days": "367"}, "max_value"),
    ("indicators", {"amber": "0.00001"}, "max_decimal_places"),
    ("contingency-steps", {"responsible": "{owner}", "job_role": "designer"}, "step_person_or_role"),
    ("members", {"email": "guest"}, "invalid"),
    ("invitations", {"email": "guest@acme.example"}, "invitation_once_while_open"),
]

# Rules that no form of a new row can break.
OF_VERBS = {
    "milestone_completed_by_verb", "task_completed_by_verb", "planstep_completed_by_verb", "action_completed_by_verb",
    "nextaction_ended_by_verb", "round_ended_by_verb", "opportunity_won_by_verb", "opportunity_lost_by_verb",
    "opportunity_stage_of_its_channel", "opportunity_reason_when_lost", "contingency_started_by_verb",
    "risk_ended_with_reason", "risk_assessed_is_rated", "risk_occurred_by_verb", "goal_outcome_when_closed",
    "tranche_paid_by_verb", "meeting_one_running", "gatecheck_waiver_has_reason", "gatereading_once_per_run",
    "indicatorreading_once_per_run",
    "trigger_fired_by_verb", "moneytrigger_fired_by_verb",
    "bonus_approved_by_verb", "bonus_paid_by_verb", "bonus_void_has_reason",
    "acceptance_one_approved", "acceptance_decided_by_verb", "acceptance_reason_given",
    "acceptance_revoked_with_reason", "action_verified_by_verb", "action_alone_with_reason",
    "review_alone_with_reason", "review_rescored_is_rated",
}  # fmt: skip
NEVER_ENTERED = {
    "membership_once_per_user", "membership_once_per_address", "membership_without_account_is_recipient",
    "funding_settings_once_per_team", "forecast_settings_once_per_team", "planner_settings_once_per_team",
    "risks_settings_once_per_team", "riskmatrix_once_per_edition",
    "calendarfeed_subject_is_whole",
    "dismissal_once_per_hint",
    "weeklyreview_one_open", "baseline_one_reference",
}  # fmt: skip
# Tried where form and API are not of one shape: below another row's address, with a file, two rows in one form.
ELSEWHERE = {
    "nextaction_one_open", "planimport_one_project", "assessment_both_or_neither", "round_target_positive",
    "round_minimum_within_target", "round_cap_above_target", "opportunity_probability_in_range",
    "action_days_planned_in_range", "action_days_actual_in_range", "contingency_use_not_negative",
    "risk_percent_in_range", "risk_once_per_milestone", "indicator_days_in_range",
    "tranche_position_once", "tranche_amount_positive", "tranche_due_once",
    "planner_checkin_days_in_range", "risks_review_days_in_range", "risks_rehearsal_days_in_range",
    "riskmatrix_edition_in_range",
    "planner_hire_lead_days_in_range", "goal_weight_in_range", "keyresult_weight_in_range", "checkin_says_health",
    "forecast_line_in_range", "forecast_iterations_in_range", "forecast_shares_in_range",
    "scenario_change_once", "scenario_expense_once", "scenario_deal_ends_once", "scenario_change_has_subject",
    "scenario_change_has_day", "scenario_change_has_number", "scenario_change_not_zero", "scenario_days_in_range",
    "scenario_percent_in_range", "weeklydecision_once",
    "acceptance_by_two", "savedview_name_once_per_team", "savedview_name_once_per_person",
}  # fmt: skip

# A verb refused: the model, what is done before, the page's address and the API's.
REFUSED = [
    (Task, ["cancel"], "planner:task-completion", "tasks/{}/completion/"),
    (Task, ["complete"], "planner:task-cancellation", "tasks/{}/cancellation/"),
    (Milestone, ["cancel"], "planner:milestone-completion", "milestones/{}/completion/"),
    (Milestone, ["cancel"], "planner:milestone-start", "milestones/{}/start/"),
    (GateCheck, [], "planner:gate-passing", "gate-checks/{}/passing/"),
    (GateCheck, [], "planner:gate-failure", "gate-checks/{}/failure/"),
    (GateCheck, [], "planner:gate-approval", "gate-checks/{}/approval/"),
    (GateCheck, [], "planner:gate-confirmation", "gate-checks/{}/confirmation/"),
    (GateCheck, [], "planner:gate-passing-undo", "gate-checks/{}/passing/"),
    (Milestone, ["complete"], "planner:milestone-cancellation", "milestones/{}/cancellation/"),
    (ResponseAction, ["cancel"], "risks:action-completion", "response-actions/{}/completion/"),
    (PlanStep, ["cancel"], "funding:step-completion", "plan-steps/{}/completion/"),
    (PlanStep, ["complete"], "funding:step-skipping", "plan-steps/{}/skipping/"),
    (NextAction, ["complete"], "funding:action-cancellation", "next-actions/{}/cancellation/"),
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as [world]:
        for kind, name in (
            ("planner.project", "Acme project"),
            ("funding.round", "Acme round"),
            ("funding.source", "Acme source"),
        ):
            row = world.row(apps.get_model(kind))
            row.name = name
            row.store(by=world.people["O"])
        world.apart = MilestoneFactory(team=world.team, project=world.row(Project), title="Apart")
        over = ProjectFactory(team=world.team, name="Over", state="discontinued")
        world.shared = world.row(Responsibility).milestone
        world.late = MilestoneFactory(team=world.team, project=over, title="Late")
        yield world


@pytest.fixture
def program(world):
    program = APIClient()
    program.force_login(world.people["O"].user)
    return program


def filled(values, world):
    """Return values with the ids of rows in the place of their names."""
    rows = {model._meta.model_name: str(row.pk) for model, row in world.rows.items()}
    rows |= {"owner": str(world.people["O"].pk), "manager": str(world.people["M"].pk)}
    rows["restricted"] = str(world.row(RiskReader).risk_id)
    rows["later"] = str(world.row(Dependency).successor_id)
    rows |= {
        "borne": str(world.row(Acceptance).risk_id),
        "partner": str(world.people["second owner"].pk),
        "month": str(world.team.today() + dt.timedelta(days=30)),
        "apart": str(world.apart.pk),
        "shared": str(world.shared.pk),
        "late": str(world.late.pk),
        "over": str(world.late.project_id),
    }
    return {name: value.format(**rows) if "{" in value else value for name, value in values.items()}


def of_form(form):
    return {
        (None if name == "__all__" else name, error["code"], error["message"])
        for name, errors in form.errors.get_json_data().items()
        for error in errors
    }


def of_api(answer):
    return {(error["field"], error["code"], error["message"]) for error in answer.json()["errors"]}


def body(kind, values):
    """Return the values as the API wants them: lists where a row has many, numbers, null where a field is left out."""
    many = {"risks", "goals", "milestones"}
    whole = {
        "market_need",
        "estimate",
        "probability",
        "offset_days",
        "lag",
        "days_min",
        "days_likely",
        "days_max",
        "valid_days",
        "stale_after_days",
        "weight",
    }
    whole |= {"probability_percent", "effect_min", "effect_likely", "effect_max", "days", "percent", "days_off_planned"}
    open_ = {name for name, value in values.items() if value == "" and (name in whole or name.endswith("_on"))}
    told = {name: value for name, value in values.items() if name not in open_}
    told = {name: [value] if name in many else int(value) if name in whole else value for name, value in told.items()}
    return told | dict.fromkeys(open_)


@pytest.mark.parametrize(("kind", "change", "key"), BROKEN, ids=[f"{kind}-{key}" for kind, _change, key in BROKEN])
def test_a_broken_rule_is_told_alike_by_form_and_by_api(world, program, client, kind, change, key):
    page, values = KINDS[kind]
    values = filled(values | change, world)
    client.force_login(world.people["O"].user)

    shown = client.post(reverse(page, args=["acme"]), values)
    answer = program.post(f"/api/v1/teams/acme/{kind}/", body(kind, values), format="json")

    assert (shown.status_code, answer.status_code) == (422, 400), answer.content
    by_form, by_api = of_form(shown.context["form"]), of_api(answer)
    assert by_form == by_api
    assert key in {code for _field, code, _message in by_form}


@pytest.mark.parametrize("kind", KINDS)
def test_the_values_the_rules_are_tried_with_are_accepted_as_they_are(world, program, client, kind):
    page, values = KINDS[kind]
    client.force_login(world.people["O"].user)

    shown = client.post(reverse(page, args=["acme"]), filled(values, world))

    assert shown.status_code == 303, of_form(shown.context["form"])


def test_every_rule_with_words_of_its_own_is_tried_somewhere():
    told = {
        rule.name
        for model in apps.get_models()
        for rule in model._meta.constraints
        if rule.violation_error_message != rule.default_violation_error_message
        and not rule.name.endswith("_external_once")
    }

    tried = {key for _kind, _change, key in BROKEN} & told
    assert told == tried | OF_VERBS | NEVER_ENTERED | ELSEWHERE


@pytest.mark.parametrize(("model", "before", "page", "api"), REFUSED, ids=[page for _m, _b, page, _a in REFUSED])
def test_a_verb_that_is_refused_says_why_alike_by_button_and_by_api(world, program, client, model, before, page, api):
    owner, row = world.people["O"], model.objects.get(pk=world.row(model).pk)
    for verb in before:
        getattr(row, verb)(by=owner)
    client.force_login(owner.user)

    pressed = client.post(reverse(page, args=["acme", row.pk]))
    answer = program.post(f"/api/v1/teams/acme/{api.format(row.pk)}", {}, format="json")

    assert (pressed.status_code, answer.status_code) == (303, 400)
    assert [str(each) for each in get_messages(pressed.wsgi_request)] == [
        error["message"] for error in answer.json()["errors"]
    ]


@pytest.mark.parametrize(
    ("model", "page", "kind"),
    [(Project, "planner:project-discard", "projects"), (Round, "funding:round-discard", "rounds")],
)
def test_a_row_in_use_is_kept_with_the_same_words_by_button_and_by_api(world, program, client, model, page, kind):
    client.force_login(world.people["O"].user)
    row = world.row(model)

    pressed = client.post(reverse(page, args=["acme", row.pk]))
    answer = program.delete(f"/api/v1/teams/acme/{kind}/{row.pk}/")

    assert (pressed.status_code, answer.status_code) == (303, 400)
    [error] = answer.json()["errors"]
    assert [str(each) for each in get_messages(pressed.wsgi_request)] == [error["message"]]
