"""What was predicted week by week: kept once, told to each role as far as it may know, held against what came."""

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from forecast.models import Cause, MoneyPrediction, Prediction, Run
from forecast.predictions import ENOUGH, Record, history_of, record_of
from forecast.running import begin, calculate, queue
from forecast.tasks import prune
from teams.models import Job
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def on(days):
    """The day so many days after today."""
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def milestone(team, clock):
    CashPositionFactory(team=team, balance=Decimal(500_000), balance_on=TODAY, floor=Decimal(0))
    return MilestoneFactory(team=team, starts_on=TODAY, due_on=on(84), days_min=40, days_likely=50, days_max=60)


def night(team):
    job = queue(team, by=None, cause=Cause.NIGHT)
    run = calculate(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, ended_at=NOW)
    return run


def reached(team, *, after, said):
    """A milestone reached so many days after today, of which this was said: {day: 80 per cent day}."""
    row = MilestoneFactory(team=team, state="completed", completed_at=NOW + dt.timedelta(days=after))
    for day, p80 in said.items():
        Prediction.objects.create(team=team, milestone=row, on=on(day), p80=None if p80 is None else on(p80))
    return row


def test_a_night_keeps_what_it_predicts_once_a_week(milestone, clock):
    night(milestone.team)
    clock.shift(dt.timedelta(days=6))
    night(milestone.team)
    assert [row.on for row in Prediction.objects.all()] == [TODAY]

    clock.shift(dt.timedelta(days=1))
    night(milestone.team)

    assert [row.on for row in Prediction.objects.all()] == [TODAY, on(7)]


def test_a_week_begins_on_monday(milestone, clock):
    clock.shift(dt.timedelta(days=6))
    night(milestone.team)

    clock.shift(dt.timedelta(days=1))
    night(milestone.team)

    assert [row.on for row in Prediction.objects.all()] == [on(6), on(7)]


def test_each_team_keeps_a_week_of_its_own(milestone, other_team):
    MilestoneFactory(team=other_team, due_on=on(30))
    for team in (other_team, milestone.team):
        night(team)

    assert {row.team for row in Prediction.objects.all()} == {milestone.team, other_team}


def test_a_prediction_says_what_the_run_said(milestone):
    run = night(milestone.team)

    [kept] = Prediction.objects.all()

    found = run.plan.results["milestones"][str(milestone.pk)]
    by_share = dict(zip(run.plan.results["at"], found["days"], strict=True))
    assert (kept.p50, kept.p80) == (on(by_share[0.5]), on(by_share[0.8]))
    assert kept.money.joint == run.money.results["milestones"][str(milestone.pk)]["joint"]


def test_only_the_runs_of_nights_are_kept_as_predictions(milestone, owner):
    begin(milestone.team, by=owner)

    assert not Prediction.objects.exists()


def test_milestones_of_other_teams_are_not_predicted(milestone, other_team):
    MilestoneFactory(team=other_team, due_on=on(30))

    night(milestone.team)

    assert [row.milestone_id for row in Prediction.objects.all()] == [milestone.pk]


@pytest.mark.parametrize(("role", "sees"), [("owner", True), ("manager", True), ("member", False), ("viewer", False)])
def test_the_history_shows_the_joint_chance_to_who_reads_the_money(milestone, browse, role, sees, request, clock):
    night(milestone.team)
    clock.shift(dt.timedelta(days=7))
    night(milestone.team)

    person = request.getfixturevalue(role)
    answer = browse(person).get(reverse("forecast:forecast", args=["acme"]))

    rows = answer.context["history"]["rows"]
    assert [row[0] for row in rows] == [TODAY, on(7)]
    assert all(row[2] is not None for row in rows)
    assert all((row[3] is not None) == sees for row in rows)
    assert ("How the joint chance moved" in answer.content.decode()) == sees
    assert [row._state.fields_cache.get("money") is not None for row in history_of(person, milestone)] == [sees, sees]


