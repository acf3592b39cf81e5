"""Goal: what the team wants to have reached, on one of three horizons."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.tones import toned
from planner.goal_sums import standings_of_goals
from planner.health import Facts, Judgement, judge
from planner.horizons import suggest
from planner.progress import CANCELLED, MILESTONES, MIXED, SUBGOALS, VALUE, expected_today, percent
from teams.models import DatedQuerySet, NumberedRow, WhoField

from .calendarday import calendar_of
from .checking_in import CheckingIn, CheckingInQuerySet
from .goal_tree import hold_tree, judge_parents, lowest_first
from .newwork import NewWork
from .project import CLOSED_STATES, ProjectState
from .weighing import Weighing


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term")
    MID = "mid", _("Medium term")
    LONG = "long", _("Long term")


@toned(active=["active"], warn=["paused"], closed=["closed"])
class Lifecycle(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


@toned(good=["achieved"], warn=["partial"], bad=["missed"], closed=["dropped"])
class Outcome(models.TextChoices):
    ACHIEVED = "achieved", _("Achieved")
    PARTIAL = "partial", _("Partly achieved")
    MISSED = "missed", _("Missed")
    DROPPED = "dropped", _("Dropped")


class ProgressSource(models.TextChoices):
    """What the progress of a goal is made of."""

    MIXED = MIXED, _("All that leads to it")
    VALUE = VALUE, _("Key results alone")
    MILESTONES = MILESTONES, _("Milestones alone")
    SUBGOALS = SUBGOALS, _("Sub-goals alone")


class GoalQuerySet(CheckingInQuerySet, DatedQuerySet):
    date_field = "target_on"

    def open(self):
        """Return goals still to be reached, those of closed projects left out."""
        return self.exclude(lifecycle=Lifecycle.CLOSED).exclude(project__state__in=CLOSED_STATES)

    def discontinued(self):
        return self.filter(project__state=ProjectState.DISCONTINUED)

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a closed project can be opened again, with its goals."""
        return self.exclude(lifecycle=Lifecycle.CLOSED)

    def closed(self):
        """Return all goals that are not open."""
        return self.filter(Q(lifecycle=Lifecycle.CLOSED) | Q(project__state__in=CLOSED_STATES))

    def with_progress(self):
        """Fetch the progress of each goal."""
        return self.completed_by(self.model.add_progress)

    def without_milestone(self):
        """Return open goals to which no milestone, key result or sub-goal leads."""
        links = apps.get_model("planner.MilestoneGoal").objects.filter(goal=OuterRef("pk"))
        figures = apps.get_model("planner.KeyResult").objects.filter(goal=OuterRef("pk"))
        below = self.model._base_manager.filter(parent=OuterRef("pk"))
        below = below.exclude(lifecycle=Lifecycle.CLOSED, outcome=Outcome.DROPPED)
        leading = Exists(links.exclude(milestone__state=CANCELLED)), Exists(figures), Exists(below)
        return self.open().exclude(leading[0] | leading[1] | leading[2])


