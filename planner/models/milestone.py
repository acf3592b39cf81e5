"""Milestone: a dated result on the way to goals, with what it takes to accept it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.fetching import prefetch
from core.fields import LineField, ProseField
from core.ids import uuid7
from core.tones import toned
from planner.progress import expected_today, percent, share_in_state
from planner.sums import shares_of
from teams.models import Change, DatedQuerySet, Finishing, NumberedRow, WhoField, begin_change

from .calendarday import calendar_of
from .estimated import Estimated
from .gated import Gated, GatedQuerySet
from .leftover import ACTS, Leftover, check_leftover, lock_both, open_tasks_of, settle_tasks
from .move import Move
from .newwork import NewWork
from .prioritised import Prioritised
from .project import CLOSED_STATES, ProjectState
from .promised import Promised, reference_due_on
from .responsibility import SharedQuerySet
from .rewarding import Rewarding


@toned(active=["in_progress", "in_review"], good=["completed"], closed=["cancelled"])
class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    IN_REVIEW = "in_review", _("In review")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.IN_REVIEW)


class MilestoneQuerySet(GatedQuerySet, SharedQuerySet, DatedQuerySet):
    def open(self):
        """Return milestones still to be reached, those of closed projects left out."""
        return self.filter(state__in=OPEN_STATES).exclude(project__state__in=CLOSED_STATES)

    def discontinued(self):
        return self.filter(project__state=ProjectState.DISCONTINUED)

    def slipped(self, *, since):
        """Return open milestones whose date was moved to a later one since an instant."""
        return self.open().filter(Exists(Move.objects.later(since=since).filter(milestone=OuterRef("pk"))))

    def with_moves(self, *, since):
        """Fetch the moves since an instant, the first one first, as `latest_moves`."""
        moves = Move.objects.filter(at__gte=since).order_by("at", "pk")
        return self.prefetch_related(Prefetch("moves", moves, to_attr="latest_moves"))

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a closed project can be opened again, with its milestones."""
        return self.filter(state__in=OPEN_STATES)

    def with_parts(self):
        """Fetch the progress of tasks, the goals, and the day promised."""
        return self.with_promise().completed_by(self.model.add_shares).prefetch_related(prefetch("goals"))

    def with_promise(self):
        """Fetch the day promised by the reference baseline."""
        return self.annotate(reference_due_on=reference_due_on("pk", "team"))

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("project", "owner", "team").with_parts()


class Milestone(Gated, Rewarding, Promised, NewWork, Prioritised, Estimated, Finishing, NumberedRow):
    """A result the team means to have by a date."""

    project = models.ForeignKey("planner.Project", models.PROTECT, verbose_name=_("project"), related_name="milestones")
    goals = models.ManyToManyField(
        "planner.Goal",
        through="planner.MilestoneGoal",
        related_name="milestones",
        blank=True,
        verbose_name=_("goals"),
    )
    title = LineField(_("title"))
    description = ProseField(_("description"))
    criteria = ProseField(_("acceptance criteria"), help_text=_("How will you know it is reached? One per line."))
    owner = WhoField(_("owner"))
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    first_due_on = models.DateField(_("first planned"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=MilestoneState, default=MilestoneState.PLANNED)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    follows_links = models.BooleanField(
        _("moves with what it waits for"),
        default=False,
        help_text=_("Its date is offered to move when a milestone it waits for moves; otherwise it is pinned."),
    )
    blocked = models.BooleanField(_("blocked"), default=False)
    blocked_note = LineField(_("what blocks it"), max_length=300, blank=True)

    index = "planner:milestone-list"
    prefix = "M"
    is_discussed = True
    undo_reason = Move.Reason.TAKEN_BACK
    searched = ("title", "description", "criteria")
    open_states = OPEN_STATES
    finished_states = (MilestoneState.COMPLETED,)
    reopened_state = MilestoneState.IN_PROGRESS
    cancelled_cannot_be_completed = _("A cancelled milestone cannot be completed. Reopen it first.")
    completed_cannot_be_cancelled = _("A completed milestone cannot be cancelled. Reopen it first.")
    objects = MilestoneQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["due_on", "number"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "due_on"], name="milestone_by_due"),
            models.Index(fields=["due_on"], name="milestone_open_due", condition=Q(completed_at=None)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            *Estimated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="milestone_ends_after_start",
                violation_error_message=_("A milestone cannot be due before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state="completed") ^ Q(completed_at=None),
                name="milestone_completed_by_verb",
                violation_error_message=_(
                    "Use “complete” to mark a milestone as reached, and “reopen” to take it back."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("planner:milestone", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_closed(self):
        return not self.is_open or self.project.is_closed

    @property
    def is_given_up(self):
        """Say whether the work on this has lost its aim: it is cancelled, or its project is closed."""
        return self.is_cancelled or self.project.is_closed

    @property
    def completed_on(self):
        """Return the team's day on which this was reached, or None."""
        return self.completed_at and self.team.today(self.completed_at)

    @property
    def has_open_tasks(self):
        return open_tasks_of(self).exists()

    @cached_property
    def progress(self):
        """Return the share of work done, a Fraction, or None when not measurable; lists use `with_parts()`."""
        return share_in_state(self.state, self._share_of_tasks)

    def _share_of_tasks(self):
        if "fetched_share" not in self.__dict__:
            self.add_shares([self])
        return self.fetched_share

    @staticmethod
    def add_shares(milestones):
        """Ask for the share done of the tasks of several milestones at once, and keep it with each."""
        found = shares_of(milestones)
        for milestone in milestones:
            milestone.fetched_share = found[milestone.pk]

    @property
    def percent(self):
        return percent(self.progress)

    @property
    def expected_percent(self):
        """Return the share of working days gone from start to due, in per cent, or None without both dates."""
        return percent(expected_today(self.starts_on, self.due_on, self.team.today(), calendar_of(self.team)))

    # Making and editing

    def set_derived(self):
        super().set_derived()
        if self.first_due_on is None:
            self.first_due_on = self.due_on

    @classmethod
    def after_writing(cls, rows, changes, *, by, reason):
        """Keep a Move of each due date that changed after it was first planned, with the reason of the write."""
        super().after_writing(rows, changes, by=by, reason=reason)
        Move.keep(rows, changes, by=by, reason=reason)

    @transaction.atomic
    def complete(self, *, by, tasks=Leftover.KEEP, to=None):
        """Mark as reached; its open tasks are kept, completed, or moved to the milestone `to`, all in one act."""
        if tasks != Leftover.KEEP:
            to = lock_both(self, to)
        if tasks == Leftover.KEEP or not self.is_open or not self.has_open_tasks:
            super().complete(by=by)
            return
        check_leftover(self, tasks, to)
        act = by if isinstance(by, Change) else begin_change(self.team, by, ACTS[Leftover(tasks)], milestone=self)
        super().complete(by=act)
        settle_tasks(self, tasks, by=act, to=to)

    def clean(self):
        super().clean()
        if self.blocked_note and not self.blocked:
            self.blocked_note = ""

    def check_links(self, links):
        super().check_links(links)
        if any(goal.project_id != self.project_id for goal in links.get("goals", ())):
            message = _("Choose goals of the milestone's own project.")
            raise ValidationError({"goals": ValidationError(message, code="other_project")})

    def _settle(self):
        self.blocked, self.blocked_note = False, ""


class MilestoneGoal(models.Model):
    """A milestone counts for a goal, by a weight."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey("planner.Goal", models.PROTECT, related_name="milestone_links")
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(100)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["milestone", "goal"], name="milestone_once_per_goal")]

    def __str__(self):
        return f"{self.milestone} → {self.goal}"
