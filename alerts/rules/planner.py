"""What the plan raises: milestones due and overdue, check-ins due, tasks assigned and overdue."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.states import Pace
from alerts.timing import LEAD_DAYS
from planner.models import Goal, Letter, Milestone, Task
from risks.activation import STEP_ORIGIN

from .assigned import TaskAssigned, assigned_words
from .base import STATE, Topic
from .checkins import CHECKIN_DUE, CheckInRule
from .dated import DateRule, still_open
from .gates import ApprovalWaits, GateFailed, approval_words, failed_words
from .moved import MilestoneMoved
from .moved import moved_words as own_moved_words
from .shared import PARTS, MilestoneDates, PartNews, last_moves, last_news, moved_words, not_cancelled, went_words
from .words import due_words

# What of other rows decides whether a task is still to be done.
OF_TASKS = {"milestone": frozenset({"state", "project"}), "milestone__project": STATE}

# Steps of an activated contingency plan are tasks too; they have a rule of their own.
OWN_TASKS = ~Q(origin_kind=STEP_ORIGIN)


def own_tasks(rows):
    """Narrow a queryset to the tasks still to be done that no contingency plan called for."""
    return rows.open().filter(OWN_TASKS)


RULES = [
    MilestoneDates(
        model=Milestone,
        leads=LEAD_DAYS,
        hangs_on={"project": STATE} | PARTS,
        topic=Topic(
            "milestone_due",
            _("Milestone due"),
            _("14, 7 and 1 days before, and on the day"),
            due_words(_("Check what is still open, and move the date now if it will not hold.")),
        ),
        overdue=Topic(
            "milestone_overdue",
            _("Milestone overdue"),
            _("after 1, 3 and 7 days, then weekly, five times at most"),
            due_words(_("Complete it, set a new date, or cancel it.")),
        ),
    ),
    CheckInRule(model=Goal, leads=(0,), hangs_on={"project": STATE}, topic=CHECKIN_DUE),
    PartNews(
        Topic(
            "milestone_date_moved",
            _("Date moved"),
            _("when somebody else moves a milestone you do, or are consulted about"),
            moved_words,
        ),
        letters=(Letter.RESPONSIBLE, Letter.CONSULTED),
        last_of=last_moves,
        still=still_open,
        pace=Pace.SOON,
    ),
    PartNews(
        Topic(
            "milestone_informed",
            _("Milestones you are informed of"),
            _("the next morning, when one was completed or its date moved"),
            went_words,
        ),
        letters=(Letter.INFORMED,),
        last_of=last_news,
        still=not_cancelled,
        pace=Pace.DAILY,
    ),
    MilestoneMoved(
        Topic(
            "milestone_moved",
            _("Milestone moved"),
            _("when somebody else moves the date of yours, one email for all that moves together"),
            own_moved_words,
        ),
    ),
    TaskAssigned(
        Topic("task_assigned", _("Task assigned"), _("when somebody else gives you a task"), assigned_words),
        standing=own_tasks,
        hangs_on=OF_TASKS,
    ),
    DateRule(
        model=Task,
        who=("assignee",),
        standing=own_tasks,
        hangs_on=OF_TASKS,
        topic=Topic(
            "task_overdue",
            _("Task overdue"),
            _("after 1, 3 and 7 days, then weekly, five times at most"),
            due_words(_("Finish it, set a new date, or pass it on.")),
        ),
    ),
    GateFailed(
        Topic("gate_failed", _("Quality gate failed"), _("when a check or a new value fails"), failed_words),
    ),
    ApprovalWaits(
        Topic("approval_waits", _("Approval waits for you"), _("when you are named to approve"), approval_words),
    ),
]
