"""WeeklyReview: once a week the team walks through what slipped or lies still, and decides or skips each item."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import ProseField
from teams.models import Team, TeamOwned, TeamQuerySet, membership_of
from teams.models.activity import Activity, is_narrowed, model_of
from teams.models.sight import follows_unseen
from teams.roles import viewable_kinds

NOTE_LIMIT = 5_000
# What a review is about; each kind has its acts in desk/weekly/subjects.py.
SUBJECT_KINDS = frozenset(
    {"planner.milestone", "planner.task", "planner.goal", "risks.risk", "funding.opportunity", "teams.position"}
)


class Decided(models.TextChoices):
    """What the team decided about an item of its weekly review."""

    COMPLETED = "completed", _("Completed")
    MOVED = "moved", pgettext_lazy("weekly review", "Date moved")
    HANDED_ON = "handed_on", _("Handed on")
    KEPT = "kept", _("Left as it is")
    SKIPPED = "skipped", _("Skipped")


class WeeklyReviewQuerySet(TeamQuerySet):
    def latest_first(self):
        """Order so that the review under way comes first, then the last one that ended."""
        return self.order_by(F("ended_at").desc(nulls_first=True), "-on", "-id")

    def ended(self):
        return self.exclude(ended_at=None)

    def with_counts(self, membership):
        """Say of each how much was `decided` and `skipped`, of the items this person may see."""
        seen = WeeklyDecision.objects.visible_to(membership).filter(review=OuterRef("pk")).order_by()
        return self.annotate(
            decided=_number_of(seen.exclude(decision=Decided.SKIPPED)),
            skipped=_number_of(seen.filter(decision=Decided.SKIPPED)),
        )

    def for_lists(self):
        """Fetch what a row of a list shows."""
        return self.select_related("team", "by", "ended_by")


class WeeklyReview(TeamOwned):
    """One walk of the team through its plan, risks and money; while it lasts anybody may go on with it."""

    on = models.DateField(_("day"), editable=False)
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("started by"), null=True, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("finished by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    note = ProseField(_("note"), validators=[MaxLengthValidator(NOTE_LIMIT)])

    index, index_label = "weekly-review-list", _("Weekly reviews")
    named_by = "note"
    verbs = {"created": _("{who} started the {row}"), "ended": _("{who} finished the {row}")}
    objects = WeeklyReviewQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("weekly review")
        verbose_name_plural = _("weekly reviews")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["team", "-ended_at"], name="weeklyreview_latest")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(ended_at=None),
                name="weeklyreview_one_open",
                violation_error_message=_("A weekly review is in progress already. Continue that one."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"on": self.on.isoformat()}

    @classmethod
    def name_from(cls, facts):
        day = date_format(dt.date.fromisoformat(facts["on"]), "DATE_FORMAT")
        return str(_("weekly review of %(day)s") % {"day": day})

    def get_absolute_url(self):
        return reverse("weekly-review-page", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.ended_at is None

    @property
    def ended_on(self):
        """Return the team's day on which this was finished, or None."""
        return self.ended_at and self.team.today(self.ended_at)

    # Verbs

    @classmethod
    @transaction.atomic
    def begin(cls, team, *, by):
        """Return the review under way, or a new one; two people who begin at once begin the same."""
        Team._base_manager.select_for_update().get(pk=team.pk)
        under_way = cls.objects.filter(team=team, ended_at=None).first()
        return under_way or cls(team=team, on=team.today(), by=membership_of(by)).store(by=by)

    @transaction.atomic
    def end(self, *, by, note=""):
        """Finish this with a note for the team; one that is finished stays as it is."""
        self.lock()
        if not self.is_open:
            return
        self.note, self.ended_at, self.ended_by = note, timezone.now(), membership_of(by)
        self.write("ended", by=by)

    def lock_open(self):
        """Hold this until the transaction ends; raises ValidationError when it is finished."""
        self.lock()
        if not self.is_open:
            raise ValidationError(_("This review is finished. Start a new one."), code="ended")


class WeeklyDecisionQuerySet(TeamQuerySet):
    def visible_to(self, membership):
        """Return decisions about items this person may see; what is about money shows to whom the money shows.

        What was removed since is told as such, unless it followed a row this person may not see.
        """
        models_of = {kind: model_of(kind) for kind in viewable_kinds(membership.rights) & SUBJECT_KINDS}
        narrowed = {kind for kind, model in models_of.items() if is_narrowed(model)}
        seen = Q(subject_kind__in=sorted(models_of.keys() - narrowed))
        traces = Activity._base_manager.filter(follows_unseen(membership), subject_id=OuterRef("subject_id"))
        for kind in sorted(narrowed):
            rows = models_of[kind]._default_manager.visible_to(membership).order_by().values("pk")
            there = models_of[kind]._base_manager.filter(pk=OuterRef("subject_id"))
            seen |= Q(subject_kind=kind) & (Q(subject_id__in=rows) | ~Exists(there) & ~Exists(traces))
        return super().visible_to(membership).filter(seen)

    def for_lists(self):
        return self.select_related("team", "review", "by")


class WeeklyDecision(TeamOwned):
    """What was decided about one item of a review. The item is no foreign key: it may be removed later."""

    review = models.ForeignKey(WeeklyReview, models.PROTECT, verbose_name=_("weekly review"), related_name="decisions")
    subject_kind = models.CharField(_("kind"), max_length=60)
    subject_id = models.UUIDField(_("about"))
    group = models.CharField(_("reason"), max_length=20, blank=True, default="")
    decision = models.CharField(_("decision"), max_length=9, choices=Decided)
    by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("by"), null=True, editable=False, related_name="+"
    )

    index, index_label = "weekly-review-list", _("Weekly reviews")
    named_by = "review__note"
    verbs = {
        "created": _("{who} decided in the weekly review: {row}"),
        "changed": _("{who} changed a decision in the weekly review: {row}"),
    }
    objects = WeeklyDecisionQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        verbose_name = _("decision of a weekly review")
        verbose_name_plural = _("decisions of weekly reviews")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["team", "subject_id", "-created_at"], name="weeklydecision_of_subject")]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["review", "subject_kind", "subject_id"],
                name="weeklydecision_once",
                violation_error_message=_("This was decided in the meantime."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"decision": self.decision}

    @classmethod
    def name_from(cls, facts):
        return str(Decided(facts["decision"]).label)

    def get_absolute_url(self):
        return self.review.get_absolute_url()

    @property
    def is_skipped(self):
        return self.decision == Decided.SKIPPED


def _number_of(rows):
    counted = rows.values("review").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
