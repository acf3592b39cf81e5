"""Rows of the risk register for tests."""

import datetime as dt

import factory

from core.text import search_form
from risks.models import (
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    Meeting,
    MoneyTrigger,
    ResponseAction,
    Review,
    Risk,
    RiskMatrix,
    RiskMilestone,
    RiskReader,
    Trigger,
)
from risks.models.matrix import usual_matrix
from risks.scoring import level_of

from .planner import MilestoneFactory, TeamRowFactory
from .teams import MembershipFactory, TeamFactory

OCCURRED = dt.datetime(2026, 2, 27, 15, 0, tzinfo=dt.UTC)


class RiskFactory(TeamRowFactory):
    """`score=(4, 5)` rates it now, `target=(1, 2)` sets the aim, `milestones=[…]` says what it concerns."""

    class Meta:
        model = Risk

    title = factory.Sequence(lambda n: f"Risk {n}")
    search_text = factory.LazyAttribute(lambda risk: search_form(risk.title))
    category = "technical"
    occurred_at = factory.LazyAttribute(lambda risk: OCCURRED if getattr(risk, "status", "") == "occurred" else None)

    @factory.post_generation
    def score(self, create, figures, **kwargs):
        _rate(self, "current", figures)

    @factory.post_generation
    def target(self, create, figures, **kwargs):
        _rate(self, "target", figures)

    @factory.post_generation
    def milestones(self, create, rows, **kwargs):
        for row in rows or ():
            RiskMilestoneFactory(team=self.team, risk=self, milestone=row)


class RiskMilestoneFactory(factory.django.DjangoModelFactory):
    """`effect="days", effect_likely=10` says what the risk would do to the milestone."""

    class Meta:
        model = RiskMilestone

    team = factory.SubFactory(TeamFactory)
    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"))
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))


class RiskReaderFactory(factory.django.DjangoModelFactory):
    """Somebody who reads a restricted risk."""

    class Meta:
        model = RiskReader

    team = factory.SubFactory(TeamFactory)
    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"), is_restricted=True)
    reader = factory.SubFactory(MembershipFactory, team=factory.SelfAttribute("..team"))


class ResponseActionFactory(TeamRowFactory):
    class Meta:
        model = ResponseAction

    title = factory.Sequence(lambda n: f"Action {n}")

    @factory.post_generation
    def risks(self, create, rows, **kwargs):
        self.risks.set([RiskFactory(team=self.team)] if rows is None else rows)


class ContingencyPlanFactory(TeamRowFactory):
    class Meta:
        model = ContingencyPlan

    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Plan {n}")
    currency = "EUR"


class ContingencyStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContingencyStep

    team = factory.SubFactory(TeamFactory)
    plan = factory.SubFactory(ContingencyPlanFactory, team=factory.SelfAttribute("..team"))
    position = factory.Sequence(lambda n: n % 900 + 1)
    title = factory.Sequence(lambda n: f"Step {n}")


class TriggerFactory(factory.django.DjangoModelFactory):
    """`kind="date", on=…` and the like say what else than a text it waits for."""

    class Meta:
        model = Trigger

    team = factory.SubFactory(TeamFactory)
    plan = factory.SubFactory(ContingencyPlanFactory, team=factory.SelfAttribute("..team"))
    kind = "manual"
    text = factory.LazyAttribute(lambda trigger: "It happens" if trigger.kind == "manual" else "")
    search_text = factory.LazyAttribute(lambda trigger: search_form(trigger.text))


class MoneyTriggerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MoneyTrigger

    team = factory.SubFactory(TeamFactory)
    plan = factory.SubFactory(ContingencyPlanFactory, team=factory.SelfAttribute("..team"))
    kind = "joint_chance"
    percent = 30
    currency = "EUR"


class MeetingFactory(factory.django.DjangoModelFactory):
    """`agenda=[str(risk.pk), …]` is the way through; `ended_at=…` ends it."""

    class Meta:
        model = Meeting

    team = factory.SubFactory(TeamFactory)
    held_on = dt.date(2026, 2, 27)
    started_at = OCCURRED


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    team = factory.SubFactory(TeamFactory)
    meeting = factory.SubFactory(MeetingFactory, team=factory.SelfAttribute("..team"))
    risk = factory.SubFactory(RiskFactory, team=factory.SelfAttribute("..team"))


def prepared_plan(risk, owner, *, offsets=(0, 3), **values):
    """Return a ready plan of the risk with a trigger by hand and one step per offset."""
    plan = ContingencyPlanFactory(team=risk.team, risk=risk, owner=owner, **{"state": "ready"} | values)
    TriggerFactory(team=risk.team, plan=plan)
    for place, offset in enumerate(offsets, start=1):
        ContingencyStepFactory(team=risk.team, plan=plan, position=place, offset_days=offset)
    return plan


def _rate(risk, kind, figures):
    if figures is None:
        return
    probability, impact = figures
    assessment = Assessment.objects.create(
        team=risk.team,
        risk=risk,
        kind=kind,
        probability=probability,
        impact=impact,
        level=level_of(probability, impact),
    )
    Risk.objects.filter(pk=risk.pk).update(**{kind: assessment})
    setattr(risk, kind, assessment)


def one_of_each(team, people):
    """Return a row of every model of the register, for tests that visit every address."""
    risk = RiskFactory(team=team, owner=people["O"], score=(4, 4), title=f"risk of {team.slug}")
    link = RiskMilestoneFactory(team=team, risk=risk, effect="days", effect_likely=10)
    plan = prepared_plan(risk, people["O"], offsets=(1,))
    meeting = MeetingFactory(team=team, started_by=people["O"], agenda=[str(risk.pk)])
    review = ReviewFactory(team=team, meeting=meeting, risk=risk, author=people["O"], note=f"note of {team.slug}")
    action = ResponseActionFactory(team=team, risks=[risk])
    matrix = RiskMatrix(team=team, **usual_matrix())
    matrix.impacts[4]["word"] = f"fatal to {team.slug}"
    matrix.store(by=people["O"])
    restricted = RiskFactory(team=team, owner=people["O"], is_restricted=True, title=f"restricted risk of {team.slug}")
    reader = RiskReaderFactory(team=team, risk=restricted, reader=people["M"])
    money = MoneyTriggerFactory(team=team, plan=plan)
    plan_rows = [plan, plan.steps.get(), plan.triggers.get(), money]
    return [risk, link, risk.current, action, *plan_rows, meeting, review, matrix, reader]
