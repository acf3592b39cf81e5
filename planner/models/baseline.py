"""Baseline: the plan as it stood on a day, kept under a name, so that what moved since can be measured against it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import LineField
from core.ids import uuid7
from teams.models import Change, TeamOwned, TeamQuerySet, begin_change, membership_of

from .milestone import MilestoneState

BASELINES_AT_MOST = 100  # of a team
MILESTONES_AT_MOST = 10_000  # in a baseline
CHOSEN = gettext_noop("{who} chose what the plan is measured against: {baseline}")


class BaselineQuerySet(TeamQuerySet):
    def reference(self):
        """Return the baseline a team measures against, if it chose one."""
        return self.filter(is_reference=True)

    def with_counts(self):
        """Say of each how many milestones it holds, as `milestones_count`."""
        items = BaselineItem.objects.filter(baseline=OuterRef("pk")).order_by().values("baseline")
        return self.annotate(milestones_count=Coalesce(Subquery(items.values(count=Count("pk"))), 0))


class Baseline(TeamOwned):
    """The dates of all milestones as they stood once; nothing changes it, and one of a team may be the reference."""

    name = LineField(_("name"), max_length=120, help_text=_("Such as “Agreed with the board in October”."))
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("kept by"), null=True, editable=False, related_name="+"
    )
    is_reference = models.BooleanField(
        _("measure the plan against it"),
        default=False,
        help_text=_("Milestones then say by how many working days they differ from it."),
    )

    index, index_label = "planner:baseline-list", _("Baselines")
    verbs = {
        "created": _("{who} kept the plan as {row}"),
        "chosen": _("{who} chose {row} to measure the plan against"),
        "set_aside": _("{who} set {row} aside: the plan is not measured against it any more"),
    }
    objects = BaselineQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "name"],
                name="baseline_name_once",
                violation_error_message=_("A baseline of this name is there already."),
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_reference=True),
                name="baseline_one_reference",
                violation_error_message=_("The plan is measured against another baseline already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("planner:baseline", args=[self.team.slug, self.pk])

    @property
    def kept_on(self):
        """Return the team's day on which the plan stood like this."""
        return self.team.today(self.created_at)

    @classmethod
    def fill_new(cls, rows, *, by):
        super().fill_new(rows, by=by)
        for row in rows:
            row.by = membership_of(by)
        if cls.objects.filter(team_id=rows[0].team_id).count() + len(rows) > BASELINES_AT_MOST:
            message = _("A team keeps at most %(most)s baselines. Remove one that nobody needs any more.")
            raise ValidationError(message, code="baselines_full", params={"most": BASELINES_AT_MOST})

    @transaction.atomic
    def choose(self, *, by):
        """Measure the plan against this baseline from now on, instead of another one; one act with one Undo."""
        self.lock()
        if self.is_reference:
            return None
        act = by if isinstance(by, Change) else begin_change(self.team, by, CHOSEN, baseline=self.name)
        for other in Baseline.objects.filter(team_id=self.team_id).reference():
            other.set_aside(by=act)
        self.is_reference = True
        self.write("chosen", by=act)
        return act

    @transaction.atomic
    def set_aside(self, *, by):
        """Measure the plan against the days first promised again."""
        self.lock()
        if not self.is_reference:
            return
        self.is_reference = False
        self.write("set_aside", by=by)

    @transaction.atomic
    def discard(self, *, by):
        """Delete this baseline with what it holds, unless the plan is measured against it."""
        self.lock()
        if self.is_reference:
            message = _("The plan is measured against %(row)s. Choose another one first, or none.")
            raise ValidationError(message, code="is_reference", params={"row": self})
        super().discard(by=by)


class BaselineItemQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Return what the baselines this person may see hold about milestones, which they may all see or none of."""
        if not membership.has_perm("planner.view_milestone"):
            return self.none()
        return self.filter(baseline__in=Baseline.objects.visible_to(membership))

    def of_reference(self, team):
        """Return what the baseline holds that a team measures against; nothing without one."""
        return self.filter(baseline__team=team, baseline__is_reference=True)


class BaselineItem(models.Model):
    """A milestone as a baseline holds it: its dates as planned and as scheduled. It outlives the milestone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="items")
    # No foreign key: a milestone may be removed, and an Undo may bring it back.
    milestone_id = models.UUIDField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=MilestoneState)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    scheduled_start = models.DateField(null=True)
    scheduled_end = models.DateField(null=True)

    objects = BaselineItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "number"]
        constraints = [models.UniqueConstraint(fields=["baseline", "milestone_id"], name="baselineitem_once")]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def code(self):
        return f"M-{self.number}"
