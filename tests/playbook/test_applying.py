"""Applying the template to a team: the rows, who gets them, and that one undo takes everything back."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from funding.models import PlanStep, Round, RoundTerms
from planner.models import Dependency, Goal, Milestone, Project, Task, calendar_of
from playbook.applying import apply, missing_roles
from playbook.templates import preview
from risks.models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk, RiskMilestone
from teams.models import Activity, Position
from tests.conftest import NOW
from tests.factories.teams import PositionFactory

TODAY = NOW.date()
MADE = (Project, Goal, Milestone, Task, Risk, Assessment, ResponseAction, ContingencyPlan, ContingencyStep, Position,
        PlanStep, RiskMilestone, Dependency, Round)  # fmt: skip


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def applied(team, by, *, start=TODAY, language="en", name="Our product"):
    made = preview("ai_product", start=start, language=language, calendar=calendar_of(team))
    return apply(made, team=team, name=name, by=by)


def rules_broken_by(row):
    try:
        row.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def counts(team):
    return [model.objects.filter(team=team).count() for model in MADE]


def test_everything_of_the_template_is_made_dated_and_rated(team, manager):
    applied(team, manager)

    assert counts(team) == [1, 5, 18, 57, 10, 10, 24, 5, 20, 9, 10, 18, 22, 1]
    milestone = Milestone.objects.get(team=team, title="Adapted model passes the quality bar")
    assert (milestone.starts_on, milestone.due_on) == (dt.date(2026, 4, 23), dt.date(2026, 5, 25))
    assert milestone.first_due_on == milestone.due_on
    assert [goal.horizon for goal in milestone.goals.order_by("target_on")] == ["short", "short"]
    assert len(milestone.criteria.splitlines()) == 3
    risk = Risk.objects.get(title="Made-up answers reach users")
    assert (risk.level, risk.status, risk.next_review_on) == ("high", "assessed", dt.date(2026, 3, 16))
    assert risk.current.author == manager


def test_what_risks_may_cost_is_suggested_and_marked_so(team, manager):
    applied(team, manager)

    risk = Risk.objects.get(title="Model or interface of a provider is withdrawn or changed")
    links = risk.milestone_links.order_by("milestone__due_on")
    assert [(link.milestone.title, link.effect, link.figures, link.is_suggested) for link in links] == [
        ("Public beta released", "days", (10, 20, 45), True),
        ("Service level kept for 90 days", "days", (5, 10, 30), True),
    ]
    assert (risk.probability_percent, risk.percent_is_suggested) == (25, True)
    assert (risk.plans.get().days_saved, risk.plans.get().state) == (12, "draft")
    injection = Risk.objects.get(title="Text from outside takes over the assistant").milestone_links
    assert sorted(injection.values_list("effect", "external_source")) == [("", ""), ("days", "template")]


def test_milestones_come_with_working_days_that_are_marked_as_suggested_until_somebody_gives_others(team, manager):
    applied(team, manager)

    row = Milestone.objects.get(team=team, title="Adapted model passes the quality bar")
    assert (row.days_min, row.days_likely, row.days_max, row.estimated_on) == (12, 18, 40, TODAY)
    assert row.days_are_suggested
    row.title = "Adapted model is good enough"
    row.store(by=manager)
    assert row.days_are_suggested
    row.days_likely = 20
    row.store(by=manager)
    assert not Milestone.objects.get(pk=row.pk).days_are_suggested


@pytest.mark.parametrize("start", [TODAY, dt.date(2026, 12, 21), dt.date(2027, 2, 6), dt.date(2028, 2, 29)], ids=str)
def test_milestones_wait_for_each_other_and_no_link_is_broken_by_the_dates(team, manager, start):
    applied(team, manager, start=start)

    rows = {row.title: row for row in Milestone.objects.filter(team=team)}
    adapted = rows["Adapted model passes the quality bar"]
    assert adapted.follows_links
    assert not rows["Problem confirmed in 15 interviews"].follows_links
    links = adapted.predecessor_links.order_by("predecessor__due_on")
    assert [(link.predecessor.title, link.kind, link.lag) for link in links] == [
        ("First data set cleared, cleaned and documented", "FS", 0),
        ("Starting point measured with existing models", "FS", -6),
    ]
    calendar = calendar_of(team)
    for link in Dependency.objects.filter(team=team).select_related("predecessor", "successor"):
        before, after = link.predecessor, link.successor
        ends = {
            "FS": (calendar.offset(before.due_on, start) + 1, calendar.offset(after.starts_on, start)),
            "SS": (calendar.offset(before.starts_on, start), calendar.offset(after.starts_on, start)),
            "FF": (calendar.offset(before.due_on, start), calendar.offset(after.due_on, start)),
        }
        bound, place = ends[link.kind]
        assert place >= bound + link.lag, link


def test_a_round_is_planned_with_its_steps_and_no_figure_of_the_teams_money(team, manager):
    applied(team, manager)
    applied(team, manager, name="Second product")

    [round_] = Round.objects.filter(team=team)
    assert (round_.name, round_.state) == ("Seed round", "planned")
    assert (round_.starts_on, round_.expected_close_on) == (dt.date(2026, 8, 10), dt.date(2027, 1, 18))
    assert RoundTerms.objects.count() == 0
    assert PlanStep.objects.filter(round=round_).count() == 2 * 6


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_row_of_the_template_keeps_the_rules_of_its_kind(team, manager, language):
    applied(team, manager, language=language)

    rows = [row for model in MADE for row in model.objects.filter(team=team)]
    assert {str(row): broken for row in rows if (broken := rules_broken_by(row))} == {}


def test_a_start_that_has_come_makes_the_project_active(team, manager):
    _act, project = applied(team, manager)
    _act, later = applied(team, manager, start=TODAY + dt.timedelta(days=1), name="Later")

    assert (project.state, later.state) == ("active", "planned")


def test_work_goes_to_whoever_holds_the_role(team, manager, member):
    PositionFactory(team=team, job_role="technical_lead", holder=member)
    made = preview("ai_product", start=TODAY, language="en", calendar=calendar_of(team))

    assert [role.job_role for role in missing_roles(made, team, on=TODAY)].count("technical_lead") == 0
    applied(team, manager)

    assert Risk.objects.get(title="Model quality misses the launch bar").owner == member
    assert set(Milestone.objects.filter(owner=member).values_list("title", flat=True)) == {
        "Starting point measured with existing models",
        "Adapted model passes the quality bar",
        "Security and privacy reviewed before real data",
        "Service level kept for 90 days",
        "Cost per answer halved at equal quality",
    }
    assert Goal.objects.get(title="First choice in one named market segment").owner is None
    # The role the team has already is not opened again.
    assert Position.objects.filter(team=team, job_role="technical_lead").count() == 1
    assert Position.objects.filter(team=team).count() == 9
    # A plan is ready where somebody can own it, and a draft elsewhere.
    states = dict(ContingencyPlan.objects.filter(team=team).values_list("title", "state"))
    assert states == {
        "Smaller promise, same date": "ready",
        "Take the answer path out of use": "ready",
        "Change to the second provider": "ready",
        "Data incident": "draft",
        "Cut plan for three more months": "draft",
    }


def test_one_undo_takes_everything_back(team, manager):
    PositionFactory(team=team, job_role="technical_lead", holder=manager)
    before = counts(team)
    act, _project = applied(team, manager)

    act.undo(by=manager)

    assert counts(team) == before


def test_an_undo_is_refused_once_a_row_was_changed(team, manager):
    act, project = applied(team, manager)
    project.summary = "Ours now"
    project.store(by=manager)

    with pytest.raises(ValidationError) as refused:
        act.undo(by=manager)

    assert refused.value.code == "changed_since"
    assert Milestone.objects.filter(team=team).count() == 18


def test_a_name_that_is_taken_leaves_nothing_behind(team, manager):
    applied(team, manager)
    before = counts(team), Activity.objects.count()

    with pytest.raises(ValidationError) as refused:
        applied(team, manager)

    assert list(refused.value.message_dict) == ["__all__"]
    assert (counts(team), Activity.objects.count()) == before


def test_the_plan_speaks_the_language_asked_for(team, manager):
    _act, project = applied(team, manager, language="zh-hans", name="产品")

    assert project.goals.order_by("target_on").first().title == "适配到本任务的模型优于起点"
