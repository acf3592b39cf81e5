"""A second run of a Linear export, also after one that was read as a plain list."""

import pytest

from planner.imports.applying import apply_import
from planner.models import Goal, Milestone, Task
from tests.factories.planner import TaskFactory

from .import_files import uploaded, verdicts
from .imports.test_linear_files import NEWEST, issue, names

pytestmark = pytest.mark.django_db


def file_of(*issues):
    lines = [",".join(f'"{each.get(name, "")}"' for name in names(NEWEST)) for each in issues]
    return "\n".join([NEWEST, *lines]).encode()


BETA = issue("EN-1", Project="App", Project_Milestone="Beta", Initiatives="Growth", Status="Todo")


def test_a_second_run_changes_nothing_and_makes_no_goal_twice(owner):
    apply_import(uploaded(owner, file_of(BETA)), by=owner)

    again = uploaded(owner, file_of(BETA))

    assert [(row.title, row.project.name) for row in Milestone.objects.all()] == [("Beta", "App")]
    assert [goal.title for goal in Goal.objects.all()] == ["Growth"]
    assert list(verdicts(again).values()) == [("same", [])] * 2


@pytest.mark.parametrize(("title", "found"), [("Issue EN-1", "update"), ("Another", "create")])
def test_a_task_from_when_the_file_was_a_plain_list_is_found_by_key_and_title(title, found, owner):
    TaskFactory(team=owner.team, title=title, external_source="csv", external_id="EN-1", milestone=None)

    planimport = uploaded(owner, file_of(BETA))

    assert verdicts(planimport)["Issue EN-1"][0] == found
    apply_import(planimport, by=owner)
    assert Task.objects.count() == (1 if found == "update" else 2)
