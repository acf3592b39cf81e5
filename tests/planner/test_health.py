"""The computed health of a goal: the worst that holds, with its reason."""

import datetime as dt

import pytest

from planner.health import Facts, Judgement, judge
from planner.models import MilestoneState
from tests.conftest import NOW
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import GoalFactory, KeyResultFactory, MilestoneFactory

TODAY = dt.date(2026, 3, 2)
PAST, SOON, TARGET, BEYOND = (TODAY + dt.timedelta(days=days) for days in (-1, 10, 100, 101))


@pytest.mark.parametrize(
    ("facts", "judgement"),
    [
        (Facts(PAST, 100, 100, PAST, BEYOND), Judgement("off_track", "overdue", day=PAST)),
        (Facts(TARGET, 90, 50, SOON, BEYOND), Judgement("off_track", "ends_late", day=BEYOND)),
        (Facts(TARGET, 34, 50, PAST, TARGET), Judgement("at_risk", "behind", points=16)),
        (Facts(TARGET, 35, 50, PAST, TARGET), Judgement("at_risk", "late_milestones", day=PAST)),
        (Facts(TARGET, 35, 50, SOON, TARGET), Judgement("on_track", "pace")),
        (Facts(TARGET, 35, 50, PAST, TARGET, 1), Judgement("at_risk", "late_milestones", day=PAST)),
        (Facts(TARGET, 35, 50, SOON, TARGET, 1), Judgement("at_risk", "gate")),
        (Facts(None, None, None, None, None, 1), Judgement("at_risk", "gate")),
        (Facts(TARGET, 0, 0, TODAY, TODAY), Judgement("on_track", "pace")),
        (Facts(TARGET, None, 50), Judgement(None, "not_measurable")),
        (Facts(None, 40, None), Judgement(None, "no_target")),
        (Facts(None, 40, None, PAST, BEYOND), Judgement("at_risk", "late_milestones", day=PAST)),
    ],
)
def test_the_worst_that_holds_is_the_health(facts, judgement):
    assert judge(facts, TODAY) == judgement


@pytest.mark.django_db
@pytest.mark.parametrize("state", MilestoneState.values)
def test_open_milestones_alone_decide_about_dates(team, time_machine, state):
    time_machine.move_to(NOW)
    goal = GoalFactory(team=team, target_on=TARGET)
    done = {"completed_at": NOW} if state == "completed" else {}
    MilestoneFactory(team=team, project=goal.project, goal=goal, due_on=BEYOND, state=state, **done)

    is_open = state not in ("completed", "cancelled")
    assert (goal.judgement.reason == "ends_late") is is_open


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "check", "reason"),
    [
        ("planned", {"state": "failed"}, "gate"),
        ("in_progress", {"state": "failed"}, "gate"),
        ("planned", {"state": "failed", "is_required": False}, "not_measurable"),
        ("planned", {"state": "open"}, "not_measurable"),
        ("planned", {"state": "waived", "reason": "Later"}, "not_measurable"),
        ("completed", {"state": "failed"}, "pace"),
        ("cancelled", {"state": "failed"}, "not_measurable"),
    ],
)
def test_a_required_gate_that_failed_is_a_reason_while_its_milestone_is_open(team, time_machine, state, check, reason):
    time_machine.move_to(NOW)
    goal = GoalFactory(team=team, target_on=TARGET)
    done = {"completed_at": NOW} if state == "completed" else {}
    milestone = MilestoneFactory(team=team, project=goal.project, goal=goal, due_on=SOON, state=state, **done)
    GateCheckFactory(team=team, milestone=milestone, **check)

    assert goal.judgement.reason == reason


@pytest.mark.django_db
def test_two_failed_gates_of_a_milestone_count_it_once(team):
    goal = GoalFactory(team=team, target_on=TARGET)
    milestone = MilestoneFactory(team=team, project=goal.project, goal=goal)
    GateCheckFactory.create_batch(2, team=team, milestone=milestone, state="failed")
    MilestoneFactory(team=team, project=goal.project, goal=goal)

    assert (goal.standing.held_back, goal.progress.total) == (1, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("health", "current", "disagrees"),
    [("on_track", 0, True), ("at_risk", 0, False), ("", 0, False), ("on_track", None, False), ("at_risk", 90, True)],
)
def test_a_goal_disagrees_where_people_report_another_health(team, time_machine, health, current, disagrees):
    time_machine.move_to(NOW)
    goal = GoalFactory(team=team, target_on=TODAY + dt.timedelta(days=30), health=health)
    type(goal).objects.update(created_at=NOW - dt.timedelta(days=30))
    goal.refresh_from_db()
    KeyResultFactory(team=team, goal=goal, current=current)

    assert goal.disagrees is disagrees


@pytest.mark.django_db
def test_a_closed_goal_is_judged_no_more(member):
    goal = GoalFactory(team=member.team, target_on=PAST, health="on_track")

    goal.close("missed", by=member)

    assert (goal.judgement.health, goal.disagrees) == (None, False)
