"""Cash that is told after the first forecast was made without any: the forecast takes it up by itself."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from forecast.models import Run
from forecast.running import calculate, queue
from forecast.staleness import has_news
from teams.models import Job
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def refreshed(team):
    """The run the worker makes because something changed."""
    Job.objects.all().delete()
    return calculate(queue(team, by=None, cause="change"))


@pytest.fixture
def without_cash(team, clock):
    MilestoneFactory(team=team, due_on=NOW.date() + dt.timedelta(days=84))
    run = refreshed(team)
    clock.shift(dt.timedelta(minutes=2))
    assert not hasattr(Run.objects.get(pk=run.pk), "money")
    return run


def test_a_run_without_money_is_made_anew_once_cash_is_told(team, without_cash):
    CashPositionFactory(team=team, balance=Decimal(300_000), balance_on=NOW.date(), floor=Decimal(0))

    assert has_news(team)
    assert refreshed(team).money.results
    assert not has_news(team)


def test_a_run_without_money_is_left_alone_while_there_is_no_cash(team, without_cash):
    assert not has_news(team)


def test_a_balance_that_lacks_figures_makes_one_new_run_and_not_one_a_minute(team, without_cash, clock):
    CashPositionFactory(team=team, balance_on=NOW.date(), floor=None)

    assert has_news(team)
    clock.shift(dt.timedelta(minutes=1))
    refreshed(team)
    assert not has_news(team)
