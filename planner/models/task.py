"""Task: a piece of work on the way to a milestone, or one that a contingency plan called for."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.tones import toned
from planner.progress import CANCELLED
from teams.models import DatedQuerySet, Finishing, NumberedRow, WhoField
from teams.models.sight import follows_restricted, follows_unseen, restricted_kinds

from .newwork import NewWork
from .prioritised import Prioritised
from .project import CLOSED_STATES


@toned(active=["in_progress"], good=["done"], closed=["cancelled"])
class TaskState(models.TextChoices):
    BACKLOG = "backlog", _("Backlog")
    TODO = "todo", _("To do")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_TASK_STATES = (TaskState.BACKLOG, TaskState.TODO, TaskState.IN_PROGRESS)
IS_OPEN = (
    Q(state__in=OPEN_TASK_STATES) & ~Q(milestone__state=CANCELLED) & ~Q(milestone__project__state__in=CLOSED_STATES)
)


class TaskQuerySet(DatedQuerySet):
    def visible_to(self, membership):
        """Return the team's tasks but those that a restricted risk called for, which who sees that sees."""
        # By their ids, which every index holds.
        hidden = self.model._base_manager.filter(follows_unseen(membership)).order_by()
        return super().visible_to(membership).exclude(pk__in=hidden.values("pk"))

    def seen_by_all(self):
        """Return the tasks that everybody in their team sees, for what is counted alike for all."""
        return self.exclude(follows_restricted())

    def open(self):
        """Return tasks still to be done; those of closed projects and cancelled milestones are not.

        Those of a completed milestone are: its result is there, yet what is left of its work is somebody's until
        it is done or cancelled, and nobody should lose it by ticking off the milestone.
        """
        return self.filter(IS_OPEN)

    def on_board(self, *, done_since, with_cancelled):
        """Return what a board by state shows: open tasks, those done since an instant, and cancelled ones if asked."""
        lately = Q(state=TaskState.DONE, completed_at__gte=done_since)
        return self.filter(IS_OPEN | lately | Q(state__in=[TaskState.CANCELLED] if with_cancelled else []))

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a closed project can be opened again, with its tasks."""
        return self.filter(state__in=OPEN_TASK_STATES)


class Task(NewWork, Prioritised, Finishing, NumberedRow):
    """One piece of work for one person."""

    milestone = models.ForeignKey(
        "planner.Milestone",
        models.PROTECT,
        verbose_name=_("milestone"),
        related_name="tasks",
        null=True,
        blank=True,
    )
    title = LineField(_("title"))
    description = ProseField(_("description"))
    assignee = WhoField(_("assignee"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=TaskState, default=TaskState.TODO)
    estimate = models.PositiveSmallIntegerField(
        _("estimate in days"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    origin_kind = models.CharField(max_length=60, blank=True, default="", editable=False)
    origin_id = models.UUIDField(null=True, blank=True, editable=False)
    follows = models.UUIDField(null=True, blank=True, editable=False)  # the row whose sight decides about this one

    home_link = "milestone"
    index = "planner:task-list"
    prefix = "T"
    is_discussed = True
    sight = "follows"
    searched = ("title", "description")
    open_states = OPEN_TASK_STATES
    finished_states = (TaskState.DONE,)
    reopened_state = TaskState.TODO
    cancelled_cannot_be_completed = _("A cancelled task cannot be done. Reopen it first.")
    completed_cannot_be_cancelled = _("A finished task cannot be cancelled. Reopen it first.")
    objects = TaskQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["due_on", "number"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "due_on"], name="task_by_due"),
            models.Index(fields=["origin_id"], name="task_by_origin", condition=Q(origin_id__isnull=False)),
            models.Index(fields=["follows"], name="task_followed", condition=Q(follows__isnull=False)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="done") ^ Q(completed_at=None),
                name="task_completed_by_verb",
                violation_error_message=_("Use “complete” to mark a task as done, and “reopen” to take it back."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("planner:task", args=[self.team.slug, self.pk])

    @property
    def is_closed(self):
        return not self.is_open or (self.milestone is not None and self.milestone.is_given_up)

    # Making and editing

    @classmethod
    def load_for_rules(cls, rows):
        """Load the projects of many new tasks at once."""
        super().load_for_rules(rows)
        prefetch_related_objects([row for row in rows if row.milestone_id and row._state.adding], "milestone__project")

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Let those see what a task is about who are put in charge of it, where only few do."""
        super().after_writing(rows, changes, by=by, reason=reason)
        pairs = {
            (row.follows, row.assignee_id)
            for row, told in zip(rows, changes, strict=True)
            if "assignee" in told and row.follows and row.assignee_id
        }
        if pairs:
            for model in restricted_kinds():
                model.let_read(pairs, by=by)

    def judge_edit(self, before):
        """Refuse to move on to what a new task may not belong to, either."""
        super().judge_edit(before)
        if before is not None and self.milestone_id and before["milestone"] != str(self.milestone_id):
            self.refuse_discontinued()
