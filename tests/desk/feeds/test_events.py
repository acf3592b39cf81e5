"""What stands in a feed: a person's own dates or a project's, as they may see them at that moment."""

import datetime as dt
import re

import pytest
import time_machine
from django.apps import apps

from desk.feeds import events as module
from desk.feeds.dated import OF_PERSON
from funding.models import Opportunity
from planner.models import Goal, Task
from risks.models import Acceptance
from teams.leaving import who_fields
from teams.models import DatedQuerySet
from tests.conftest import NOW
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory, RoundFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory

TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def day(number):
    return TODAY + dt.timedelta(days=number)


def one_of_each(person):
    """Give a person one dated row of each kind; return them in the order of their days."""
    team = person.team
    milestone = MilestoneFactory(team=team, title="Beta", owner=person, due_on=day(1))
    deal = OpportunityFactory(
        team=team,
        round=RoundFactory(team=team),
        source__name=f"Nordtor Capital {Opportunity.objects.count()}",
        amount_min=600_000,
        amount=777_000,
        amount_max=999_000,
    )
    return [
        milestone,
        TaskFactory(team=team, milestone=milestone, title="Test", assignee=person, due_on=day(2)),
        ResponseActionFactory(team=team, title="Second supplier", owner=person, due_on=day(3)),
        RiskFactory(team=team, title="Chip shortage", owner=person, next_review_on=day(4)),
        NextActionFactory(team=team, opportunity=deal, title="Send figures", owner=person, due_on=day(5)),
        PlanStepFactory(team=team, title="Data room", responsible=person, due_on=day(6)),
    ]


def test_a_person_has_what_they_are_in_charge_of(manager, feed_of, events):
    rows = one_of_each(manager)
    milestone, task, action, risk, _next, step = rows

    found = events(feed_of(manager))

    assert [(str(each["SUMMARY"]), each["CATEGORIES"].to_ical().decode()) for each in found] == [
        (f"{milestone.code} Beta", "Milestone"),
        (f"{task.code} Test", "Task"),
        (f"{action.code} Second supplier", "Response action"),
        (f"Review {risk.code} Chip shortage", "Review"),
        ("Send figures", "Next action"),
        (f"{step.code} Data room", "Financing step"),
    ]
    assert [each["UID"] for each in found] == [f"{row.pk}@127.0.0.1" for row in rows]
    assert [each["DTSTART"].dt for each in found] == [day(number) for number in range(1, 7)]
    assert [each["URL"] for each in found] == [f"http://127.0.0.1:8000{row.get_absolute_url()}" for row in rows]


def test_what_is_of_others_or_of_nobody_is_not_there(manager, owner, feed_of, summaries):
    one_of_each(owner)
    MilestoneFactory(team=manager.team, due_on=day(1))

    assert summaries(feed_of(manager)) == []


def test_what_has_no_date_is_not_there(member, feed_of, summaries):
    MilestoneFactory(team=member.team, owner=member, due_on=None)

    assert summaries(feed_of(member)) == []


def test_steps_of_an_activated_plan_are_there_once(member, owner, feed_of, events):
    plan = prepared_plan(RiskFactory(team=member.team), member, offsets=(0, 3))
    path = feed_of(member)
    assert events(path) == []

    plan.activate(by=owner)

    tasks = Task.objects.order_by("due_on")
    found = events(path)
    assert [each["UID"].split("@")[0] for each in found] == [str(task.pk) for task in tasks]
    assert {each["CATEGORIES"].to_ical() for each in found} == {b"Contingency step"}


# Money


def test_who_may_not_read_money_has_none_of_its_dates(member, manager, feed_of, summaries):
    rows = one_of_each(manager)
    path = feed_of(manager)
    manager.change_role("member", by=None)

    assert "Send figures" not in summaries(path)
    assert f"{rows[-1].code} Data room" in summaries(path)  # members see the financing plan


def test_a_viewer_has_no_date_of_money_until_they_may_read_it(viewer, feed_of, summaries):
    rows = one_of_each(viewer)
    path = feed_of(viewer)
    assert len(summaries(path)) == 4

    viewer.show_money(by=None)

    assert summaries(path)[4:] == ["Send figures", f"{rows[-1].code} Data room"]


def test_no_amount_and_no_name_of_a_deal_is_told(manager, feed_of, fetch):
    one_of_each(manager)

    text = fetch(feed_of(manager)).content.decode().replace("\r\n ", "")
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)  # an id may have any figures

    assert [word for word in ("Nordtor", "600", "777", "999", "DESCRIPTION") if word in text] == []


# A project


