"""What files get wrong or leave open, reader by reader."""

from datetime import date

import pytest

from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.rows import Problem

ASANA = "Task ID,Completed At,Name,Section/Column,Parent task,Projects\n"
JIRA = "Summary,Issue key,Issue Type,Status,Resolution,Resolved,Project name\n"


def rows(text):
    return read_plan(read_table(text)).rows


@pytest.mark.parametrize(("done", "state"), [("2026-01-30", "done"), ("", "todo")])
def test_with_an_unknown_state_word_the_day_it_was_done_decides(done, state):
    listed = rows(f"Kind,Title,Status,Completed on\nTask,A,Shelved for good,{done}\n")
    jira = rows(f"{JIRA}A,X-1,Task,Shelved for good,,{done},P\n")

    assert [row.state for row in (*listed, *jira) if row.kind == "task"] == [state, state]


def test_unknown_word_of_what_was_closed_without_work_is_cancelled():
    (task,) = (row for row in rows(f"{JIRA}A,X-1,Task,Shelved,Won't Do,2026-01-30,P\n") if row.kind == "task")

    assert (task.state, task.done_on) == ("cancelled", None)


@pytest.mark.parametrize(("word", "state"), [("no", "todo"), ("FALSE", "todo"), ("否", "todo"), ("yes", "done")])
def test_a_column_done_says_yes_or_no(word, state):
    assert [(row.state, row.problems[1:]) for row in rows(f"Kind,Title,Done\ntask,A,{word}\n")] == [(state, ())]


@pytest.mark.parametrize(("cell", "state", "day"), [("2026-01-30", "done", date(2026, 1, 30)), ("", "todo", None)])
def test_a_column_completed_may_hold_the_day(cell, state, day):
    (task,) = rows(f"Kind,Title,Completed\ntask,A,{cell}\n")

    assert (task.state, task.done_on, task.problems[1:]) == (state, day, ())


def test_the_order_of_day_and_month_is_learnt_from_a_column_completed_too():
    tasks = rows("Kind,Title,Completed\ntask,A,30/1/2026\ntask,B,5/1/2026\n")

    assert [task.done_on for task in tasks] == [date(2026, 1, 30), date(2026, 1, 5)]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("", None),
        ("0", None),
        ("28800", 1),
        ("28801", 2),
        ("38h", 5),
        ("1w 2d 4h", 8),
        ("30m", 1),
        ("28771200", 999),
    ],
)
def test_jira_tells_work_in_seconds_or_units_and_it_becomes_days_of_eight_hours(cell, days):
    (task,) = rows(f"Summary,Issue key,Issue Type,Status,Project name,Original Estimate\nA,X-1,Task,Open,P,{cell}\n")[
        -1:
    ]

    assert (task.estimate, task.problems) == (days, ())


@pytest.mark.parametrize("cell", ["five", "3 points", "28771201", "1.5d", "-3"])
def test_work_that_cannot_be_read_is_told_and_leaves_the_estimate_open(cell):
    (task,) = rows(f"Summary,Issue key,Issue Type,Status,Project name,Original Estimate\nA,X-1,Task,Open,P,{cell}\n")[
        -1:
    ]

    assert (task.estimate, task.problems) == (None, (Problem("work_unreadable", {"value": cell}),))


def test_long_name_of_a_section_is_cut_with_a_warning_and_keeps_its_tasks():
    section = "x" * 250

    milestone, task = rows(f"{ASANA}1,,A,{section},,P\n")

    assert (milestone.title, milestone.problems) == ("x" * 200, (Problem("title_too_long", {"limit": 200}),))
    assert (task.milestone_source, task.milestone_id) == (milestone.external_source, milestone.external_id)


def test_subtasks_belong_to_the_nearest_task_above_of_their_parents_name():
    text = "1,,Launch,Web,,P\n2,,Write,,Launch,P\n3,,Launch,Phone,,P\n4,,Call,,Launch,P\n"

    named = {row.external_id: (row.kind, row.milestone_id) for row in rows(ASANA + text)}

    assert named == {
        "1": ("milestone", ""),
        "2": ("task", "1"),
        "3": ("milestone", ""),
        "4": ("task", "3"),
    }


def test_subtasks_above_their_parent_belong_to_the_first_of_its_name():
    named = {row.external_id: row.milestone_id for row in rows(f"{ASANA}1,,Call,,Launch,P\n2,,Launch,Web,,P\n")}

    assert named == {"1": "2", "2": ""}


def test_task_of_a_title_in_several_projects_takes_the_first_and_says_so():
    text = "Kind,Title,Milestone,Project,ID\nmilestone,Beta,,Alpha,1\nmilestone,Beta,,Gamma,2\ntask,T,Beta,,3\n"

    task = rows(text)[2]

    assert (task.milestone_id, task.problems) == ("1", (Problem("several_milestones", {"value": "Beta"}),))


@pytest.mark.parametrize(("cell", "estimate"), [("3", 3), ("3.0", 3), ("5 days", 5), ("4d", 4), ("2天", 2), ("", None)])
def test_estimate_is_a_number_of_days(cell, estimate):
    assert [row.estimate for row in rows(f"Title,Due,Estimate (days)\nA,,{cell}\n")] == [estimate]


@pytest.mark.parametrize("cell", ["1000", "2.5", "soon", "-1"])
def test_estimate_that_is_no_number_of_days_is_told(cell):
    (row,) = rows(f"Title,Due,估算（天）\nA,,{cell}\n")

    assert (row.estimate, row.problems) == (None, (Problem("estimate_unreadable", {"value": cell}),))


@pytest.mark.parametrize(
    ("flag", "note", "blocked"),
    [("yes", "", True), ("否", "", False), ("", "", None), ("", "The contract", True), ("no", "The contract", False)],
)
def test_a_reason_alone_says_that_something_blocks(flag, note, blocked):
    (row,) = rows(f"Title,Due,Blocked,Blocked reason\nA,,{flag},{note}\n")

    assert (row.blocked, row.blocked_note, row.problems) == (blocked, note, ())


def test_flag_that_is_neither_yes_nor_no_is_told():
    (row,) = rows("Title,Due,Blocked\nA,,perhaps\n")

    assert (row.blocked, row.problems) == (
        None,
        (Problem("flag_unreadable", {"column": "Blocked", "value": "perhaps"}),),
    )


def test_day_of_completion_arrives_with_an_unknown_word():
    (row,) = rows("Title,Status,Completed on\nA,Shelved,2026-01-30\n")

    assert (row.state, row.done_on) == ("completed", date(2026, 1, 30))
