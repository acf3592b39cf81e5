"""What happened to a row, in words."""

import pytest

from teams.history import history_of
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def notified(member, row):
    entry = history_of(member, row)[0]
    return entry["text"], [(each["label"], str(each["old"]), str(each["new"])) for each in entry["details"]]


def test_the_state_a_verb_enters_is_named_with_the_one_before(member):
    project = ProjectFactory(team=member.team, state="active")
    project.change_state("paused", by=member)
    milestone = MilestoneFactory(team=member.team)
    milestone.complete(by=member)

    assert notified(member, project) == ("entered another state", [("State", "Active", "Paused")])
    assert notified(member, milestone) == ("completed", [("State", "Planned", "Completed")])


def test_a_rating_tells_what_it_changed_for_people_and_no_ids(member):
    risk = RiskFactory(team=member.team)

    risk.assess(3, 3, by=member)

    text, details = notified(member, risk)
    assert (text, [label for label, *_values in details]) == ("assessed", ["Status", "Next review"])
