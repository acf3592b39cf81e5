"""Dating a template: months for goals, days for the rest, every date on a working day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.languages import LANGUAGE_CODES
from planner.calendar import MONDAY_TO_FRIDAY, Calendar
from playbook.templates import preview, summaries, summary_of

MONDAY = dt.date(2026, 3, 2)


def dated(start=MONDAY, language="en", calendar=MONDAY_TO_FRIDAY):
    return preview("ai_product", start=start, language=language, calendar=calendar)


def every_date(made):
    yield from (goal.target_on for goal in made.goals)
    for milestone in made.milestones:
        yield from (milestone.starts_on, milestone.due_on)
        yield from (task.due_on for task in milestone.tasks)
    for risk in made.risks:
        yield risk.review_on
        yield from (action.due_on for action in risk.actions)
    yield from (role.needed_on for role in made.roles)
    yield from (step.due_on for step in made.financing)


def test_goals_are_dated_by_calendar_months():
    targets = [goal.target_on for goal in dated().goals]

    assert targets == [
        dt.date(2026, 6, 2),
        dt.date(2026, 9, 2),
        dt.date(2027, 3, 2),
        dt.date(2028, 3, 2),
        dt.date(2031, 3, 3),  # 2 March 2031 is a Sunday
    ]


def test_a_date_on_a_day_off_moves_to_the_next_working_day():
    first = dated(start=dt.date(2026, 3, 7)).milestones[0]  # a Saturday

    assert (first.starts_on, first.due_on) == (dt.date(2026, 3, 9), dt.date(2026, 4, 6))


@given(
    start=st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31)),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(sorted),
)
def test_every_date_is_a_working_day_and_no_milestone_outlives_its_goal(start, weekdays):
    made = dated(start=start, calendar=Calendar(weekdays))

    goals = {goal.key: goal for goal in made.goals}
    assert {day.weekday() for day in every_date(made)} <= set(weekdays)
    assert all(milestone.due_on <= goals[milestone.goals[0]].target_on for milestone in made.milestones)
    assert all(milestone.starts_on <= milestone.due_on for milestone in made.milestones)
    assert all(task.due_on <= milestone.due_on for milestone in made.milestones for task in milestone.tasks)


def test_both_languages_give_the_same_plan():
    english, chinese = (dated(language=language) for language in LANGUAGE_CODES)

    assert list(every_date(english)) == list(every_date(chinese))
    assert english.milestones[0].title == "Problem confirmed in 15 interviews"
    assert chinese.milestones[0].title == "15 次访谈确认问题"


def test_each_milestone_stands_under_one_goal():
    made = dated()

    listed = [milestone.key for goal in made.goals for milestone in made.milestones_of(goal)]
    assert sorted(listed) == sorted(milestone.key for milestone in made.milestones)


def test_the_summary_counts_what_the_template_makes():
    [summary] = summaries("en")

    assert summary.counts == {"goals": 5, "milestones": 18, "risks": 10, "roles": 9, "financing": 10, "tasks": 57}


def test_an_unknown_template_is_refused():
    with pytest.raises(KeyError):
        summary_of("../secrets", "en")
