"""Who may know when the money runs out, and the sentence home opens with."""

import datetime as dt
from decimal import Decimal

import pytest

from funding.outlook import cash_out_date_for, cash_outlook, may_see_cash_out, runway_sentence, team_cash_out
from funding.runway import CashOut
from tests.factories.funding import CashPositionFactory, SettingsFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)
LASTS_UNTIL = dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("role", "closed", "opened"),
    [("owner", True, True), ("manager", True, True), ("member", False, True), ("viewer", False, False)],
)
def test_open_books_add_the_members_and_nobody_else(request, role, closed, opened):
    person = request.getfixturevalue(role)

    before = may_see_cash_out(person)
    SettingsFactory(team=person.team)

    assert (before, may_see_cash_out(person)) == (closed, opened)


def test_the_published_runway_comes_out_of_a_stored_position(manager):
    CashPositionFactory(
        team=manager.team,
        balance=Decimal(1_000_000),
        monthly_expense=Decimal(80_000),
        balance_on=dt.date(2025, 12, 31),
    )

    assert team_cash_out(manager.team, dt.date(2025, 12, 31)) == CashOut("date", dt.date(2027, 1, 16), Decimal("12.5"))


def test_who_may_not_know_gets_no_date_and_no_sentence(member):
    CashPositionFactory(team=member.team)

    assert cash_outlook(member, TODAY) is None
    assert cash_out_date_for(member, TODAY) is None
    assert runway_sentence(member, TODAY) is None


def test_without_a_position_the_date_is_not_known(manager):
    assert cash_outlook(manager, TODAY) == CashOut("not_known", missing=("balance",))
    assert cash_out_date_for(manager, TODAY) is None


def test_the_sentence_names_the_first_milestone_after_the_money(manager):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=manager.team, due_on=dt.date(2026, 12, 31))
    beyond = MilestoneFactory(team=manager.team, due_on=dt.date(2027, 2, 10), title="Public beta")
    MilestoneFactory(team=manager.team, due_on=dt.date(2027, 5, 1))

    sentence = runway_sentence(manager, TODAY)

    assert (sentence.on, sentence.milestone, sentence.days_later) == (LASTS_UNTIL, beyond, 40)
    assert (sentence.is_beyond, sentence.days_before) == (True, None)


def test_the_sentence_names_the_next_milestone_when_all_come_before(manager):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=manager.team, due_on=dt.date(2026, 1, 1))
    nearest = MilestoneFactory(team=manager.team, due_on=dt.date(2026, 12, 2))

    sentence = runway_sentence(manager, TODAY)

    assert (sentence.milestone, sentence.days_later, sentence.days_before) == (nearest, -30, 30)
    assert not sentence.is_beyond


def test_a_milestone_due_on_the_cash_out_date_is_beyond_the_money(manager):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=manager.team, due_on=dt.date(2026, 12, 31))
    same_day = MilestoneFactory(team=manager.team, due_on=LASTS_UNTIL)

    sentence = runway_sentence(manager, TODAY)

    assert (sentence.milestone, sentence.days_later, sentence.is_beyond) == (same_day, 0, True)
    assert sentence.days_before is None


@pytest.mark.parametrize(
    ("today", "has_passed", "is_old"),
    [
        (dt.date(2026, 2, 14), False, False),
        (dt.date(2026, 2, 15), False, True),
        (dt.date(2026, 12, 31), False, True),
        (LASTS_UNTIL, True, True),
    ],
)
def test_a_balance_grows_old_and_the_day_it_lasted_to_passes(manager, today, has_passed, is_old):
    CashPositionFactory(team=manager.team)

    sentence = runway_sentence(manager, today)

    assert (sentence.as_of, sentence.on) == (dt.date(2025, 12, 31), LASTS_UNTIL)
    assert (sentence.has_passed, sentence.is_old) == (has_passed, is_old)


def test_the_figures_that_are_missing_are_named(manager):
    assert runway_sentence(manager, TODAY).missing_names == []
    CashPositionFactory(team=manager.team, monthly_expense=None, floor=None)

    sentence = runway_sentence(manager, TODAY)

    assert (sentence.kind, sentence.missing_names) == ("not_known", ["monthly expense", "floor"])


def test_completed_milestones_and_those_of_others_are_not_named(manager, stranger):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=stranger.team, due_on=dt.date(2027, 2, 10))
    MilestoneFactory(team=manager.team, due_on=dt.date(2027, 2, 10), state="cancelled")

    sentence = runway_sentence(manager, TODAY)

    assert (sentence.milestone, sentence.days_later, sentence.is_beyond) == (None, None, False)


def test_income_that_covers_the_expense_has_a_sentence_without_date(manager):
    CashPositionFactory(team=manager.team, monthly_income=Decimal(100))

    assert (runway_sentence(manager, TODAY).kind, runway_sentence(manager, TODAY).on) == ("not_limited", None)


def test_a_balance_below_its_floor_is_said_to_be_there_and_not_to_have_run_out(browse, owner):
    today = owner.team.today()
    CashPositionFactory(team=owner.team, balance=10_000, floor=20_000, balance_on=today)

    told = [browse(owner).get(page).content.decode() for page in ("/t/acme/", "/t/acme/money/", "/t/acme/cash/")]

    assert ["already below the cash floor" in page for page in told] == [True] * 3
    assert [word in page for page in told for word in ("ran out", "Money lasts until")] == [False] * 6
