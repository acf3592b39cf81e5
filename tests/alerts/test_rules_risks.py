"""What the risk register raises: ratings, gaps, reviews, activated plans and their steps."""

import datetime as dt

import pytest
from django.db.models import Q

from alerts.models import Alert, AlertState, Delivery, DeliveryState, Mail
from alerts.sending import send_batch
from alerts.wording import word
from planner.estimates import SUGGESTED
from planner.models import calendar_of
from playbook.applying import apply
from playbook.templates import preview
from risks.models import ContingencyPlan, ResponseAction, Risk
from tests.factories.risks import prepared_plan


def risk(team, owner, **fields):
    return Risk(team=team, title="Provider goes away", category="technical", owner=owner, **fields).store(by=None)


def notified(rule):
    rows = Delivery.objects.filter(alert__rule=rule).exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("membership__name", flat=True))


def covered(row, owner):
    plan = prepared_plan(row, owner)
    plan.redraft(by=owner)
    plan.make_ready(by=owner)
    ResponseAction(team=row.team, title="Keep a second provider").store(by=owner, links={"risks": [row]})


@pytest.mark.parametrize(
    ("figures", "severity", "names"),
    [
        ((4, 4), "normal", ["Cleo Member"]),
        ((5, 5), "critical", ["Ben Manager", "Cleo Member"]),
        ((2, 2), None, []),
    ],
)
def test_rating_is_told_by_its_level(team, anna, ben, cleo, clock, figures, severity, names):
    row = risk(team, cleo)
    clock.tick()
    row.assess(*figures, by=anna)

    clock.tick()

    assert notified("risk_rated") == names
    assert [alert.severity for alert in Alert.objects.filter(rule="risk_rated")] == ([severity] if severity else [])


@pytest.mark.parametrize("figures", [(4, 4), (5, 5)])
def test_rating_a_template_suggests_waits_for_the_morning_and_a_persons_does_not(team, anna, cleo, clock, figures):
    clock.tick_at(2026, 3, 2, 15, 0)
    row = risk(team, cleo)
    row.assess(*figures, by=anna, source=SUGGESTED)
    clock.tick()
    before = set(Mail.objects.values_list("kind", flat=True))
    row.assess(*figures, by=anna)

    clock.tick()

    assert before == {"daily"}
    assert "Cleo Member" in notified("risk_rated")


def test_applying_the_template_sends_nothing_critical(team, anna, ben, clock):
    clock.tick_at(2026, 3, 2, 22, 0)
    made = preview("ai_product", start=dt.date(2026, 3, 9), language="en", calendar=calendar_of(team))
    apply(made, team=team, name="Our product", by=anna)

    clock.tick()

    assert Risk.objects.high().count() > 0
    assert not Alert.objects.filter(Q(severity="critical") | Q(rule="risk_rated")).exists()
    assert set(Mail.objects.values_list("kind", flat=True)) <= {"daily"}


def test_new_risk_rated_critical_by_form_is_told_at_once(team, anna, ben, clock, browse):
    clock.tick()
    figures = {"probability": 5, "impact": 5}
    browse(anna).post("/t/acme/risks/new/", {"title": "Flood", "category": "technical", "kind": "threat"} | figures)

    clock.tick()

    assert notified("risk_rated") == ["Ben Manager"]
    assert set(Mail.objects.exclude(kind="daily").values_list("kind", flat=True)) == {"critical"}


def test_critical_rating_leaves_at_once_and_high_in_ten_minutes(team, anna, cleo, clock):
    worse, bad = risk(team, cleo), risk(team, cleo)
    clock.tick()
    worse.assess(5, 5, by=anna)
    bad.assess(4, 4, by=anna)

    clock.tick()

    due = dict(Mail.objects.filter(membership=cleo).exclude(kind="daily").values_list("kind", "due_at"))
    assert due == {"critical": clock.now, "soon": clock.now + dt.timedelta(minutes=10)}


def test_same_level_confirmed_is_no_news(team, anna, cleo, clock):
    row = risk(team, cleo)
    clock.tick()
    row.assess(4, 4, by=anna)
    clock.forward(minutes=1)
    clock.tick()
    clock.forward(minutes=1)
    row.assess(4, 4, by=anna)

    clock.tick()

    assert Alert.objects.filter(rule="risk_rated").count() == 1


@pytest.mark.parametrize("figures", [(4, 4), (5, 5)])
def test_risk_rated_again_at_its_level_before_the_mail_left_is_still_told(team, anna, cleo, clock, postbox, figures):
    row = risk(team, cleo)
    clock.tick_at(2026, 3, 2, 21, 0)
    row.assess(*figures, by=anna)
    clock.forward(seconds=10)
    row.assess(*figures, by=anna, reason="Said why")
    clock.forward(seconds=10)
    clock.tick()

    clock.tick_at(2026, 3, 3, 9, 0)
    send_batch(lambda: clock.now)

    assert "Cleo Member" in notified("risk_rated")
    states = Mail.objects.filter(deliveries__alert__rule="risk_rated").values_list("state", flat=True)
    assert set(states) == {"sent"}


