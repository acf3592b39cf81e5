"""Who comes second hears the rule, not the database: a name taken between the check and the write."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from planner.models import Project
from teams.models import change
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
TAKEN = "The team has a project of this name already."


@contextmanager
def rival_unseen():
    """Let the next check for a project of the same name find nothing, as if the other row were committed after it."""
    looked = []

    def look(execute, sql, params, many, context):
        if not looked and 'AS "a" FROM' in sql and '"planner_project"."name" =' in sql:
            looked.append(sql)
            return execute("SELECT 1 WHERE 1 = %s", (0,), many, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield
    assert len(looked) == 1


def test_a_new_row_that_comes_second_is_refused_by_the_rule(owner):
    ProjectFactory(team=owner.team, name="Beacon")

    with rival_unseen(), pytest.raises(ValidationError) as refusal:
        Project(team=owner.team, name="Beacon").store(by=owner)

    assert (refusal.value.messages, Project.objects.count()) == ([TAKEN], 1)


def test_an_edit_that_comes_second_is_refused_by_the_rule_and_may_be_repeated(owner):
    ProjectFactory(team=owner.team, name="Beacon")
    row = ProjectFactory(team=owner.team, name="Kiln")
    row.name = "Beacon"

    with rival_unseen(), pytest.raises(ValidationError) as refusal:
        row.store(by=owner)
    row.name = "Forge"
    row.store(by=owner)

    assert refusal.value.messages == [TAKEN]
    assert (row.name, row.version) == ("Forge", 2)


def test_page_and_api_answer_with_the_rule(owner, browse, api):
    ProjectFactory(team=owner.team, name="Beacon")
    client = browse(owner)
    form = client.get("/t/acme/projects/new/").context["form"]
    values = {name: form.initial.get(name) or field.initial or "" for name, field in form.fields.items()}

    with rival_unseen():
        page = client.post("/t/acme/projects/new/", values | {"name": "Beacon"})
    with rival_unseen():
        answer = api(owner).post("/api/v1/teams/acme/projects/", {"name": "Beacon"})

    assert (page.status_code, answer.status_code) == (422, 400)
    assert (page.context["form"].non_field_errors(), answer.json()["errors"][0]["message"]) == ([TAKEN], TAKEN)


def test_undo_of_a_removal_restores_the_links(owner):
    goal = GoalFactory(team=owner.team)
    milestone = MilestoneFactory(team=owner.team, project=goal.project)
    milestone.goals.set([goal])
    risk = RiskFactory(team=owner.team)
    with change(owner, "Clear") as act:
        milestone.discard(by=act)
        risk.discard(by=act)

    act.undo(by=owner)

    assert list(type(milestone).objects.get().goals.all()) == [goal]


def test_undo_of_a_removal_is_refused_when_the_name_was_taken_meanwhile(owner, api):
    project = ProjectFactory(team=owner.team, name="Beacon")
    with change(owner, "Clear") as act:
        project.discard(by=act)
    ProjectFactory(team=owner.team, name="Beacon")

    answer = api(owner).post(f"/api/v1/teams/acme/changes/{act.pk}/undo/")

    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, TAKEN)
    assert Project.objects.count() == 1
