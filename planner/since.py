"""What happened to a goal since its last check-in, as lines to begin the next one with."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import CheckIn, Milestone, Settings

MOST_LINES = 20


def told_since(membership, goal):
    """Return (since when, {field of a check-in: its text}): milestones finished, and those that moved later."""
    last = CheckIn.objects.visible_to(membership).filter(goal=goal).values_list("created_at", flat=True).first()
    since = last or timezone.now() - dt.timedelta(days=Settings.of(goal.team).checkin_days)
    rows = Milestone.objects.visible_to(membership).filter(goals=goal)
    finished = rows.filter(completed_at__gte=since).order_by("completed_at")
    slipped = rows.open().slipped(since=since).with_moves(since=since).order_by("due_on", "number")
    return since, {"done": _lines(finished, str), "blockers": _lines(slipped, _slip)}


def _lines(rows, word):
    found = list(rows[: MOST_LINES + 1])
    lines = [word(row) for row in found[:MOST_LINES]]
    return "\n".join([*lines, "…"] if len(found) > MOST_LINES else lines)


def _slip(milestone):
    moves = [move for move in milestone.latest_moves if move.old_due_on and move.new_due_on]
    days = (moves[-1].new_due_on - moves[0].old_due_on).days if moves else 0
    if days <= 0:
        return _("%(milestone)s moved later") % {"milestone": milestone}
    told = ngettext("%(milestone)s moved %(days)d day later", "%(milestone)s moved %(days)d days later", days)
    return told % {"milestone": milestone, "days": days}
