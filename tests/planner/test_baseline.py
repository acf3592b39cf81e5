"""A baseline keeps the plan as it stood, changes no more, and one of a team is the reference."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from planner import keeping
from planner.keeping import keep_plan
from planner.models import Baseline, BaselineItem, Milestone
from planner.models import baseline as limits
from teams.models import Activity
from tests.conftest import NOW
from tests.factories.planner import DependencyFactory, MilestoneFactory

pytestmark = pytest.mark.django_db

MAY, JUNE, JULY = dt.date(2026, 5, 4), dt.date(2026, 6, 1), dt.date(2026, 7, 1)


def kept(member, name="October", **values):
    return keep_plan(Baseline(team=member.team, name=name, **values), by=member)


def test_a_baseline_holds_every_milestone_that_is_not_cancelled(member):
    beta = MilestoneFactory(team=member.team, starts_on=MAY, due_on=JUNE, title="Beta")
    MilestoneFactory(team=member.team, project=beta.project, state="cancelled")
    undated = MilestoneFactory(team=member.team, project=beta.project, title="Some day")
    MilestoneFactory(due_on=JUNE)

    baseline = kept(member)

    items = BaselineItem.objects.order_by("number")
    assert list(items.values_list("milestone_id", "number", "title", "state", "starts_on", "due_on")) == [
        (beta.pk, beta.number, "Beta", "planned", MAY, JUNE),
        (undated.pk, undated.number, "Some day", "planned", None, None),
    ]
    assert (baseline.by, baseline.items.count(), baseline.is_reference) == (member, 2, False)


@time_machine.travel(NOW, tick=False)
def test_a_baseline_holds_when_each_milestone_was_scheduled(member):
    before = MilestoneFactory(team=member.team, starts_on=MAY, due_on=JULY, days_likely=10, follows_links=True)
    alike = {"team": member.team, "project": before.project, "follows_links": True}
    after = MilestoneFactory(starts_on=MAY, due_on=JUNE, days_likely=5, **alike)
    DependencyFactory(team=member.team, predecessor=before, successor=after)

    kept(member)

    dates = dict(BaselineItem.objects.values_list("milestone_id", "scheduled_end"))
    assert dates == {before.pk: dt.date(2026, 5, 15), after.pk: dt.date(2026, 5, 22)}


@time_machine.travel(NOW, tick=False)
def test_the_schedule_of_a_baseline_is_that_of_the_day_it_is_kept_for(member):
    MilestoneFactory(team=member.team, days_likely=5)

    keep_plan(Baseline(team=member.team, name="Then"), by=member, on=dt.date(2026, 1, 5))

    assert BaselineItem.objects.get().scheduled_end == dt.date(2026, 1, 9)


def test_a_baseline_outlives_a_milestone_and_its_moves(member):
    beta = MilestoneFactory(team=member.team, due_on=MAY, title="Beta")
    kept(member)

    beta.due_on = JUNE
    beta.store(by=member)
    beta.discard(by=member)

    item = BaselineItem.objects.get()
    assert (item.title, item.due_on, Milestone.objects.exists()) == ("Beta", MAY, False)


def test_one_baseline_of_a_team_is_the_reference(member):
    first = kept(member, "First", is_reference=True)
    second = kept(member, "Second", is_reference=True)

    assert list(Baseline.objects.reference()) == [second]
    with pytest.raises(IntegrityError), transaction.atomic():
        Baseline.objects.filter(pk=first.pk).update(is_reference=True)


def test_choosing_the_reference_is_one_act_that_is_taken_back_as_one(manager):
    first, second = kept(manager, "First", is_reference=True), kept(manager, "Second")

    act = second.choose(by=manager)
    assert second.choose(by=manager) is None
    act.undo(by=manager)

    assert list(Baseline.objects.reference()) == [first]
    verbs = Activity.objects.filter(change=act).order_by("at").values_list("subject_id", "verb")
    assert list(verbs) == [(first.pk, "set_aside"), (second.pk, "chosen")]


def test_a_reference_that_is_set_aside_leaves_none(manager):
    baseline = kept(manager, is_reference=True)

    baseline.set_aside(by=manager)
    baseline.set_aside(by=manager)

    assert not Baseline.objects.reference().exists()
    assert Activity.objects.filter(verb="set_aside").count() == 1


def test_the_reference_is_not_removed_and_others_go_with_what_they_hold(manager):
    MilestoneFactory(team=manager.team, due_on=MAY)
    reference, other = kept(manager, "First", is_reference=True), kept(manager, "Second")

    with pytest.raises(ValidationError) as refused:
        reference.discard(by=manager)
    other.discard(by=manager)

    assert refused.value.code == "is_reference"
    assert (Baseline.objects.get(), BaselineItem.objects.get().baseline) == (reference, reference)


def test_a_team_keeps_so_many_baselines_and_no_more(member, monkeypatch):
    monkeypatch.setattr(limits, "BASELINES_AT_MOST", 2)
    kept(member, "First")
    kept(member, "Second")

    with pytest.raises(ValidationError) as refused:
        kept(member, "Third")

    assert (refused.value.code, Baseline.objects.count()) == ("baselines_full", 2)


def test_a_plan_too_large_for_a_baseline_is_refused(member, monkeypatch):
    monkeypatch.setattr(keeping, "MILESTONES_AT_MOST", 1)
    beta = MilestoneFactory(team=member.team)
    MilestoneFactory(team=member.team, project=beta.project)

    with pytest.raises(ValidationError) as refused:
        kept(member)

    assert (refused.value.code, Baseline.objects.count()) == ("plan_too_large", 0)


def test_no_two_baselines_of_a_team_share_a_name(member):
    kept(member, "October")

    with pytest.raises(ValidationError) as refused:
        kept(member, "October")

    assert refused.value.message_dict == {"__all__": ["A baseline of this name is there already."]}


@pytest.mark.parametrize("rows", [1, 60])
def test_keeping_a_plan_costs_the_same_for_more_milestones(member, rows, django_assert_num_queries):
    beta = MilestoneFactory(team=member.team, due_on=MAY)
    MilestoneFactory.create_batch(rows - 1, team=member.team, project=beta.project, due_on=JUNE)

    with django_assert_num_queries(18):
        kept(member)
