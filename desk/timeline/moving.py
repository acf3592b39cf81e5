"""A milestone moved on the timeline: what it would mean, and the act that writes it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from planner.cascading import Asked, Dates, apply_cascade, preview
from planner.consequences import Consequences, consequences_of
from planner.variance import days_later
from teams.models import change

MOVED = gettext_noop("{who} moved {milestone}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do: the row of the milestone itself, those that go along, and what it means to all else."""

    found: Consequences
    row: object

    @property
    def cascade(self):
        return self.found.cascade

    @property
    def count(self):
        return len(self.cascade.rows)

    @property
    def days(self):
        """Return by how many working days the milestone moves, + is later; None where it had no day before."""
        return days_later(self.row.old.due_on, self.row.new.due_on, self.cascade.plan.calendar)

    @property
    def starts_alone(self):
        """Say whether the start moves and the due day stays."""
        return self.row.old.due_on == self.row.new.due_on

    @property
    def late_ids(self):
        return {row.milestone.pk for row in self.found.late}


def previewed(milestone, dates, *, by):
    """Return the Preview of a move, or None where it moves nothing. Raises ValidationError."""
    cascade = preview(milestone, Asked(dates=Dates(*dates)), by=by)
    row = next((row for row in cascade.rows if row.milestone.pk == milestone.pk), None)
    return Preview(consequences_of(cascade, by=by), row) if row else None


def move_all(milestone, dates, *, by, seen, reason):
    """Move a milestone and what follows it in one act; return (act, how many moved). Raises StaleError."""
    act, found = apply_cascade(milestone, Asked(dates=Dates(*dates)), by=by, seen=seen, reason=reason)
    return act, len(found.rows)


@transaction.atomic
def move_alone(milestone, dates, *, by, version, reason):
    """Move a milestone and nothing else in one act; return (act, 1). Raises StaleError."""
    with change(by, MOVED, milestone=milestone.code) as act:
        milestone.starts_on, milestone.due_on = dates
        milestone.store(by=act, version=version, reason=reason)
    return act, 1
