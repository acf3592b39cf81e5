"""What a scenario may change: each kind of change, the kind of row it is about, and which of those rows make sense."""

from collections.abc import Callable
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from funding.models import Opportunity
from planner.models import Milestone
from risks.models import ContingencyPlan, Risk
from risks.states import PREPARED_PLANS, PlanState
from teams.models import TeamQuerySet


class ChangeKind(models.TextChoices):
    """What is otherwise than it stands."""

    DUE = "due", _("Move a due date")
    SOONER = "sooner", _("Make work shorter or longer")
    WON = "won", _("Win a deal")
    LOST = "lost", _("Lose a deal")
    PLAN = "plan", _("Activate a contingency plan")
    READY = "ready", _("Make a contingency plan ready")
    RISK = "risk", _("Rule out a risk")
    EXPENSE = "expense", _("Change monthly expenses")


class Subject(NamedTuple):
    """The rows a change may be about: their kind, and which of them it can still happen to."""

    model: type[models.Model]
    fitting: Callable[[TeamQuerySet], TeamQuerySet]


def _open(rows):
    return rows.open()


def _prepared(rows):
    return rows.filter(state__in=PREPARED_PLANS)


def _drafted(rows):
    return rows.filter(state=PlanState.DRAFT)


SUBJECTS = {
    ChangeKind.DUE: Subject(Milestone, _open),
    ChangeKind.SOONER: Subject(Milestone, _open),
    ChangeKind.WON: Subject(Opportunity, _open),
    ChangeKind.LOST: Subject(Opportunity, _open),
    ChangeKind.PLAN: Subject(ContingencyPlan, _prepared),
    ChangeKind.READY: Subject(ContingencyPlan, _drafted),
    ChangeKind.RISK: Subject(Risk, _open),
}
WITH_DAY = (ChangeKind.DUE,)
WITH_NUMBER = (ChangeKind.SOONER, ChangeKind.EXPENSE)
# What can be written by applying a scenario; everything else happens outside, or is a judgement somebody makes.
WRITTEN = (ChangeKind.DUE, ChangeKind.PLAN, ChangeKind.READY, ChangeKind.EXPENSE)


def candidates(kind, membership):
    """Return the rows a person may choose for a kind of change, or None where it is about no row."""
    subject = SUBJECTS.get(kind)
    return subject and subject.fitting(subject.model.objects.visible_to(membership))


def row_kind(kind):
    """Return what kind of row a change is about, such as "planner.milestone", or "" for none."""
    subject = SUBJECTS.get(kind)
    return subject.model._meta.label_lower if subject else ""
