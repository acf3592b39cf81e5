"""The engine stood still, or one of its rules fails: what happened meanwhile is told, and the rest goes on."""

import pytest

from alerts.auditing import audit
from alerts.health import summary
from alerts.models import Alert, AlertState, Delivery, Mail, MailState, TeamClock
from alerts.sending import send_batch
from planner.models import Task
from risks.models import Assessment, Risk
from tests.alerts.test_rules_risks import risk
from tests.alerts.test_timely import import_overdue
from tests.factories.alerts import AlertFactory
from tests.factories.risks import prepared_plan
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def notified(rule):
    return sorted(Delivery.objects.filter(alert__rule=rule).values_list("membership__name", "state"))


def test_events_of_days_without_engine_are_told(team, anna, cleo, clock, postbox):
    plan = prepared_plan(risk(team, cleo), cleo)
    clock.tick()
    plan.activate(by=MembershipFactory(team=team))
    Task(team=team, title="Write the eval", assignee=cleo).store(by=anna)
    import_overdue(team, [cleo], 3)

    clock.tick_at(2026, 3, 6, 10, 0)
    clock.forward(minutes=11)
    send_batch(lambda: clock.now)

    assert notified("plan_activated") == [("Anna Owner", "mailed"), ("Cleo Member", "mailed")]
    assert notified("task_assigned") == [("Cleo Member", "mailed")]
    assert notified("already_late") == [("Cleo Member", "mailed")]
    assert set(Mail.objects.exclude(reason="merged").values_list("state", flat=True)) == {MailState.SENT}


def test_who_becomes_concerned_long_after_an_alert_was_made_is_left_alone(team, anna, ben, cleo, clock):
    plan = prepared_plan(risk(team, cleo), cleo)
    clock.tick()
    plan.activate(by=MembershipFactory(team=team))
    clock.tick()
    clock.forward(hours=49)
    plan.risk.owner = ben
    plan.risk.store(by=anna)
    Delivery.objects.filter(membership=ben).delete()

    clock.tick()

    assert notified("plan_activated") == [("Anna Owner", "mailed"), ("Cleo Member", "mailed")]


def test_alert_that_reaches_nobody_is_found_by_the_audit(team, clock):
    AlertFactory(team=team, now=clock.now, created_at=clock.now)
    assert audit(clock.now) == {}

    clock.forward(minutes=11)

    assert audit(clock.now) == {"alerts_for_nobody": 1}


@pytest.fixture
def broken_rule(team, anna, cleo, clock):
    """A risk that was rated in words nobody knows, so that the rule about ratings cannot say what holds."""
    clock.tick()
    row = risk(team, cleo)
    row.assess(5, 5, by=None)
    clock.forward(minutes=1)
    clock.tick()
    row.assess(5, 5, by=None)
    Assessment.objects.exclude(pk=Risk.objects.get(pk=row.pk).current_id).update(level="awful")
    clock.forward(minutes=1)
    return row


def test_rule_that_fails_does_not_keep_the_others_and_shows(broken_rule, team, anna, cleo, clock):
    Task(team=team, title="Write the eval", assignee=cleo).store(by=anna)

    clock.tick()

    assert notified("task_assigned") == [("Cleo Member", "mailed")]
    assert TeamClock.objects.get(team=team).fault.startswith("ValueError")
    assert summary(clock.now)["teams_with_fault"] == 1


def test_rule_that_goes_on_failing_goes_on_showing_until_it_is_mended(broken_rule, team, clock):
    found = []
    for hours in (0, 2, 2):
        clock.forward(hours=hours)
        clock.tick()
        found.append(TeamClock.objects.get(team=team).fault.partition(":")[0])
    Assessment.objects.filter(level="awful").update(level="critical")
    clock.forward(minutes=59)
    clock.tick()
    found.append(TeamClock.objects.get(team=team).fault.partition(":")[0])
    clock.forward(minutes=2)
    clock.tick()
    found.append(TeamClock.objects.get(team=team).fault)

    assert found == ["ValueError"] * 4 + [""]


def test_what_a_failing_rule_said_before_stands(broken_rule, clock):
    clock.tick()

    assert Alert.objects.get(rule="risk_rated").state == AlertState.OPEN
    assert notified("risk_rated") == [("Anna Owner", "mailed"), ("Cleo Member", "mailed")]


def test_late_rows_are_counted_though_a_rule_cannot_read_one_of_its_own(broken_rule, team, cleo, clock):
    import_overdue(team, [cleo], 2)
    clock.tick()
    assert notified("already_late") == [("Cleo Member", "mailed")]
    Assessment.objects.filter(level="awful").update(level="critical")

    clock.tick_at(2026, 3, 3, 8, 0)

    assert notified("already_late") == [("Cleo Member", "mailed")]
    assert TeamClock.objects.get(team=team).fault == ""
