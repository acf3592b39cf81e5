"""What the plan raises, by table: which notice holds on which morning, for whom, and what ends it."""

import datetime as dt

import pytest

from alerts.models import Alert, AlertState, Delivery, DeliveryState, Mail, MailState
from planner.models import Milestone, Task
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

DUE = dt.date(2026, 3, 20)


def milestone(team, owner, due_on, **fields):
    row = Milestone(
        team=team, project=ProjectFactory(team=team), title="Public beta", owner=owner, due_on=due_on, **fields
    )
    return row.store(by=None)


def notified():
    """Return what mails carry: (rule, step, who), in order."""
    rows = Delivery.objects.exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("alert__rule", "alert__step", "membership__name"))


def fired_alerts(now):
    return sorted(Alert.objects.filter(state=AlertState.OPEN, fires_at__lte=now).values_list("rule", "step"))


@pytest.mark.parametrize(
    ("today", "rule", "step"),
    [
        ((2026, 3, 6), "milestone_due", -14),
        ((2026, 3, 12), "milestone_due", -14),
        ((2026, 3, 13), "milestone_due", -7),
        ((2026, 3, 19), "milestone_due", -1),
        ((2026, 3, 20), "milestone_due", 0),
        ((2026, 3, 21), "milestone_overdue", 1),
        ((2026, 3, 23), "milestone_overdue", 2),
        ((2026, 3, 27), "milestone_overdue", 3),
        ((2026, 4, 3), "milestone_overdue", 4),
        ((2026, 4, 10), "milestone_overdue", 5),
        ((2026, 5, 30), "milestone_overdue", 5),
    ],
)
def test_only_the_nearest_notice_of_a_milestone_holds(team, anna, clock, today, rule, step):
    milestone(team, anna, DUE)
    clock.tick()

    clock.tick_at(*today, 8, 0)

    assert fired_alerts(clock.now) == [(rule, step)]


def test_nothing_is_said_before_the_first_lead(team, anna, clock):
    milestone(team, anna, DUE)

    clock.tick_at(2026, 3, 4, 23, 0)

    assert Alert.objects.count() == 0


def test_five_overdue_notices_and_then_silence(team, anna, clock):
    milestone(team, anna, DUE)
    for day in (*range(24), *range(28, 60, 7)):  # a sixth would come a week after the fifth
        clock.move_to(2026, 3, 20, 8, 0)
        clock.forward(days=day)
        clock.tick()

    steps = Alert.objects.filter(rule="milestone_overdue").order_by("step").values_list("step", "fires_at__date")
    expected = [(1, 21), (2, 23), (3, 27)]
    assert list(steps) == [(step, dt.date(2026, 3, day)) for step, day in expected] + [
        (4, dt.date(2026, 4, 3)),
        (5, dt.date(2026, 4, 10)),
    ]


def test_owner_hears_first_and_managers_from_the_second_notice(team, anna, ben, cleo, clock):
    milestone(team, cleo, DUE)
    clock.tick()

    clock.tick_at(2026, 3, 21, 8, 0)
    first = Delivery.objects.filter(alert__rule="milestone_overdue", alert__step=1)
    clock.tick_at(2026, 3, 23, 8, 0)
    second = Delivery.objects.filter(alert__rule="milestone_overdue", alert__step=2)

    assert [row.membership.name for row in first] == ["Cleo Member"]
    assert {(row.membership.name, row.because) for row in second} == {
        ("Anna Owner", "manager"),
        ("Ben Manager", "manager"),
        ("Cleo Member", "responsible"),
    }


def test_managers_hear_of_what_nobody_owns(team, anna, ben, cleo, clock):
    milestone(team, None, DUE)

    clock.tick_at(2026, 3, 20, 7, 0)

    assert {name for _rule, _step, name in notified()} == {"Anna Owner", "Ben Manager"}


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_alert_is_cancelled_when_its_milestone_ends_and_reopens_with_it(team, anna, clock, verb):
    row = milestone(team, anna, DUE)
    clock.tick_at(2026, 3, 19, 9, 0)
    before = Alert.objects.get(step=0)

    getattr(row, verb)(by=None)
    clock.tick()

    before.refresh_from_db()
    assert (before.state, before.reason) == (AlertState.CANCELLED, "closed")
    assert not Mail.objects.filter(state=MailState.QUEUED).exists()

    row.reopen(by=None)
    clock.tick()

    before.refresh_from_db()
    assert (before.state, before.reason) == (AlertState.OPEN, "")
    assert Mail.objects.filter(state=MailState.QUEUED).count() == 1


