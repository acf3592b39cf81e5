"""The base of every row: store, discard, stale copies, numbers, Activity, undo of a whole act."""

import pytest
from django.core.exceptions import ValidationError

from core.ids import uuid7
from core.stale import StaleError
from planner.models import Goal, Milestone, Project
from teams.models import Activity, change
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def test_storing_a_new_row_numbers_it_and_records_who_made_it(owner):
    project = Project(team=owner.team, name="Beacon").store(by=owner)

    activity = Activity.objects.get()
    assert (project.code, project.version) == ("P-1", 1)
    assert (activity.verb, activity.by, activity.subject_id) == ("created", owner, project.pk)
    assert activity.changes["name"] == [None, "Beacon"]


def test_numbers_are_never_used_again(owner):
    first = Project(team=owner.team, name="One").store(by=owner)
    first.discard(by=owner)

    second = Project(team=owner.team, name="Two").store(by=owner)

    assert second.code == "P-2"


def test_numbers_count_per_team(owner, stranger):
    Project(team=owner.team, name="One").store(by=owner)

    theirs = Project(team=stranger.team, name="One").store(by=stranger)

    assert theirs.code == "P-1"


def test_an_edit_keeps_old_and_new_and_raises_the_version(owner):
    project = Project(team=owner.team, name="Beacon").store(by=owner)
    project.name = "Lighthouse"

    project.store(by=owner)

    activity = Activity.objects.get(verb="changed")
    assert project.version == 2
    assert activity.changes == {"name": ["Beacon", "Lighthouse"]}


def test_an_edit_that_changes_nothing_leaves_no_trace(owner):
    project = Project(team=owner.team, name="Beacon").store(by=owner)

    project.store(by=owner)

    assert project.version == 1
    assert Activity.objects.count() == 1


def test_a_stale_copy_is_refused_and_changes_nothing(owner):
    project = Project(team=owner.team, name="Beacon").store(by=owner)
    stale = Project.objects.get(pk=project.pk)
    project.name = "Lighthouse"
    project.store(by=owner)
    stale.summary, stale.name = "Lost?", "A name that was not stored"

    with pytest.raises(StaleError) as refused:
        stale.store(by=owner)

    assert refused.value.message.startswith("Lighthouse was changed by somebody else")
    assert Project.objects.get().summary == ""


def test_a_broken_rule_stores_nothing(owner):
    Project(team=owner.team, name="Beacon").store(by=owner)

    with pytest.raises(ValidationError, match="of this name already"):
        Project(team=owner.team, name="Beacon").store(by=owner)

    assert (Project.objects.count(), Activity.objects.count()) == (1, 1)


def test_a_link_into_another_team_is_refused(owner, stranger):
    alien = ProjectFactory(team=stranger.team)

    with pytest.raises(ValidationError, match="Choose from this team"):
        Goal(team=owner.team, project=alien, title="Steal", horizon="short").store(by=owner)

    assert not Goal.objects.exists()


@pytest.mark.parametrize("nobody", [uuid7(), "nonsense"])
def test_a_link_to_what_is_not_there_is_refused(owner, nobody):
    goal = GoalFactory(team=owner.team)
    goal.owner_id = nobody

    with pytest.raises(ValidationError) as refusal:
        goal.store(by=owner)

    assert [(name, error.code) for name, [error] in refusal.value.error_dict.items()] == [("owner", "invalid")]


def test_an_id_given_as_text_is_the_same_link(owner):
    goal = GoalFactory(team=owner.team, owner=owner)
    goal.owner_id = owner.pk.hex

    goal.store(by=owner)

    assert (goal.owner_id, goal.version) == (owner.pk, 1)


def test_a_link_through_many_to_many_into_another_team_is_refused(owner, stranger):
    project = ProjectFactory(team=owner.team)
    alien = GoalFactory(team=stranger.team)

    with pytest.raises(ValidationError, match="Choose"):
        Milestone(team=owner.team, project=project, title="Beta").store(by=owner, links={"goals": [alien]})

    assert not Milestone.objects.exists()


def test_discarding_what_others_point_at_is_refused_and_names_them(owner):
    goal = GoalFactory(team=owner.team, title="Launch")

    with pytest.raises(ValidationError, match="Launch"):
        goal.project.discard(by=owner)

    assert Project.objects.count() == 1
    assert not Activity.objects.filter(verb="discarded").exists()


def test_a_change_groups_rows_and_is_undone_as_one(owner):
    kept = Project(team=owner.team, name="Kept").store(by=owner)
    with change(owner, "Set up") as act:
        project = Project(team=owner.team, name="Beacon").store(by=act)
        goal = Goal(team=owner.team, project=project, title="Launch", horizon="short").store(by=act)
        Milestone(team=owner.team, project=project, title="Beta").store(by=act, links={"goals": [goal]})
        kept.summary = "Changed"
        kept.store(by=act)

    act.undo(by=owner)

    assert list(Project.objects.values_list("name", "summary")) == [("Kept", "")]
    assert (Goal.objects.count(), Milestone.objects.count()) == (0, 0)
    assert act.undone_by == owner


def test_undo_refuses_when_a_row_was_changed_since_and_names_it(owner):
    with change(owner, "Set up") as act:
        project = Project(team=owner.team, name="Beacon").store(by=act)
        Project(team=owner.team, name="Other").store(by=act)
    project.summary = "Work goes on"
    project.store(by=owner)

    with pytest.raises(ValidationError, match="Beacon"):
        act.undo(by=owner)

    assert Project.objects.count() == 2


def test_undo_brings_a_discarded_row_back_under_its_id(owner):
    project = Project(team=owner.team, name="Beacon", summary="Light").store(by=owner)
    with change(owner, "Clear") as act:
        Project.objects.get().discard(by=act)

    act.undo(by=owner)

    restored = Project.objects.get()
    assert (restored.pk, restored.code, restored.summary) == (project.pk, "P-1", "Light")


def test_a_verb_is_harmless_when_repeated(owner):
    milestone = MilestoneFactory(team=owner.team)

    milestone.complete(by=owner)
    first = milestone.completed_at
    milestone.complete(by=owner)

    assert milestone.completed_at == first
    assert Activity.objects.filter(verb="completed").count() == 1


def test_a_member_of_another_team_sees_no_row(owner, stranger):
    MilestoneFactory(team=owner.team)

    assert list(Milestone.objects.visible_to(stranger)) == []


def test_a_role_without_the_right_sees_no_row(owner):
    MilestoneFactory(team=owner.team)
    recipient = MembershipFactory(team=owner.team, user=None, role="recipient")

    assert list(Milestone.objects.visible_to(recipient)) == []


def test_the_last_owner_cannot_be_demoted_or_leave(owner):
    with pytest.raises(ValidationError, match="at least one owner"):
        owner.change_role("member", by=owner)
    with pytest.raises(ValidationError, match="at least one owner"):
        owner.end(by=owner)

    owner.refresh_from_db()
    assert (owner.role, owner.ended_at) == ("owner", None)
