"""The worker's share: a run each night by the team's own clock, one after a change, and what is kept of them."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, connection, connections, transaction

from forecast.models import Cause, Run
from forecast.running import TASK, calculate, keep, queue
from forecast.running import inputs_module as inputs
from forecast.tasks import MINUTE, calculate_run, nightly, prune, refresh
from forecast.trying import queue_scenario
from planner.models import Milestone
from teams.models import Job, Team
from tests.conftest import NOW
from tests.factories.forecast import RunFactory, RunMoneyFactory, RunPlanFactory, ScenarioFactory
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import TeamFactory
from tests.teams.test_members import patiently

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def plan_for(team, owner=None):
    """A milestone that somebody has just made, which leaves an Activity."""
    milestone = MilestoneFactory.build(team=team, project=MilestoneFactory(team=team).project, number=None)
    milestone.due_on = NOW.date() + 60 * DAY
    return milestone.store(by=owner)


def work():
    """Do what waits for the worker; returns how many jobs that were."""
    jobs = list(Job.objects.filter(kind=TASK, state=Job.State.QUEUED))
    for job in jobs:
        calculate_run(str(job.pk))
    return len(jobs)


# The night


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("Asia/Shanghai", {"2026-03-01T17:59Z": 0, "2026-03-01T18:00Z": 1}),
        ("America/New_York", {"2026-03-02T06:59Z": 0, "2026-03-02T07:00Z": 1}),
        ("America/New_York", {"2026-07-02T05:59Z": 0, "2026-07-02T06:00Z": 1}),  # summer time
        ("Europe/Berlin", {"2026-03-29T00:59Z": 0, "2026-03-29T01:00Z": 1}),  # the hour from two to three is left out
        ("Europe/Berlin", {"2026-10-24T23:59Z": 0, "2026-10-25T00:00Z": 1}),  # or comes twice
    ],
)
def test_a_night_has_begun_at_two_by_the_teams_own_clock(zone, hours, clock):
    team, found = TeamFactory(time_zone=zone), {}

    for instant in hours:
        clock.move_to(dt.datetime.fromisoformat(instant), tick=False)
        # The night before was calculated.
        RunFactory(team=team, on=team.today() - DAY)
        nightly()
        found[instant] = Job.objects.count()
        Run.objects.all().delete()

    assert found == hours


def test_each_day_of_a_team_has_one_run_of_the_night(team, clock):
    plan_for(team)
    for _hour in range(24):
        nightly()
        work()
        clock.shift(dt.timedelta(hours=1))

    assert list(Run.objects.order_by("on").values_list("on", "cause", "has_gains")) == [
        (NOW.date(), "night", True),
        (NOW.date() + DAY, "night", True),
    ]


@pytest.mark.parametrize("ask", [nightly, refresh])
def test_a_team_that_cannot_be_read_holds_up_no_other(team, other_team, ask):
    teams = sorted((team, other_team), key=lambda each: each.pk)
    for each in teams:
        plan_for(each)
        long_ago = inputs.read_inputs(each, today=NOW.date() - 3 * DAY)
        keep(long_ago, team=each, by=None, cause=Cause.ASKED, iterations=1_000)
    Team.objects.filter(pk=teams[0].pk).update(time_zone="Mars/Olympus")

    ask()

    assert list(Job.objects.values_list("team", flat=True)) == [teams[1].pk]


def test_the_night_waits_until_a_calculation_under_way_is_over(team, clock):
    job = queue(team, by=None, cause=Cause.CHANGE)
    job.claim()

    nightly()
    assert Job.objects.count() == 1
    job.finish({})
    clock.shift(dt.timedelta(hours=1))
    nightly()

    assert Job.objects.latest("created_at").payload == {"cause": "night"}


def test_no_night_waits_for_a_scenario(team, owner):
    queue_scenario(ScenarioFactory(team=team), by=owner)

    nightly()

    assert [job.payload["cause"] for job in Job.objects.order_by("created_at")] == ["scenario", "night"]


def test_a_job_that_another_worker_has_is_left_to_it(team):
    plan_for(team)
    job = queue(team, by=None, cause=Cause.NIGHT)
    assert job.claim()

    calculate_run(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.tries, Run.objects.count()) == ("running", 1, 0)


def test_of_two_jobs_for_one_night_the_second_finds_the_run_of_the_first(team):
    plan_for(team)
    first, second = (Job.start(TASK, team=team, by=None, payload={"cause": "night"}) for _job in range(2))

    assert work() == 2

    [run] = Run.objects.all()
    results = {job.result["run"] for job in Job.objects.filter(pk__in=[first.pk, second.pk], state="done")}
    assert results == {str(run.pk)}


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_wait_for_one_job():
    team, start = TeamFactory(), threading.Barrier(2)

    def ask():
        start.wait(timeout=10)
        try:
            patiently(lambda: queue(Team.objects.get(pk=team.pk), by=None, cause=Cause.NIGHT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert Job.objects.count() == 1


def overtaken_by(act):
    """Return what lets another worker act while ours reads the settings, before it has stored anything."""
    acts = [act]

    def overtake(execute, sql, params, many, context):
        if acts and 'FROM "forecast_settings"' in sql:
            acts.pop()()
        return execute(sql, params, many, context)

    return overtake


def test_a_night_that_another_worker_finished_first_is_that_workers(team):
    plan_for(team)
    slower = Job.start(TASK, team=team, by=None, payload={"cause": "night"})
    found = inputs.read_inputs(team, today=team.today())

    def finish():
        keep(found, team=team, by=None, cause=Cause.NIGHT, iterations=1_000)

    with connection.execute_wrapper(overtaken_by(finish)):
        run = calculate(slower)

    assert Run.objects.get() == run
    assert run.job is None


def test_a_calculation_that_takes_too_long_fails_at_once_and_says_so(team):
    plan_for(team)
    job = Job.start(TASK, team=team, by=None, payload={"cause": "asked"})

    def run_out_of_time():
        raise SoftTimeLimitExceeded

    with connection.execute_wrapper(overtaken_by(run_out_of_time)):
        calculate_run(str(job.pk))

    job.refresh_from_db()
    assert (job.state, job.tries, Run.objects.count()) == ("failed", 1, 0)
    assert job.result == {"error": "The forecast was not calculated within 30 minutes."}


# After a change


def test_a_change_is_calculated_once_a_minute_at_most(team, owner, clock):
    milestone, asked = plan_for(team, owner), []
    for _step in range(7):
        refresh()
        asked.append(Job.objects.count())
        work()
        milestone.due_on += DAY
        milestone.store(by=owner)
        clock.shift(dt.timedelta(seconds=20))

    assert asked == [1, 1, 1, 2, 2, 2, 3]


def test_each_team_has_a_minute_of_its_own(team, other_team, clock):
    plan_for(team)
    refresh()
    plan_for(other_team)

    refresh()

    assert set(Job.objects.values_list("team__name", flat=True)) == {"Acme", "Other"}


def test_what_changed_during_a_calculation_is_calculated_after_it(team, owner, clock):
    milestone = plan_for(team, owner)
    refresh()
    running = Job.objects.get()
    assert running.claim()
    clock.shift(dt.timedelta(seconds=61))
    milestone.due_on += DAY
    milestone.store(by=owner)

    refresh()
    refresh()

    assert sorted(Job.objects.values_list("state", flat=True)) == ["queued", "running"]


def test_a_change_that_a_run_has_caught_up_with_needs_none_of_its_own(team, owner, clock):
    plan_for(team, owner)
    refresh()
    work()
    run = Run.objects.get()
    RunFactory(team=team, cause=Cause.SCENARIO, scenario=ScenarioFactory(team=team), made_at=NOW + MINUTE)
    late = Job.start(TASK, team=team, by=None, payload={"cause": "change"})

    work()

    late.refresh_from_db()
    assert (late.state, late.result) == ("done", {"run": str(run.pk)})


def test_who_asks_gets_a_run_though_nothing_has_changed(team, owner, clock):
    plan_for(team, owner)
    for _time in range(2):
        queue(team, by=owner, cause=Cause.ASKED)
        work()
        clock.shift(dt.timedelta(minutes=1))

    assert Run.objects.count() == 2


def test_without_a_change_nothing_is_calculated(team, owner, clock):
    plan_for(team, owner)
    refresh()
    work()
    clock.shift(dt.timedelta(minutes=2))
    CashPositionFactory(team=other_than(team), balance=Decimal(5), balance_on=NOW.date())

    refresh()

    assert Job.objects.count() == 1


def other_than(team):
    return TeamFactory(name=f"not {team.name}")


# What is kept


def test_a_run_is_of_one_job_and_a_job_of_one_run(team):
    job = queue(team, by=None, cause=Cause.ASKED)
    RunFactory(team=team, cause=Cause.ASKED, job=job)

    with pytest.raises(IntegrityError), transaction.atomic():
        RunFactory(team=team, cause=Cause.ASKED, job=job)


def kept_days(cause):
    """Return how many days ago the runs were made that are left."""
    return sorted((NOW - run.made_at).days for run in Run.objects.filter(cause=cause))


def test_nights_stay_35_days(team):
    for days in range(40):
        RunFactory(team=team, on=NOW.date() - days * DAY, made_at=NOW - days * DAY)

    prune()

    assert kept_days(Cause.NIGHT) == list(range(36))


def test_of_those_asked_for_the_last_twenty_stay_and_all_of_the_last_day(team):
    for hours in range(2, 60, 2):
        RunFactory(team=team, cause=Cause.ASKED, made_at=NOW - dt.timedelta(hours=hours))

    prune()

    left = sorted((NOW - run.made_at) // dt.timedelta(hours=1) for run in Run.objects.all())
    assert left == list(range(2, 42, 2))


def test_changes_leave_their_runs_a_day_and_push_out_none_that_was_asked_for(team):
    asked = RunFactory(team=team, cause=Cause.ASKED, made_at=NOW - 9 * DAY)
    for hours in range(1, 50):
        RunFactory(team=team, cause=Cause.CHANGE, made_at=NOW - dt.timedelta(hours=hours))

    prune()

    assert Run.objects.filter(pk=asked.pk).exists()
    assert Run.objects.filter(cause=Cause.CHANGE).count() == 24


def test_the_last_run_stays_however_old_it_is(team):
    run = RunFactory(team=team, cause=Cause.CHANGE, made_at=NOW - 900 * DAY)

    prune()

    assert list(Run.objects.all()) == [run]


def test_each_team_keeps_its_own(team, other_team):
    for each in (team, other_team):
        RunFactory.create_batch(21, team=each, cause=Cause.ASKED, made_at=NOW - 3 * DAY)

    prune()

    assert [Run.objects.filter(team=each).count() for each in (team, other_team)] == [20, 20]


def test_a_run_that_goes_takes_its_parts_along(team):
    runs = [RunFactory(team=team, on=NOW.date() - days * DAY, made_at=NOW - days * DAY) for days in (800, 0)]
    for run in runs:
        RunPlanFactory(team=team, run=run)
        RunMoneyFactory(team=team, run=run)

    prune()

    [left] = Run.objects.all()
    assert (left.plan.run, left.money.run) == (runs[1], runs[1])
    assert Milestone.objects.count() == 0
