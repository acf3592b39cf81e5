"""What money changes shows nowhere to who may not see the money: not by being there, and not by being gone."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from forecast.models import Run, Settings
from forecast.running import begin, calculate, queue
from forecast.sight import latest_run
from forecast.staleness import has_news, looks_stale
from teams.models import Job
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, FxRateFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, RiskFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def plan(team):
    with time_machine.travel(NOW, tick=False):
        milestone = MilestoneFactory(team=team, starts_on=TODAY, due_on=TODAY + dt.timedelta(days=84))
        CashPositionFactory(team=team, balance=Decimal(300_000), balance_on=TODAY, floor=Decimal(0))
        yield milestone


def told(team, owner):
    """The results of the plan in a whole run."""
    return calculate(begin(team, by=owner)).plan.results


def test_a_risk_that_costs_money_alone_leaves_the_part_of_the_plan_as_it_is(plan, owner):
    before = told(plan.team, owner)
    risk = RiskFactory(team=plan.team, probability_percent=50, money_likely=Decimal(50_000), currency="CHF")
    ContingencyPlanFactory(team=plan.team, risk=risk, state="draft", money_saved=Decimal(10_000), currency="CHF")
    Job.objects.all().delete()
    without = told(plan.team, owner)
    FxRateFactory(team=plan.team, base="CHF", quote="EUR", rate=Decimal("1.05"), on=TODAY)
    Job.objects.all().delete()
    run = calculate(begin(plan.team, by=owner))

    assert before == without == run.plan.results
    assert f"risks.risk:{risk.pk}" in run.money.results["gains"]


def test_work_that_tells_of_a_change_is_hidden_from_who_may_not_see_the_money(plan, api, member, manager):
    queue(plan.team, by=None, cause="change")
    jobs = reverse("jobs-list", args=["acme"])

    assert [job["kind"] for job in api(manager).get(jobs).data["results"]] == ["forecast.calculate"]
    assert api(member).get(jobs).data["results"] == []


def test_work_that_was_asked_for_is_seen_by_everybody(plan, api, member, manager):
    queue(plan.team, by=manager, cause="asked")

    assert len(api(member).get(reverse("jobs-list", args=["acme"])).data["results"]) == 1


def test_a_first_run_made_because_of_a_change_is_shown(plan, member):
    calculate(queue(plan.team, by=None, cause="change"))

    assert latest_run(member) == Run.objects.get()


def test_settings_about_money_make_nothing_of_the_plan_look_stale(plan, owner):
    begin(plan.team, by=owner)
    settings = Settings.of(plan.team)
    settings.expense_spread = 25
    settings.store(by=owner)

    run = Run.objects.select_related("plan", "money").get()
    assert not looks_stale(run, today=TODAY, with_money=False)
    assert looks_stale(run, today=TODAY, with_money=True)


def test_another_headline_makes_the_plan_look_stale(plan, owner):
    begin(plan.team, by=owner)
    settings = Settings.of(plan.team)
    settings.headline = plan
    settings.store(by=owner)

    assert looks_stale(Run.objects.select_related("plan").get(), today=TODAY, with_money=False)


def test_all_runs_that_say_the_same_are_marked_true_together(plan, owner):
    begin(plan.team, by=owner)
    begin(plan.team, by=owner)
    Job.objects.all().delete()
    begin(plan.team, by=owner)
    plan.title = "Open beta"
    plan.store(by=owner)

    assert not has_news(plan.team)
    runs = Run.objects.select_related("plan", "money")
    assert {looks_stale(run, today=TODAY, with_money=True) for run in runs} == {False}
