"""Pages of the plan with many rows: the first of them, how many there are, and the way to the rest."""

import datetime as dt

import pytest
import time_machine

from core.fetching import ROWS_AT_MOST
from planner.marks import MARKS_AT_MOST
from planner.models import Goal, Milestone, MilestoneGoal, Move, Task
from planner.views.goals import LANE_AT_MOST
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db
GOALS = "/t/acme/goals/"
DAY = NOW.date()


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def project(team):
    return ProjectFactory(team=team)


def goals(project, count, *, first=1, **values):
    return Goal.objects.bulk_create(
        GoalFactory.build(team=project.team, project=project, number=first + n, **values) for n in range(count)
    )


def milestones(goal, count, *, first=1, **values):
    rows = Milestone.objects.bulk_create(
        MilestoneFactory.build(team=goal.team, project=goal.project, number=first + n, **values) for n in range(count)
    )
    MilestoneGoal.objects.bulk_create(MilestoneGoal(milestone=row, goal=goal) for row in rows)
    return rows


def lane(answer, horizon="short"):
    return next(lane["goals"] for lane in answer.context["lanes"] if lane["horizon"] == horizon)


@pytest.mark.parametrize(
    ("count", "shown", "is_cut"),
    [
        (LANE_AT_MOST - 1, LANE_AT_MOST - 1, False),
        (LANE_AT_MOST, LANE_AT_MOST, False),
        (LANE_AT_MOST + 1, LANE_AT_MOST, True),
    ],
)
def test_a_lane_shows_twelve_goals_at_most_and_its_pages_have_all(browse, viewer, project, count, shown, is_cut):
    goals(project, count)
    goals(project, 1, first=500, horizon="long")
    client = browse(viewer)

    answer = client.get(GOALS, {"q": ""})
    part = lane(answer)
    all_of_it = client.get(f"{GOALS}{part.url}")

    assert (len(part), part.count, part.is_cut) == (shown, count, is_cut)
    assert len(lane(answer, "long")) == 1
    assert (f"{shown} of {count}: show all" in answer.content.decode()) is is_cut
    assert len(lane(all_of_it)) == all_of_it.context["page_obj"].paginator.count == count
    assert "show all" not in all_of_it.content.decode()


def test_a_lane_of_its_own_has_pages(browse, viewer, project):
    goals(project, 60)
    client = browse(viewer)

    first, second = (client.get(GOALS, {"horizon": "short", "page": page}) for page in (1, 2))

    assert (len(lane(first)), len(lane(second)), lane(first).count) == (50, 10, 60)
    assert 'rel="next"' in first.content.decode()


def test_three_hundred_goals_cost_what_thirteen_do(browse, viewer, queries, project):
    client, sizes = browse(viewer), []

    for first, more in ((1, 13), (1_000, 287)):
        goals(project, more, first=first)
        client.get(GOALS)
        with queries(12):
            sizes.append(len(client.get(GOALS).content))

    assert sizes[1] - sizes[0] < 40
    assert sizes[1] < 60_000


def test_the_soonest_goals_stand_first_and_undated_ones_last(browse, viewer, project):
    goals(project, 1, first=1)
    goals(project, 1, first=2, target_on=DAY + dt.timedelta(days=9))
    goals(project, 1, first=3, target_on=DAY)

    assert [goal.number for goal in lane(browse(viewer).get(GOALS))] == [3, 2, 1]


@pytest.mark.parametrize(
    ("count", "shown"), [(MARKS_AT_MOST - 1, MARKS_AT_MOST - 1), (MARKS_AT_MOST, MARKS_AT_MOST), (300, MARKS_AT_MOST)]
)
def test_a_line_has_so_many_milestones_at_most(browse, viewer, queries, project, count, shown):
    [goal] = goals(project, 1)
    milestones(goal, count, due_on=DAY)
    client = browse(viewer)
    client.get(GOALS)

    with queries(12):
        answer = client.get(GOALS)

    page = answer.content.decode()
    assert page.count('<a class="mark"') == shown
    assert (f"{shown} of {count} milestones on the line" in page) is (count > shown)


def test_open_milestones_are_on_the_line_before_those_reached_and_the_span_is_of_all(browse, viewer, project):
    [goal] = goals(project, 1, target_on=DAY + dt.timedelta(days=100))
    first = milestones(goal, 1, first=900, due_on=DAY - dt.timedelta(days=100), state="completed", completed_at=NOW)
    late = milestones(goal, MARKS_AT_MOST, due_on=DAY - dt.timedelta(days=1))

    [line] = lane(browse(viewer).get(GOALS))

    assert {mark["title"] for mark in line.marks} == {str(row) for row in late}
    assert {mark["late"] for mark in line.marks} == {True}
    assert {mark["share"] for mark in line.marks} == {49}  # half the way from the first, which is not shown
    assert line.dated_count == len(late) + len(first)


@pytest.mark.parametrize(("count", "shown"), [(ROWS_AT_MOST, ROWS_AT_MOST), (ROWS_AT_MOST + 1, ROWS_AT_MOST)])
def test_a_goal_shows_its_first_milestones_and_a_project_its_first_goals(browse, viewer, project, count, shown):
    [goal] = goals(project, 1, first=900)
    over = {"state": "completed", "completed_at": NOW, "due_on": DAY - dt.timedelta(days=9)}
    milestones(goal, count - 1, **over)
    milestones(goal, 1, first=800, due_on=DAY)
    closed = {"lifecycle": "closed", "outcome": "missed", "closed_at": NOW, "target_on": DAY}
    goals(project, count - 1, first=1, **closed)
    client = browse(viewer)

    for row, name, urgent in ((goal, "milestones", 800), (project, "goals", 900)):
        answer = client.get(row.get_absolute_url())
        part = answer.context[name]
        assert (len(part), part.count) == (shown, count), name
        assert not part.is_cut or part.rows[0].number == urgent, name
        assert (f"{shown} of {count}: show all" in answer.content.decode()) is part.is_cut
        listed = client.get(part.url)
        pages = listed.context["page_obj"]
        assert (pages.paginator.count if pages else sum(each["goals"].count for each in listed.context["lanes"])) == (
            count
        )


def test_a_milestone_shows_its_first_tasks_and_its_last_moves(browse, member, project):
    milestone = MilestoneFactory(team=member.team, project=project, due_on=DAY)
    Task.objects.bulk_create(
        TaskFactory.build(team=member.team, milestone=milestone, number=n, state="done", completed_at=NOW)
        for n in range(1, 300)
    )
    TaskFactory(team=member.team, milestone=milestone, number=999)
    of = {"team": member.team, "milestone": milestone}
    Move.objects.bulk_create(
        Move(**of, new_due_on=DAY + dt.timedelta(days=n), at=NOW + dt.timedelta(minutes=n))
        for n in range(ROWS_AT_MOST + 5)
    )
    client = browse(member)

    answer = client.get(milestone.get_absolute_url())
    tasks = answer.context["tasks"]
    moves = client.get(f"{milestone.get_absolute_url()}slips/").context["moves"]

    assert (len(tasks), tasks.count, tasks.rows[0].number) == (ROWS_AT_MOST, 300, 999)
    assert client.get(tasks.url).context["page_obj"].paginator.count == 300
    assert [move.new_due_on for move in moves] == [DAY + dt.timedelta(days=n) for n in range(5, ROWS_AT_MOST + 5)]
    assert client.get(moves.url).status_code == 200
    assert len(answer.content) < 80_000
