"""Many rows in one act: the same numbers, activities, links and undo as one by one, in a few statements."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.models import Goal, Milestone, Task
from teams.leaving import leave
from teams.models import Activity, add_rows, change, change_rows
from teams.models.holding import CHUNK
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory

pytestmark = pytest.mark.django_db
MANY = 60  # more than undo takes one by one


@pytest.fixture
def project(team):
    return ProjectFactory(team=team, number=1)


def drafts(project, count):
    return [Milestone(team=project.team, project=project, title=f"Ｂeta {n}") for n in range(count)]


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_new_rows_get_one_block_of_numbers_after_those_in_use(owner, project):
    Milestone(team=project.team, project=project, title="First").store(by=owner)

    add_rows(drafts(project, 3), by=owner)
    last = Milestone(team=project.team, project=project, title="Last").store(by=owner)

    assert sorted(Milestone.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert last.number == 5


def test_a_row_added_among_many_is_told_like_a_row_stored_alone(owner, project):
    alone = Milestone(team=project.team, project=project, title="Ｂeta 0").store(by=owner)

    add_rows(drafts(project, 1), by=owner)

    added = Milestone.objects.get(number=2)
    one, other = Activity.objects.about(alone).get(), Activity.objects.about(added).get()
    assert (other.verb, other.by, other.subject_version) == (one.verb, one.by, one.subject_version)
    assert other.changes == one.changes | {"number": [None, 2]}
    texts = [(row.number, row.search_text) for row in (alone, added)]
    assert texts == [(row.number, f"m-{row.number} beta 0") for row in (alone, added)]


def test_links_are_set_with_the_rows(owner, project):
    goal = GoalFactory(team=project.team, project=project)
    row = drafts(project, 1)[0]

    add_rows([row], by=owner, links={"goals": {row.pk: [goal.pk]}})

    assert list(row.goals.all()) == [goal]


def test_changed_rows_are_saved_with_version_and_old_and_new_values(owner, project):
    goal = GoalFactory(team=project.team, project=project)
    row = MilestoneFactory(team=project.team, project=project, title="Beta")
    same = MilestoneFactory(team=project.team, project=project, title="Same")
    row.title = "Gamma"

    stale = change_rows([row, same], by=owner, links={"goals": {row.pk: [goal.pk]}})

    row.refresh_from_db()
    assert (stale, row.title, row.version, row.search_text) == ([], "Gamma", 2, f"m-{row.number} gamma")
    assert [(told.subject_id, told.changes) for told in Activity.objects.filter(verb="changed")] == [
        (row.pk, {"title": ["Beta", "Gamma"], "goals": [[], [str(goal.pk)]]})
    ]


def test_a_row_changed_meanwhile_is_left_alone_and_handed_back(owner, project):
    row = MilestoneFactory(team=project.team, project=project, title="Beta")
    gone = MilestoneFactory(team=project.team, project=project)
    theirs = Milestone.objects.get(pk=row.pk)
    theirs.title = "Theirs"
    theirs.store(by=owner)
    Milestone.objects.filter(pk=gone.pk).delete()
    row.title, gone.title = "Mine", "Mine too"

    stale = change_rows([row, gone], by=owner)

    assert stale == [row, gone]
    assert Milestone.objects.get().title == "Theirs"


def test_one_undo_takes_back_what_was_added_and_what_was_changed(owner, project):
    changed = [Milestone(team=project.team, project=project, title="Before") for _ in range(MANY)]
    add_rows(changed, by=owner)
    with change(owner, "Many") as act:
        made = drafts(project, MANY)
        add_rows(made, by=act)
        add_rows([Task(team=project.team, title="T", milestone=row) for row in made], by=act)
        for row in changed:
            row.title = "After"
        change_rows(changed, by=act)

    act.undo(by=owner)

    assert act.undone_at is not None
    assert {(row.title, row.version) for row in Milestone.objects.all()} == {("Before", 3)}
    assert all(row.search_text == f"m-{row.number} before" for row in Milestone.objects.all())
    assert (Milestone.objects.count(), Task.objects.count()) == (MANY, 0)


def test_undo_restores_links_too(owner, project):
    goal = GoalFactory(team=project.team, project=project)
    rows = MilestoneFactory.create_batch(MANY, team=project.team, project=project)
    with change(owner, "Linked") as act:
        change_rows(rows, by=act, links={"goals": {row.pk: [goal.pk] for row in rows}})

    act.undo(by=owner)

    assert not Goal.objects.get().milestones.exists()


def test_undo_refuses_and_names_rows_changed_since(owner, project):
    with change(owner, "Many") as act:
        add_rows(drafts(project, MANY), by=act)
    row = Milestone.objects.first()
    row.title = "Touched"
    row.store(by=owner)

    with pytest.raises(ValidationError, match="Ｂeta 0"):
        act.undo(by=owner)

    assert Milestone.objects.count() == MANY


def test_undo_refuses_when_something_made_is_used_by_now(owner, project):
    with change(owner, "Many") as act:
        add_rows(drafts(project, MANY), by=act)
    TaskFactory(team=project.team, milestone=Milestone.objects.first(), title="User of it")

    with pytest.raises(ValidationError, match="User of it"):
        act.undo(by=owner)

    assert (Milestone.objects.count(), act.undone_at) == (MANY, None)


def test_the_order_of_undo_does_not_depend_on_the_clock(owner, project, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    with change(owner, "At once") as act:
        made = drafts(project, MANY)
        add_rows(made, by=act)
        add_rows([Task(team=project.team, title="T", milestone=row) for row in made], by=act)

    act.undo(by=owner)

    assert not Milestone.objects.exists()


def test_statements_grow_by_chunk_and_not_by_row(owner, project):
    few = statements(lambda: add_rows(drafts(project, 20), by=owner))
    chunk = statements(lambda: add_rows(drafts(project, CHUNK), by=owner))

    assert few <= 10
    assert chunk <= 10 + CHUNK / 10


def test_undo_of_many_gives_nothing_back_to_who_has_left(owner, member, project):
    rows = MilestoneFactory.create_batch(MANY, team=project.team, project=project, owner=member)
    for row in rows:
        row.owner = owner
    with change(owner, "Handed over") as act:
        change_rows(rows, by=act)
    leave(member, by=owner)

    act.undo(by=owner)

    assert set(Milestone.objects.values_list("owner", flat=True)) == {None}


def test_undo_of_many_asks_what_undo_of_few_asks(owner, project):
    rows = MilestoneFactory.create_batch(MANY, team=project.team, project=project, due_on=dt.date(2026, 5, 1))
    Milestone.objects.update(due_on=dt.date(9999, 12, 31))  # as it may stand there from before the rule
    rows = list(Milestone.objects.all())
    for row in rows:
        row.due_on = dt.date(2026, 6, 1)
    with change(owner, "Moved") as act:
        change_rows(rows, by=act)

    with pytest.raises(ValidationError) as refusal:
        act.undo(by=owner)

    assert set(refusal.value.message_dict) == {"due_on"}
