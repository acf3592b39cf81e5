"""A milestone: the ledger of its dates, its verbs and what takes them back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.models import Milestone
from teams.models import DUE_SOON, Activity, add_rows, change, change_rows
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = dt.date(2026, 5, 1), dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def made(member, **values):
    project = values.pop("project", None) or ProjectFactory(team=member.team)
    return Milestone(team=member.team, project=project, title="Beta", **values).store(by=member)


def ledger(milestone):
    return [(move.old_due_on, move.new_due_on) for move in milestone.moves.all()]


def due(milestone, day, by):
    milestone.due_on = day
    milestone.store(by=by)


# Dates


def test_the_first_date_is_kept_whenever_it_is_given(member):
    milestone = made(member)

    due(milestone, MAY, member)
    due(milestone, JUNE, member)

    milestone.refresh_from_db()
    assert (milestone.first_due_on, milestone.slip_days) == (MAY, 21)
    assert ledger(milestone) == [(MAY, JUNE)]


def test_the_first_date_is_kept_when_many_rows_are_changed_at_once(member):
    milestone = made(member)
    milestone.due_on = MAY
    change_rows([milestone], by=member)

    milestone.refresh_from_db()
    milestone.due_on = JUNE
    change_rows([milestone], by=member)

    milestone.refresh_from_db()
    assert (milestone.first_due_on, milestone.due_on, ledger(milestone)) == (MAY, JUNE, [(MAY, JUNE)])


def test_the_first_date_is_kept_when_many_rows_are_added_at_once(member):
    project = ProjectFactory(team=member.team)

    add_rows([Milestone(team=member.team, project=project, title="Beta", due_on=MAY)], by=member)

    assert Milestone.objects.get().first_due_on == MAY


@pytest.mark.parametrize("rows", [1, 20])
def test_undoing_a_move_is_a_move_too(member, rows):
    project = ProjectFactory(team=member.team)
    milestones = [made(member, project=project, due_on=MAY) for _ in range(rows)]
    with change(member, "Postponed") as act:
        for milestone in milestones:
            due(milestone, JUNE, act)

    act.undo(by=member)

    for milestone in milestones:
        milestone.refresh_from_db()
        assert (milestone.due_on, milestone.first_due_on, milestone.slip_days) == (MAY, MAY, 0)
        assert ledger(milestone) == [(MAY, JUNE), (JUNE, MAY)]
        assert [move.by for move in milestone.moves.all()] == [member, member]


def test_undoing_the_first_date_takes_it_back_wholly(member):
    milestone = made(member)
    with change(member, "Dated") as act:
        due(milestone, MAY, act)

    act.undo(by=member)

    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.first_due_on, ledger(milestone)) == (None, None, [])


def test_a_date_taken_away_and_given_again_is_told(member):
    milestone = made(member, due_on=MAY)

    due(milestone, None, member)
    due(milestone, JULY, member)

    assert ledger(milestone) == [(MAY, None), (None, JULY)]
    assert milestone.first_due_on == MAY


def test_an_edit_that_leaves_the_date_leaves_no_move(member):
    milestone = made(member, due_on=MAY)
    milestone.title = "Gamma"

    milestone.store(by=member)

    assert ledger(milestone) == []


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (DUE_SOON.days, True), (DUE_SOON.days + 1, False)])
def test_due_soon_means_from_today_until_the_fourteenth_day(team, days, soon):
    MilestoneFactory(team=team, due_on=MAY + dt.timedelta(days=days))

    assert (DUE_SOON.days, Milestone.objects.due_soon(on=MAY).exists()) == (14, soon)


# Verbs


def test_a_milestone_is_completed_once_and_is_blocked_no_more(member):
    milestone = MilestoneFactory(team=member.team, blocked=True, blocked_note="No data")

    milestone.complete(by=member)
    milestone.complete(by=member)

    assert (milestone.state, milestone.blocked, milestone.blocked_note) == ("completed", False, "")
    assert milestone.completed_at is not None
    assert Activity.objects.filter(verb="completed").count() == 1


@pytest.mark.parametrize("state", ["planned", "in_progress", "in_review"])
def test_undo_of_a_completion_restores_what_stood_before(member, state):
    milestone = MilestoneFactory(team=member.team, state=state, blocked=True, blocked_note="No data")
    milestone.complete(by=member)

    milestone.undo_completion(by=member)
    milestone.undo_completion(by=member)

    assert (milestone.state, milestone.completed_at) == (state, None)
    assert (milestone.blocked, milestone.blocked_note) == (True, "No data")


@pytest.mark.parametrize("state", ["planned", "in_review"])
def test_undo_of_a_cancellation_restores_what_stood_before(member, state):
    milestone = MilestoneFactory(team=member.team, state=state)
    milestone.cancel(by=member)

    milestone.undo_cancellation(by=member)

    assert milestone.state == state


def test_undo_is_refused_once_the_row_was_changed(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.complete(by=member)
    milestone.title = "Gamma"
    milestone.store(by=member)

    with pytest.raises(ValidationError) as refused:
        milestone.undo_completion(by=member)

    milestone.refresh_from_db()
    assert (refused.value.code, milestone.state) == ("changed_since", "completed")


def test_undo_of_a_completion_takes_no_cancellation_back(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.cancel(by=member)

    with pytest.raises(ValidationError) as refused:
        milestone.undo_completion(by=member)

    milestone.refresh_from_db()
    assert (refused.value.code, milestone.state) == ("changed_since", "cancelled")


def test_a_cancelled_milestone_is_neither_completed_nor_cancelled_again(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.cancel(by=member)

    milestone.cancel(by=member)
    with pytest.raises(ValidationError, match="A cancelled milestone cannot be completed"):
        milestone.complete(by=member)

    assert (milestone.state, Activity.objects.filter(verb="cancelled").count()) == ("cancelled", 1)


def test_a_completed_milestone_is_not_cancelled(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.complete(by=member)

    with pytest.raises(ValidationError, match="A completed milestone cannot be cancelled"):
        milestone.cancel(by=member)

    milestone.refresh_from_db()
    assert milestone.state == "completed"


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_a_milestone_is_reopened_however_it_ended(member, verb):
    milestone = MilestoneFactory(team=member.team)
    getattr(milestone, verb)(by=member)
    milestone.title = "Gamma"
    milestone.store(by=member)

    milestone.reopen(by=member)

    assert (milestone.state, milestone.completed_at) == ("in_progress", None)


@pytest.mark.parametrize(("before", "after"), [("planned", "cancelled"), ("cancelled", "planned")])
def test_only_verbs_lead_out_of_the_open_states_and_back(member, before, after):
    milestone = MilestoneFactory(team=member.team, state=before)
    milestone.state = after

    with pytest.raises(ValidationError) as refused:
        milestone.store(by=member)

    assert [error.code for error in refused.value.error_dict["state"]] == ["by_verb"]


def test_a_new_milestone_is_not_born_cancelled(member):
    with pytest.raises(ValidationError, match="Use “complete”, “cancel” and “reopen”"):
        made(member, state="cancelled")


# Overdue


@pytest.mark.parametrize(
    ("state", "project", "late"),
    [("planned", "active", True), ("planned", "finished", False), ("cancelled", "active", False)],
)
def test_the_row_and_the_set_agree_on_what_is_overdue(team, state, project, late):
    milestone = MilestoneFactory(team=team, project=ProjectFactory(team=team, state=project), state=state, due_on=MAY)

    assert milestone.is_overdue(on=JUNE) is late
    assert Milestone.objects.overdue(on=JUNE).exists() is late
    assert milestone.is_closed is not late


# Goals


def test_goals_are_of_the_milestones_own_project_from_the_start(member):
    goal = GoalFactory(team=member.team)

    with pytest.raises(ValidationError) as refused:
        Milestone(team=member.team, project=ProjectFactory(team=member.team), title="Beta").store(
            by=member, links={"goals": [goal]}
        )

    assert refused.value.error_dict["goals"][0].code == "other_project"
    assert not Milestone.objects.exists()
