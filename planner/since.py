"""What happened to a goal since its last check-in, as lines to begin the next one with."""

import datetime as dt
from functools import partial
from itertools import accumulate

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import (
    CHECKIN_LIMIT,
    CheckIn,
    GateCheck,
    GateState,
    Milestone,
    MilestoneGoal,
    Settings,
    calendar_of,
)
from .variance import days_later

MOST_LINES = 20  # of each kind
MORE = "…"


def told_since(membership, goal):
    """Return (since when, {field of a check-in: its text}): what was finished, moved later, or failed as a gate."""
    last = CheckIn.objects.visible_to(membership).filter(goal=goal).values_list("created_at", flat=True).first()
    since = last or timezone.now() - dt.timedelta(days=Settings.of(goal.team).checkin_days)
    rows = Milestone.objects.visible_to(membership).filter(goals=goal)
    finished = rows.filter(completed_at__gte=since).order_by("completed_at")
    slipped = rows.open().slipped(since=since).with_moves(since=since).order_by("due_on", "number")
    slip = partial(_slip, calendar=calendar_of(goal.team))
    blockers = [*_lines(slipped, slip), *_lines(_failed(membership, goal, since), _failure)]
    return since, {"done": _text(_lines(finished, str)), "blockers": _text(blockers)}


def _failed(membership, goal, since):
    """Return the quality gates that failed since, and still do, on the way to milestones still to be reached."""
    checks = GateCheck.objects.visible_to(membership).open().filter(state=GateState.FAILED, decided_at__gte=since)
    links = MilestoneGoal.objects.filter(goal=goal).values("milestone")
    return checks.filter(milestone__in=links).select_related("milestone").order_by("decided_at", "pk")


def _lines(rows, word):
    found = list(rows[: MOST_LINES + 1])
    lines = [word(row) for row in found[:MOST_LINES]]
    return [*lines, MORE] if len(found) > MOST_LINES else lines


def _text(lines):
    """Return lines as one text, as many of them as a check-in has room for."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    if not ends or ends[-1] <= CHECKIN_LIMIT:
        return "\n".join(lines)
    fitting = sum(end <= CHECKIN_LIMIT - len(MORE) for end in ends)
    return "\n".join([*lines[:fitting], MORE])


def _slip(milestone, calendar):
    moves = [move for move in milestone.latest_moves if move.old_due_on and move.new_due_on]
    ends = (moves[0].old_due_on, moves[-1].new_due_on) if moves else (None, None)
    days = days_later(*ends, calendar) or 0
    if days <= 0:
        return _("%(milestone)s moved later") % {"milestone": milestone}
    told = ngettext(
        "%(milestone)s moved %(days)d working day later", "%(milestone)s moved %(days)d working days later", days
    )
    return told % {"milestone": milestone, "days": days}


def _failure(check):
    told = _("%(milestone)s: the quality gate “%(gate)s” failed")
    return told % {"milestone": check.milestone, "gate": check}
