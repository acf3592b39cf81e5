"""Milestones due after the money has run out are marked, for those who may know when that is."""

import datetime as dt

import pytest

from funding.models import Settings
from funding.outlook import team_cash_out
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db

MARK = "after the money runs out"


@pytest.fixture
def milestones(owner):
    """The money lasts about a year from now; one milestone comes before, one after."""
    today = owner.team.today()
    CashPositionFactory(team=owner.team, balance_on=today)
    MilestoneFactory(team=owner.team, title="Soon", due_on=today + dt.timedelta(days=30), owner=owner)
    return MilestoneFactory(team=owner.team, title="Too late", due_on=today + dt.timedelta(days=500), owner=owner)


def test_a_manager_sees_which_milestones_come_too_late(browse, manager, milestones):
    client = browse(manager)

    assert client.get("/t/acme/milestones/").content.decode().count(MARK) == 1
    assert MARK in client.get(milestones.get_absolute_url()).content.decode()


def test_what_is_due_on_the_day_the_money_runs_out_is_marked_and_the_day_before_is_not(browse, manager, owner):
    CashPositionFactory(team=owner.team, balance_on=owner.team.today())
    day = team_cash_out(owner.team, owner.team.today()).on
    marked = MilestoneFactory(team=owner.team, due_on=day)
    plain = MilestoneFactory(team=owner.team, due_on=day - dt.timedelta(days=1))
    client = browse(manager)

    assert client.get("/t/acme/milestones/").content.decode().count(MARK) == 1
    assert MARK in client.get(marked.get_absolute_url()).content.decode()
    assert MARK not in client.get(plain.get_absolute_url()).content.decode()


def test_a_member_sees_it_only_under_open_books(browse, member, milestones):
    client = browse(member)
    closed = client.get("/t/acme/milestones/").content.decode()
    settings = Settings.of(member.team)
    settings.open_books = True
    settings.store(by=None)

    opened = client.get("/t/acme/milestones/").content.decode()

    assert (closed.count(MARK), opened.count(MARK)) == (0, 1)


def test_without_figures_nothing_is_marked(browse, owner):
    MilestoneFactory(team=owner.team, due_on=dt.date(2999, 1, 1))

    assert MARK not in browse(owner).get("/t/acme/milestones/").content.decode()


def test_the_list_stays_within_seventeen_statements_for_a_manager(browse, manager, milestones, queries):
    client = browse(manager)

    with queries(17):
        client.get("/t/acme/milestones/")
