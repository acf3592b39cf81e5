"""The point of readiness for a watched trigger: gone with what it watches, kind by kind, and the page says why."""

import datetime as dt

import pytest
import time_machine

from tests.conftest import NOW
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import ContingencyPlanFactory, MoneyTriggerFactory, RiskFactory, TriggerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
FIRED = {"state": "fired", "fired_at": NOW, "firing": "0197a0a0-0000-7000-8000-000000000000"}
COMPLETED = {"state": "completed", "completed_at": NOW}


@pytest.fixture
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(member):
    return ContingencyPlanFactory(team=member.team, risk=RiskFactory(team=member.team), owner=member)


def wait_for(plan, kind, state):
    """Add a trigger of a kind on something in a state."""
    team, given = plan.team, {}
    match kind:
        case "date":
            given = {"on": TODAY + DAY} | state
        case "milestone_slip" | "chance":
            project = ProjectFactory(team=team, state=state.pop("project", "active"))
            given = {"milestone": MilestoneFactory(team=team, project=project, due_on=TODAY, **state)}
            given |= {"days": 5} if kind == "milestone_slip" else {"percent": 50}
        case "indicator":
            given = {"indicator": IndicatorFactory(team=team, risk=plan.risk, **state)}
        case "financing":
            given = {"amount": 5, "by_on": TODAY, "counted": "received", "percent": None} | state
        case _:
            given = state
    made = MoneyTriggerFactory if kind in ("financing", "joint_chance") else TriggerFactory
    return made(team=team, plan=plan, kind=kind, **given)


ALIVE = [
    ("date", {}),
    ("milestone_slip", {}),
    ("milestone_slip", {"project": "discontinued"}),
    ("chance", {}),
    ("chance", {"project": "paused"}),
    ("indicator", {}),
    ("financing", {}),
    ("financing", {"by_on": TODAY + DAY, "holds": False}),
    ("joint_chance", {}),
    ("joint_chance", {"holds": True}),
]
DEAD = [
    ("date", {"holds": True}, "The day it waits for is over"),
    ("date", FIRED, "It has fired"),
    ("milestone_slip", {"state": "cancelled"}, "The milestone it watches was cancelled"),
    ("milestone_slip", COMPLETED, "The milestone it watches was completed"),
    ("chance", {"state": "cancelled"}, "The milestone it watches was cancelled"),
    ("chance", COMPLETED, "The milestone it watches was completed"),
    ("chance", {"project": "discontinued"}, "The project of the milestone it watches is closed"),
    ("chance", {"project": "finished"}, "The project of the milestone it watches is closed"),
    ("indicator", {"retired_at": NOW}, "The indicator it watches was retired"),
    ("financing", {"by_on": TODAY - DAY}, "The day of its condition on money is over"),
    ("financing", FIRED, "It has fired"),
    ("joint_chance", FIRED, "It has fired"),
    ("manual", {}, "Only people see it"),
]


def told(browse, api, member, plan):
    """Return (gap by the API, whether the filter finds it, its page)."""
    shown = api(member).get(f"/api/v1/teams/acme/contingency-plans/{plan.pk}/").data["readiness"]["gaps"]["trigger"]
    found = api(member).get("/api/v1/teams/acme/contingency-plans/", {"lacks": "trigger"}).data["count"]
    return shown, found, browse(member).get(plan.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("kind", "state"), ALIVE)
def test_what_can_still_come_to_hold_gives_the_point(browse, api, member, plan, kind, state):
    wait_for(plan, kind, dict(state))

    gap, found, page = told(browse, api, member, plan)

    assert (gap, found, "A machine sees it" in page) == ("", 0, True)


@pytest.mark.parametrize(("kind", "state", "why"), DEAD)
def test_what_can_come_to_hold_no_more_gives_none_and_the_page_says_why(
    browse, api, member, manager, plan, kind, state, why
):
    wait_for(plan, kind, dict(state))

    gap, found, page = told(browse, api, member, plan)
    own = browse(manager).get(plan.get_absolute_url()).content.decode()

    assert (gap, found) == ("no_watch", 1)
    assert f"<p>{why}</p>" in page
    assert f"<p>{why}</p>" in own
    assert f"<p>{why}</p>" in browse(member).get(plan.risk.get_absolute_url()).content.decode()


def test_one_that_is_alive_is_enough(browse, api, member, plan):
    wait_for(plan, "chance", {"state": "cancelled"})
    wait_for(plan, "joint_chance", {})

    assert told(browse, api, member, plan)[:2] == ("", 0)


def test_beside_a_trigger_that_is_over_stands_why(browse, member, plan):
    wait_for(plan, "chance", {"state": "cancelled"})
    wait_for(plan, "date", {})

    page = browse(member).get(plan.get_absolute_url()).content.decode()

    assert page.count("The milestone it watches was cancelled") == 1
    assert page.count(">watched<") == 1


def test_a_plan_without_any_trigger_says_so(browse, api, member, plan):
    assert "<p>Nothing starts it yet</p>" in told(browse, api, member, plan)[2]


def test_who_may_not_read_the_money_learns_no_figure_of_what_is_over(browse, viewer, manager, plan):
    wait_for(plan, "financing", {"by_on": TODAY - DAY, "amount": 98765})

    seen, own = (browse(each).get(plan.get_absolute_url()).content.decode() for each in (viewer, manager))

    assert ["98,765" in page for page in (seen, own)] == [False, True]
    assert "The day of its condition on money is over" in seen


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_plan_costs_the_same_for_more_that_is_over(browse, manager, plan, queries, rows):
    for _row in range(rows):
        wait_for(plan, "chance", {"state": "cancelled"})
        wait_for(plan, "financing", {"by_on": TODAY - DAY})
    client = browse(manager)
    client.get(plan.get_absolute_url())

    with queries(14):
        client.get(plan.get_absolute_url())
