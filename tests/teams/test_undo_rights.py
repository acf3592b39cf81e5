"""Who may take an act back: whoever could do by hand, in their role of today, what the undo does to each row."""

import pytest
from django.core.exceptions import PermissionDenied

from funding.models import PlanStep
from planner.models import Project
from risks.models import Assessment, Risk
from teams.models import Change, change
from teams.roles import Role
from tests.factories.planner import ProjectFactory

pytestmark = pytest.mark.django_db


def make_step(person):
    with change(person, "Plan") as act:
        PlanStep(team=person.team, title="Ask the bank").store(by=act)
    return act


def edit_step(person):
    step = PlanStep(team=person.team, title="Ask the bank").store(by=person)
    with change(person, "Edit") as act:
        step.title = "Ask another bank"
        step.store(by=act)
    return act


def remove_step(person):
    step = PlanStep(team=person.team, title="Ask the bank").store(by=person)
    with change(person, "Clear") as act:
        PlanStep.objects.get(pk=step.pk).discard(by=act)
    return act


@pytest.mark.parametrize("act_of", [make_step, edit_step, remove_step])
def test_who_was_demoted_cannot_undo_what_they_could_not_do_by_hand(owner, manager, api, browse, act_of):
    act = act_of(manager)
    manager.change_role(Role.MEMBER, by=owner)
    before = list(PlanStep.objects.values_list("pk", "title"))

    by_api = api(manager).post(f"/api/v1/teams/acme/changes/{act.pk}/undo/")
    by_page = browse(manager).post(f"/t/acme/changes/{act.pk}/undo/")
    page = browse(manager).get("/t/acme/activity/")

    assert (by_api.status_code, by_page.status_code) == (403, 403)
    assert act.may_be_undone_by(manager) is False
    assert [shown["may_undo"] for shown in page.context["acts"] if shown["change"] == act] == [False]
    assert list(PlanStep.objects.values_list("pk", "title")) == before


@pytest.mark.parametrize("act_of", [make_step, edit_step, remove_step])
def test_a_manager_undoes_what_another_did(owner, manager, act_of):
    act = act_of(owner)

    act.undo(by=manager)

    assert act.undone_by == manager


def test_a_member_takes_back_what_they_made_though_they_may_not_remove_such_rows(member):
    with change(member, "Set up") as act:
        Project(team=member.team, name="Beacon").store(by=act)

    act.undo(by=member)

    assert not Project.objects.exists()


def test_a_member_cannot_bring_back_or_change_by_undo_what_became_forbidden(owner, member):
    project = ProjectFactory(team=owner.team)
    with change(member, "Rename") as act:
        project.name = "Kiln"
        project.store(by=act)
    member.change_role(Role.VIEWER, by=owner)

    with pytest.raises(PermissionDenied):
        act.undo(by=member)

    assert Project.objects.get().name == "Kiln"


def test_a_risk_and_its_first_rating_are_taken_back_together_by_who_made_them(member):
    with change(member, "Added and rated") as act:
        risk = Risk(team=member.team, title="Fire", category="technical").store(by=act)
        risk.assess(3, 3, by=act)

    act.undo(by=member)

    assert (Risk.objects.count(), Assessment.objects.count()) == (0, 0)


def test_nobody_undoes_an_act_of_another_team(owner, stranger):
    act = make_step(stranger)

    with pytest.raises(PermissionDenied):
        act.undo(by=owner)

    assert PlanStep.objects.count() == 1
    assert list(Change.objects.undoable_by(owner)) == []
