"""Texts of several lines: a browser sends each line break as two characters, and that is no change."""

import pytest

from planner.models import Milestone
from teams.models import Activity
from tests.factories.planner import MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db


def sent(page):
    """What a browser sends of a form it was given, as it was given."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def test_an_edit_of_something_else_leaves_the_acceptance_criteria_unchanged(owner, browse):
    milestone = MilestoneFactory(team=owner.team, criteria="One\nTwo\n\nThree")
    address = f"{milestone.get_absolute_url()}edit/"
    client = browse(owner)
    values = sent(client.get(address)) | {"title": "Another title", "criteria": "One\r\nTwo\r\n\r\nThree"}

    answer = client.post(address, values)

    assert answer.status_code in (200, 302, 303)
    assert Milestone.objects.get().title == "Another title"
    assert Milestone.objects.get().criteria == "One\nTwo\n\nThree"
    last = Activity.objects.filter(subject_id=milestone.pk).latest("at")
    assert "criteria" not in last.changes


@pytest.mark.parametrize("typed", ["One\r\nTwo", "One\rTwo", "One\nTwo"])
def test_line_breaks_are_kept_as_one_character(team, typed):
    task = TaskFactory(team=team)
    task.description = typed

    task.full_clean()

    assert task.description == "One\nTwo"
