from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendar import MONDAY_TO_FRIDAY, Calendar
from planner.progress import (
    GoalPart,
    GoalProgress,
    TaskPart,
    expected_today,
    goal_progress,
    milestone_progress,
    percent,
)

MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)
STATES = st.sampled_from(["backlog", "todo", "in_progress", "done", "cancelled"])
WEIGHTS = st.one_of(st.none(), st.integers(1, 50), st.decimals("0.5", "50", places=1))
TASKS = st.lists(st.builds(TaskPart, STATES, WEIGHTS), max_size=12)


def test_milestone_without_estimates_counts_its_tasks():
    tasks = [TaskPart("done"), TaskPart("todo"), TaskPart("in_progress"), TaskPart("done")]

    assert milestone_progress("in_progress", tasks) == Fraction(1, 2)


def test_task_without_estimate_takes_the_mean_of_the_others():
    tasks = [TaskPart("done", 2), TaskPart("todo", Decimal("4.5")), TaskPart("todo")]

    assert milestone_progress("in_progress", tasks) == Fraction(8, 39)


def test_cancelled_task_counts_neither_as_done_nor_in_the_mean():
    tasks = [TaskPart("done", 1), TaskPart("cancelled", 100), TaskPart("todo")]

    assert milestone_progress("in_progress", tasks) == Fraction(1, 2)


@pytest.mark.parametrize("tasks", [[], [TaskPart("cancelled", 3)], [TaskPart("todo", 0)]])
def test_milestone_without_any_work_left_is_not_measurable(tasks):
    assert milestone_progress("planned", tasks) is None


def test_nothing_done_is_zero_and_not_unknown():
    assert milestone_progress("planned", [TaskPart("todo")]) == 0


def test_completed_milestone_is_whole_whatever_its_tasks_say():
    assert milestone_progress("completed", [TaskPart("todo")]) == 1


def test_cancelled_milestone_has_no_progress():
    assert milestone_progress("cancelled", [TaskPart("done")]) is None


def test_negative_weight_is_refused():
    with pytest.raises(ValueError, match="negative"):
        milestone_progress("planned", [TaskPart("done", -1)])


@given(TASKS, st.integers(2, 9))
def test_scaling_all_weights_changes_no_figure(tasks, factor):
    # Tasks without a weight follow the mean, so they scale too; with no weight at all nothing changes.
    scaled = [TaskPart(t.state, None if t.weight is None else t.weight * factor) for t in tasks]

    assert milestone_progress("planned", scaled) == milestone_progress("planned", tasks)


@given(TASKS)
def test_progress_lies_between_nothing_and_all(tasks):
    share = milestone_progress("planned", tasks)

    assert share is None or 0 <= share <= 1


def test_goal_weighs_its_milestones():
    parts = [GoalPart("completed", Fraction(1), 3), GoalPart("planned", Fraction(0), 1)]

    assert goal_progress(parts) == GoalProgress(Fraction(3, 4), 2, 2)


def test_unmeasurable_milestone_leaves_both_sums_and_is_reported():
    parts = [GoalPart("in_progress", Fraction(1, 2), 2), GoalPart("planned", None, 8)]

    assert goal_progress(parts) == GoalProgress(Fraction(1, 2), 1, 2)


def test_cancelled_milestone_leaves_the_goal_altogether():
    parts = [GoalPart("in_progress", Fraction(1, 4)), GoalPart("cancelled", Fraction(1))]

    assert goal_progress(parts) == GoalProgress(Fraction(1, 4), 1, 1)


@pytest.mark.parametrize(
    ("parts", "total"),
    [([], 0), ([GoalPart("planned", None)], 1), ([GoalPart("planned", Fraction(1), 0)], 1)],
)
def test_goal_with_nothing_to_weigh_is_not_measurable(parts, total):
    result = goal_progress(parts)

    assert (result.share, result.total) == (None, total)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (None, None),
        (Fraction(0), 0),
        (Fraction(1, 1000), 1),
        (Fraction(1, 3), 33),
        (Fraction(999, 1000), 99),
        (Fraction(1), 100),
    ],
)
def test_percent_says_all_only_when_all_is_done(share, expected):
    assert percent(share) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (MONDAY - timedelta(days=30), Fraction(0)),
        (MONDAY, Fraction(0)),
        (date(2026, 3, 4), Fraction(1, 2)),
        (FRIDAY, Fraction(1)),
        (FRIDAY + timedelta(days=90), Fraction(1)),
    ],
)
def test_expected_share_runs_from_start_to_target(today, expected):
    assert expected_today(MONDAY, FRIDAY, today, MONDAY_TO_FRIDAY) == expected


def test_weekend_does_not_raise_what_is_expected():
    target = date(2026, 3, 16)

    saturday = expected_today(MONDAY, target, date(2026, 3, 7), MONDAY_TO_FRIDAY)

    assert saturday == expected_today(MONDAY, target, date(2026, 3, 9), MONDAY_TO_FRIDAY)


def test_team_that_works_on_sunday_expects_more():
    sunday_to_thursday = Calendar({6, 0, 1, 2, 3})

    assert expected_today(date(2026, 3, 1), date(2026, 3, 8), MONDAY, sunday_to_thursday) == Fraction(1, 5)


@pytest.mark.parametrize(("start", "target"), [(None, FRIDAY), (MONDAY, None)])
def test_without_both_dates_nothing_is_expected(start, target):
    assert expected_today(start, target, MONDAY, MONDAY_TO_FRIDAY) is None


@pytest.mark.parametrize(("today", "expected"), [(date(2026, 3, 6), 0), (date(2026, 3, 7), 1)])
def test_span_of_one_free_day_jumps_on_its_target(today, expected):
    saturday = date(2026, 3, 7)

    assert expected_today(saturday, saturday, today, MONDAY_TO_FRIDAY) == expected


def test_a_day_off_does_not_raise_what_is_expected():
    calendar = Calendar(range(5), {date(2026, 3, 3): False})

    assert expected_today(MONDAY, FRIDAY, date(2026, 3, 4), calendar) == Fraction(1, 3)


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(-20, 400),
    st.integers(-100, 500),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_expected_share_never_falls_from_day_to_day(start, length, offset, weekdays):
    target, today = start + timedelta(days=length), start + timedelta(days=offset)
    before = expected_today(start, target, today, Calendar(weekdays))
    after = expected_today(start, target, today + timedelta(days=1), Calendar(weekdays))

    assert 0 <= before <= after <= 1
