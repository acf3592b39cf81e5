"""What others changed between a preview and its application is asked again, for all rows at once; nothing else is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.imports.applying import apply_import
from planner.models import Milestone, PlanImport, Task
from teams.leaving import leave
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.teams import MembershipFactory

from .import_files import listed, uploaded

pytestmark = pytest.mark.django_db


def of_present_project(owner):
    """Return an import of a new milestone and a new task, and the project they are for."""
    project = ProjectFactory(team=owner.team, name="Ahead")
    MilestoneFactory(team=owner.team, project=project, title="Here", external_source="csv", external_id="h")
    lines = ["milestone,Here,,,,,,,,h", "milestone,New,,,,,,,,n", "task,Work,Here,,,,,,,w"]
    return uploaded(owner, listed(*lines), project=project), project


@pytest.mark.parametrize("kind", ["milestone", "task"])
def test_rows_of_a_project_discontinued_since_are_refused_as_by_hand(kind, owner):
    planimport, project = of_present_project(owner)
    planimport.rows.filter(verdict="create").exclude(kind=kind).delete()
    project.change_state("discontinued", by=owner)

    with pytest.raises(ValidationError) as caught:
        apply_import(PlanImport.objects.get(), by=owner)

    (error,) = caught.value.error_dict["project" if kind == "milestone" else "milestone"]
    assert error.code == "project_discontinued"
    assert error.messages == [
        "“Ahead” is discontinued and takes no new work. Make it active again, or choose another project."
    ]
    assert (Milestone.objects.count(), Task.objects.count(), PlanImport.objects.get().state) == (1, 0, "previewed")


def test_nothing_is_left_to_somebody_who_has_gone_since(owner):
    gone = MembershipFactory(team=owner.team, name="Gone Soon")
    lines = [
        "milestone,Beta,,Gone Soon,,,,,,b",
        "task,Work,Beta,Gone Soon,,,,,,w",
        "task,Past,Beta,Gone Soon,,,done,,,p",
    ]
    planimport = uploaded(owner, listed(*lines), new_project="Plan")
    leave(gone, by=owner)

    apply_import(planimport, by=owner)

    assert (Milestone.objects.get().owner, Task.objects.get(title="Work").assignee) == (None, None)
    assert Task.objects.get(title="Past").assignee == gone


@pytest.mark.parametrize("rows", [40, 160])
def test_rows_judged_before_cost_no_look_at_what_they_belong_to(rows, owner):
    lines = [f"milestone,Step {n},,,,,,,,m{n}" for n in range(rows)]
    lines += [f"task,Task {n},Step {n},,,,,,,t{n}" for n in range(rows)]
    planimport = uploaded(owner, listed(*lines), new_project="Plan")

    with CaptureQueriesContext(connection) as captured:
        apply_import(planimport, by=owner)

    reads = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    assert len(reads) <= 22
