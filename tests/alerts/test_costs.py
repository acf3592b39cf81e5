"""What a tick costs: as many statements for three rows of everything as for one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from alerts.rules import RULES
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory, prepared_plan

DUE_ON = dt.date(2026, 3, 5)
DAY = dt.timedelta(days=1)
# Of cash there is one row that counts, and what is sent by hand no tick finds.
TOPICS_OF_ROWS = set().union(*(rule.names for rule in RULES)) - {"cash_out"}


def give_everything(team, anna, cleo):
    """Store one more row for each rule to speak of."""
    MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON)
    MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON - 9 * DAY)  # late before anybody could be told
    TaskFactory(team=team, due_on=DUE_ON).store(by=anna)
    task = TaskFactory(team=team, due_on=DUE_ON + DAY)
    task.assignee = cleo
    task.store(by=anna)
    risk = RiskFactory(team=team, owner=cleo, next_review_on=DUE_ON)
    risk.assess(5, 5, by=anna)
    prepared_plan(risk, cleo).activate(by=anna)
    RiskFactory(team=team, owner=cleo).assess(4, 4, by=anna)
    opportunity = OpportunityFactory(team=team, owner=cleo, expected_close_on=DUE_ON)
    NextActionFactory(team=team, opportunity=opportunity, owner=cleo, due_on=DUE_ON)
    PlanStepFactory(team=team, responsible=cleo, due_on=DUE_ON)


def costs_of(clock, hours):
    clock.forward(hours=hours)
    with CaptureQueriesContext(connection) as sent:
        clock.tick()
    return len(sent)


@pytest.mark.parametrize("rows", [1, 3])
def test_tick_costs_the_same_for_more_rows(team, anna, cleo, clock, rows):
    clock.tick()
    for _row in range(rows):
        give_everything(team, anna, cleo)

    # It finds all that is new; three days later what has come near, and takes back what has passed; then little.
    assert [costs_of(clock, hours) for hours in (1, 24 * 3, 1)] == [62, 80, 40]

    assert Alert.objects.filter(rule="plan_activated").count() == rows
    assert set(Alert.objects.values_list("rule", flat=True)) >= TOPICS_OF_ROWS
