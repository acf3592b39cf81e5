"""The kinds of rows that have a date in somebody's calendar: who they are of, on which day, when they are over."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funding.models import NextAction, PlanStep
from funding.states import ActionState
from planner.models import Goal, Milestone, Outcome, Task
from risks.activation import STEP_ORIGIN
from risks.models import ResponseAction, Risk


def _named(code, title):
    return f"{code} {title}" if code else title


def _review(code, title):
    return gettext("Review %(risk)s") % {"risk": _named(code, title)}


ALL = Q()


@dataclass(frozen=True, slots=True)
class Dated:
    """One kind. `day`, `person` and `ended_at` are fields; what is over meets `ended` and has that instant.

    `page` is the name of the address that shows a row, `page_of` the field with the id in it.
    """

    model: type[Model]
    word: Promise
    day: str
    person: str
    page: str
    only: Q = ALL
    ended_at: str = ""
    ended: Q = ALL
    page_of: str = "pk"
    summary: Callable[[str, str], str] = _named


MILESTONES = Dated(Milestone, _("Milestone"), "due_on", "owner", "planner:milestone", ended_at="completed_at")
GOALS = Dated(
    Goal, _("Goal"), "target_on", "owner", "planner:goal", ended_at="closed_at", ended=~Q(outcome=Outcome.DROPPED)
)
# A step of a contingency plan that was activated is the task it has become.
IS_STEP = Q(origin_kind=STEP_ORIGIN)

OF_PERSON = (
    MILESTONES,
    Dated(Task, _("Task"), "due_on", "assignee", "planner:task", only=~IS_STEP, ended_at="completed_at"),
    Dated(Task, _("Contingency step"), "due_on", "assignee", "planner:task", only=IS_STEP, ended_at="completed_at"),
    Dated(ResponseAction, _("Response action"), "due_on", "owner", "risks:action", ended_at="completed_at"),
    Dated(Risk, _("Review"), "next_review_on", "owner", "risks:risk", summary=_review),
    Dated(
        NextAction,
        _("Next action"),
        "due_on",
        "owner",
        "funding:opportunity",
        ended_at="ended_at",
        ended=Q(state=ActionState.DONE),
        page_of="opportunity_id",
    ),
    Dated(PlanStep, _("Financing step"), "due_on", "responsible", "funding:step", ended_at="completed_at"),
)
OF_PROJECT = (MILESTONES, GOALS)
