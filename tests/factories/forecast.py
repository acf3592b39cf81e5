"""Rows of the forecast for tests."""

import factory

from forecast.models import Scenario, ScenarioChange

from .funding import OwnedFactory


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
    """Return one row of every kind of row of the forecast of a team."""
    part = ScenarioChangeFactory(team=team)
    return [part.scenario, part]
