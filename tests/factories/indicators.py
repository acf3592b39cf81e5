"""Indicators and their readings for tests."""

import datetime as dt
from decimal import Decimal

import factory

from risks.models import Indicator, IndicatorReading

from .planner import TeamRowFactory
from .risks import RiskFactory
from .teams import TeamFactory


class IndicatorFactory(TeamRowFactory):
    """Higher is worse, amber from 10, red from 20; nothing was measured yet."""

    class Meta:
        model = Indicator

    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"))
    name = factory.Sequence(lambda n: f"Figure {n}")
    search_text = factory.LazyAttribute(lambda row: row.name.casefold())
    unit = "ms"
    amber = Decimal(10)
    red = Decimal(20)


class IndicatorReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicatorReading

    team = factory.SubFactory(TeamFactory)
    indicator = factory.SubFactory(IndicatorFactory, team=factory.SelfAttribute("..team"))
    value = Decimal(5)
    measured_on = dt.date(2026, 3, 1)


def one_of_each(team, people):
    """Return an indicator and a reading, of a risk of their own."""
    risk = RiskFactory(team=team, owner=people["O"], title="Measured")
    row = IndicatorFactory(team=team, risk=risk, name=f"indicator of {team.slug}")
    return [row, row.measure(by=people["O"], value=Decimal(12), note=f"note of {team.slug}")]
