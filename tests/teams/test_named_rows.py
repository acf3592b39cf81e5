"""The rows an entry of the history names: no link to what is gone, no details of it, the rest of many as a number."""

import pytest
from django.utils.html import strip_tags

from teams.activity_formatter import ActivityFormatter
from teams.models import Activity
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory

pytestmark = pytest.mark.django_db


def entry(member, verb):
    activity = Activity.objects.get(verb=verb)
    return ActivityFormatter(member, [activity]).entry(activity, is_linked=True)


def test_what_was_discarded_leads_nowhere_and_has_no_details(owner):
    task = TaskFactory(team=owner.team)
    task.discard(by=owner)

    told = entry(owner, "discarded")

    assert "href" not in told["sentence"]
    assert strip_tags(told["sentence"]) == f"Olga Owner removed {task}"
    assert told["details"] == []


def test_of_many_links_the_rest_is_counted(owner):
    milestone = MilestoneFactory(team=owner.team)
    goals = [GoalFactory(team=owner.team, project=milestone.project, title=f"Goal {n}") for n in range(7)]
    milestone.store(by=owner, links={"goals": goals})

    [pair] = entry(owner, "changed")["details"]

    assert pair["new"].endswith("and 2 more")
