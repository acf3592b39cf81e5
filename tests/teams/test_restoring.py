"""Rows that an undo puts back: no news to anybody, at the version they had, step by step."""

import pytest

from planner.models import Task
from teams.models import Activity, change
from tests.factories.planner import TaskFactory

pytestmark = pytest.mark.django_db


def restored(row, *, by):
    """Discard a row, take that back and return the row as it stands then."""
    with change(by, "{who} cleared up") as act:
        type(row).objects.get(pk=row.pk).discard(by=act)
    act.undo(by=by)
    return type(row).objects.get(pk=row.pk)


def test_what_is_made_again_tells_of_no_change(owner, member):
    restored(TaskFactory(team=owner.team, assignee=member), by=owner)

    assert Activity.objects.get(verb="restored").changes == {}


def test_what_is_made_again_goes_on_from_its_version(owner):
    task = TaskFactory(team=owner.team)
    task.title = "Renamed"
    task.store(by=owner)

    assert restored(task, by=owner).version == task.version == 2


def test_a_row_changed_twice_in_an_act_is_put_back_step_by_step(owner):
    task = TaskFactory(team=owner.team, title="First")
    with change(owner, "{who} renamed twice") as act:
        for title in ("Second", "Third"):
            task.title = title
            task.store(by=act)

    act.undo(by=owner)

    steps = Activity.objects.filter(verb="restored").order_by("subject_version")
    assert Task.objects.get().title == "First"
    assert list(steps.values_list("changes__title", "subject_version")) == [
        (["Third", "Second"], 4),
        (["Second", "First"], 5),
    ]
