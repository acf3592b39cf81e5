"""What the tests of the weekly review share."""

import datetime as dt

from desk.weekly.deciding import Asked
from desk.weekly.findings import Span, find
from planner.models import Milestone, Move
from tests.conftest import NOW

TODAY = NOW.date()
PAGE = "/t/acme/review/"


def day(days):
    return TODAY + dt.timedelta(days=days)


def moved(milestone, *, days, ago, reason=""):
    """Move a milestone's date so many days later, some days ago."""
    at, old = NOW - dt.timedelta(days=ago), milestone.due_on
    milestone.due_on = old + dt.timedelta(days=days)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=milestone.due_on)
    told = {"old_due_on": old, "new_due_on": milestone.due_on, "at": at, "reason": reason}
    return Move.objects.create(team=milestone.team, milestone=milestone, **told)


def untouched(row, *, days):
    type(row).objects.filter(pk=row.pk).update(updated_at=NOW - dt.timedelta(days=days))
    return row


def found(membership, review, last=None):
    """Return {key of a group: the names of its rows}."""
    parts = find(membership, review, Span.after(last, TODAY))
    return {part.group.key: [item.title for item in part.items] for part in parts}


def asked(row, decision, **given):
    given.setdefault("version", row.version)
    return Asked(subject_kind=row._meta.label_lower, subject_id=row.pk, decision=decision, **given)
