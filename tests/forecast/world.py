"""A team about which every line of the forecast has something to say."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from forecast.models import Cause, Run, Settings
from forecast.running import calculate, queue
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, OpportunityFactory, RoundFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

TODAY = NOW.date()


@dataclass
class World:
    """A prototype, the beta that waits for it, a risk that costs weeks, a round with one deal, money for 5 months."""

    prototype: object
    beta: object
    risk: object
    round: object
    deal: object


def make_world(team, by):
    """Make the rows and the run over them, gains worked out with few iterations."""
    days = {"days_min": 30, "days_likely": 40, "days_max": 60, "estimated_on": TODAY}
    prototype = MilestoneFactory(team=team, title="Prototype", due_on=TODAY + dt.timedelta(days=110), **days)
    beta = MilestoneFactory(team=team, title="Public beta", due_on=TODAY + dt.timedelta(days=165), **days)
    DependencyFactory(team=team, predecessor=prototype, successor=beta)
    risk = RiskFactory(team=team, title="Key hire leaves", probability_percent=60)
    RiskMilestoneFactory(team=team, risk=risk, milestone=prototype, effect="days", effect_likely=30)
    CashPositionFactory(
        team=team,
        balance=Decimal(300_000),
        balance_on=TODAY,
        monthly_income=Decimal(0),
        monthly_expense=Decimal(60_000),
        floor=Decimal(0),
    )
    raised = RoundFactory(
        team=team, name="Seed round", target=Decimal(500_000), expected_close_on=TODAY + dt.timedelta(days=90)
    )
    deal = OpportunityFactory(
        team=team,
        round=raised,
        channel="venture_capital",
        stage="diligence",
        amount=Decimal(500_000),
        probability=Decimal(50),
        expected_close_on=TODAY + dt.timedelta(days=60),
    )
    Settings(team=team, headline=beta, iterations=1_000).store(by=by)
    forecast_anew(team, by)
    return World(prototype, beta, risk, raised, deal)


def shown(day):
    """Return a day as pages write it: 2 Mar 2026."""
    return f"{day.day} {day:%b %Y}"


def forecast_anew(team, by):
    """Leave the team one run, gains worked out; of several made in one frozen moment none would be the last."""
    Run.objects.filter(team=team).delete()
    return calculate(queue(team, by=by, cause=Cause.ASKED))