def test_moved_out_of_reach_is_cancelled_and_moved_back_is_alerted_again(team, anna, clock):
    row = milestone(team, anna, DUE)
    clock.tick_at(2026, 3, 12, 9, 0)
    Mail.objects.update(state=MailState.SENT)
    sent = list(Alert.objects.values_list("pk", flat=True))

    row.due_on = dt.date(2026, 6, 30)
    row.store(by=None)
    clock.tick()

    assert set(Alert.objects.values_list("state", "reason")) == {(AlertState.CLOSED, "moved")}

    row.due_on = DUE
    row.store(by=None)
    clock.tick()

    again = Alert.objects.exclude(pk__in=sent)
    assert [(alert.rule, alert.step, alert.about_on) for alert in again] == [("milestone_due", -7, DUE)]


def test_never_sent_and_moved_is_cancelled_with_its_mail(team, anna, clock):
    row = milestone(team, anna, DUE)
    clock.tick_at(2026, 3, 19, 9, 0)

    row.due_on = dt.date(2026, 6, 30)
    row.store(by=None)
    clock.tick()

    assert set(Alert.objects.values_list("state", "reason")) == {(AlertState.CANCELLED, "moved")}
    assert set(Delivery.objects.values_list("state", "reason")) == {(DeliveryState.CANCELLED, "moved")}
    assert set(Mail.objects.values_list("state", "reason")) == {(MailState.CANCELLED, "empty")}


def test_task_given_to_somebody_else_is_told_within_minutes(team, anna, cleo, clock):
    task = TaskFactory.build(team=team, title="Write the eval", milestone=MilestoneFactory(team=team), number=None)
    task.assignee = cleo
    clock.tick()
    task.store(by=anna)

    clock.forward(minutes=1)
    clock.tick()

    assert notified() == [("task_assigned", 0, "Cleo Member")]
    assert Mail.objects.get().due_at == clock.now + dt.timedelta(minutes=10)


def test_task_taken_by_oneself_is_no_news(team, cleo, clock):
    clock.tick()
    Task(team=team, title="Mine", assignee=cleo).store(by=cleo)

    clock.tick()

    assert notified() == []


def test_only_the_last_assignment_is_told(team, anna, ben, cleo, clock):
    clock.tick()
    task = Task(team=team, title="Passed on", assignee=cleo).store(by=anna)
    clock.forward(seconds=1)
    clock.tick()
    task.assignee = ben
    task.store(by=anna)

    clock.tick()

    assert notified() == [("task_assigned", 0, "Ben Manager")]
    assert Delivery.objects.get(membership=cleo).reason == "superseded"


def test_task_overdue_is_told_to_its_assignee(team, anna, cleo, clock):
    Task(team=team, title="Late soon", assignee=cleo, due_on=dt.date(2026, 3, 3)).store(by=cleo)
    clock.tick()

    clock.tick_at(2026, 3, 4, 8, 0)

    assert ("task_overdue", 1, "Cleo Member") in notified()


def test_step_of_a_contingency_plan_is_no_ordinary_task(team, cleo, clock):
    Task(
        team=team,
        title="Call the provider",
        assignee=cleo,
        due_on=dt.date(2026, 3, 3),
        origin_kind="risks.contingencystep",
        origin_id=team.pk,
    ).store(by=None)
    clock.tick()

    clock.tick_at(2026, 3, 4, 8, 0)

    assert not Alert.objects.filter(rule__startswith="task_").exists()


def test_discarded_milestone_cancels_what_was_planned(team, anna, clock):
    row = milestone(team, anna, DUE)
    clock.tick_at(2026, 3, 19, 9, 0)

    row.discard(by=None)
    clock.tick()

    assert set(Alert.objects.values_list("state", "reason")) == {(AlertState.CANCELLED, "closed")}


# Check-ins


@pytest.mark.parametrize(
    ("today", "step"), [((2026, 3, 16), 0), ((2026, 3, 17), 1), ((2026, 3, 19), 2), ((2026, 3, 23), 3)]
)
def test_a_goal_is_due_for_its_check_in_on_the_day_and_after(team, anna, clock, today, step):
    goal = GoalFactory(team=team, owner=anna, title="Launch")
    goal.check_in("on_track", by=anna)
    clock.tick()

    clock.tick_at(*today, 8, 0)

    assert fired_alerts(clock.now) == [("checkin_due", step)]


def test_a_check_in_ends_what_was_due(team, anna, cleo, clock):
    goal = GoalFactory(team=team, owner=anna, title="Launch")
    goal.check_in("on_track", by=anna)
    clock.tick()
    clock.tick_at(2026, 3, 16, 6, 30)
    goal.check_in("at_risk", by=cleo)

    clock.tick_at(2026, 3, 17, 8, 0)

    assert fired_alerts(clock.now) == []


def test_a_goal_that_never_checked_in_is_told_of_nobody(team, anna, clock):
    GoalFactory(team=team, owner=anna)
    clock.tick()

    clock.tick_at(2026, 3, 30, 8, 0)

    assert not Alert.objects.filter(rule="checkin_due").exists()
