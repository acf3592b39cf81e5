"""Home with many rows: the most pressing of all kinds, and the numbers of the rest."""

import datetime as dt

import pytest
from django.utils.dateformat import format as date_format

from funding.models import NextAction, Opportunity, PlanStep
from planner.models import Milestone
from risks.models import Assessment, Risk
from risks.scoring import level_of
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory, RoundFactory, SourceFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def fill(team, count):
    """Store so many rows of every kind that home may show; the later ones are due a day later each."""
    today, project, round_ = team.today(), ProjectFactory(team=team), RoundFactory(team=team)
    numbers, source = range(1, count + 1), SourceFactory(team=team)
    days = [today - dt.timedelta(days=5) + dt.timedelta(days=n % 10) for n in numbers]
    Milestone.objects.bulk_create(
        MilestoneFactory.build(team=team, project=project, number=n, due_on=day)
        for n, day in zip(numbers, days, strict=True)
    )
    risks = Risk.objects.bulk_create(RiskFactory.build(team=team, number=n) for n in numbers)
    Assessment.objects.bulk_create(
        Assessment(team=team, risk=risk, probability=5, impact=5, level=level_of(5, 5)) for risk in risks
    )
    for assessment in Assessment.objects.all():
        Risk.objects.filter(pk=assessment.risk_id).update(current=assessment)
    deals = Opportunity.objects.bulk_create(
        OpportunityFactory.build(team=team, round=round_, source=source, number=n) for n in numbers
    )
    NextAction.objects.bulk_create(
        NextActionFactory.build(team=team, opportunity=deal, due_on=day) for deal, day in zip(deals, days, strict=True)
    )
    PlanStep.objects.bulk_create(
        PlanStepFactory.build(team=team, number=n, due_on=day) for n, day in zip(numbers, days, strict=True)
    )


@pytest.mark.parametrize("rows", [8, 40])
def test_home_costs_the_same_however_much_needs_attention(browse, owner, queries, rows):
    fill(owner.team, rows)
    client = browse(owner)
    client.get("/t/acme/")

    with queries(11):
        answer = client.get("/t/acme/")

    assert len(answer.content) < 40_000
    assert (len(answer.context["attention"]), answer.context["attention_count"]) == (0, 4 * rows)


def test_many_rows_are_counted_by_reason(browse, owner):
    fill(owner.team, 20)

    groups = browse(owner).get("/t/acme/").context["groups"]
    by = date_format(owner.team.today() + dt.timedelta(days=14), "j M")

    assert {group["key"]: [line.text for line in group["lines"]] for group in groups} == {
        "overdue": ["10 milestones are overdue"],
        "no_plan": ["20 high risks lack a ready plan"],
        "due_soon": [
            f"10 milestones are due by {by}",
            f"20 next actions are due by {by}",
            f"20 financing steps are due by {by}",
        ],
    }
    assert [len(group["items"]) for group in groups] == [0, 0, 0]
