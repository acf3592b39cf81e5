"""What becomes of the open tasks of a milestone that is completed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from teams.models import hold, write_rows
from teams.models.holding import CHUNK
from teams.models.values import stored_values

from .task import OPEN_TASK_STATES, Task, TaskState

MOST_TASKS = 1_000  # completed or moved in one act


class Leftover(models.TextChoices):
    COMPLETE = "complete", _("Complete them too")
    MOVE = "move", _("Move them to another milestone")
    KEEP = "keep", _("Complete the milestone anyway and leave them open")


ACTS = {
    Leftover.COMPLETE: gettext_noop("{who} completed {milestone} and its open tasks"),
    Leftover.MOVE: gettext_noop("{who} completed {milestone} and moved its open tasks"),
}


def open_tasks_of(milestone):
    """Return the tasks of a milestone that are still to be done, the most urgent first.

    What a restricted risk called for is none of them: whoever completes the milestone may know nothing of it.
    """
    rows = Task.objects.seen_by_all().filter(milestone=milestone, state__in=OPEN_TASK_STATES)
    return rows.order_by("due_on", "number")


def lock_both(milestone, to):
    """Lock a milestone, and hold the one that takes its tasks over, which is returned as it is now; None for none.

    In the order of their ids: two that hand their tasks to each other would otherwise wait for each other for ever.
    """
    held = hold(type(milestone), [milestone.pk, to.pk]) if to else {}
    milestone.lock()
    return to and held.get(to.pk)


def check_leftover(milestone, tasks, to):
    """Raise a ValidationError where this cannot become of a milestone's open tasks: what `complete` is asked for."""
    if open_tasks_of(milestone).count() > MOST_TASKS:
        message = _("More than %(most)d tasks are open. Leave them open, or complete or move some first.")
        raise ValidationError({"tasks": ValidationError(message, code="too_many", params={"most": MOST_TASKS})})
    if tasks != Leftover.MOVE:
        return
    if to is None:
        raise ValidationError({"to": ValidationError(_("Choose the milestone that takes them over."), code="required")})
    if to.team_id != milestone.team_id or to.pk == milestone.pk or to.is_closed:
        raise ValidationError({"to": ValidationError(_("Choose another milestone that is open."), code="not_open")})


def settle_tasks(milestone, tasks, *, by, to=None):
    """Complete the open tasks of a milestone, or move them to the milestone `to`."""
    ids = list(open_tasks_of(milestone).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        held = hold(Task, ids[start : start + CHUNK]).values()
        rows = [row for row in held if row.is_open and row.milestone_id == milestone.pk]
        if rows:
            _write(rows, tasks, to, by)


def _write(rows, tasks, to, by):
    before = {row.pk: stored_values(row) for row in rows}
    for row in rows:
        if tasks == Leftover.MOVE:
            row.milestone = to
        else:
            row.state, row.completed_at = TaskState.DONE, timezone.now()
    write_rows(rows, "changed" if tasks == Leftover.MOVE else "completed", by=by, before=before)
