"""Words of priorities, in the programs and languages that plans come from."""

import pytest

from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.priorities import PRIORITY_WORDS, find_priority

LINEAR = "ID,Team,Title,Status,Priority,Completed,Canceled,Archived"
ASANA = "Task ID,Name,Section/Column,Completed At,Priority"
JIRA = "Summary,Issue key,Issue Type,Status,Priority"
GERMAN = "Zusammenfassung,Schlüssel,Vorgangstyp,Status,Priorität"


@pytest.mark.parametrize(
    ("word", "priority"),
    [
        ("Urgent", "urgent"),
        ("HIGHEST", "urgent"),
        ("Critical ⚠️️", "urgent"),
        ("P1", "high"),
        ("Medium", "medium"),
        ("Lowest", "low"),
        ("No priority", "none"),
        ("紧急", "urgent"),
        ("高", "high"),
        ("la plus basse", "low"),
    ],
)
def test_words_mean_priorities_of_ours(word, priority):
    assert find_priority(word) == priority


@pytest.mark.parametrize("word", ["", "–", "500", "asap", "x" * 10_000])
def test_what_nobody_knows_means_nothing(word):
    assert find_priority(word) is None


def test_no_word_is_written_in_a_form_that_could_not_match():
    assert [word for word in PRIORITY_WORDS if find_priority(word) != PRIORITY_WORDS[word]] == []


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (LINEAR, "EN-1,Core,Call,Todo,High,,,"),
        (ASANA, "1,Call,Beta,,High"),
        (JIRA, "Call,EN-1,Task,To Do,High"),
        (GERMAN, "Call,EN-1,Task,Offen,Hoch"),
        ("标题,优先级", "Call,高"),
        ("name,state,priority,planned_start,planned_end", "Call,planned,high,,"),
    ],
)
def test_each_program_with_priorities_is_understood(header, line):
    rows = read_plan(read_table(f"{header}\n{line}\n")).rows

    assert [row.priority for row in rows if row.title == "Call"] == ["high"]


def test_a_word_nobody_knows_is_said_of_its_row():
    [row] = read_plan(read_table("Title,Priority\nCall,asap\n")).rows

    assert (row.priority, [(each.code, each.params) for each in row.problems]) == (
        None,
        [("priority_unknown", {"value": "asap"})],
    )
