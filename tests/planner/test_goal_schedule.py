"""When a goal is reached by the schedule: from links and estimates, beside its target date."""

import datetime as dt
import html
import re

import pytest

from planner.goal_schedule import GoalSchedule, schedule_of
from planner.health import judge_room
from tests.conftest import NOW
from tests.factories.planner import DependencyFactory, GoalFactory, MilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
TODAY = dt.date(2026, 3, 2)  # a Monday
FRIDAY = dt.date(2026, 3, 13)  # the tenth working day
BASE, API = "/t/acme/goals", "/api/v1/teams/acme/goals"


def ending(team, due=FRIDAY, target=None, **values):
    """Return a goal with one milestone that takes until a day."""
    goal = GoalFactory(team=team, target_on=target)
    MilestoneFactory(team=team, project=goal.project, goal=goal, starts_on=TODAY, due_on=due, **values)
    return goal


@pytest.mark.parametrize(
    ("float_days", "remaining_days", "health"),
    [
        (-1, 10, "off_track"),
        (0, 10, "at_risk"),
        (2, 10, "at_risk"),
        (3, 10, "on_track"),
        (2, 9, "on_track"),
        (1, 5, "at_risk"),
        (1, 4, "on_track"),
    ],
)
def test_a_float_of_a_fifth_of_what_remains_is_too_little(float_days, remaining_days, health):
    assert judge_room(float_days, remaining_days) == health


@pytest.mark.parametrize(
    ("target", "float_days", "health"),
    [
        ("2026-03-12", -1, "off_track"),
        ("2026-03-13", 0, "at_risk"),
        ("2026-03-15", 0, "at_risk"),  # a Sunday
        ("2026-03-17", 2, "at_risk"),
        ("2026-03-18", 3, "on_track"),
        (None, None, None),
    ],
)
def test_the_end_is_measured_against_the_target_date(team, viewer, target, float_days, health):
    goal = ending(team, target=target and dt.date.fromisoformat(target))

    assert schedule_of(viewer, goal) == GoalSchedule(FRIDAY, 10, float_days, health, 0)


def test_estimates_and_links_decide_not_typed_dates(team, viewer):
    goal = GoalFactory(team=team, target_on=dt.date(2026, 3, 20))
    given = {"team": team, "project": goal.project}
    before = MilestoneFactory(days_min=8, days_likely=12, days_max=20, estimated_on=TODAY, **given)
    after = MilestoneFactory(goal=goal, starts_on=TODAY, due_on=dt.date(2026, 3, 6), follows_links=True, **given)
    DependencyFactory(team=team, predecessor=before, successor=after)

    found = schedule_of(viewer, goal)

    assert (goal.judgement.reason, found.health) == ("not_measurable", "off_track")
    assert (found.remaining_days > 12, found.float_days < 0, found.missing_days) == (True, True, -found.float_days)


def test_what_is_reached_or_without_a_date_is_in_none_of_it(team, viewer):
    goal = ending(team, target=dt.date(2026, 4, 30))
    given = {"team": team, "project": goal.project, "goal": goal}
    MilestoneFactory(state="completed", completed_at=NOW, due_on=dt.date(2026, 6, 1), **given)
    MilestoneFactory(state="cancelled", due_on=dt.date(2026, 6, 1), **given)
    MilestoneFactory(due_on=None, **given)

    found = schedule_of(viewer, goal)

    assert (found.ends_on, found.undated) == (FRIDAY, 1)


def test_an_overdue_milestone_ends_today_at_the_earliest(team, viewer):
    goal = GoalFactory(team=team, target_on=TODAY)
    MilestoneFactory(team=team, project=goal.project, goal=goal, due_on=TODAY - dt.timedelta(days=3))

    assert schedule_of(viewer, goal) == GoalSchedule(TODAY, 1, 0, "at_risk", 0)


def test_a_goal_that_is_over_or_has_nothing_scheduled_has_no_schedule(team, viewer, owner):
    bare, closed = GoalFactory(team=team), ending(team)
    MilestoneFactory(team=team, project=bare.project, goal=bare, due_on=None)
    closed.close("missed", by=owner)

    assert (schedule_of(viewer, bare), schedule_of(viewer, closed)) == (None, None)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("2026-03-11", "13 Mar 2026 Off track 2 working days after the target date"),
        ("2026-03-13", "13 Mar 2026 At risk no working day to spare before the target date"),
        ("2026-03-31", "13 Mar 2026 On track 12 working days before the target date"),
    ],
)
def test_page_and_api_say_the_same(browse, api, viewer, target, said):
    goal = ending(viewer.team, target=dt.date.fromisoformat(target))

    page = browse(viewer).get(f"{BASE}/{goal.pk}/schedule/").content.decode()
    answer = api(viewer).get(f"{API}/{goal.pk}/schedule/").json()

    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    expected = schedule_of(viewer, goal)
    assert said in words
    assert answer == {
        "ends_on": "2026-03-13",
        "remaining_days": 10,
        "float_days": expected.float_days,
        "health": expected.health,
        "undated_count": 0,
    }


def test_the_page_of_a_goal_leads_there_and_a_goal_without_milestones_does_not(browse, viewer):
    goal, bare = ending(viewer.team), GoalFactory(team=viewer.team)

    pages = [browse(viewer).get(f"{BASE}/{each.pk}/").content.decode() for each in (goal, bare)]
    answer = browse(viewer).get(
        f"{BASE}/{goal.pk}/schedule/", headers={"HX-Request": "true", "HX-Target": "goal-schedule"}
    )

    assert [f'hx-get="{BASE}/{each.pk}/schedule/"' in page for each, page in zip((goal, bare), pages, strict=True)] == [
        True,
        False,
    ]
    assert answer.content.decode().strip().startswith('<div class="goal-schedule" id="goal-schedule">')


def test_nothing_scheduled_is_null_for_programs(api, viewer):
    goal = GoalFactory(team=viewer.team)

    answer = api(viewer).get(f"{API}/{goal.pk}/schedule/").json()

    assert set(answer.values()) == {None, 0}


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_more_milestones(viewer, queries, rows):
    goal = ending(viewer.team, target=FRIDAY)
    for _row in range(rows):
        MilestoneFactory(team=viewer.team, project=goal.project, goal=goal, due_on=FRIDAY)

    with queries(5):
        schedule_of(viewer, goal)


def test_a_goal_of_another_team_has_none_here(browse, api, member, stranger):
    goal = ending(stranger.team)

    assert browse(member).get(f"{BASE}/{goal.pk}/schedule/").status_code == 404
    assert api(member).get(f"{API}/{goal.pk}/schedule/").status_code == 404