def test_a_project_has_its_milestones_and_the_dates_of_its_goals(viewer, owner, feed_of, summaries):
    project = ProjectFactory(team=viewer.team)
    milestone = MilestoneFactory(team=viewer.team, project=project, title="Beta", owner=owner, due_on=day(8))
    goal = GoalFactory(team=viewer.team, project=project, title="Ten customers", target_on=day(90))
    MilestoneFactory(team=viewer.team, project=ProjectFactory(team=viewer.team), owner=viewer, due_on=day(8))
    TaskFactory(team=viewer.team, milestone=milestone, assignee=viewer, due_on=day(7))

    assert summaries(feed_of(viewer, project)) == [f"{milestone.code} Beta", f"{goal.code} Ten customers"]


@pytest.mark.parametrize(("outcome", "shown"), [("achieved", 1), ("missed", 1), ("dropped", 0)])
def test_a_goal_that_was_dropped_leaves(owner, feed_of, summaries, outcome, shown):
    project = ProjectFactory(team=owner.team)
    goal = GoalFactory(team=owner.team, project=project, target_on=day(90))
    path = feed_of(owner, project)

    goal.close(outcome=outcome, by=owner)

    assert summaries(path) == [f"✓ {goal.code} {goal.title}"] * shown


# What is over


@pytest.mark.parametrize(("days", "shown"), [(0, True), (30, True), (31, False)])
def test_what_is_done_stays_for_thirty_days(member, feed_of, summaries, days, shown):
    milestone = MilestoneFactory(team=member.team, title="Beta", owner=member, due_on=day(5))
    milestone.complete(by=member)
    path = feed_of(member)

    with time_machine.travel(NOW + dt.timedelta(days=days), tick=False):
        assert summaries(path) == [f"✓ {milestone.code} Beta"] * shown


def test_each_kind_that_is_done_stays_and_that_is_given_up_leaves(manager, feed_of, summaries):
    path = feed_of(manager)
    milestone, task, action, risk, following, step = one_of_each(manager)
    for row in (milestone, task, action, following, step):
        row.complete(by=manager)

    done = summaries(path)
    for row in (milestone, task, action, following, step):
        row.reopen(by=manager)
        row.cancel(by=manager)

    assert [text for text in done if text.startswith("✓ ")] == [text for text in done if "Review" not in text]
    assert len(done) == 6
    assert summaries(path) == [f"Review {risk.code} Chip shortage"]


def test_what_is_changed_grows_in_sequence_and_keeps_its_uid(member, feed_of, events):
    milestone = MilestoneFactory(team=member.team, owner=member, due_on=day(5))
    path = feed_of(member)
    [before] = events(path)

    milestone.due_on = day(9)
    milestone.store(by=member)

    [after] = events(path)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert after["DTSTART"].dt == day(9)


# A person is in charge of these too, and they stand in no calendar of a person: goals stand in the project's, and when
# money may come is nobody's appointment, nor is the day an acceptance ends.
LEFT_OUT = {Acceptance, Goal, Opportunity}


def test_every_kind_with_a_day_and_a_person_has_its_place():
    dated = {model for model in apps.get_models() if isinstance(model._default_manager.all(), DatedQuerySet)}
    of_people = {field.model for field in who_fields()}

    assert {kind.model for kind in OF_PERSON} | LEFT_OUT == dated & of_people


# Limits


def test_the_nearest_dates_have_room_first(member, feed_of, summaries, monkeypatch):
    monkeypatch.setattr(module, "EVENTS_AT_MOST", 3)
    for number in (-40, -2, 1, 4, 60):
        MilestoneFactory(team=member.team, title=str(number), owner=member, due_on=day(number))

    assert [text.split()[-1] for text in summaries(feed_of(member))] == ["-2", "1", "4"]


def test_at_most_a_thousand():
    assert module.EVENTS_AT_MOST == 1_000


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_costs_the_same_for_more_rows(manager, feed_of, fetch, queries, rows):
    for _number in range(rows):
        one_of_each(manager)
    path = feed_of(manager)

    with queries(3):
        assert fetch(path).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_of_a_project_costs_the_same_for_more_rows(owner, feed_of, fetch, queries, rows):
    project = ProjectFactory(team=owner.team)
    MilestoneFactory.create_batch(rows, team=owner.team, project=project, due_on=day(1))
    GoalFactory.create_batch(rows, team=owner.team, project=project, target_on=day(1))
    path = feed_of(owner, project)

    with queries(4):
        assert fetch(path).status_code == 200


def test_nothing_of_another_team_is_ever_there(member, feed_of, summaries):
    elsewhere = MembershipFactory(user=member.user, role="owner")
    one_of_each(elsewhere)

    assert summaries(feed_of(member)) == []