def test_the_picture_of_the_history_ends_with_the_present_run(milestone, browse, owner, clock):
    night(milestone.team)
    clock.shift(dt.timedelta(days=3))
    Run.objects.all().delete()
    begin(milestone.team, by=owner)

    history = browse(owner).get(reverse("forecast:forecast", args=["acme"])).context["history"]

    assert [point[0] for point in json.loads(history["days"])["points"]] == [TODAY.isoformat(), on(3).isoformat()]


def test_a_first_week_has_no_history(milestone, browse, owner):
    night(milestone.team)

    assert browse(owner).get(reverse("forecast:forecast", args=["acme"])).context["history"] is None


@pytest.mark.parametrize(
    ("after", "said", "kept"),
    [
        (30, {0: 30}, Record(1, 1)),  # on the very day
        (31, {0: 30}, Record(0, 1)),
        (28, {0: 20}, Record(0, 1)),  # given exactly 28 days before
        (27, {0: 20}, Record(0, 0)),  # given too late to be judged
        (60, {0: 30, 32: 60}, Record(1, 1)),  # the last one given 28 days before counts
        (60, {0: 60, 33: 30}, Record(1, 1)),  # that given 27 days before does not
        (60, {0: None}, Record(1, 1)),  # beyond the horizon
    ],
)
def test_a_record_counts_who_was_there_by_the_day_said_28_days_before(team, owner, after, said, kept):
    reached(team, after=after, said=said)

    assert record_of(owner, today=on(90)) == kept


@pytest.mark.parametrize(
    ("said", "today", "kept"),
    [
        ({0: 30}, 30, Record(0, 0)),  # may still be reached today
        ({0: 30}, 31, Record(0, 1)),
        ({0: 30, 7: 60}, 34, Record(0, 1)),  # the second was said less than 28 days ago
        ({0: 30, 7: 60}, 35, Record(0, 0)),  # the second counts, and has time left
        ({0: None}, 90, Record(0, 0)),
    ],
)
def test_an_open_milestone_is_missed_once_its_day_has_passed(team, owner, said, today, kept):
    row = MilestoneFactory(team=team, due_on=on(200))
    for day, p80 in said.items():
        Prediction.objects.create(team=team, milestone=row, on=on(day), p80=None if p80 is None else on(p80))

    assert record_of(owner, today=on(today)) == kept


def test_what_was_given_up_and_what_others_predicted_is_not_judged(team, owner, other_team):
    given_up = MilestoneFactory(team=team, state="cancelled")
    Prediction.objects.create(team=team, milestone=given_up, on=TODAY, p80=on(30))
    reached(other_team, after=60, said={0: 30})

    assert record_of(owner, today=on(90)) == Record(0, 0)


def test_the_day_of_a_milestone_reached_is_that_of_the_team(team, owner):
    team.time_zone = "Asia/Shanghai"
    team.save()
    late = dt.datetime.combine(on(30), dt.time(17), tzinfo=dt.UTC)  # in Shanghai it is one o'clock of the next day
    row = MilestoneFactory(team=team, state="completed", completed_at=late)
    Prediction.objects.create(team=team, milestone=row, on=TODAY, p80=on(30))
    owner.team = team

    assert record_of(owner, today=on(90)) == Record(0, 1)


@pytest.mark.parametrize(("count", "words"), [(ENOUGH - 1, "not enough history yet"), (ENOUGH, "20 of 20 milestones")])
def test_the_page_tells_a_record_of_twenty_milestones(milestone, browse, owner, count, words):
    night(milestone.team)
    for _number in range(count):
        row = MilestoneFactory(team=milestone.team, state="completed", completed_at=NOW)
        Prediction.objects.create(team=milestone.team, milestone=row, on=on(-60), p80=on(1))

    answer = browse(owner).get(reverse("forecast:forecast", args=["acme"]))

    assert words in " ".join(answer.content.decode().split())


def test_predictions_stay_two_years(milestone, clock):
    night(milestone.team)
    clock.shift(dt.timedelta(days=730))
    prune()
    assert Prediction.objects.exists()

    clock.shift(dt.timedelta(days=1))
    prune()

    assert not Prediction.objects.exists()
    assert not MoneyPrediction.objects.exists()
