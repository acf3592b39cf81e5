"""A row no rule can read is left out of the daily pass by itself: the others of its kind are told of, and it shows."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert, LateItem, TeamClock
from alerts.models.late import NEW
from alerts.sending import send_batch
from risks.models import Assessment, Indicator, Risk, Trigger
from tests.alerts.test_timely import import_overdue
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import RiskFactory, TriggerFactory, prepared_plan

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 3, 3)
DAY = dt.timedelta(days=1)


def rated(risk, person, clock):
    risk.assess(2, 2, by=None)
    first = risk.current_id
    clock.forward(seconds=1)
    risk.assess(5, 5, by=None)
    return risk.pk, lambda: Assessment.objects.filter(pk=first).update(level="awful")


def stale(risk, person, clock):
    row = IndicatorFactory(team=risk.team, risk=risk, owner=person, stale_after_days=1)
    row.measure(by=None, value=Decimal(5), measured_on=TUESDAY - 2 * DAY)
    return row.pk, lambda: Indicator.objects.filter(pk=row.pk).update(measured_on=None)


def too_late(risk, person, clock):
    Risk.objects.filter(pk=risk.pk).update(window_from=TUESDAY + 10 * DAY)
    plan = prepared_plan(risk, person, lead_time_days=10)
    return plan.pk, lambda: Risk.objects.filter(pk=risk.pk).update(window_from=dt.date.min)


def fired(risk, person, clock):
    plan = prepared_plan(risk, person)
    row = TriggerFactory(team=risk.team, plan=plan, kind="date", on=TUESDAY)
    row.fire(by=None)
    return plan.pk, lambda: Trigger.objects.filter(pk=row.pk).update(kind="riddle")


KINDS = {"risk_rated": rated, "indicator_stale": stale, "readiness_lost": too_late, "trigger_fired": fired}


def told(rule):
    return set(Alert.objects.filter(rule=rule).values_list("subject_id", flat=True))


@pytest.mark.parametrize("rule", KINDS)
def test_one_malformed_row_keeps_no_other_of_its_kind(team, cleo, clock, rule):
    clock.tick()
    clock.forward(minutes=1)
    made = [KINDS[rule](RiskFactory(team=team, owner=cleo), cleo, clock) for _number in range(5)]
    made[2][1]()

    clock.tick_at(2026, 3, 3, 8, 0)
    clock.tick_at(2026, 3, 3, 8, 5)

    assert told(rule) == {pk for place, (pk, _spoil) in enumerate(made) if place != 2}
    assert TeamClock.objects.get(team=team).fault != ""


def test_what_was_late_is_counted_all_the_same(team, cleo, clock, postbox):
    clock.tick()
    clock.forward(minutes=1)
    rated(RiskFactory(team=team, owner=cleo), cleo, clock)[1]()
    import_overdue(team, [cleo], 2)

    clock.tick_at(2026, 3, 3, 8, 0)
    send_batch(lambda: clock.now)

    assert [alert.values["counts"] for alert in Alert.objects.filter(rule="already_late")] == [{"planner.milestone": 2}]
    assert [each["to"] for each in postbox.accepted] == [["cleo@landfall-mail.org"]]


def test_a_rule_that_fails_for_every_row_is_not_asked_for_each(team, cleo, clock):
    clock.tick()
    clock.forward(minutes=1)
    for _number in range(100):
        rated(RiskFactory(team=team, owner=cleo), cleo, clock)[1]()
    RiskFactory(team=team, owner=cleo, next_review_on=TUESDAY)

    with CaptureQueriesContext(connection) as asked:
        clock.tick_at(2026, 3, 3, 8, 0)

    assert len([each for each in asked if "risks_assessment" in each["sql"]]) < 150
    assert (told("risk_rated"), len(told("review_due"))) == (set(), 1)


def test_a_count_that_fails_is_asked_for_once_in_a_turn(team, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 2)
    clock.tick()
    LateItem.objects.update(state=NEW, tell_at=dt.datetime.max.replace(tzinfo=dt.UTC))
    clock.forward(minutes=1)
    RiskFactory(team=team, owner=cleo).assess(2, 2, by=None)

    with CaptureQueriesContext(connection) as asked:
        clock.tick()

    assert len([each for each in asked if each["sql"].startswith("UPDATE") and "lateitem" in each["sql"]]) == 1
    assert TeamClock.objects.get(team=team).fault != ""