class Goal(CheckingIn, Weighing, NewWork, NumberedRow):
    """What shall be true by a date; milestones lead to it."""

    project = models.ForeignKey("planner.Project", models.PROTECT, verbose_name=_("project"), related_name="goals")
    title = LineField(_("title"))
    description = ProseField(_("description"))
    horizon = models.CharField(
        _("horizon"),
        max_length=5,
        choices=Horizon,
        error_messages={"blank": _("Choose a horizon, or give a target date, which suggests one.")},
        help_text=_("Up to 6 months, up to 24, or beyond; your choice."),
    )
    target_on = models.DateField(_("target date"), null=True, blank=True)
    owner = WhoField(_("owner"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent goal"),
        related_name="subgoals",
        null=True,
        blank=True,
        help_text=_("The larger goal this one is a step towards."),
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("How much it counts beside the others that lead to the parent goal."),
    )
    progress_source = models.CharField(
        _("progress comes from"), max_length=10, choices=ProgressSource, default=ProgressSource.MIXED
    )
    lifecycle = models.CharField(max_length=6, choices=Lifecycle, default=Lifecycle.ACTIVE, editable=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default="", editable=False)
    lesson = ProseField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_share = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    index = "planner:goal-list"
    prefix = "G"
    is_discussed = True
    in_use = _("%(row)s is still used by %(users)s. Change those first, or close it instead of removing it.")
    searched = ("title", "description")
    verbs = (
        CheckingIn.verbs | Weighing.verbs | {"closed": _("{who} closed {row}"), "reopened": _("{who} reopened {row}")}
    )
    verb_fields = CheckingIn.verb_fields | {"closed": "outcome"}
    objects = GoalQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["target_on", "number"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "horizon", "target_on"], name="goal_by_horizon"),
            models.Index(
                fields=["team", "next_checkin_on"],
                condition=Q(next_checkin_on__isnull=False),
                name="goal_by_checkin",
            ),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(lifecycle="closed") ^ Q(outcome=""),
                name="goal_outcome_when_closed",
                violation_error_message=_("A goal has an outcome exactly when it is closed."),
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 100)),
                name="goal_weight_in_range",
                violation_error_message=_("A weight lies between 1 and 100."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("planner:goal", args=[self.team.slug, self.pk])

    @property
    def is_open(self):
        return self.lifecycle != Lifecycle.CLOSED

    @property
    def is_closed(self):
        return not self.is_open or self.project.is_closed

    @cached_property
    def standing(self):
        """Return this goal's Standing; lists use `with_progress()`."""
        return standings_of_goals([self])[self.pk]

    @staticmethod
    def add_progress(goals):
        """Ask for the standing of several goals at once, and keep it with each."""
        found = standings_of_goals(goals)
        for goal in goals:
            goal.standing = found[goal.pk]

    @property
    def progress(self):
        """Return this goal's GoalProgress; lists use `with_progress()`."""
        return self.standing.progress

    @property
    def is_orphan(self):
        """Say whether nothing that counts leads to this open goal; lists use `with_progress()`."""
        return not self.is_closed and not self.standing.leading

    @property
    def percent(self):
        """Return progress in whole per cent, frozen once the goal is closed, or None when not measurable."""
        return percent(self.progress.share) if self.is_open else self.closed_share

    @property
    def expected_percent(self):
        """Return the share of working days gone from the goal's making to its target, in per cent, or None."""
        start = self.team.today(self.created_at)
        return percent(expected_today(start, self.target_on, self.team.today(), calendar_of(self.team)))

    @cached_property
    def judgement(self):
        """Return what this goal's own figures and dates say while it is open; lists use `with_progress()`."""
        if not self.is_open:
            return Judgement(None, "closed")
        standing = self.standing
        ends = (standing.first_due, standing.last_due)
        facts = Facts(self.target_on, self.percent, self.expected_percent, *ends, standing.held_back)
        return judge(facts, self.team.today())

    @property
    def disagrees(self):
        """Say whether people report another health of this open goal than its figures show."""
        return bool(self.health and self.judgement.health not in (None, self.health))

    @property
    def suggested_horizon(self):
        """Return the Horizon the target date falls into today, or None without one; the person decides."""
        return Horizon(suggest(self.target_on, self.team.today())) if self.target_on else None

    def set_derived(self):
        """Take the suggested horizon where nobody has chosen one."""
        super().set_derived()
        self.horizon = self.horizon or self.suggested_horizon or ""

    @transaction.atomic
    def store(self, *, by, **given):
        """As every row; a goal below another waits for the tree before it is held, else two could block each other."""
        if self.parent_id:
            hold_tree(self.team_id)
        return super().store(by=by, **given)

    @classmethod
    def follow_changes(cls, rows, before):
        """Refuse what would stand below itself, or too deep."""
        super().follow_changes(rows, before)
        moved = [row for row in rows if str(row.parent_id) != str(before.get(row.pk, {}).get("parent"))]
        judge_parents(moved)

    @classmethod
    def undo_creation(cls, run, *, by):
        """Remove those below before those they stand below, which they keep from being removed."""
        by_id = {activity.subject_id: activity for activity in run}
        for level in lowest_first(dict(cls._base_manager.filter(pk__in=by_id).values_list("pk", "parent_id"))):
            super().undo_creation([by_id[pk] for pk in level], by=by)

    @transaction.atomic
    def close(self, outcome, *, by, lesson=""):
        """Close this goal with an outcome and what was learned; its progress is kept as it stands."""
        self.lock()
        if not self.is_open:
            return
        if outcome not in Outcome.values:
            raise ValidationError({"outcome": ValidationError(_("Say how the goal ended."), code="required")})
        self.__dict__.pop("standing", None)  # what a list fetched may be older than the lock
        self.closed_share = percent(self.progress.share)
        self.lifecycle, self.outcome, self.lesson, self.closed_at = (
            Lifecycle.CLOSED,
            outcome,
            lesson,
            timezone.now(),
        )
        self.next_checkin_on = None
        self.write("closed", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Take a closing back."""
        self.lock()
        if self.is_open:
            return
        self.lifecycle, self.outcome, self.closed_at, self.closed_share = Lifecycle.ACTIVE, "", None, None
        self.next_checkin_on = self.day_of_next_checkin()
        self.write("reopened", by=by)
