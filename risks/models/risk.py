"""Risk: an uncertain event that would move a milestone, cost money or do harm, or an opportunity."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, ProseField
from core.ids import uuid7
from risks.querysets import RiskQuerySet
from risks.scoring import compare, next_review
from risks.states import (
    ENDED,
    NEXT_STATUSES,
    ONLY_OPPORTUNITIES,
    ONLY_THREATS,
    Category,
    ClosureReason,
    Kind,
    Score,
    Status,
    Strategy,
)
from teams.models import NumberedRow, WhoField, membership_of, take_back

from .assessment import Assessment

# What takes the right to change a risk to undo, and what the right to end it.
STATUS_VERBS = ("status_changed", "occurred")
ENDING_VERBS = ("closed", "rejected")


def _score(label):
    """Return a pointer to the latest assessment of one kind; `assess` moves it, and none means not rated."""
    return models.ForeignKey(
        Assessment, models.RESTRICT, verbose_name=label, null=True, blank=True, editable=False, related_name="+"
    )


class Risk(NumberedRow):
    """What may happen, why, and what it would lead to."""

    title = LineField(_("title"))
    cause = ProseField(_("cause"), help_text=_("Because of …"))
    event = ProseField(_("event"), help_text=_("… this may happen …"))
    effect = ProseField(_("effect"), help_text=_("… leading to …"))
    category = models.CharField(_("category"), max_length=12, choices=Category)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.THREAT)
    owner = WhoField(_("owner"))
    raised_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("raised by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    milestones = models.ManyToManyField(
        "planner.Milestone",
        through="risks.RiskMilestone",
        related_name="risks",
        blank=True,
        verbose_name=_("milestones concerned"),
    )
    strategy = models.CharField(_("strategy"), max_length=8, choices=Strategy, blank=True, default="")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.IDENTIFIED, editable=False)
    status_reason = LineField(_("reason"), max_length=300, blank=True, default="", editable=False)
    closure_reason = models.CharField(
        _("why it ended"), max_length=17, choices=ClosureReason, blank=True, default="", editable=False
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    window_from = models.DateField(_("may happen from"), null=True, blank=True)
    window_to = models.DateField(_("may happen until"), null=True, blank=True)
    inherent = _score(_("inherent risk"))
    current = _score(_("current risk"))
    residual = _score(_("residual risk"))
    target = _score(_("target risk"))

    index, index_label = "risks:register", _("Risk register")
    prefix = "R"
    in_use = _("%(row)s is still used by %(users)s. It has a history by now: close or reject it instead.")
    searched = ("title", "cause", "event", "effect")
    verbs = {
        "assessed": _("{who} rated {row}"),
        "status_changed": _("{who} changed the status of {row}"),
        "occurred": _("{who} noted that {row} has occurred"),
        "closed": _("{who} closed {row}"),
        "rejected": _("{who} rejected {row}"),
        "reopened": _("{who} reopened {row}"),
    }
    verb_fields = {"assessed": "current", "status_changed": "status", "closed": "closure_reason"}
    objects = RiskQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["number"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes = [
            models.Index(fields=["team", "status"], name="risk_by_status"),
            models.Index(fields=["team", "next_review_on"], name="risk_by_review"),
            models.Index(fields=["next_review_on"], name="risk_open_review", condition=Q(closed_at=None)),
        ]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind=Kind.OPPORTUNITY, strategy__in=ONLY_THREATS)
                & ~Q(kind=Kind.THREAT, strategy__in=ONLY_OPPORTUNITIES),
                name="risk_strategy_fits_kind",
                violation_error_message=_(
                    "This strategy does not fit: avoid, mitigate and transfer answer threats, "
                    "exploit and enhance answer opportunities."
                ),
            ),
            models.CheckConstraint(
                condition=Q(window_from=None) | Q(window_to=None) | Q(window_to__gte=F("window_from")),
                name="risk_window_in_order",
                violation_error_message=_("The window cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, closed_at__isnull=False) & ~Q(closure_reason="")
                | ~Q(status__in=ENDED) & Q(closed_at=None, closure_reason=""),
                name="risk_ended_with_reason",
                violation_error_message=_("Say why this risk is closed or rejected."),
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ASSESSED, current=None),
                name="risk_assessed_is_rated",
                violation_error_message=_("A risk is assessed once somebody has rated it. Give the rating first."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("risks:risk", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        return self.status not in ENDED

    @property
    def level(self):
        """Return the current level, or None when this risk is not rated."""
        return self.current.level if self.current_id else None

    @property
    def trend(self):
        """Return by how many levels the target is above (positive) or below the current level, or None."""
        return compare(self.level, self.target.level if self.target_id else None)

    @property
    def actions_counted(self):
        """Return {"done", "all"} of its actions, cancelled ones left out; lists use `for_lists()`."""
        return self.answers[0]

    @property
    def best_plan(self):
        """Return the contingency plan nearest to being of use, or None; lists use `for_lists()`."""
        return self.answers[1]

    @cached_property
    def answers(self):
        """Return what its actions and its plans come to, as `answers_of` has it."""
        return type(self).objects.answers_of([self])[self.pk]

    @property
    def scores(self):
        """Return (kind, latest assessment or None) from inherent to target."""
        return [(kind, getattr(self, kind.value)) for kind in Score]

    @property
    def next_statuses(self):
        """Return the statuses this risk may enter now, in the order of their definition."""
        reachable = NEXT_STATUSES[Status(self.status)] - ({Status.ASSESSED} if self.current_id is None else set())
        return [status for status in Status if status in reachable]

    # Making and editing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who raised a new risk."""
        super().fill_new(rows, by=by)
        for row in rows:
            if row.raised_by_id is None:
                row.raised_by = membership_of(by)

    # Verbs

    @transaction.atomic
    def assess(self, probability, impact, *, by, kind=Score.CURRENT, reason="", next_review_on=None, source=""):
        """Judge this risk anew and return the Assessment; no figures take the rating back.

        A current rating makes an identified risk an assessed one, and back when it is taken back; it plans the next
        review: on the day given, else by the level, unless an earlier one is planned already. `source` is SUGGESTED
        for what no person judged.
        """
        self.lock()
        if not self.is_open:
            raise ValidationError(_("A closed risk cannot be assessed. Reopen it first."), code="closed")
        assessment = Assessment(
            team_id=self.team_id,
            risk=self,
            kind=kind,
            probability=probability,
            impact=impact,
            reason=reason,
            author=membership_of(by),
            external_source=source,
        ).store(by=by)
        setattr(self, assessment.kind, assessment if assessment.is_rating else None)
        if assessment.kind == Score.CURRENT and assessment.is_rating:
            self._follow_rating(assessment, next_review_on)
        elif self.status == Status.ASSESSED and self.current is None:
            self.status = Status.IDENTIFIED
        self.write("assessed", by=by)
        return assessment

    def _follow_rating(self, assessment, wanted):
        if self.status in (Status.DRAFT, Status.IDENTIFIED):
            self.status = Status.ASSESSED
        today, planned = self.team.today(), self.next_review_on
        due = next_review(today, assessment.level)
        is_sooner = planned is not None and today < planned <= due
        self.next_review_on = wanted or (planned if is_sooner else due)

    @transaction.atomic
    def change_status(self, status, *, by, closure_reason="", reason=""):
        """Enter another status; raises ValidationError when it cannot be reached from here."""
        self.lock()
        if self.status == status:
            return
        if status not in NEXT_STATUSES[Status(self.status)]:
            raise ValidationError(_("A risk cannot go from this status to that one."), code="unreachable_status")
        ends = status in ENDED
        self.status, self.status_reason = status, reason
        self.closure_reason, self.closed_at = (closure_reason, timezone.now()) if ends else ("", None)
        self.write(status if ends or status == Status.OCCURRED else "status_changed", by=by)

    def close(self, closure_reason, *, by, reason=""):
        """End this risk: its window has passed, it was avoided, or it occurred and is resolved."""
        self.change_status(Status.CLOSED, by=by, closure_reason=closure_reason, reason=reason)

    def reject(self, closure_reason, *, by, reason=""):
        """Say that this is no risk for the register, such as a duplicate."""
        self.change_status(Status.REJECTED, by=by, closure_reason=closure_reason, reason=reason)

    def occur(self, *, by, reason=""):
        """Say that it has happened; from now on this risk is an issue to be solved."""
        self.change_status(Status.OCCURRED, by=by, reason=reason)

    @transaction.atomic
    def reopen(self, *, by, reason):
        """Bring a closed or rejected risk back, saying why."""
        self.lock()
        if self.is_open:
            return
        if not reason.strip():
            raise ValidationError({"reason": ValidationError(_("Say why this risk is open again."), code="required")})
        self.status, self.status_reason = Status.IDENTIFIED, reason
        self.closure_reason, self.closed_at = "", None
        self.write("reopened", by=by)

    def undo_status(self, *, by):
        """Take the last change of status back, if nothing has happened to this risk since."""
        self._take_back(STATUS_VERBS, by)

    def undo_ending(self, *, by):
        """Take the closing or rejection back, if nothing has happened to this risk since."""
        self._take_back(ENDING_VERBS, by)

    @transaction.atomic
    def _take_back(self, verbs, by):
        self.lock()
        take_back(self, *verbs, by=by)


class RiskMilestone(models.Model):
    """A risk concerns a milestone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    risk = models.ForeignKey(Risk, models.CASCADE, related_name="milestone_links")
    milestone = models.ForeignKey("planner.Milestone", models.PROTECT, related_name="risk_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["risk", "milestone"], name="risk_once_per_milestone")]

    def __str__(self):
        return f"{self.risk} → {self.milestone}"
