"""Finishing: rows that are completed or cancelled, opened again, or put back as they stood before."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .taking_back import take_back


class Finishing(models.Model):
    """The verbs of a row whose `state` is open, finished or given up: cancelled, unless its kind says otherwise.

    A kind of row names its states and the messages of what is refused; `completed_at` is set while it is done.
    """

    open_states = ()
    finished_states = ()
    given_up_state, given_up_verb, given_up_noun = "cancelled", "cancelled", "cancellation"
    in_use = _("%(row)s is still used by %(users)s. Change those first, or cancel it instead of removing it.")
    reopened_state = None  # where an explicit “reopen” leads
    verbs = {
        "completed": _("{who} completed {row}"),
        "cancelled": _("{who} cancelled {row}"),
        "reopened": _("{who} reopened {row}"),
    }
    by_verb = _("Use “complete”, “cancel” and “reopen” to end this and to take that back.")
    cancelled_cannot_be_completed = None
    completed_cannot_be_cancelled = None

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state in self.open_states

    @property
    def is_done(self):
        return self.state in self.finished_states

    @property
    def is_cancelled(self):
        return self.state == self.given_up_state

    def is_overdue(self, *, on):
        return not self.is_closed and self.due_on is not None and self.due_on < on

    def clean(self):
        super().clean()
        if self.completed_at and self.team.today(self.completed_at) > self.team.today():
            message = _("It cannot have been done on a day that is still to come.")
            raise ValidationError(message, code="to_come")

    def judge_edit(self, before):
        """Refuse to lead out of the open states and back, which only verbs do."""
        super().judge_edit(before)
        stood = self._meta.get_field("state").get_default() if before is None else before["state"]
        if not (self.state == stood or {self.state, stood} <= set(self.open_states)):
            raise ValidationError({"state": ValidationError(self.by_verb, code="by_verb")})

    @transaction.atomic
    def complete(self, *, by):
        """Mark as done."""
        self.lock()
        if self.is_done:
            return
        if self.is_cancelled:
            raise ValidationError(self.cancelled_cannot_be_completed, code=self.given_up_verb)
        self.state, self.completed_at = self.finished_states[0], timezone.now()
        self._settle()
        self.write("completed", by=by)

    @transaction.atomic
    def cancel(self, *, by):
        """Give this up; it stays in the history and leaves every list of what is open."""
        self.lock()
        if self.is_cancelled:
            return
        if self.is_done:
            raise ValidationError(self.completed_cannot_be_cancelled, code="completed")
        self.state = self.given_up_state
        self.write(self.given_up_verb, by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Work on this again, whatever ended it."""
        self.lock()
        if self.is_open:
            return
        self.state, self.completed_at = self.reopened_state, None
        self._take_up()
        self.write("reopened", by=by)

    @transaction.atomic
    def undo_completion(self, *, by):
        """Put back what stood before the completion, if nothing has happened to this row since."""
        self.lock()
        if not self.is_open:
            take_back(self, "completed", by=by)

    @transaction.atomic
    def undo_cancellation(self, *, by):
        """Put back what stood before the cancellation, if nothing has happened to this row since."""
        self.lock()
        if not self.is_open:
            take_back(self, self.given_up_verb, by=by)

    def _take_up(self):
        """Set what a row has once it is worked on again."""

    def _settle(self):
        """Clear what a finished row no longer has, such as a reason why it is blocked."""
