"""The contingency plan of each risk that is nearest to being of use, with its readiness."""

from django.apps import apps
from django.db.models import Case, When

from core.fetching import first_of_each
from core.remembered import Remembered

from .states import BEST_PLANS


def best_plans_of(risks):
    """Return {risk id: the contingency plan nearest to being of use}, each with its readiness; one statement."""
    found = BEST.objects("of risks", risks=[risk.pk for risk in risks])
    best, teams = {plan.risk_id: plan for plan in found}, {risk.pk: risk.team for risk in risks}
    for pk, plan in best.items():
        plan.team = teams[pk]  # by whose day its readiness is told
    return best


def _best(_shape, *, risks):
    usefulness = Case(*(When(state=state, then=place) for place, state in enumerate(BEST_PLANS)))
    plans = apps.get_model("risks.ContingencyPlan").objects.filter(risk__in=risks)
    return first_of_each(plans, 1, by=["risk_id"], order=[usefulness, "number"]).with_readiness()


BEST = Remembered(_best)
