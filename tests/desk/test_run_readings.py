"""What the picture of home takes from a run: which milestones, and the cash as it was and as it may be."""

import datetime as dt
from decimal import Decimal

import pytest

from desk.attention import Attention
from desk.cash_history import fan_of
from desk.path import path_of
from desk.worth import weighed
from forecast.models import Run, RunMoney, RunPlan
from forecast.outcome import Outcome
from planner.models import Milestone
from tests.conftest import NOW
from tests.factories.planner import DependencyFactory, MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

from .homes import TODAY, day, position

pytestmark = pytest.mark.django_db

AT = [0.1, 0.5, 0.8, 0.9]


def outcome_of(team, milestones, target, money=None, gains=()):
    """An Outcome of {milestone: criticality}."""
    days = {"days": [10, 20, 30, 40], "p": 0.9, "error": 0.0, "p80": [30, 30]}
    found = {
        str(row.pk): days | {"criticality": share, "due": (row.due_on - TODAY).days}
        for row, share in milestones.items()
    }
    run = Run(team=team, on=TODAY)
    target = target and str(target.pk)
    run.plan = RunPlan(run=run, results={"at": AT, "target": target, "milestones": found, "gains": dict(gains)})
    if money is not None:
        run.money = RunMoney(run=run, results={"at": AT, "target": target, "gains": {}} | money)
    return Outcome(run)


def cash(**more):
    fan = {"days": [-10, 20, 51], "rows": [[100.0] * 5, [10.0, 20.0, 40.0, 60.0, 80.0], [0.0, 0.0, 0.0, 0.0, 9.0]]}
    figures = {"currency": "EUR", "start": -10, "floor": 5.0, "fan": fan, "cash_out": [30, None, None, None]}
    return figures | more


def test_the_fan_begins_today_in_one_figure_between_those_known(team, owner):
    fan = fan_of(outcome_of(team, {}, None, cash()), owner)

    # Ten of thirty days after the balance of 100, on the way to 40.
    assert (fan.days[0], fan.rows[0]) == (TODAY, (80.0,) * 5)
    assert (fan.days[1], fan.rows[1]) == (day(20), (10.0, 20.0, 40.0, 60.0, 80.0))
    assert (fan.floor, fan.out) == (5.0, day(30))


def test_a_balance_of_today_is_where_the_fan_begins(team, owner):
    money = cash(start=0, fan={"days": [0, 29], "rows": [[100.0] * 5, [40.0] * 5]})

    assert fan_of(outcome_of(team, {}, None, money), owner).rows[0] == (100.0,) * 5


def test_past_cash_is_what_was_entered_the_last_of_a_day_and_none_the_run_did_not_know(team, owner):
    for number, balance, minute in ((-10, 90, 0), (-10, 100, 1), (-40, 150, 0), (-5, 999, 0)):
        made = NOW + dt.timedelta(minutes=minute)
        position(team, balance=Decimal(balance), balance_on=day(number), created_at=made, currency="EUR")
    position(team, balance=Decimal(7), balance_on=day(-20), currency="USD")

    past = fan_of(outcome_of(team, {}, None, cash()), owner).past

    assert past == ((day(-40), 150.0), (day(-10), 100.0), (TODAY, 80.0))


def test_a_balance_of_today_stands_once_in_the_past(team, owner):
    position(team, balance=Decimal(100), balance_on=TODAY, currency="EUR")
    money = cash(start=0, fan={"days": [0, 29], "rows": [[100.0] * 5, [40.0] * 5]})

    assert fan_of(outcome_of(team, {}, None, money), owner).past == ((TODAY, 100.0),)


@pytest.fixture
def rows(team):
    """Eight milestones, due one day after another."""
    project = ProjectFactory(team=team)
    return [MilestoneFactory(team=team, project=project, title=f"{n}", due_on=day(40 + n)) for n in range(8)]


def linked(team, *pairs):
    for before, after in pairs:
        DependencyFactory(team=team, predecessor=before, successor=after)


def titles(answers, member):
    return [row.title for row in path_of(answers, member)]


def test_the_most_critical_of_many_are_shown(team, viewer, rows):
    shares = dict(zip(rows, (0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 1.0, 0.0), strict=True))
    linked(team, *((before, rows[6]) for before in rows[:6]))

    # Besides the one spoken of and the next one there is room for four.
    assert titles(outcome_of(team, shares, rows[6]), viewer) == ["1", "3", "4", "5", "6", "7"]


def test_what_it_waits_for_itself_comes_before_what_those_wait_for(team, viewer, rows):
    shares = dict.fromkeys(rows, 1.0) | dict.fromkeys(rows[2:6], 0.1)
    linked(team, (rows[0], rows[2]), (rows[1], rows[2]), *((before, rows[6]) for before in rows[2:6]))

    assert titles(outcome_of(team, shares, rows[6]), viewer) == ["2", "3", "4", "5", "6", "7"]


def test_one_link_on_is_shown_where_there_is_room_and_no_further(team, viewer, rows):
    shares = dict.fromkeys(rows, 0.5)
    linked(team, (rows[0], rows[1]), (rows[1], rows[2]), (rows[2], rows[6]))

    assert titles(outcome_of(team, shares, rows[6]), viewer) == ["1", "2", "6", "7"]


def test_one_due_on_the_same_day_is_the_next_after_it(team, viewer, rows):
    Milestone.objects.filter(pk=rows[7].pk).update(due_on=rows[6].due_on)

    assert titles(outcome_of(team, dict.fromkeys(rows[6:], 0.5), rows[6]), viewer) == ["6", "7"]


def test_what_the_run_does_not_know_is_not_shown(team, viewer, rows):
    linked(team, (rows[0], rows[6]))

    assert titles(outcome_of(team, {rows[6]: 0.5}, rows[6]), viewer) == ["6"]


def test_what_a_run_cannot_measure_is_worth_nothing(team, viewer, rows):
    risk = RiskFactory(team=team)
    item = Attention(reason="no_plan", row=risk, day=None, owner=None, url="/")

    def costs(days, error):
        answers = outcome_of(team, {}, None, gains={f"risks.risk:{risk.pk}": {"days": days, "error": error}})
        return weighed([item], answers)[0].costs

    assert [costs(4.0, 1.0), costs(4.0, 2.1), costs(0.4, 0.0), costs(-3.0, 0.1)] == [4.0, None, None, None]
