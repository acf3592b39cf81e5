"""Risk: an uncertain event that would move a milestone, cost money or do harm, or an opportunity."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import CurrencyField, LineField, MoneyField, ProseField
from planner.estimates import SUGGESTED
from risks.querysets import RiskQuerySet
from risks.scoring import chance_of, compare
from risks.states import (
    ENDED,
    MAY_HAVE_OCCURRED,
    ONLY_OPPORTUNITIES,
    ONLY_THREATS,
    Category,
    ClosureReason,
    Kind,
    Score,
    Status,
)
from teams.models import NumberedRow, WhoField, membership_of
from teams.models.naming import listed

from .accepted import Accepted
from .answered import Answered
from .assessment import Assessment
from .course import Course
from .matrix import matrix_numbered, matrix_of
from .restriction import Restricting
from .reviewing import Reviewed
from .stepped import Stepped

NAMED_AT_MOST = 5  # milestones a message names


def _score(label):
    """Return a pointer to the latest assessment of one kind; `assess` moves it, and none means not rated."""
    return models.ForeignKey(
        Assessment, models.RESTRICT, verbose_name=label, null=True, blank=True, editable=False, related_name="+"
    )


class Risk(Restricting, Course, Stepped, Reviewed, Accepted, Answered, NumberedRow):
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
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.IDENTIFIED, editable=False)
    status_reason = LineField(_("reason"), max_length=300, blank=True, default="", editable=False)
    closure_reason = models.CharField(
        _("why it ended"), max_length=17, choices=ClosureReason, blank=True, default="", editable=False
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    window_from = models.DateField(_("may happen from"), null=True, blank=True)
    window_to = models.DateField(_("may happen until"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("occurred"), null=True, blank=True, editable=False)
    probability_percent = models.PositiveSmallIntegerField(
        pgettext_lazy("risk", "probability (%)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("Left empty, what the level of its rating stands for is counted."),
    )
    money_min = MoneyField(_("at least"), null=True, blank=True)
    money_likely = MoneyField(
        _("most likely cost"),
        null=True,
        blank=True,
        help_text=_("Beside the time it takes. A loss is positive, a gain negative."),
    )
    money_max = MoneyField(_("at most"), null=True, blank=True)
    currency = CurrencyField(_("currency"), blank=True, default="", help_text=_("Left empty, it is the team's."))
    inherent = _score(_("inherent risk"))
    current = _score(_("current risk"))
    residual = _score(_("residual risk"))
    target = _score(_("target risk"))

    index, index_label = "risks:register", _("Risk register")
    prefix = "R"
    named_by = "title"
    is_discussed = True
    in_use = _("%(row)s is still used by %(users)s. It has a history by now: close or reject it instead.")
    searched = ("title", "cause", "event", "effect")
    objects = RiskQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["number"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes = [
            *NumberedRow.Meta.indexes,
            models.Index(fields=["team", "status"], name="risk_by_status"),
            models.Index(fields=["team", "next_review_on"], name="risk_by_review"),
            models.Index(fields=["next_review_on"], name="risk_open_review", condition=Q(closed_at=None)),
            # All that the board asks about those it does not show: how many there are, and which come first.
            models.Index(
                fields=["team", "kind", "current", "next_review_on", "number", "strategy", "id"],
                name="risk_on_board",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["team", "appetite_zone"], name="risk_open_zone", condition=Q(closed_at=None)),
            models.Index(fields=["team", "created_at"], name="risk_by_start"),
            models.Index(fields=["team", "closed_at"], name="risk_by_end", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["team", "occurred_at"], name="risk_by_day", condition=Q(occurred_at__isnull=False)),
            models.Index(fields=["team"], name="risk_restricted", condition=Q(is_restricted=True)),
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
            models.CheckConstraint(
                condition=Q(status=Status.OCCURRED, occurred_at__isnull=False)
                | Q(status=Status.CLOSED)
                | ~Q(status__in=MAY_HAVE_OCCURRED) & Q(occurred_at=None),
                name="risk_occurred_by_verb",
                violation_error_message=_("A risk has a day on which it occurred exactly when it has occurred."),
            ),
            models.CheckConstraint(
                condition=Q(probability_percent=None) | Q(probability_percent__lte=100),
                name="risk_percent_in_range",
                violation_error_message=_("A probability runs from 0%% to 100%%."),
            ),
            models.CheckConstraint(
                condition=Q(money_min=None, money_max=None) | Q(money_likely__isnull=False),
                name="risk_money_has_likely",
                violation_error_message=_("Give the most likely amount too when you give a range."),
            ),
            models.CheckConstraint(
                condition=(Q(money_min=None) | Q(money_min__lte=F("money_likely")))
                & (Q(money_max=None) | Q(money_max__gte=F("money_likely"))),
                name="risk_money_in_order",
                violation_error_message=_("The most likely amount lies between “at least” and “at most”."),
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
    def chance(self):
        """Return the Chance of this risk: the percentage given, else what its current level stands for."""
        rating = self.current if self.current_id else None
        if rating is None:
            return chance_of(self.probability_percent, None)
        return chance_of(self.probability_percent, rating.probability, self.matrix)

    @property
    def matrix(self):
        """Return the Matrix its current rating was made by, else the one its team judges by now."""
        if self.current_id is None:
            return matrix_of(self.team)
        return matrix_numbered(self.team, self.current.matrix_version)

    @property
    def percent_is_suggested(self):
        """Say whether the percentage is what a template suggests, and nobody has judged it since."""
        return self.external_source == SUGGESTED and self.probability_percent is not None

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

    # Making and editing

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who raised a new risk."""
        super().fill_new(rows, by=by)
        for row in rows:
            if row.raised_by_id is None:
                row.raised_by = membership_of(by)

    def judge_edit(self, before):
        """A percentage somebody gives is no template's any more."""
        super().judge_edit(before)
        if self.percent_is_suggested and before and before["probability_percent"] != self.probability_percent:
            self.external_source = ""

    def set_derived(self):
        """Money is in the team's currency unless told; what has occurred keeps its day until it is no longer true.

        A risk that is closed after it has occurred keeps the day, too: it did occur.
        """
        super().set_derived()
        if not self.currency and any(each is not None for each in (self.money_min, self.money_likely, self.money_max)):
            self.currency = self.team.currency
        if self.status == Status.OCCURRED:
            self.occurred_at = self.occurred_at or timezone.now()
        elif self.status not in MAY_HAVE_OCCURRED:
            self.occurred_at = None

    def judge_by_itself(self, before=None):
        """Refuse to become another kind of risk while its effects are those of the present kind."""
        super().judge_by_itself(before)
        if before is not None and before["kind"] != self.kind:
            self._refuse_contrary_effects()

    def _refuse_contrary_effects(self):
        links = self.milestone_links.exclude(effect="").select_related("milestone").order_by("milestone__number")
        contrary = [str(link.milestone) for link in links if link.points_away_from(self.kind)]
        if not contrary:
            return
        message = _("Its effects on %(milestones)s add time; an opportunity takes none. Change them first.")
        if self.kind == Kind.THREAT:
            message = _("Its effects on %(milestones)s save time; a threat saves none. Change them first.")
        params = {"milestones": listed(contrary[:NAMED_AT_MOST], of=len(contrary))}
        raise ValidationError({"kind": ValidationError(message, code="contrary_effects", params=params)})
