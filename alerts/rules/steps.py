"""A step of a contingency plan at work is due: whoever does it is told of which plan it is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.characters import CONTROL
from risks.models import ContingencyStep

from .base import link_values
from .dated import DateRule
from .words import Wording, due_headline


def step_words(alert, values, today):
    todo = _("Finish it, set a new date, or pass it on.")
    if plan := values.get("plan"):
        todo = " ".join([_("It is a step of %(plan)s.") % {"plan": plan}, todo])
    return Wording(due_headline(alert, values, today), todo)


def step_values(row, team):
    """Return what a text needs of a step's task: its name and place, and its plan."""
    return link_values(row, team) | ({"plan": CONTROL.sub(" ", str(row.plan))} if row.plan else {})


@dataclass(frozen=True, eq=False, kw_only=True)
class StepRule(DateRule):
    """Tasks that steps have become; each knows its plan, asked for once for all of them."""

    def _fetched(self, rows):
        tasks = list(super()._fetched(rows))
        steps = ContingencyStep.objects.filter(pk__in={task.origin_id for task in tasks}) if tasks else ()
        plans = {step.pk: step.plan for step in steps and steps.select_related("plan")}
        for task in tasks:
            task.plan = plans.get(task.origin_id)
        return tasks
