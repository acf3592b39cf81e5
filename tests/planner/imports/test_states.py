import pytest

from planner.imports.states import STATE_WORDS, find_states


@pytest.mark.parametrize(
    ("word", "milestone", "task"),
    [
        ("Backlog", "planned", "backlog"),
        ("待办池", "planned", "backlog"),
        (" To  Do ", "planned", "todo"),
        ("待办", "planned", "todo"),
        ("已计划", "planned", "todo"),
        ("In Progress", "in_progress", "in_progress"),
        ("in_progress", "in_progress", "in_progress"),
        ("进行中", "in_progress", "in_progress"),
        ("On hold", "in_progress", "in_progress"),
        ("Code review", "in_review", "in_progress"),
        ("评审中", "in_review", "in_progress"),
        ("DONE", "completed", "done"),
        ("已完成", "completed", "done"),
        ("Canceled", "cancelled", "cancelled"),
        ("Won’t Do", "cancelled", "cancelled"),
        ("已取消", "cancelled", "cancelled"),
    ],
)
def test_state_words_of_both_languages_mean_states_of_ours(word, milestone, task):
    states = find_states(word)

    assert (states.of("milestone"), states.of("task")) == (milestone, task)


@pytest.mark.parametrize("word", ["", "Awaiting deployment", "undone"])
def test_word_nobody_knows_means_nothing(word):
    assert find_states(word) is None


def test_no_state_word_is_written_in_a_form_that_could_not_match():
    assert [word for word in STATE_WORDS if find_states(word) is not STATE_WORDS[word]] == []
