"""What the money raises: next steps, financing steps, passed closes, and the cash-out date."""

import datetime as dt
from decimal import Decimal

import pytest

from alerts.models import Alert, AlertState, Delivery, Mail, MailState
from alerts.sending import send_batch
from funding.models import CashPosition, Opportunity
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory

pytestmark = pytest.mark.django_db


def notified(rule, step):
    rows = Delivery.objects.filter(alert__rule=rule, alert__step=step)
    return sorted(rows.values_list("membership__name", flat=True))


def steps(rule, now):
    alerts = Alert.objects.filter(rule=rule, fires_at__lte=now).order_by("fires_at")
    return [(alert.step, alert.fires_at.day) for alert in alerts]


def walk(clock, *days):
    for day in days:
        clock.tick_at(2026, 3, day, 8, 30)


def test_next_step_is_told_the_day_before_on_the_day_and_overdue(team, anna, ben, clock):
    opportunity = OpportunityFactory(team=team, owner=ben)
    NextActionFactory(team=team, opportunity=opportunity, owner=anna, due_on=dt.date(2026, 3, 5))
    clock.tick()

    walk(clock, 3, 4, 5, 6, 7, 8)

    assert steps("next_step", clock.now) == [(-1, 4), (0, 5), (1, 6), (2, 8)]
    assert notified("next_step", 1) == ["Anna Owner"]
    assert notified("next_step", 2) == ["Anna Owner", "Ben Manager"]


def test_next_step_without_owner_is_that_of_the_opportunity(team, anna, ben, clock):
    opportunity = OpportunityFactory(team=team, owner=ben)
    NextActionFactory(team=team, opportunity=opportunity, owner=None, due_on=dt.date(2026, 3, 3))

    clock.tick()

    assert notified("next_step", 0) == ["Ben Manager"]


def test_who_may_not_see_the_pipeline_hears_nothing_of_it_and_the_managers_do(team, anna, ben, cleo, clock):
    opportunity = OpportunityFactory(team=team, owner=cleo)
    NextActionFactory(team=team, opportunity=opportunity, owner=cleo, due_on=dt.date(2026, 3, 3))

    clock.tick()

    assert cleo.role == "member"
    assert notified("next_step", 0) == ["Anna Owner", "Ben Manager"]


def test_financing_step_has_a_week_of_warning(team, cleo, clock):
    PlanStepFactory(team=team, responsible=cleo, due_on=dt.date(2026, 3, 12))
    clock.tick()

    walk(clock, 4, 5, 11, 12, 13)

    assert steps("financing_step", clock.now) == [(-7, 5), (-1, 11), (0, 12), (1, 13)]


def test_expected_close_that_has_passed_is_told(team, anna, ben, clock):
    OpportunityFactory(team=team, owner=ben, expected_close_on=dt.date(2026, 3, 4))
    clock.tick()

    walk(clock, 4, 5, 6, 7)

    assert steps("close_passed", clock.now) == [(1, 5), (2, 7)]


def cash(team, months):
    """Store a position that lasts about so many months from 2 March."""
    return CashPosition(
        team=team,
        balance=Decimal(months * 10_000),
        balance_on=dt.date(2026, 3, 1),
        monthly_income=Decimal(0),
        monthly_expense=Decimal(10_000),
        floor=Decimal(0),
    ).store(by=None)


@pytest.mark.parametrize(
    ("months", "step", "severity"), [(12, None, None), (8, 1, "normal"), (5, 2, "critical"), (0, 2, "critical")]
)
def test_cash_is_told_below_nine_and_six_months(team, anna, ben, cleo, clock, months, step, severity):
    cash(team, months)

    clock.tick()

    assert list(Alert.objects.values_list("step", "severity")) == ([(step, severity)] if step else [])
    if step:
        assert notified("cash_out", step) == ["Anna Owner", "Ben Manager"]


def test_cash_is_told_once_however_often_figures_change(team, anna, clock):
    cash(team, 8)
    clock.tick()
    for months in ("7.9", "7.8", "8.1"):
        clock.forward(minutes=5)
        cash(team, float(months))
        clock.tick()

    assert Alert.objects.count() == 1


def test_cash_that_recovered_and_shrank_again_is_told_again(team, anna, clock):
    cash(team, 8)
    clock.tick()
    Mail.objects.update(state=MailState.SENT)
    for months in (15, 8):
        clock.forward(hours=1)
        cash(team, months)
        clock.tick()

    assert list(Alert.objects.order_by("pk").values_list("step", "state")) == [
        (1, AlertState.CLOSED),
        (11, AlertState.OPEN),
    ]


def test_cash_crossing_six_months_is_told_at_once_after_nine(team, anna, clock):
    cash(team, 8)
    clock.tick()
    Mail.objects.update(state=MailState.SENT)
    clock.forward(hours=1)
    cash(team, 5)

    clock.tick()

    assert set(Alert.objects.values_list("step", "state")) == {(1, AlertState.OPEN), (2, AlertState.OPEN)}
    assert Mail.objects.get(state=MailState.QUEUED).kind == "critical"


def test_cash_falling_through_both_thresholds_before_a_mail_left_is_told_once(team, anna, clock):
    cash(team, 8)
    clock.tick()
    clock.forward(hours=1)
    cash(team, 5)

    clock.tick()

    assert set(Alert.objects.values_list("step", "state", "reason")) == {
        (1, AlertState.CANCELLED, "superseded"),
        (2, AlertState.OPEN, ""),
    }


def test_cash_that_recovered_is_no_later_notice(team, anna, clock):
    cash(team, 8)
    clock.tick()
    clock.forward(hours=1)
    cash(team, 15)

    clock.tick()

    assert list(Alert.objects.values_list("state", "reason")) == [(AlertState.CANCELLED, "closed")]


def test_loan_that_waits_for_its_conditions_can_miss_its_close(team, ben, clock):
    row = OpportunityFactory(team=team, owner=ben, channel="bank_loan", expected_close_on=dt.date(2026, 3, 4))
    Opportunity.objects.filter(pk=row.pk).update(stage="conditions")
    clock.tick()

    walk(clock, 4, 5)

    assert steps("close_passed", clock.now) == [(1, 5)]


def test_opportunity_of_a_member_is_not_told_to_who_may_not_see_it(team, cleo, clock, postbox):
    OpportunityFactory(team=team, owner=cleo, expected_close_on=dt.date(2026, 3, 3))
    clock.tick()
    clock.tick_at(2026, 3, 4, 8, 0)

    send_batch(lambda: clock.now)

    assert postbox.accepted == []
    assert not Delivery.objects.filter(membership=cleo).exists()
