"""The plan by numbers says the same as the plan by rows."""

import datetime as dt

import pytest
import time_machine

from planner.outline import outline_of
from planner.scheduling import plan_of
from tests.conftest import NOW
from tests.factories.planner import CalendarDayFactory, DependencyFactory, GoalFactory, MilestoneFactory, ProjectFactory

TODAY = NOW.date()


def day(number):
    return TODAY + dt.timedelta(days=number)


@pytest.fixture
def plan(team):
    """Milestones in every state a schedule tells apart, linked in all four ways."""
    CalendarDayFactory(team=team, day=day(3))
    goal = GoalFactory(team=team, target_on=day(25))
    estimate = {"days_min": 3, "days_likely": 5, "days_max": 9, "estimated_on": day(-4)}
    rows = [
        MilestoneFactory(team=team, project=goal.project, number=number + 1, **given)
        for number, given in enumerate(
            [
                {"state": "completed", "completed_at": NOW - dt.timedelta(days=9), "due_on": day(-8)},
                {"state": "in_progress", "started_on": day(-6), "due_on": day(4)} | estimate,
                {"state": "in_review", "started_on": day(-6), "due_on": day(-1)},
                {"starts_on": day(5), "due_on": day(12), "follows_links": True},
                {"due_on": day(20), "goal": goal},
                estimate | {"follows_links": True},
                {},
                {"state": "cancelled", "due_on": day(9)},
            ]
        )
    ]
    for before, after, kind, lag in (
        (0, 1, "FS", 0),
        (1, 3, "SS", 2),
        (3, 4, "FF", -1),
        (4, 5, "SF", 3),
        (7, 4, "FS", 0),
    ):
        DependencyFactory(team=team, predecessor=rows[before], successor=rows[after], kind=kind, lag=lag)
    MilestoneFactory(team=team, project=ProjectFactory(team=team, state="finished"), due_on=day(9))
    return rows


def test_both_ways_to_read_a_plan_say_the_same(team, viewer, plan):
    with time_machine.travel(NOW, tick=False):
        by_rows, by_numbers = plan_of(viewer), outline_of(viewer).plan

        numbers = {pk: row.number for pk, row in by_rows.rows.items()}
        assert {numbers[pk]: times for pk, times in by_rows.schedule.times.items()} == by_numbers.schedule.times
        assert {numbers[pk]: days for pk, days in by_rows.dates.items()} == by_numbers.dates
        assert [(numbers[each.link.before], each.days) for each in by_rows.schedule.broken] == [
            (each.link.before, each.days) for each in by_numbers.schedule.broken
        ]
        assert sorted(by_numbers.rows) == [1, 2, 3, 4, 5, 6, 7]
