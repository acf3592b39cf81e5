"""The large plan beside the demo: as large as it says, linked, and gone with the demo."""

import io

import pytest
from django.core.management import call_command

from desk.demo.scale import scale_team
from planner.models import Goal, Milestone, Project
from planner.network import Plan
from planner.outline import outline_of
from teams.models import Membership, Team
from tests.desk.test_demo import LOCAL

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def longest_row(plan: Plan):
    """Return how many items wait for each other in the longest row."""
    found = {}
    for place in plan.order:
        found[place] = 1 + max((found[link.before] for link in plan.into[place]), default=0)
    return max(found.values())


def test_the_large_plan_is_made_once_and_goes_with_the_demo(settings):
    for name, value in LOCAL.items():
        setattr(settings, name, value)
    said = io.StringIO()

    call_command("demo", "--scale", stdout=said)
    call_command("demo", "--scale", stdout=said)

    team = scale_team()
    assert said.getvalue().count(f"The large plan is there: /t/{team.slug}/timeline/") == 2
    counts = [rows.objects.filter(team=team).count() for rows in (Project, Goal, Milestone, Membership)]
    assert counts == [25, 100, 2_851, 15]
    owner = Membership.objects.select_related("team", "user").get(team=team, role="owner")
    assert longest_row(outline_of(owner).plan.plan) == 500
    titles = list(Milestone.objects.filter(team=team).order_by("number").values_list("title", flat=True)[:2])
    assert titles == ["Pilot the model 1", "Train the reader 2"]

    call_command("demo", "--reset", stdout=said)

    assert scale_team() is None
    assert Team.objects.count() == 1
