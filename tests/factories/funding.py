"""Financing rows for tests."""

import datetime as dt
from decimal import Decimal

import factory

from core.sort_keys import sort_key
from core.text import search_form
from funding.models import (
    CashLine,
    CashPosition,
    FxRate,
    NextAction,
    Opportunity,
    OpportunityEvent,
    PlanStep,
    Round,
    RoundTerms,
    Settings,
    Source,
    Tranche,
)
from funding.stages import first_stage

from .planner import TeamRowFactory
from .teams import TeamFactory


class OwnedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)


class RoundFactory(TeamRowFactory):
    """`target=500_000` gives it terms."""

    class Meta:
        model = Round

    name = factory.Sequence(lambda n: f"Round {n}")
    search_text = factory.LazyAttribute(lambda row: search_form(row.name))
    currency = "EUR"
    state = "open"

    @factory.post_generation
    def target(self, create, target, **kwargs):
        if target is not None:
            RoundTermsFactory(team=self.team, round=self, target=target, **kwargs)


class RoundTermsFactory(OwnedFactory):
    class Meta:
        model = RoundTerms

    round = factory.SubFactory(RoundFactory, team=factory.SelfAttribute("..team"))
    target = Decimal(500_000)


class SourceFactory(OwnedFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")
    search_text = factory.LazyAttribute(lambda row: search_form(row.name))
    sort_key = factory.LazyAttribute(lambda row: sort_key(row.name))


class OpportunityFactory(TeamRowFactory):
    """In the first stage of its channel unless told."""

    class Meta:
        model = Opportunity

    round = factory.SubFactory(RoundFactory, team=factory.SelfAttribute("..team"))
    source = factory.SubFactory(SourceFactory, team=factory.SelfAttribute("..team"))
    channel = "venture_capital"
    stage = factory.LazyAttribute(lambda row: first_stage(row.channel).code)
    currency = "EUR"
    expected_close_on = dt.date(2026, 6, 30)


class TrancheFactory(OwnedFactory):
    """Due in June; `milestone=` in the place of `due_on`, `opportunity=` for several of one deal."""

    class Meta:
        model = Tranche

    opportunity = factory.SubFactory(OpportunityFactory, team=factory.SelfAttribute("..team"))
    position = factory.Sequence(lambda n: n % 90 + 1)
    amount = Decimal(100)
    due_on = factory.LazyAttribute(lambda row: None if getattr(row, "milestone", None) else dt.date(2026, 6, 30))


class NextActionFactory(OwnedFactory):
    class Meta:
        model = NextAction

    opportunity = factory.SubFactory(OpportunityFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Action {n}")
    due_on = dt.date(2026, 3, 9)


class PlanStepFactory(TeamRowFactory):
    class Meta:
        model = PlanStep

    title = factory.Sequence(lambda n: f"Step {n}")
    search_text = factory.LazyAttribute(lambda row: search_form(row.title))


class CashPositionFactory(OwnedFactory):
    """Lasts twelve months and a day from its date."""

    class Meta:
        model = CashPosition

    balance = Decimal(1200)
    balance_on = dt.date(2025, 12, 31)
    monthly_income = Decimal(0)
    monthly_expense = Decimal(100)
    floor = Decimal(0)
    currency = "EUR"


class CashLineFactory(OwnedFactory):
    """100 out each month from 2026 on; `milestone=` in the place of `starts_on`."""

    class Meta:
        model = CashLine

    label = factory.Sequence(lambda n: f"Line {n}")
    amount = Decimal(100)
    currency = "EUR"
    starts_on = factory.LazyAttribute(lambda row: None if getattr(row, "milestone", None) else dt.date(2026, 1, 1))


class FxRateFactory(OwnedFactory):
    class Meta:
        model = FxRate

    on = dt.date(2026, 3, 1)
    base = "USD"
    quote = "EUR"
    rate = "0.9"


class SettingsFactory(OwnedFactory):
    class Meta:
        model = Settings

    open_books = True


def one_of_each(team, people):
    """Return one row of every kind of financing row of a team."""
    owner = people["O"]
    round_ = RoundFactory(team=team, target=500_000)
    source = SourceFactory(team=team)
    opportunity = OpportunityFactory(team=team, round=round_, source=source, owner=owner)
    return [
        round_,
        round_.terms,
        source,
        opportunity,
        OpportunityEvent.objects.create(team=team, opportunity=opportunity, field="amount", old="1", new="2"),
        NextActionFactory(team=team, opportunity=opportunity, owner=owner),
        TrancheFactory(team=team, opportunity=opportunity),
        PlanStepFactory(team=team, round=round_, responsible=owner),
        CashPositionFactory(team=team),
        CashLineFactory(team=team),
        FxRateFactory(team=team),
    ]
