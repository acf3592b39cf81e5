"""Bonuses for tests."""

from decimal import Decimal

import factory

from planner.models import Bonus

from .planner import MilestoneFactory
from .teams import MembershipFactory, TeamFactory


class BonusFactory(factory.django.DjangoModelFactory):
    """Money that was offered to somebody."""

    class Meta:
        model = Bonus

    team = factory.SubFactory(TeamFactory)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    beneficiary = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Bonus {n}")
    amount = Decimal(2_000)
    currency = "EUR"


def one_of_each(team, people):
    """Return the owner's bonus, of a milestone of its own: that of the plan is completed by other tests."""
    milestone = MilestoneFactory(team=team, owner=people["O"], title="Rewarded")
    return [BonusFactory(team=team, milestone=milestone, beneficiary=people["O"])]
