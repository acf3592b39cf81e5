"""Tranches: due and overdue, and whose milestone is reached, told to the owner of the deal."""

import datetime as dt

import pytest

from alerts.models import Alert, AlertState, Delivery, Mail, MailState
from alerts.wording import word
from funding.states import LOST_STAGES, TrancheState
from tests.factories.funding import OpportunityFactory, TrancheFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(team, ben):
    return OpportunityFactory(team=team, owner=ben, source__name="Big Fund", expected_close_on=dt.date(2026, 9, 1))


def names(rule, step):
    rows = Delivery.objects.filter(alert__rule=rule, alert__step=step)
    return sorted(rows.values_list("membership__name", flat=True))


def steps(rule, now):
    alerts = Alert.objects.filter(rule=rule, fires_at__lte=now).order_by("fires_at")
    return [(alert.step, alert.fires_at.day) for alert in alerts]


def walk(clock, *days):
    for day in days:
        clock.tick_at(2026, 3, day, 8, 30)


def test_a_tranche_has_a_week_of_warning_and_is_told_on_the_day_and_overdue(team, anna, ben, deal, clock):
    TrancheFactory(team=team, opportunity=deal, due_on=dt.date(2026, 3, 12))
    clock.tick()

    walk(clock, 4, 5, 11, 12, 13, 14, 15)

    assert steps("tranche_due", clock.now) == [(-7, 5), (-1, 11), (0, 12), (1, 13), (2, 15)]
    assert names("tranche_due", 1) == ["Ben Manager"]
    assert names("tranche_due", 2) == ["Anna Owner", "Ben Manager"]


def test_a_tranche_that_is_paid_is_told_no_more(team, ben, deal, clock):
    row = TrancheFactory(team=team, opportunity=deal, due_on=dt.date(2026, 3, 3))
    clock.tick()

    row.change_state(TrancheState.PAID, by=ben)
    clock.forward(minutes=1)
    clock.tick()

    assert list(Alert.objects.values_list("rule", "state")) == [("tranche_due", AlertState.CANCELLED)]


def lose(deal, by):
    deal.advance(next(move.code for move in deal.moves if move.code in LOST_STAGES), by=by, reason="Too early")


def abandon(deal, by):
    deal.round.change_state("abandoned", by=by)


@pytest.mark.parametrize("give_up", [lose, abandon])
def test_money_that_no_longer_comes_is_not_due(team, ben, deal, clock, give_up):
    TrancheFactory(team=team, opportunity=deal, due_on=dt.date(2026, 3, 3))
    clock.tick()
    assert Alert.objects.get(rule="tranche_due").state == AlertState.OPEN

    give_up(deal, ben)
    clock.forward(minutes=1)
    clock.tick()

    assert Alert.objects.get(rule="tranche_due").state == AlertState.CANCELLED


def test_an_owner_who_may_not_see_the_pipeline_hears_nothing_of_it(team, anna, ben, cleo, clock):
    deal = OpportunityFactory(team=team, owner=cleo, expected_close_on=dt.date(2026, 9, 1))
    TrancheFactory(team=team, opportunity=deal, due_on=dt.date(2026, 3, 3))

    clock.tick()

    assert names("tranche_due", 0) == ["Anna Owner", "Ben Manager"]


@pytest.fixture
def condition(team, deal):
    """A tranche five days after its milestone."""
    milestone = MilestoneFactory(team=team, title="Public beta", due_on=dt.date(2026, 6, 1), owner=None)
    return TrancheFactory(team=team, opportunity=deal, milestone=milestone, days_after=5, amount=98_765)


def sent(clock):
    """Let the mails that are due leave."""
    Mail.objects.filter(state=MailState.QUEUED, due_at__lte=clock.now).update(state=MailState.SENT)


def test_a_milestone_that_is_reached_lets_the_deals_owner_ask_for_the_money(team, anna, ben, deal, condition, clock):
    clock.tick()
    assert Alert.objects.count() == 0

    condition.milestone.complete(by=anna)
    clock.forward(minutes=1)
    clock.tick()

    [alert] = Alert.objects.all()
    assert (alert.rule, alert.step, alert.pace, alert.about_on) == ("tranche_reached", 0, "soon", dt.date(2026, 3, 7))
    assert names("tranche_reached", 0) == ["Ben Manager"]
    words = word(alert, dt.date(2026, 3, 2))
    assert words.headline == f"{condition} can be asked for: {condition.milestone} is reached"
    assert words.todo == "Ask for the money; it is due on 7 Mar 2026."
    assert "98" not in words.headline + words.todo


def test_who_may_not_see_the_pipeline_is_not_asked_to_ask_for_its_money(team, anna, ben, cleo, condition, clock):
    condition.opportunity.owner = cleo
    condition.opportunity.save()
    clock.tick()

    condition.milestone.complete(by=anna)
    walk(clock, 3, 8)

    assert [names("tranche_reached", step) for step in (0, 1)] == [["Ben Manager"], ["Anna Owner", "Ben Manager"]]


def test_its_money_is_told_while_it_is_overdue(team, anna, ben, condition, clock):
    clock.tick()
    condition.milestone.complete(by=anna)

    walk(clock, 3, 6, 7, 8, 9, 10)

    assert steps("tranche_reached", clock.now) == [(0, 2), (1, 8), (2, 10)]
    assert names("tranche_reached", 1) == ["Ben Manager"]
    assert names("tranche_reached", 2) == ["Anna Owner", "Ben Manager"]
    overdue = Alert.objects.get(step=1)
    assert word(overdue, dt.date(2026, 3, 8)).headline == f"{condition} is 1 day overdue (due 7 Mar 2026)"


def test_a_milestone_reopened_before_the_mail_left_was_not_reached(team, anna, ben, condition, clock):
    clock.tick()
    condition.milestone.complete(by=anna)
    clock.forward(minutes=1)
    clock.tick()

    condition.milestone.reopen(by=anna)
    clock.forward(minutes=1)
    clock.tick()

    assert list(Alert.objects.values_list("state", "reason")) == [(AlertState.CANCELLED, "closed")]


def test_what_was_reached_is_news_for_a_week_and_told_once(team, anna, ben, condition, clock):
    clock.tick()
    condition.milestone.complete(by=anna)
    clock.forward(minutes=1)
    clock.tick()
    clock.forward(minutes=20)
    sent(clock)

    condition.change_state(TrancheState.REQUESTED, by=ben)
    walk(clock, 3, 4, 9, 10)

    # Its place was taken by the notice that its money is overdue.
    reached = Alert.objects.filter(step=0)
    assert [(alert.state, alert.reason) for alert in reached] == [(AlertState.CLOSED, "superseded")]
    assert Delivery.objects.filter(alert__in=reached).count() == 1
