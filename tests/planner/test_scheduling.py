"""A team's plan as it is scheduled: what counts, how long it takes, and what the page says of it."""

import datetime as dt
from itertools import pairwise

import pytest

from planner.models import CalendarDay
from planner.scheduling import plan_of
from tests.conftest import NOW
from tests.factories.planner import DependencyFactory, GoalFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)


@pytest.fixture
def project(team):
    return ProjectFactory(team=team)


def day(n):
    return MONDAY + dt.timedelta(days=n)


def chain(team, project, *values, **link):
    """Return milestones each of which waits for the one before, and moves with it."""
    rows = [MilestoneFactory(team=team, project=project, follows_links=True, **each) for each in values]
    for before, after in pairwise(rows):
        DependencyFactory(team=team, predecessor=before, successor=after, **link)
    return rows


def scheduled(member, *rows):
    found = plan_of(member).dates
    return [found[row.pk] for row in rows]


def test_each_begins_the_working_day_after_what_it_waits_for(member, team, project):
    rows = chain(team, project, {"days_likely": 5}, {"days_likely": 2}, lag=1)

    assert scheduled(member, *rows) == [(MONDAY, day(4)), (day(8), day(9))]


def test_days_off_are_left_out(member, team, project):
    CalendarDay(team=team, day=day(2)).store(by=member)
    rows = chain(team, project, {"days_likely": 3})

    assert scheduled(member, *rows) == [(MONDAY, day(3))]


def test_what_is_pinned_lies_where_its_dates_are_and_breaks_its_link(member, team, project):
    first = MilestoneFactory(team=team, project=project, follows_links=True, days_likely=10)
    pinned = MilestoneFactory(team=team, project=project, starts_on=day(7), due_on=day(11))
    link = DependencyFactory(team=team, predecessor=first, successor=pinned)

    found = plan_of(member)

    assert found.dates[pinned.pk] == (day(7), day(11))
    assert [(found.stored(each.link), each.days) for each in found.schedule.broken] == [(link, 5)]


def test_of_what_has_begun_what_remains_is_scheduled_from_today(member, team, project):
    rows = chain(
        team,
        project,
        {"state": "in_progress", "days_likely": 8, "started_on": day(-7), "estimated_on": day(-14)},
        {"days_likely": 1},
    )

    assert [dates[1] for dates in scheduled(member, *rows)] == [day(2), day(3)]


def test_what_was_reached_lies_where_it_was_and_later_lags_still_bind(member, team, project):
    rows = chain(team, project, {"state": "completed", "completed_at": NOW}, {"days_likely": 1}, lag=3)

    assert scheduled(member, rows[1]) == [(day(4), day(4))]


@pytest.mark.parametrize(
    ("values", "last"),
    [
        ({"starts_on": day(7), "due_on": day(11)}, day(11)),  # five working days from its start
        ({"due_on": day(11)}, day(11)),  # from today
        ({"due_on": day(200)}, day(81)),  # sixty working days at most
        ({"state": "in_progress", "started_on": day(-7), "due_on": day(2)}, day(2)),
        ({"state": "in_progress", "started_on": day(-7), "due_on": day(-3)}, MONDAY),
        ({}, MONDAY),
    ],
)
def test_without_an_estimate_the_planned_span_counts(member, team, project, values, last):
    [row] = chain(team, project, values)

    assert scheduled(member, row)[0][1] == last


def test_without_start_and_estimate_the_span_runs_from_what_is_waited_for(member, team, project):
    rows = chain(team, project, {"days_likely": 1, "due_on": day(4)}, {"due_on": day(9)})

    assert scheduled(member, rows[1]) == [(day(1), day(3))]


def test_what_is_cancelled_or_of_a_closed_project_is_left_out_with_its_links(member, team, project):
    closed = ProjectFactory(team=team, state="finished")
    cancelled = MilestoneFactory(team=team, project=project, state="cancelled", days_likely=50)
    elsewhere = MilestoneFactory(team=team, project=closed, days_likely=50)
    row = MilestoneFactory(team=team, project=project, follows_links=True, days_likely=1)
    for before in (cancelled, elsewhere):
        DependencyFactory(team=team, predecessor=before, successor=row)

    found = plan_of(member)

    assert (set(found.rows), found.links, found.dates[row.pk]) == ({row.pk}, {}, (MONDAY, MONDAY))


def test_float_is_room_to_the_target_of_the_goal_and_else_to_the_end_of_the_plan(member, team, project):
    goal = GoalFactory(team=team, project=project, target_on=day(8))
    aimed = MilestoneFactory(team=team, project=project, goal=goal, follows_links=True, days_likely=9)
    free = MilestoneFactory(team=team, project=project, follows_links=True, days_likely=2)

    times = plan_of(member).schedule.times

    assert [(times[row.pk].total_float, times[row.pk].critical) for row in (aimed, free)] == [(-2, True), (7, False)]


def test_other_teams_are_no_part_of_the_plan(member, other_team):
    DependencyFactory(team=other_team)

    assert (plan_of(member).rows, plan_of(member).links) == ({}, {})


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_is_read_in_four_statements(member, team, project, queries, rows):
    chain(team, project, *[{"days_likely": 1, "state": "in_progress", "started_on": MONDAY}] * (rows + 1))
    assert member.team == team

    with queries(4):
        assert len(plan_of(member).dates) == rows + 1


# On the page


def shown(client, milestone):
    return " ".join(client.get(f"/t/acme/milestones/{milestone.pk}/links/").content.decode().split())


def test_the_page_says_when_a_milestone_is_scheduled_and_what_is_critical(browse, viewer, team, project):
    _first, last = chain(team, project, {"days_likely": 5}, {"days_likely": 2})
    free = MilestoneFactory(team=team, project=project, due_on=day(3))
    client = browse(viewer)

    pages = [shown(client, row) for row in (last, free)]

    assert "Scheduled 10 Mar 2026" in pages[0]
    assert "float in working days: 0" in pages[0]
    assert '<span class="tag">critical</span>' in pages[0]
    assert "Scheduled 5 Mar 2026" in pages[1]
    assert "float in working days: 3" in pages[1]
    assert "pinned to its date" in pages[1]
    assert "cascade" not in pages[0]


def test_the_page_says_by_how_much_a_link_does_not_hold(browse, member, team, project):
    first = MilestoneFactory(team=team, project=project, follows_links=True, days_likely=10, number=1)
    pinned = MilestoneFactory(team=team, project=project, starts_on=day(7), due_on=day(11), number=2)
    DependencyFactory(team=team, predecessor=first, successor=pinned)
    client = browse(member)

    assert all("M-1 → M-2: link broken by 5 working days" in shown(client, row) for row in (first, pinned))


def test_what_has_ended_is_not_scheduled(browse, member, team, project):
    milestone = MilestoneFactory(team=team, project=project, due_on=day(3))
    milestone.complete(by=member)

    assert "Scheduled" not in shown(browse(member), milestone)
