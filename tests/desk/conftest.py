"""What the tests of home share."""

from decimal import Decimal

import pytest
import time_machine

from tests.conftest import NOW
from tests.factories.funding import NextActionFactory, OpportunityFactory, RoundFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory

from .homes import TODAY, day, position, whole_run


@pytest.fixture
def plan(team):
    """A milestone due before the money ends in five months, one due after that, and a deal that may pay for it."""
    with time_machine.travel(NOW, tick=False):
        project = ProjectFactory(team=team)
        MilestoneFactory(team=team, project=project, title="Data room", starts_on=TODAY, due_on=day(30))
        beta = MilestoneFactory(team=team, project=project, title="Public beta", starts_on=day(90), due_on=day(180))
        position(team)
        deal = OpportunityFactory(
            team=team,
            round=RoundFactory(team=team),
            source__name="Nordtor Capital",
            probability=40,
            amount_min=Decimal(600_000),
            amount=Decimal(800_000),
            amount_max=Decimal(900_000),
            expected_close_on=day(60),
        )
        NextActionFactory(team=team, opportunity=deal, title="Send figures", due_on=day(3))
        yield beta


@pytest.fixture
def forecast(plan, owner):
    return whole_run(plan.team, owner)
