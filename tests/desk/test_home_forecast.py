"""Home with a forecast: what it says to whom, what it falls back to, how large it is and what it costs."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine

from forecast.models import Run, RunMoney, RunPlan
from forecast.running import begin
from funding.models import Settings as MoneySettings
from planner.models import Milestone
from teams.models import Job
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory
from tests.factories.teams import MembershipFactory

from .homes import HOME, TODAY, day, position, text_of, whole_run

pytestmark = pytest.mark.django_db

CASH = ('data-band="inner" d=', "chart-plot", "Floor", "money out", "300,000", "EUR")
SECRET = (*CASH, "What helps most", "Nordtor", "points")


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_home_opens_with_the_joint_chance_what_helps_most_and_the_picture(forecast, browse, request, role):
    answer = browse(request.getfixturevalue(role)).get(HOME)

    said, joint = answer.context["forecast"], forecast.money.results["milestones"]
    assert (said.target.title, said.joint) == ("Public beta", joint[str(said.target.pk)]["joint"])
    assert 0.05 < said.joint < 0.95
    text = text_of(answer)
    assert f">{round(said.joint * 100)}%</strong> likely to reach <a href=" in text
    assert "by <strong>29 Aug 2026</strong> with money left." in text
    assert [word for word in SECRET if word not in text] == []
    assert "Money lasts until" not in text
    assert "Nordtor Capital won</a>, <strong>+" in text


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_may_not_see_the_money_reads_the_plan_alone(forecast, browse, request, role):
    answer = browse(request.getfixturevalue(role)).get(HOME)

    said, text = answer.context["forecast"], text_of(answer)
    assert (said.target.title, said.joint, said.picture.cash, said.helping) == ("Data room", None, None, [])
    assert f">{round(said.answer.chance * 100)}%</strong> likely to reach" in text
    assert "by <strong>1 Apr 2026</strong>." in text
    assert [word for word in (*SECRET, "with money left") if word in text] == []


def test_under_open_books_a_member_knows_the_joint_chance_too_and_nothing_else(forecast, browse, member, viewer):
    settings = MoneySettings.of(member.team)
    settings.open_books = True
    settings.store(by=None)

    answer = browse(member).get(HOME)
    said, text = answer.context["forecast"], text_of(answer)
    other = text_of(browse(viewer).get(HOME))

    kept = forecast.money.results["milestones"][str(said.target.pk)]["joint"]
    assert (said.target.title, said.joint) == ("Data room", kept)
    assert "with money left" in text
    assert [word for word in SECRET if word in text] == []
    assert "with money left" not in other


def test_who_reads_the_money_without_a_role_for_it_reads_all_of_it(forecast, browse, team):
    reader = MembershipFactory(team=team, role="viewer", reads_money=True)

    text = text_of(browse(reader).get(HOME))

    assert [word for word in SECRET if word not in text] == []


def test_without_a_run_home_falls_back_to_the_comparison_and_offers_to_make_one(plan, browse, owner, viewer):
    text = text_of(browse(owner).get(HOME))
    other = text_of(browse(viewer).get(HOME))

    assert "Money lasts until" in text
    assert 'action="/t/acme/forecast/calculation/"' in text
    assert 'action="/t/acme/forecast/calculation/"' not in other
    assert "A forecast can say." not in other


def test_a_team_without_a_dated_milestone_is_offered_none(team, browse, owner):
    MilestoneFactory(team=team, due_on=None)

    assert "forecast/calculation/" not in text_of(browse(owner).get(HOME))


def test_a_milestone_that_is_reached_is_not_spoken_of_any_more(forecast, plan, browse, owner):
    plan.complete(by=owner)

    answer = browse(owner).get(HOME)

    assert answer.context["forecast"] is None
    assert "Money lasts until" in text_of(answer)


def test_without_a_cash_position_home_says_what_is_missing(team, browse, owner):
    with time_machine.travel(NOW, tick=False):
        MilestoneFactory(team=team, title="Public beta", starts_on=TODAY, due_on=day(30))
        begin(team, by=owner)

        answer = browse(owner).get(HOME)

    assert (answer.context["forecast"].joint, answer.context["forecast"].picture.cash) == (None, None)
    assert "Nothing can be said of the money yet" in text_of(answer)
    assert "/t/acme/cash/#new-heading" in text_of(answer)


def test_looking_at_home_stores_nothing(plan, forecast, browse, owner):
    before = Run.objects.count(), RunPlan.objects.count(), RunMoney.objects.count(), Job.objects.count()

    browse(owner).get(HOME)

    assert (Run.objects.count(), RunPlan.objects.count(), RunMoney.objects.count(), Job.objects.count()) == before


def test_home_tells_of_when_the_forecast_is_and_that_something_changed(forecast, plan, browse, owner):
    fresh = text_of(browse(owner).get(HOME))
    plan.title = "Open beta"
    plan.store(by=owner)

    changed = text_of(browse(owner).get(HOME))

    assert "Forecast of 09:00 today" in fresh
    assert ("Changed since" in fresh, "Changed since" in changed) == (False, True)


def test_a_change_of_the_money_shows_to_nobody_who_may_not_see_it(forecast, team, browse, manager, viewer):
    position(team, balance=Decimal(5_000), created_at=NOW + dt.timedelta(minutes=1))

    assert "Changed since" in text_of(browse(manager).get(HOME))
    assert "Changed since" not in text_of(browse(viewer).get(HOME))


def test_a_forecast_of_an_earlier_day_names_the_day(forecast, browse, owner):
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert "Forecast of 2 Mar 2026" in text_of(browse(owner).get(HOME))


def test_next_steps_are_worth_points_to_who_reads_the_money(forecast, browse, owner):
    answer = browse(owner).get(HOME)

    (step,) = [item for item in answer.context["attention"] if item.reason == "action_due"]
    gain = forecast.money.results["gains"][f"funding.opportunity:{step.row.opportunity_id}"]
    assert step.worth == gain["joint"]
    assert step.points > 5
    assert f"worth +{step.points} points" in text_of(answer)


@pytest.mark.parametrize("role", ["owner", "member", "viewer"])
def test_risks_cost_days_for_whoever_may_see_them(plan, browse, owner, request, role):
    risk = RiskFactory(team=plan.team, score=(5, 5), title="Key person leaves", probability_percent=50)
    days = {"effect": "days", "effect_min": 20, "effect_likely": 30, "effect_max": 40}
    for milestone in Milestone.objects.filter(team=plan.team):
        RiskMilestoneFactory(team=plan.team, risk=risk, milestone=milestone, **days)
    whole_run(plan.team, owner)

    answer = browse(request.getfixturevalue(role)).get(HOME)

    (item,) = [item for item in answer.context["attention"] if item.reason == "no_plan"]
    assert 15 < item.days <= 40
    assert f"costs {item.days} days" in text_of(answer)
    assert item.worth is None


def test_what_is_mine_stands_apart(plan, browse, owner, manager):
    MilestoneFactory(team=plan.team, title="Mine alone", due_on=day(2), owner=owner)
    MilestoneFactory(team=plan.team, title="Max's", due_on=day(9), owner=manager)

    answer = browse(owner).get(HOME)

    assert [item.row.title for item in answer.context["mine"]] == ["Mine alone"]
    assert [item.row.title for item in answer.context["attention"]] == ["Send figures", "Max's"]
    assert (answer.context["mine_count"], answer.context["attention_count"]) == (1, 2)


def test_many_of_mine_hide_nobody_elses(plan, browse, owner):
    MilestoneFactory.create_batch(14, team=plan.team, due_on=day(1), owner=owner)

    answer = browse(owner).get(HOME)

    assert (len(answer.context["mine"]), answer.context["mine_count"]) == (6, 14)
    assert [item.row.title for item in answer.context["attention"]] == ["Send figures"]


def test_home_of_a_member_under_open_books_stays_within_twenty_statements(forecast, browse, member, queries):
    MoneySettings.objects.update_or_create(team=member.team, defaults={"open_books": True})
    client = browse(member)
    client.get(HOME)

    with queries(18):
        client.get(HOME)


def test_home_carries_no_style_and_no_script_of_its_own(forecast, browse, owner):
    text = browse(owner).get(HOME).content.decode()

    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text) == []
