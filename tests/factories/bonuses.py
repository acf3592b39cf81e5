"""Bonuses and parts in milestones for tests."""

from decimal import Decimal

import factory

from planner.models import Bonus, Responsibility, RoleNeed
from teams.models import Position

from .planner import MilestoneFactory
from .teams import MembershipFactory, PositionFactory, TeamFactory


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


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    """Somebody who does what a milestone takes."""

    class Meta:
        model = Responsibility

    team = factory.SubFactory(TeamFactory)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    person = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"))


class RoleNeedFactory(factory.django.DjangoModelFactory):
    """A milestone waits for somebody in an open position."""

    class Meta:
        model = RoleNeed

    team = factory.SubFactory(TeamFactory)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    position = factory.SubFactory(PositionFactory, team=factory.SelfAttribute("..team"))


def one_of_each(team, people):
    """Return the owner's bonus and part, of a milestone of its own: that of the plan is completed by other tests."""
    milestone = MilestoneFactory(team=team, owner=people["O"], title="Rewarded")
    position = Position.objects.filter(team=team).first()
    need = RoleNeedFactory(team=team, milestone=milestone, position=position)
    share = ResponsibilityFactory(team=team, milestone=milestone, person=people["O"])
    return [BonusFactory(team=team, milestone=milestone, beneficiary=people["O"]), share, need]
