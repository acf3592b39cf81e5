"""Scenarios: what they may say, how many there are, and what each kind of change does to the simulation."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from forecast.applying import apply_scenario
from forecast.change_kinds import ChangeKind
from forecast.models import Run, Scenario, ScenarioChange, Settings
from forecast.running import begin, calculate, queue
from forecast.staleness import has_news
from forecast.trials import make_trial
from forecast.trying import calculate_scenario, queue_scenario, try_out
from forecast.what_if import WhatIf, mark_of
from funding.models import CashPosition
from risks.models import ContingencyPlan
from teams.models import Activity, Change, Job
from tests.conftest import NOW
from tests.factories.forecast import RunFactory, RunPlanFactory, ScenarioChangeFactory, ScenarioFactory
from tests.factories.funding import CashLineFactory, CashPositionFactory, OpportunityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory, RiskMilestoneFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Monday


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def certain(team, days, due_on, **values):
    """A milestone that takes exactly so many working days from today."""
    figures = dict.fromkeys(("days_min", "days_likely", "days_max"), days)
    return MilestoneFactory(team=team, due_on=due_on, estimated_on=TODAY, **figures, **values)


def purse(team, **values):
    """Money for five months, without anything that varies."""
    Settings.objects.create(team=team, expense_spread=0, deal_correlation=0, iterations=5_000)
    figures = {"balance": 300_000, "monthly_income": 0, "monthly_expense": 60_000, "floor": 0} | values
    return CashPositionFactory(
        team=team, balance_on=TODAY, **{name: Decimal(figure) for name, figure in figures.items()}
    )


def scenario_of(team, **change):
    return ScenarioChangeFactory(team=team, **change).scenario


def figures(run, milestone):
    """Return (chance by its day, joint chance) of a milestone in a run."""
    money = run.money.results["milestones"][str(milestone.pk)]["joint"] if hasattr(run, "money") else None
    return run.plan.results["milestones"][str(milestone.pk)]["p"], money


def base_and_scenario(team, owner, milestone, **change):
    begin(team, by=owner)
    base = Run.objects.of_the_plan().get()
    run, _job = try_out(scenario_of(team, **change), by=owner)
    return figures(base, milestone), figures(run, milestone)


# What a change may say


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "due", "day": None}, "scenario_change_has_day"),
        ({"kind": "due", "day": "2026-06-01", "number": 3}, "scenario_change_has_number"),
        ({"kind": "due", "day": "2026-06-01", "subject": None}, "scenario_change_has_subject"),
        ({"kind": "sooner"}, "scenario_change_has_number"),
        ({"kind": "sooner", "number": 0}, "scenario_change_not_zero"),
        ({"kind": "sooner", "number": 251}, "scenario_days_in_range"),
        ({"kind": "sooner", "number": -251}, "scenario_days_in_range"),
        ({"kind": "sooner", "number": 3, "day": "2026-06-01"}, "scenario_change_has_day"),
        ({"kind": "expense", "number": 10}, "scenario_change_has_subject"),
        ({"kind": "expense", "number": -101, "subject": None}, "scenario_percent_in_range"),
        ({"kind": "expense", "number": 301, "subject": None}, "scenario_percent_in_range"),
    ],
)
def test_a_change_says_what_its_kind_needs_alike_by_page_and_by_api(browse, api, owner, values, code):
    scenario, milestone = ScenarioFactory(team=owner.team), MilestoneFactory(team=owner.team)
    body = {"scenario": scenario.pk, "subject": milestone.pk} | values

    answer = api(owner).post("/api/v1/teams/acme/scenario-changes/", body, format="json")

    assert (answer.status_code, [error["code"] for error in answer.data["errors"]]) == (400, [code])
    assert not ScenarioChange.objects.exists()


@pytest.mark.parametrize(("kind", "number"), [("sooner", 250), ("sooner", -250), ("expense", -100), ("expense", 300)])
def test_the_ends_of_a_range_are_in_it(api, owner, kind, number):
    subject = MilestoneFactory(team=owner.team).pk if kind == "sooner" else None
    body = {"scenario": ScenarioFactory(team=owner.team).pk, "kind": kind, "subject": subject, "number": number}

    answer = api(owner).post("/api/v1/teams/acme/scenario-changes/", body, format="json")

    assert answer.status_code == 201, answer.data


def test_a_thing_is_changed_once_in_one_way(team, owner):
    milestone, deal = MilestoneFactory(team=team), OpportunityFactory(team=team)
    scenario = ScenarioFactory(team=team)

    def add(**values):
        return ScenarioChange(team=team, scenario=scenario, **values).store(by=owner)

    add(kind="sooner", subject=milestone.pk, number=5)
    add(kind="due", subject=milestone.pk, day=TODAY)
    add(kind="won", subject=deal.pk)
    add(kind="expense", number=5)
    codes = []
    for values in (
        {"kind": "sooner", "subject": milestone.pk, "number": 6},
        {"kind": "lost", "subject": deal.pk},
        {"kind": "expense", "number": 6},
    ):
        with pytest.raises(ValidationError) as refused:
            add(**values)
        codes += [error.code for errors in refused.value.error_dict.values() for error in errors]

    assert codes == ["scenario_change_once", "scenario_deal_ends_once", "scenario_expense_once"]
    assert scenario.changes.count() == 4


def test_a_row_of_another_team_is_refused_like_one_that_is_nowhere(api, owner, other_team):
    scenario = ScenarioFactory(team=owner.team)

    answers = [
        api(owner).post(
            "/api/v1/teams/acme/scenario-changes/",
            {"scenario": scenario.pk, "kind": "sooner", "subject": subject, "number": 5},
            format="json",
        )
        for subject in (MilestoneFactory(team=other_team).pk, uuid.uuid4())
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].data["errors"] == answers[1].data["errors"]


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("sooner", lambda team: MilestoneFactory(team=team, state="cancelled")),
        ("won", lambda team: OpportunityFactory(team=team, stage="passed", reason_lost="no", lost_at=NOW)),
        ("risk", lambda team: RiskFactory(team=team, status="closed", closure_reason="avoided", closed_at=NOW)),
        ("plan", lambda team: ContingencyPlanFactory(team=team, state="draft")),
        ("ready", lambda team: ContingencyPlanFactory(team=team, state="ready")),
    ],
)
def test_a_change_is_about_what_it_can_still_happen_to(team, owner, kind, make):
    number = 5 if kind == "sooner" else None

    with pytest.raises(ValidationError) as refused:
        ScenarioChange(
            team=team, scenario=ScenarioFactory(team=team), kind=kind, subject=make(team).pk, number=number
        ).store(by=owner)

    assert [error.code for error in refused.value.error_dict["subject"]] == ["invalid_choice"]


def test_a_team_has_at_most_twenty_scenarios(team, other_team, owner):
    ScenarioFactory.create_batch(19, team=team)
    ScenarioFactory(team=other_team)
    Scenario(team=team, name="The twentieth").store(by=owner)

    with pytest.raises(ValidationError, match="at most 20 scenarios"):
        Scenario(team=team, name="One more").store(by=owner)

    assert Scenario.objects.filter(team=team).count() == 20


def test_a_scenario_has_at_most_twenty_changes(team, owner):
    scenario = ScenarioFactory(team=team)
    for milestone in MilestoneFactory.create_batch(20, team=team):
        ScenarioChange(team=team, scenario=scenario, kind="sooner", subject=milestone.pk, number=1).store(by=owner)

    with pytest.raises(ValidationError, match="at most 20 changes"):
        ScenarioChange(team=team, scenario=scenario, kind="expense", number=1).store(by=owner)

    assert scenario.changes.count() == 20


# Removing


def test_what_a_scenario_is_about_can_be_removed(team, owner):
    milestone = MilestoneFactory(team=team)
    scenario_of(team, kind="sooner", subject=milestone, number=5)

    milestone.discard(by=owner)

    assert ScenarioChange.objects.count() == 1


def test_removing_a_scenario_takes_its_changes_and_runs_and_can_be_undone(team, owner):
    purse(team)
    certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)
    try_out(scenario, by=owner)

    act = scenario.discard(by=owner)

    assert (Scenario.objects.count(), ScenarioChange.objects.count(), Run.objects.count()) == (0, 0, 0)
    act.undo(by=owner)
    assert ScenarioChange.objects.get().scenario == Scenario.objects.get() == scenario


# What the simulation makes of it: a joint chance worked out by hand


@pytest.fixture
def deal(team):
    """Half a year of work and five months of money, unless a deal comes that is won in 40 of 100 runs."""
    purse(team)
    milestone = certain(team, 150, TODAY + dt.timedelta(days=365))
    day = TODAY + dt.timedelta(days=30)
    row = OpportunityFactory(
        team=team, probability=Decimal(40), amount=Decimal(200_000), round__state="open", expected_close_on=day,
        earliest_close_on=day, latest_close_on=day,
    )  # fmt: skip
    return milestone, row


@pytest.mark.parametrize(("kind", "joint"), [("won", 1.0), ("lost", 0.0)])
def test_a_deal_decides_how_long_the_money_lasts(team, owner, deal, kind, joint):
    milestone, row = deal

    base, changed = base_and_scenario(team, owner, milestone, kind=kind, subject=row)

    # Four standard errors of 5,000 runs, sqrt(0.4 * 0.6 / 5000) each.
    assert base[1] == pytest.approx(0.4, abs=4 * (0.4 * 0.6 / 5_000) ** 0.5)
    assert changed == (1.0, joint)


@pytest.mark.parametrize(("number", "joint"), [(-50, 1.0), (100, 0.0)])
def test_less_spent_makes_the_money_last(team, owner, number, joint):
    purse(team)
    milestone = certain(team, 150 if number < 0 else 60, TODAY + dt.timedelta(days=365))

    base, changed = base_and_scenario(team, owner, milestone, number=number)

    assert (base, changed) == ((1.0, 1.0 - joint), (1.0, joint))


@pytest.mark.parametrize(("number", "days"), [(10, -14), (-5, 7)])
def test_shorter_work_is_done_as_many_working_days_sooner(team, owner, number, days):
    milestone = certain(team, 40, TODAY + dt.timedelta(days=365))
    begin(team, by=owner)

    run, _job = try_out(scenario_of(team, kind="sooner", subject=milestone, number=number), by=owner)

    base = Run.objects.of_the_plan().get().plan.results["milestones"][str(milestone.pk)]["days"]
    changed = run.plan.results["milestones"][str(milestone.pk)]["days"]
    assert {late - soon for late, soon in zip(changed, base, strict=True)} == {days}


def test_a_date_moved_is_the_one_it_is_measured_by(team, owner):
    milestone = certain(team, 40, TODAY + dt.timedelta(days=30))

    base, changed = base_and_scenario(
        team, owner, milestone, kind="due", subject=milestone, day=TODAY + dt.timedelta(days=90)
    )

    assert (base, changed) == ((0.0, None), (1.0, None))
    milestone.refresh_from_db()
    assert milestone.due_on == TODAY + dt.timedelta(days=30)


@pytest.fixture
def threatened(team):
    """A milestone that is on time unless a risk of one half comes true; its plan saves what the risk costs."""
    milestone = certain(team, 40, TODAY + dt.timedelta(days=60))
    risk = RiskFactory(team=team, status="monitoring", probability_percent=50)
    RiskMilestoneFactory(
        team=team, risk=risk, milestone=milestone, effect="days", effect_min=20, effect_likely=20, effect_max=20,
        estimated_on=TODAY,
    )  # fmt: skip
    return milestone, risk


def test_a_risk_ruled_out_costs_nothing(team, owner, threatened):
    milestone, risk = threatened

    base, changed = base_and_scenario(team, owner, milestone, kind="risk", subject=risk)

    assert base[0] == pytest.approx(0.5, abs=4 * (0.25 / 5_000) ** 0.5)
    assert changed[0] == 1.0


@pytest.mark.parametrize(("kind", "state"), [("ready", "draft"), ("plan", "ready")])
def test_a_plan_made_ready_or_activated_saves_what_the_risk_costs(team, owner, threatened, kind, state):
    milestone, risk = threatened
    plan = ContingencyPlanFactory(team=team, risk=risk, state=state, days_saved=20)

    base, changed = base_and_scenario(team, owner, milestone, kind=kind, subject=plan)

    assert base[0] == pytest.approx(0.5 if state == "draft" else 1.0, abs=0.03)
    assert changed[0] == 1.0
    assert ContingencyPlan.objects.get().state == state


@pytest.mark.parametrize("days_ago", [0, 1])
def test_a_plan_activated_costs_its_money_whenever_the_balance_was_entered(team, owner, threatened, days_ago):
    milestone, risk = threatened
    purse(team)
    CashPosition.objects.update(balance_on=TODAY - dt.timedelta(days=days_ago))
    plan = ContingencyPlanFactory(team=team, risk=risk, state="ready", own_cost=Decimal(290_000), currency="EUR")

    _base, changed = base_and_scenario(team, owner, milestone, kind="plan", subject=plan)

    assert changed[1] == 0.0


def test_what_is_gone_or_not_simulated_is_left_out_and_named(team, owner):
    milestone = certain(team, 40, TODAY + dt.timedelta(days=60))
    scenario = ScenarioFactory(team=team)
    gone = ScenarioChangeFactory(team=team, scenario=scenario, kind="risk", subject=uuid.uuid4())
    without_cash = ScenarioChangeFactory(team=team, scenario=scenario)
    ScenarioChangeFactory(team=team, scenario=scenario, kind="sooner", subject=milestone, number=5)
    unrated = ContingencyPlanFactory(team=team, risk=RiskFactory(team=team), state="ready")
    idle = ScenarioChangeFactory(team=team, scenario=scenario, kind="plan", subject=unrated)

    run, _job = try_out(scenario, by=owner)

    assert run.plan.results["scenario"]["left_out"] == sorted(str(each.pk) for each in (gone, without_cash, idle))


def test_a_scenario_that_changes_nothing_says_what_the_base_says(team, owner, deal):
    begin(team, by=owner)

    run, _job = try_out(ScenarioFactory(team=team), by=owner)

    base = Run.objects.of_the_plan().get()
    assert run.money.results == base.money.results
    assert run.plan.results["milestones"] == base.plan.results["milestones"]


# Runs of scenarios


def test_a_run_of_a_scenario_is_none_of_the_plan(team, owner, viewer):
    certain(team, 10, TODAY + dt.timedelta(days=30))
    run, _job = try_out(scenario_of(team), by=owner)

    assert list(Run.objects.visible_to(owner)) == [run]
    assert list(Run.objects.visible_to(viewer)) == list(Run.objects.of_the_plan()) == []


def test_the_last_run_of_a_scenario_stays_and_no_other(team, owner):
    certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario, other = scenario_of(team), scenario_of(team)
    try_out(scenario, by=owner)
    ScenarioChangeFactory(team=team, scenario=scenario, kind="won", subject=uuid.uuid4())
    kept, _job = try_out(scenario, by=owner)
    apart, _job = try_out(other, by=owner)

    Run.objects.prune(NOW + dt.timedelta(days=400))

    assert set(Run.objects.all()) == {kept, apart}


def test_a_small_plan_is_run_at_once_and_a_large_one_by_the_worker(team, owner):
    purse(team)
    milestone = certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)
    assert try_out(scenario, by=owner)[1] is None
    CashLineFactory.create_batch(10, team=team, milestone=milestone, rhythm="monthly")

    run, job = try_out(scenario, by=owner)

    assert (run, job.payload["scenario"]) == (None, str(scenario.pk))
    made = calculate_scenario(job)
    assert (made.scenario, made.iterations, made.cause) == (scenario, 5_000, "scenario")
    assert calculate_scenario(job) == made
    assert try_out(scenario, by=owner) == (made, None)


def test_a_scenario_asked_for_again_is_not_run_again(team, owner, clock):
    purse(team)
    certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)
    made, _job = try_out(scenario, by=owner)
    clock.shift(60)

    assert [try_out(scenario, by=owner) for _time in range(5)] == [(made, None)] * 5
    assert calculate_scenario(queue_scenario(scenario, by=owner)) == made


def test_a_scenario_is_run_again_once_anything_it_is_made_of_has_changed(team, owner, clock):
    position = purse(team)
    milestone = certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)
    runs = [try_out(scenario, by=owner)[0]]

    ScenarioChangeFactory(team=team, scenario=scenario, kind="sooner", subject=milestone, number=1)
    runs.append(try_out(scenario, by=owner)[0])
    milestone.due_on += dt.timedelta(days=1)
    milestone.store(by=owner)
    runs.append(try_out(scenario, by=owner)[0])
    position.balance += 1
    position.store(by=owner)
    runs.append(try_out(scenario, by=owner)[0])
    Settings.objects.update(iterations=6_000)
    runs.append(try_out(scenario, by=owner)[0])
    clock.shift(dt.timedelta(days=1))
    runs.append(try_out(scenario, by=owner)[0])

    assert len({run.pk for run in runs}) == 6


def test_a_scenario_is_run_as_often_as_the_base_however_often_another_was(team, owner, clock):
    certain(team, 10, TODAY + dt.timedelta(days=30))
    calculate(queue(team, by=owner, cause="asked"))
    clock.shift(60)
    fields = {"cause": "scenario", "scenario": ScenarioFactory(team=team), "made_at": timezone.now()}
    RunPlanFactory(team=team, run=RunFactory(team=team, iterations=1_000, **fields))

    run, job = try_out(scenario_of(team), by=owner)

    assert (run.iterations, job) == (10_000, None)


def test_a_base_that_is_out_of_date_stays_so_though_a_scenario_was_run_since(team, owner, clock):
    milestone = certain(team, 10, TODAY + dt.timedelta(days=30))
    begin(team, by=owner)
    milestone.due_on += dt.timedelta(days=1)
    milestone.store(by=owner)
    clock.shift(60)

    try_out(scenario_of(team), by=owner)

    assert has_news(team)


def test_a_job_for_a_scenario_that_is_gone_makes_nothing(team, owner):
    certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)
    job = queue_scenario(scenario, by=owner)
    scenario.discard(by=owner)

    assert calculate_scenario(job) is None
    assert not Run.objects.exists()


def test_a_scenario_waits_for_one_job_and_none_of_the_plan(team, owner):
    certain(team, 10, TODAY + dt.timedelta(days=30))
    scenario = scenario_of(team)

    jobs = {queue_scenario(scenario, by=owner).pk, queue_scenario(scenario, by=owner).pk, begin(team, by=owner).pk}

    assert len(jobs) == 2
    assert Job.objects.count() == 2


def test_marks_tell_changes_apart_whatever_their_order():
    one, other = WhatIf("1", "sooner", "a", number=5), WhatIf("2", "due", "a", day=TODAY)

    assert mark_of([one, other]) == mark_of([other, one])
    assert len({mark_of(each) for each in ([], [one], [other], [WhatIf("1", "sooner", "a", number=6)])}) == 4


# Applied scenarios, and names


def test_an_applied_scenario_stays_as_it_was(team, owner):
    purse(team)
    part = ScenarioChangeFactory(team=team)
    act, _found = apply_scenario(part.scenario, by=owner)
    part.refresh_from_db()
    part.number = -20

    for change in (
        lambda: part.store(by=owner),
        lambda: part.discard(by=owner),
        lambda: ScenarioChange(
            team=team, scenario=part.scenario, kind="sooner", subject=MilestoneFactory(team=team).pk, number=1
        ).store(by=owner),
    ):
        with pytest.raises(ValidationError) as refused:
            change()
        assert [error.code for error in refused.value.error_list] == ["scenario_applied"]

    act.undo(by=owner)
    part.scenario.refresh_from_db()
    assert ScenarioChange.objects.get(pk=part.pk).store(by=owner).number == -10


def test_trying_a_change_makes_a_scenario_named_for_it(team, owner):
    milestone = MilestoneFactory(team=team, title="Public beta", number=4)

    scenario = make_trial(by=owner, kind=ChangeKind.SOONER, subject=milestone.pk, number=10)

    assert scenario.name == "M-4 Public beta 10 working days shorter"
    assert [(part.kind, part.subject, part.number) for part in scenario.changes.all()] == [("sooner", milestone.pk, 10)]
    assert Change.objects.get().activities.count() == 2


def test_the_history_names_no_row_a_change_is_about(team, owner):
    risk = RiskFactory(team=team, title="The founder leaves")

    make_trial(by=owner, kind=ChangeKind.RISK, subject=risk.pk)

    part = Activity.objects.get(subject_kind="forecast.scenariochange")
    assert part.label == "A risk ruled out"
