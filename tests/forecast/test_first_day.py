"""As a new team meets the forecast: from nothing to a first one, and each figure it enters moves it the right way."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from forecast.models import Run
from planner.models import Dependency, Milestone
from risks.models import RiskMilestone
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

API = "/api/v1/teams/acme"
TODAY = NOW.date()


def in_days(days):
    return (TODAY + dt.timedelta(days)).isoformat()


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


class Person:
    """A founder at work: enters things by program, recalculates on the page, reads what the forecast says."""

    def __init__(self, api, browse, member):
        self.api, self.page, self.team = api(member), browse(member), member.team

    def enter(self, kinds, **values):
        answer = self.api.post(f"{API}/{kinds}/", values, format="json")
        assert answer.status_code == 201, answer.json()
        return answer.json()

    def edit(self, kinds, row, **values):
        """Change some values of a row as it stands now."""
        held = self.api.get(f"{API}/{kinds}/{row['id']}/").json()
        answer = self.api.patch(f"{API}/{kinds}/{row['id']}/", values | {"version": held["version"]}, format="json")
        assert answer.status_code == 200, answer.json()

    def forecast(self, milestone):
        """Recalculate; return (joint chance, chance by the due day, days to P80) of a milestone."""
        asked = self.page.post(reverse("forecast:calculation", args=["acme"]))
        assert asked.status_code == 303
        run = Run.objects.select_related("plan", "money").latest_first().first()
        plan, money = run.plan.results, run.money.results
        node = plan["milestones"][milestone["id"]]
        return money["milestones"][milestone["id"]]["joint"], node["p"], node["days"][plan["at"].index(0.8)]


@pytest.fixture
def founder(api, browse, owner):
    return Person(api, browse, owner)


@pytest.fixture
def entered(founder):
    """Two milestones, one link, one risk with an effect, a cash position and a deal, as a new user enters them."""
    project = founder.enter("projects", name="Our product")
    first, second = (
        founder.enter(
            "milestones", project=project["id"], title=title, due_on=in_days(due), days_likely=likely, days_max=most
        )
        for title, due, likely, most in (("Prototype", 50, 20, 40), ("Public beta", 120, 30, 70))
    )
    link = founder.enter("dependencies", predecessor=first["id"], successor=second["id"], kind="FS", follow=True)
    risk = founder.enter(
        "risks", title="Nobody can train", category="team", milestones=[second["id"]], probability_percent=30
    )
    pair = RiskMilestone.objects.get(risk=risk["id"])
    founder.edit("risk-effects", {"id": str(pair.pk)}, effect="days", effect_likely=25)
    founder.enter(
        "cash-positions",
        balance="160000",
        balance_on=in_days(0),
        monthly_income="0",
        monthly_expense="45000",
        floor="0",
    )
    round_ = founder.enter("rounds", name="Seed")
    source = founder.enter("sources", name="Fund", channel="venture_capital")
    deal = founder.enter(
        "opportunities",
        round=round_["id"],
        source=source["id"],
        channel="venture_capital",
        amount="300000",
        probability=40,
        expected_close_on=in_days(60),
    )
    return {"first": first, "second": second, "link": link, "risk": risk, "deal": deal, "pair": pair}


def test_an_empty_team_gets_a_forecast_of_few_figures(founder, entered):
    joint, by_due, days = founder.forecast(entered["second"])

    assert 0.05 < joint < by_due < 0.95
    assert 60 < days < 200
    shown = " ".join(founder.page.get(reverse("forecast:forecast", args=["acme"])).content.decode().split())
    assert "Public beta" in shown
    assert "with money left" in shown
    assert "One figure given for its effect: half to double." in shown


def test_a_later_due_day_makes_it_likelier(founder, entered):
    before = founder.forecast(entered["second"])

    founder.edit("milestones", entered["second"], due_on=in_days(150))

    after = founder.forecast(entered["second"])
    assert after[1] > before[1]
    assert after[2] == before[2]


def test_a_likelier_risk_makes_it_later(founder, entered):
    before = founder.forecast(entered["second"])

    founder.edit("risks", entered["risk"], probability_percent=80)

    after = founder.forecast(entered["second"])
    assert after[2] > before[2]
    assert after[0] < before[0]


def test_less_money_makes_the_joint_chance_smaller_and_leaves_the_dates(founder, entered):
    before = founder.forecast(entered["second"])

    founder.enter(
        "cash-positions",
        balance="120000",
        balance_on=in_days(0),
        monthly_income="0",
        monthly_expense="45000",
        floor="0",
    )

    after = founder.forecast(entered["second"])
    assert after[0] < before[0]
    assert after[1:] == before[1:]


def test_better_odds_make_the_joint_chance_larger_and_leave_the_dates(founder, entered):
    before = founder.forecast(entered["second"])

    founder.edit("opportunities", entered["deal"], probability=80)

    after = founder.forecast(entered["second"])
    assert after[0] > before[0]
    assert after[1:] == before[1:]


def test_without_the_link_nothing_is_later(founder, entered):
    before = founder.forecast(entered["second"])

    gone = founder.api.delete(f"{API}/dependencies/{entered['link']['id']}/")

    assert (gone.status_code, Dependency.objects.count()) == (204, 0)
    after = founder.forecast(entered["second"])
    assert after[2] < before[2]
    assert after[1] > before[1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_makes_a_plan_whose_forecast_is_there_on_the_first_day(founder, language):
    chosen = {"start": TODAY.isoformat(), "language": language, "name": "Our product"}
    made = founder.page.post(reverse("playbook:template-application", args=["acme", "ai_product"]), chosen)
    assert made.status_code == 303

    founder.page.post(reverse("forecast:calculation", args=["acme"]))

    run = Run.objects.select_related("plan").get()
    plan = run.plan.results
    assert set(plan["milestones"]) == {str(pk) for pk in Milestone.objects.values_list("pk", flat=True)}
    chances = [node["p"] for node in plan["milestones"].values()]
    assert len(chances) == 18
    assert all(0.05 < chance < 1 for chance in chances)
    assert {note["key"] for note in plan["assumed"]} >= {"suggested", "percent"}
    assert not hasattr(run, "money")


def test_with_a_cash_position_the_template_has_a_joint_chance(founder):
    chosen = {"start": TODAY.isoformat(), "language": "en", "name": "Our product"}
    founder.page.post(reverse("playbook:template-application", args=["acme", "ai_product"]), chosen)
    figures = {"balance": "150000", "monthly_income": "0", "monthly_expense": "30000", "floor": "0"}

    founder.page.post(
        reverse("funding:cash", args=["acme"]), figures | {"balance_on": TODAY.isoformat(), "currency": "EUR"}
    )

    target = Milestone.objects.get(title="Pilot in weekly use at three customers")
    joint, by_due, _days = founder.forecast({"id": str(target.pk)})
    assert 0.05 < joint < by_due < 0.95
