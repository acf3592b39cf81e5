"""Readers of restricted risks for tests."""

import factory

from risks.models import RiskReader

from .risks import RiskFactory
from .teams import MembershipFactory, TeamFactory


class RiskReaderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RiskReader

    team = factory.SubFactory(TeamFactory)
    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"), is_restricted=True)
    reader = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"))
