"""What was late when it came in: told once, to whoever has it in hand, by a link that shows it."""

import datetime as dt

import pytest

from alerts.models import Alert, AlertState, Delivery, LateItem, Mail, MailState, TeamClock
from alerts.models.late import GONE
from funding.models import NextAction
from planner.models import Milestone, Task
from teams.models import add_rows
from tests.alerts.test_timely import import_overdue
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import ProjectFactory

pytestmark = pytest.mark.django_db


def counts():
    """Return what is or was to be told: (who, on which morning, how many)."""
    alerts = Alert.objects.filter(rule="already_late").exclude(state=AlertState.CANCELLED)
    facts = alerts.values_list("deliveries__membership__name", "about_on", "values__counts")
    return sorted((name, day.isoformat(), sum(kinds.values())) for name, day, kinds in facts)


def sent():
    Mail.objects.filter(state=MailState.QUEUED).update(state=MailState.SENT)


def hand_over(rows, person, *, by):
    for row in rows:
        row.owner = person
        row.store(by=by)


def test_who_takes_over_what_was_late_hears_of_it(team, anna, ben, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 3)
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.move_to(2026, 3, 10, 9, 0)
    hand_over(Milestone.objects.all()[:2], ben, by=anna)

    for day in range(11, 20):
        clock.tick_at(2026, 3, day, 8, 0)
        sent()

    assert counts() == [("Ben Manager", "2026-03-11", 2), ("Cleo Member", "2026-03-03", 3)]


def test_next_step_taken_over_with_its_opportunity_is_told(team, anna, ben, clock):
    clock.tick()
    opportunity = OpportunityFactory(team=team, owner=anna)
    NextAction(team=team, opportunity=opportunity, title="Call", due_on=dt.date(2026, 2, 20)).store(by=anna)
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.forward(hours=2)
    hand_over([opportunity], ben, by=anna)

    clock.tick()

    assert counts() == [("Anna Owner", "2026-03-03", 1), ("Ben Manager", "2026-03-04", 1)]


def late_tasks(team, person, count, *, by):
    tasks = [
        Task(team=team, title=f"Old {number}", assignee=person, due_on=dt.date(2026, 2, 1)) for number in range(count)
    ]
    add_rows(tasks, by=by)
    return tasks


def told_of_tasks():
    """Return the rules by which somebody was told of tasks one by one, and whom."""
    rows = Delivery.objects.filter(alert__rule__startswith="task_", mail__state=MailState.SENT)
    return sorted(rows.values_list("alert__rule", "membership__name"))


def mornings(clock, days):
    for day in days:
        clock.tick_at(2026, 3, day, 8, 0)
        sent()


def test_tasks_assigned_late_are_told_once_as_a_count(team, anna, cleo, clock):
    clock.tick()
    late_tasks(team, cleo, 30, by=anna)
    clock.tick()
    sent()

    mornings(clock, range(3, 12))

    assert counts() == [("Cleo Member", "2026-03-03", 30)]
    assert told_of_tasks() == []


@pytest.mark.parametrize("day", [3, 9])
def test_late_task_handed_over_is_told_once_as_a_count(team, anna, ben, cleo, clock, day):
    clock.tick()
    [task] = late_tasks(team, cleo, 1, by=anna)
    mornings(clock, range(3, day + 1))
    clock.forward(hours=2)
    task.assignee = ben
    task.store(by=anna)
    clock.tick()
    sent()

    mornings(clock, range(day + 1, 20))

    assert counts() == [("Ben Manager", f"2026-03-{day + 1:02}", 1), ("Cleo Member", "2026-03-03", 1)]
    assert told_of_tasks() == []


def test_task_that_became_late_in_other_hands_is_news_to_who_gets_it(team, anna, ben, cleo, clock):
    clock.tick()
    task = Task(team=team, title="Soon", assignee=cleo, due_on=dt.date(2026, 3, 3)).store(by=cleo)
    clock.tick_at(2026, 3, 30, 9, 0)
    sent()
    task.assignee = ben
    task.store(by=anna)

    clock.tick()
    sent()

    assert ("task_assigned", "Ben Manager") in told_of_tasks()
    assert counts() == []


def test_late_task_given_a_new_date_by_who_was_told_is_no_news(team, anna, cleo, clock):
    clock.tick()
    [task] = late_tasks(team, cleo, 1, by=anna)
    mornings(clock, [3])
    clock.forward(hours=2)
    task.due_on = dt.date(2026, 6, 30)
    task.store(by=cleo)

    mornings(clock, range(3, 12))

    assert counts() == [("Cleo Member", "2026-03-03", 1)]
    assert told_of_tasks() == []


