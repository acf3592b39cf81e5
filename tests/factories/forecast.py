"""Rows of the forecast for tests: runs with results such as a simulation keeps, and scenarios."""

import datetime as dt

import factory
from django.utils import timezone

from forecast.models import Cause, Run, RunMoney, RunPlan, Scenario, ScenarioChange
from planner.models import Milestone

from .funding import OwnedFactory

AT = [0.01, *(share / 100 for share in range(5, 100, 5)), 0.99]
TEN_DAYS = 10  # between two shares of AT


def milestone_results(*, days=None, p=0.6, due=100):
    """Return what the part of the plan keeps of a milestone: P1 today, P99 in 200 days, if not told otherwise."""
    days = [place * TEN_DAYS for place in range(len(AT))] if days is None else days
    return {
        "days": days,
        "p": p,
        "error": 0.005,
        "p80": [days[15], days[17]],
        "mean": 100.0,
        "criticality": 1.0,
        "due": due,
    }


def joint_results(joint=0.5):
    """Return what the part of the money keeps of a milestone."""
    return {"joint": joint, "error": 0.005, "lasts": 0.7, "lasts_error": 0.005, "reserve": 4321.5}


def gain_results(joint=0.1):
    return {"joint": joint, "error": 0.001, "days": 5.0, "days_error": 0.1, "reserve": 1000.0, "lost": None}


def note_results(key, kind="", pk=""):
    return {"key": key, "kind": kind, "id": str(pk), "figures": {}, "counts": True, "weight": 0.1}


class RunFactory(OwnedFactory):
    """A run of the night of its day, made at the day's beginning."""

    class Meta:
        model = Run

    cause = Cause.NIGHT
    on = factory.LazyFunction(lambda: timezone.now().date())
    made_at = factory.LazyAttribute(lambda run: dt.datetime.combine(run.on, dt.time(2), dt.UTC))
    seed = 1
    engine = "1"
    iterations = 10_000


class PartFactory(OwnedFactory):
    class Meta:
        abstract = True

    run = factory.SubFactory(RunFactory, team=factory.SelfAttribute("..team"))
    stamp = digest = "as made"


class RunPlanFactory(PartFactory):
    """`milestones` are {id: milestone_results()}, the first of which is spoken of first."""

    class Meta:
        model = RunPlan
        exclude = ("milestones", "assumed")

    milestones = {}
    assumed = ()
    results = factory.LazyAttribute(
        lambda part: {
            "at": AT,
            "target": next(iter(part.milestones), None),
            "milestones": part.milestones,
            "gains": {},
            "assumed": list(part.assumed),
        }
    )


class RunMoneyFactory(PartFactory):
    """`milestones` are {id: joint_results()}, the first of which is spoken of first."""

    class Meta:
        model = RunMoney
        exclude = ("milestones", "rounds", "gains", "assumed")

    milestones = {}
    rounds = {}
    gains = {}
    assumed = ()
    results = factory.LazyAttribute(
        lambda part: {
            "at": AT,
            "target": next(iter(part.milestones), None),
            "currency": "EUR",
            "balance": 98_765.0,
            "start": 0,
            "floor": 0.0,
            "milestones": part.milestones,
            "cash_out": [place * TEN_DAYS for place in range(len(AT))],
            "runs_out": 0.9,
            "fan": {"days": [0, 30], "rows": [[98_765.0] * 5, [50_000.0, 60_000.0, 70_000.0, 80_000.0, 90_000.0]]},
            "rounds": part.rounds,
            "raises": {},
            "usual_raise": {"days": 180, "basis": "usual", "deal": ""},
            "gains": part.gains,
            "assumed": list(part.assumed),
        }
    )


def run_of(milestone, *, joint=0.5, money=None, plan=None, **fields):
    """Return a run that speaks of one milestone, with both parts: `plan` is milestone_results() or like it."""
    run = RunFactory(team=milestone.team, **fields)
    pk = str(milestone.pk)
    RunPlanFactory(team=milestone.team, run=run, milestones={pk: plan or milestone_results()})
    RunMoneyFactory(team=milestone.team, run=run, milestones={pk: joint_results(joint)}, **(money or {}))
    return run


class ScenarioFactory(OwnedFactory):
    class Meta:
        model = Scenario

    name = factory.Sequence(lambda n: f"Scenario {n}")


class ScenarioChangeFactory(OwnedFactory):
    """A tenth less spent each month, unless told; `subject=row` takes the row's id."""

    class Meta:
        model = ScenarioChange

    scenario = factory.SubFactory(ScenarioFactory, team=factory.SelfAttribute("..team"))
    kind = "expense"
    number = factory.LazyAttribute(lambda row: -10 if row.kind == "expense" else None)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        subject = kwargs.get("subject")
        return super()._create(model_class, *args, **kwargs | {"subject": getattr(subject, "pk", subject)})


def one_of_each(team, people):
    """Return a run of a team with both parts, about its first milestone, and a scenario with a change."""
    run = run_of(Milestone.objects.filter(team=team).order_by("number").first())
    part = ScenarioChangeFactory(team=team)
    return [run, run.plan, run.money, part.scenario, part]
