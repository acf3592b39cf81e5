"""How ready a contingency plan is: five points, each gap with its name, alike in Python and in the database."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from risks.models import ContingencyPlan, Settings
from risks.readiness import PARTS, Preparation, readiness
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    MoneyTriggerFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
WHOLE = {
    "has_owner": True,
    "reserve": Decimal(5),
    "own_cost": Decimal(5),
    "lead_time_days": 10,
    "strikes_on": TODAY + 11 * DAY,
    "rehearsed_on": TODAY - 180 * DAY,
    "rehearsal_days": 180,
    "is_watched": True,
}


@pytest.mark.parametrize(
    ("lacking", "part", "gap"),
    [
        ({}, "owner", ""),
        ({"has_owner": False}, "owner", "no_owner"),
        ({"own_cost": None}, "reserve", "no_cost"),
        ({"own_cost": None, "reserve": None}, "reserve", "no_cost"),
        ({"own_cost": Decimal(0), "reserve": None}, "reserve", ""),
        ({"reserve": None}, "reserve", "no_reserve"),
        ({"reserve": Decimal("4.99")}, "reserve", "reserve_too_small"),
        ({"lead_time_days": None}, "lead_time", "no_lead_time"),
        ({"strikes_on": None}, "lead_time", "no_proximity"),
        ({"strikes_on": TODAY + 10 * DAY}, "lead_time", "too_late"),
        ({"lead_time_days": 0, "strikes_on": TODAY}, "lead_time", "too_late"),
        ({"rehearsed_on": None}, "rehearsal", "never_rehearsed"),
        ({"rehearsed_on": TODAY - 181 * DAY}, "rehearsal", "rehearsed_long_ago"),
        ({"is_watched": False}, "trigger", "no_watch"),
        ({"is_watched": False, "watched_until": TODAY}, "trigger", ""),
        ({"is_watched": False, "watched_until": TODAY - DAY}, "trigger", "no_watch"),
    ],
)
def test_each_part_gives_one_point_and_each_gap_has_a_name(lacking, part, gap):
    found = readiness(Preparation(**WHOLE | lacking), TODAY)

    assert (found.gaps[part], found.points) == (gap, 5 - bool(gap))


# In the database


def plan_of(team, owner, **values):
    risk = RiskFactory(team=team, window_from=values.pop("window_from", None), milestones=values.pop("milestones", ()))
    return ContingencyPlanFactory(team=team, risk=risk, **{"owner": owner} | values)


@pytest.fixture
def plans(member):
    """Return plans that differ in everything their readiness hangs on."""
    team = member.team
    soon = MilestoneFactory(team=team, due_on=TODAY + 5 * DAY)
    over = MilestoneFactory(team=team, due_on=TODAY + DAY, state="completed", completed_at=NOW)
    later = MilestoneFactory(team=team, due_on=TODAY + 30 * DAY)
    Settings(team=team, rehearsal_days=20).store(by=None)
    made = [
        plan_of(team, member, own_cost=5, reserve=5, lead_time_days=4, milestones=[soon], rehearsed_on=TODAY),
        plan_of(team, None, own_cost=5, reserve=4, lead_time_days=5, milestones=[soon, later]),
        plan_of(team, member, own_cost=5, lead_time_days=5, milestones=[over, later]),
        plan_of(team, member, own_cost=0, lead_time_days=5, window_from=TODAY + 3 * DAY, milestones=[later]),
        plan_of(team, member, reserve=7, lead_time_days=3, window_from=TODAY + 4 * DAY),
        plan_of(team, member, lead_time_days=3, rehearsed_on=TODAY - 20 * DAY),
        plan_of(team, member, rehearsed_on=TODAY - 21 * DAY, milestones=[later]),
    ]
    TriggerFactory(team=team, plan=made[0], kind="date", on=TODAY + DAY)
    TriggerFactory(team=team, plan=made[1])
    MoneyTriggerFactory(team=team, plan=made[2])
    TriggerFactory(team=team, plan=made[3], kind="date", on=TODAY, holds=True)
    TriggerFactory(team=team, plan=made[4], kind="date", on=TODAY, **fired())
    return made


def fired():
    return {"state": "fired", "fired_at": NOW, "firing": "0197a0a0-0000-7000-8000-000000000000"}


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("part", PARTS)
def test_the_filter_finds_what_the_page_tells(api, member, plans, part):
    answer = api(member).get("/api/v1/teams/acme/contingency-plans/", {"lacks": part})

    told = {str(plan.pk) for plan in ContingencyPlan.objects.all() if plan.readiness.gaps[part]}
    assert {row["id"] for row in answer.data["results"]} == told
    assert 0 < len(told) < len(plans)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_points_of_each_plan(plans):
    listed = ContingencyPlan.objects.with_readiness().select_related("team").order_by("number")

    assert [plan.readiness.points for plan in plans] == [5, 0, 3, 2, 2, 2, 1]
    assert [plan.readiness.points for plan in listed] == [5, 0, 3, 2, 2, 2, 1]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_page_names_each_gap_with_a_way_to_mend_it(browse, api, member, viewer):
    plan = prepared_plan(RiskFactory(team=member.team), member, own_cost=5)
    edit, watch = f"/t/acme/contingency-plans/{plan.pk}/edit/", f"/t/acme/triggers/new/?plan={plan.pk}&amp;kind=date"
    rehearse = f"/t/acme/contingency-plans/{plan.pk}/rehearsal/"

    own, seen = (browse(each).get(plan.get_absolute_url()).content.decode() for each in (member, viewer))
    told = api(viewer).get(f"/api/v1/teams/acme/contingency-plans/{plan.pk}/").data["readiness"]

    assert "1 of 5 ready" in own
    assert [f'<a href="{url}">' in own for url in (edit, watch, rehearse)] == [True, True, True]
    assert [f'<a href="{url}">' in seen for url in (edit, watch, rehearse)] == [False, False, False]
    assert told == {
        "points": 1,
        "gaps": {
            "owner": "",
            "reserve": "no_reserve",
            "lead_time": "no_lead_time",
            "rehearsal": "never_rehearsed",
            "trigger": "no_watch",
        },
    }


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_register_is_narrowed_to_risks_whose_plan_lacks_something_and_shows_the_points(browse, api, member, plans):
    listed = api(member).get("/api/v1/teams/acme/risks/", {"attention": "plan_lacks"}).data["results"]
    text = browse(member).get("/t/acme/risks/", {"attention": "plan_lacks"}).content.decode()

    assert {row["id"] for row in listed} == {str(plan.risk_id) for plan in plans[1:]}
    assert [f">{points}/5<" in text for points in range(6)] == [True, True, True, True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        ("draft", True),
        ("ready", True),
        ("rehearsed", True),
        ("activated", False),
        ("failed", False),
        ("retired", False),
    ],
)
def test_what_a_plan_lacks_matters_until_it_is_started_or_put_away(api, member, state, is_found):
    started = {"activated_at": NOW} if state in ("activated", "failed") else {}
    ContingencyPlanFactory(team=member.team, state=state, **started)

    found = api(member).get("/api/v1/teams/acme/risks/", {"attention": "plan_lacks"}).data["count"]

    assert bool(found) is is_found


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_a_card_of_the_board_shows_how_ready_the_best_plan_is(browse, member):
    risk = RiskFactory(team=member.team, score=(4, 4))
    plan_of_risk = prepared_plan(risk, member)
    ContingencyPlanFactory(team=member.team, risk=risk)  # a draft: not the best of them

    text = browse(member).get("/t/acme/risks/board/").content.decode()

    assert f">{plan_of_risk.readiness.points}/5<" in text


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("kind", ["triggers", "money-triggers"])
def test_a_list_of_triggers_costs_the_same_for_more_rows(api, manager, queries, kind, rows):
    for _row in range(rows):
        plan = ContingencyPlanFactory(team=manager.team)
        milestone = MilestoneFactory(team=manager.team)
        TriggerFactory(team=manager.team, plan=plan, kind="chance", milestone=milestone, percent=20)
        MoneyTriggerFactory(team=manager.team, plan=plan)
    client = api(manager)

    with queries(5):
        answer = client.get(f"/api/v1/teams/acme/{kind}/")

    assert answer.data["count"] == rows