def test_late_task_given_a_new_date_before_the_count_is_news(team, anna, cleo, clock):
    clock.tick()
    [task] = late_tasks(team, cleo, 1, by=anna)
    clock.tick()
    clock.forward(hours=2)
    task.due_on = dt.date(2026, 6, 30)
    task.store(by=anna)

    clock.tick()
    sent()

    assert counts() == []
    assert told_of_tasks() == [("task_assigned", "Cleo Member")]


@pytest.mark.parametrize("field", ["alert_hour", "time_zone"])
def test_told_once_whatever_becomes_of_the_alert_hour(team, anna, cleo, clock, field):
    clock.tick_at(2026, 3, 3, 7, 30)
    import_overdue(team, [cleo], 3)
    clock.tick()
    clock.tick_at(2026, 3, 3, 8, 0)
    sent()
    clock.move_to(2026, 3, 3, 9, 0)
    setattr(team, field, {"alert_hour": 7, "time_zone": "Asia/Shanghai"}[field])
    team.store(by=anna)

    for day in (3, 4, 5):
        clock.tick_at(2026, 3, day, 12, 0)
        sent()

    assert counts() == [("Cleo Member", "2026-03-03", 3)]


@pytest.mark.parametrize(("owner", "query"), [("cleo", "?due=overdue&owner={cleo}"), (None, "?due=overdue&owner=none")])
def test_link_leads_to_what_is_counted(team, anna, cleo, clock, browse, owner, query):
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Old", due_on=dt.date(2026, 2, 1))
    row.owner = cleo if owner else None
    row.store(by=None)

    clock.tick()

    path = Alert.objects.get(rule="already_late").values["path"]
    assert path == "/t/acme/milestones/" + query.format(cleo=cleo.pk)
    assert [found.pk for found in browse(anna).get(path).context["object_list"]] == [row.pk]


def test_link_names_nobody_when_several_are_in_charge(team, anna, cleo, clock):
    import_overdue(team, [anna], 1)
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Old", due_on=dt.date(2026, 2, 1))
    row.store(by=None)

    clock.tick()

    assert [alert.values["path"] for alert in Alert.objects.all()] == ["/t/acme/milestones/?due=overdue"]


def test_what_was_gone_and_is_late_again_before_it_was_counted_counts(team, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 1)
    clock.tick()
    LateItem.objects.update(state=GONE)  # by a turn that ended before it counted
    milestone = Milestone.objects.get()
    milestone.title = "Renamed"
    milestone.store(by=cleo)
    clock.forward(minutes=1)

    clock.tick()

    assert counts() == [("Cleo Member", "2026-03-03", 1)]


def test_counting_one_morning_leaves_another_alone(team, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 2)
    mornings(clock, [3])
    clock.forward(hours=2)
    import_overdue(team, [cleo], 1)

    clock.tick()

    assert sorted(Alert.objects.values_list("about_on", "state")) == [
        (dt.date(2026, 3, 3), AlertState.OPEN),
        (dt.date(2026, 3, 4), AlertState.OPEN),
    ]


def test_task_that_was_late_when_alerts_were_switched_on_is_no_news_to_who_gets_it(team, anna, ben, cleo, clock):
    task = Task(team=team, title="Soon", assignee=ben, due_on=dt.date(2026, 3, 5)).store(by=anna)
    clock.tick_at(2026, 3, 10, 9, 0)
    clock.forward(hours=1)
    task.assignee = cleo
    task.store(by=anna)
    clock.tick()
    sent()

    mornings(clock, [11])

    assert counts() == [("Cleo Member", "2026-03-11", 1)]
    assert told_of_tasks() == []


def test_look_at_everything_finds_what_is_late_no_longer(team, cleo, clock):
    clock.tick()
    import_overdue(team, [cleo], 2)
    clock.tick()
    ended = Milestone.objects.order_by("pk")[:1]
    Milestone.objects.filter(pk__in=ended.values("pk")).update(state="completed", completed_at=clock.now)
    TeamClock.objects.update(whole_at=None, wake_at=None)
    clock.forward(minutes=1)

    clock.tick()

    assert counts() == [("Cleo Member", "2026-03-03", 1)]