def test_risk_that_came_down_before_the_mail_left_is_told_at_the_lower_level(team, anna, cleo, clock):
    row = risk(team, cleo)
    clock.tick()
    row.assess(5, 5, by=anna)
    clock.tick()
    clock.forward(minutes=1)
    row.assess(4, 4, by=anna)

    clock.tick()

    facts = Alert.objects.filter(rule="risk_rated").values_list("values__level", "state", "reason")
    assert set(facts) == {("critical", AlertState.CANCELLED, "superseded"), ("high", AlertState.OPEN, "")}


def test_risk_that_came_down_after_it_was_told_is_no_news(team, anna, cleo, clock):
    row = risk(team, cleo)
    clock.tick()
    row.assess(5, 5, by=anna)
    clock.tick()
    Mail.objects.update(state="sent")
    clock.forward(minutes=1)
    row.assess(4, 4, by=anna)

    clock.tick()

    facts = Alert.objects.filter(rule="risk_rated").values_list("values__level", "state")
    assert list(facts) == [("critical", AlertState.CLOSED)]


def test_better_rating_cancels_what_was_not_sent(team, anna, cleo, clock):
    row = risk(team, cleo)
    clock.tick()
    row.assess(4, 4, by=anna)
    clock.tick()
    clock.forward(minutes=1)
    row.assess(2, 2, by=anna)

    clock.tick()

    assert Alert.objects.get(rule="risk_rated").state == AlertState.CANCELLED


def test_high_risk_says_what_it_lacks_and_falls_silent_when_covered(team, anna, cleo, clock):
    row = risk(team, cleo)
    row.assess(4, 4, by=anna)
    clock.tick()

    alert = Alert.objects.get(rule="risk_gap")
    assert alert.values["missing"] == ["action", "plan"]
    assert alert.fires_at == dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)
    assert notified("risk_gap") == ["Cleo Member"]

    covered(row, cleo)
    clock.forward(hours=2)
    clock.tick()

    alert.refresh_from_db()
    assert (alert.state, alert.reason) == (AlertState.CANCELLED, "closed")


def test_uncovered_risk_without_owner_goes_to_the_managers(team, anna, ben, cleo, clock):
    row = risk(team, None)
    row.assess(4, 4, by=anna)

    clock.tick()

    assert notified("risk_gap") == ["Anna Owner", "Ben Manager"]
    assert Alert.objects.get(rule="risk_gap").values["missing"] == ["owner", "action", "plan"]


def test_review_is_told_on_its_day_and_while_overdue(team, cleo, clock):
    risk(team, cleo, next_review_on=dt.date(2026, 3, 5))
    clock.tick()
    steps = []
    for day in range(3, 13):
        clock.tick_at(2026, 3, day, 9, 0)
        steps = list(Alert.objects.filter(rule="review_due", fires_at__lte=clock.now).order_by("fires_at"))

    assert [(alert.step, alert.fires_at.day) for alert in steps] == [(0, 5), (1, 6), (2, 8), (3, 12)]


def test_activated_plan_is_told_at_once_to_all_it_needs_even_at_night(team, anna, ben, cleo, clock):
    row = risk(team, ben)
    plan = prepared_plan(row, cleo, offsets=(0, 3))
    clock.move_to(2026, 3, 2, 23, 0)
    clock.tick()
    plan.activate(by=anna)

    clock.tick()

    assert notified("plan_activated") == ["Ben Manager", "Cleo Member"]
    assert set(Mail.objects.filter(kind="critical").values_list("due_at", flat=True)) == {clock.now}


def test_steps_of_an_activated_plan_are_told_by_their_own_rule(team, anna, cleo, clock):
    plan = prepared_plan(risk(team, anna), cleo, offsets=(1,))
    clock.tick()
    plan.activate(by=anna)

    clock.tick_at(2026, 3, 3, 8, 0)

    steps = Alert.objects.filter(rule="step_due").order_by("fires_at").values_list("step", "fires_at__day")
    assert list(steps) == [(0, 3), (1, 4)]
    assert notified("step_due") == ["Cleo Member", "Cleo Member"]
    alert = Alert.objects.filter(rule="step_due").first()
    assert word(alert, alert.about_on).todo.startswith(f"It is a step of {ContingencyPlan.objects.get()}. Finish it")
    assert not Alert.objects.filter(rule="task_overdue").exists()


def test_deactivated_plan_is_not_told(team, anna, cleo, clock):
    plan = prepared_plan(risk(team, anna), cleo)
    clock.tick()
    plan.activate(by=anna)
    clock.tick()

    plan.deactivate(by=anna)
    clock.forward(minutes=2)
    clock.tick()

    assert Alert.objects.get(rule="plan_activated").state == AlertState.CANCELLED
    assert set(Mail.objects.filter(kind="critical").values_list("state", flat=True)) == {"cancelled"}
