"""Check-ins: what people report of a goal, and when they are asked again."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.models import CheckIn, Goal, Settings
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, KeyResultFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


def test_a_check_in_is_kept_with_the_progress_of_the_moment(member):
    goal = KeyResultFactory(team=member.team, current=40).goal

    goal.check_in("at_risk", by=member, done="Ten interviews", next="Pricing", blockers="No data")

    told = CheckIn.objects.get()
    assert (told.goal, told.on, told.health, told.percent, told.author) == (goal, TODAY, "at_risk", 40, member)
    assert (told.done, told.next, told.blockers) == ("Ten interviews", "Pricing", "No data")
    goal.refresh_from_db()
    assert (goal.health, goal.checked_in_on, goal.next_checkin_on) == ("at_risk", TODAY, dt.date(2026, 3, 16))
    assert Activity.objects.filter(subject_id=goal.pk, verb="checked_in").count() == 1


def test_a_check_in_takes_values_of_its_day_and_tells_the_progress_with_them(member):
    row = KeyResultFactory(team=member.team, current=40)
    goal, yesterday = row.goal, TODAY - dt.timedelta(days=1)
    before = goal.percent

    told = goal.check_in("on_track", by=member, on=yesterday, values={row.pk: 60})

    row.refresh_from_db()
    assert (before, told.percent, told.on) == (40, 60, yesterday)
    assert (row.current, row.current_on) == (60, yesterday)


def test_a_check_in_without_health_is_refused(member):
    goal = GoalFactory(team=member.team)

    with pytest.raises(ValidationError):
        goal.check_in("fine", by=member)

    assert CheckIn.objects.exists() is False


def test_a_text_has_its_limit(member):
    goal = GoalFactory(team=member.team)

    goal.check_in("on_track", by=member, done="x" * 5_000)
    with pytest.raises(ValidationError):
        goal.check_in("on_track", by=member, done="x" * 5_001)

    assert CheckIn.objects.count() == 1


def test_a_goal_that_never_checked_in_owes_no_check_in(team):
    goal = GoalFactory(team=team)

    assert goal.is_checkin_due is False
    assert Goal.objects.checkin_due(on=TODAY).exists() is False


@pytest.mark.parametrize(("due", "is_due"), [("2026-03-02", True), ("2026-03-03", False)])
def test_a_check_in_is_due_on_its_day(team, due, is_due):
    goal = GoalFactory(team=team, checked_in_on=TODAY, next_checkin_on=dt.date.fromisoformat(due))

    assert goal.is_checkin_due is is_due
    assert Goal.objects.checkin_due(on=TODAY).exists() is is_due


def test_a_goal_of_a_project_that_is_over_owes_no_check_in(team):
    over = ProjectFactory(team=team, state="finished")
    GoalFactory(team=team, project=over, checked_in_on=TODAY, next_checkin_on=TODAY)

    assert Goal.objects.checkin_due(on=TODAY).exists() is False


def test_another_cadence_counts_from_the_last_check_in(member, manager):
    goal = GoalFactory(team=member.team)
    never = GoalFactory(team=member.team)
    goal.check_in("on_track", by=member)

    settings = Settings.of(member.team)
    settings.checkin_days = 30
    settings.store(by=manager)

    assert Goal.objects.get(pk=goal.pk).next_checkin_on == dt.date(2026, 4, 1)
    assert Goal.objects.get(pk=never.pk).next_checkin_on is None
    goal.refresh_from_db()
    goal.check_in("on_track", by=member)
    assert goal.next_checkin_on == dt.date(2026, 4, 1)


def test_a_closed_goal_is_asked_for_nothing_until_it_is_open_again(member):
    goal = GoalFactory(team=member.team)
    goal.check_in("on_track", by=member)

    goal.close("achieved", by=member)
    closed = goal.next_checkin_on
    with pytest.raises(ValidationError, match="is closed"):
        goal.check_in("on_track", by=member)
    goal.reopen(by=member)

    assert (closed, goal.next_checkin_on) == (None, dt.date(2026, 3, 16))
    assert CheckIn.objects.count() == 1
