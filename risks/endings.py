"""By what a trigger can come to hold no more, so that no machine sees any longer what a plan waits for.

This rule has its one home here, in SQL: `Case` of each kind of trigger, the first that is so. The day after which a
condition on money is over is a matter of the clock, and so of money_day.py.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _

from planner.models import MilestoneState
from planner.models.project import CLOSED_STATES

from .conditions import CONDITIONS
from .trigger_states import TriggerKind

# What is not watched though nothing has ended: somebody has to see it, or it has happened.
BY_HAND, FIRED = "by_hand", "fired"
MONEY_DAY_OVER = "money_day_over"


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a trigger can come to hold no more; `row` is the path to what ended, `field` the one of it that says so."""

    name: str
    when: Q
    row: str = ""
    field: str = ""


DAY_OVER = Ending("day_over", Q(holds=True))
CANCELLED = Ending("milestone_cancelled", Q(milestone__state=MilestoneState.CANCELLED), "milestone", "state")
COMPLETED = Ending("milestone_completed", Q(milestone__state=MilestoneState.COMPLETED), "milestone", "state")
PROJECT_CLOSED = Ending("project_closed", Q(milestone__project__state__in=CLOSED_STATES), "milestone__project", "state")
RETIRED = Ending("indicator_retired", Q(indicator__retired_at__isnull=False), "indicator", "retired_at")

ENDINGS = {
    TriggerKind.DATE: [DAY_OVER],
    TriggerKind.MILESTONE_SLIP: [CANCELLED, COMPLETED],
    TriggerKind.CHANCE: [CANCELLED, COMPLETED, PROJECT_CLOSED],
    TriggerKind.INDICATOR: [RETIRED],
}
BY_NAME = {each.name: each for each in (DAY_OVER, CANCELLED, COMPLETED, PROJECT_CLOSED, RETIRED)}


def ending_of(model):
    """Return as an expression why no machine watches for a trigger of this model; empty while one does."""
    kinds = [kind for kind, _label in model._meta.get_field("kind").choices]
    by_hand = [kind for kind in kinds if not CONDITIONS[kind].is_watched]
    ended = [When(each.when, kind=kind, then=Value(each.name)) for kind in kinds for each in ENDINGS.get(kind, ())]
    return Case(
        When(state="fired", then=Value(FIRED)),
        When(kind__in=by_hand, then=Value(BY_HAND)),
        *ended,
        default=Value(""),
        output_field=CharField(),
    )


def tell_ending(name):
    """Return why no machine watches any more, in words; nothing for what is watched, and for what people see."""
    return {
        "day_over": _("The day it waits for is over"),
        "milestone_cancelled": _("The milestone it watches was cancelled"),
        "milestone_completed": _("The milestone it watches was completed"),
        "project_closed": _("The project of the milestone it watches is closed"),
        "indicator_retired": _("The indicator it watches was retired"),
        FIRED: _("It has fired"),
        MONEY_DAY_OVER: _("The day of its condition on money is over"),
    }.get(name, "")
