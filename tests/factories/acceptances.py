"""Acceptances of risks, and appetites for them, for tests."""

import datetime as dt

import factory
from django.utils import timezone

from risks.models import Acceptance, Appetite

from .risks import RiskFactory
from .teams import MembershipFactory, TeamFactory


class AcceptanceFactory(factory.django.DjangoModelFactory):
    """A request for a risk that was rated moderate."""

    class Meta:
        model = Acceptance

    team = factory.SubFactory(TeamFactory)
    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"), score=(3, 3))
    requester = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"))
    approver = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"), role="owner")
    justification = "It costs less than any answer"
    expires_on = factory.LazyAttribute(lambda row: row.team.today() + dt.timedelta(days=30))
    level = "moderate"
    probability = impact = 3


class AppetiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appetite

    team = factory.SubFactory(TeamFactory)
    category = "technical"
    amber = "moderate"
    red = "high"
    valid_from = factory.LazyAttribute(lambda row: row.team.today())


def accepted(risk, requester, approver, *, days=30):
    """Return an acceptance of a risk as one person asked for it and another gave it."""
    row = Acceptance(
        team=risk.team,
        risk=risk,
        requester=requester,
        approver=approver,
        justification="We can bear it",
        expires_on=risk.team.today() + dt.timedelta(days=days),
    ).store(by=requester)
    row.approve(by=approver)
    return row


def one_of_each(team, people):
    """Return a request and an appetite, of a risk of their own."""
    risk = RiskFactory(team=team, owner=people["O"], score=(3, 3), title=f"borne by {team.slug}", strategy="accept")
    request = AcceptanceFactory(
        team=team,
        risk=risk,
        requester=people["M"],
        approver=people["O"],
        justification=f"justified by {team.slug}",
        created_at=timezone.now(),
    )
    return [request, AppetiteFactory(team=team, category="market", author=people["O"])]
