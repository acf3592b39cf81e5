"""Which tasks are steps of contingency plans that are at work now."""

from django.db.models import Exists, OuterRef, Q

from .activation import STEP_ORIGIN
from .models import ContingencyPlan


def is_step_at_work():
    """Return the condition of tasks that the present activation of a plan made."""
    plans = ContingencyPlan.objects.activated().filter(steps=OuterRef("origin_id"))
    return Q(Exists(plans.filter(activated_at__lte=OuterRef("created_at"))), origin_kind=STEP_ORIGIN)
