"""Quality gates for tests."""

import datetime as dt

import factory

from planner.models import GateCheck, GateReading

from .planner import MilestoneFactory
from .teams import TeamFactory


class GateCheckFactory(factory.django.DjangoModelFactory):
    """A check by hand, unless another kind is named."""

    class Meta:
        model = GateCheck

    team = factory.SubFactory(TeamFactory)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Check {n}")
    position = factory.Sequence(lambda n: n % 900 + 1)


class MetricFactory(GateCheckFactory):
    """A metric that passes from 0.9 on and counts for 14 days."""

    kind = "metric"
    comparison = "ge"
    threshold = "0.9"
    unit = "F1"
    valid_days = 14


class GateReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GateReading

    team = factory.SubFactory(TeamFactory)
    gate = factory.SubFactory(MetricFactory, team=factory.SelfAttribute("..team"))
    value = "0.95"
    measured_on = dt.date(2026, 3, 1)
    evidence_url = "https://ci.example.com/runs/1"


def one_of_each(team, people):
    """Return a check and a reading, of a milestone of their own: that of the plan is completed by other tests."""
    milestone = MilestoneFactory(team=team, owner=people["O"], title="Gated")
    gate = MetricFactory(team=team, milestone=milestone, requested_by=people["O"])
    return [gate, GateReadingFactory(team=team, gate=gate)]
