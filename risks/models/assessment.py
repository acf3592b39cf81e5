"""Assessment: how probable and how bad somebody judged a risk to be at a moment. Append-only."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import ProseField
from risks.matrix_words import impact_word, probability_word
from risks.querysets import OfRiskQuerySet
from risks.scoring import CURRENT_VERSION, level_of
from risks.states import IMPACT_CHOICES, LEVEL_CHOICES, PROBABILITY_CHOICES, Dimension, Score
from teams.models import TeamOwned

from .matrix import matrix_numbered

ON_SCALE = [MinValueValidator(1), MaxValueValidator(5)]


def _impact(label):
    return models.PositiveSmallIntegerField(label, choices=IMPACT_CHOICES, null=True, blank=True, validators=ON_SCALE)


class Assessment(TeamOwned):
    """One judgement of a risk; made by `Risk.assess`. Without figures it takes the rating back."""

    risk = models.ForeignKey("risks.Risk", models.PROTECT, verbose_name=_("risk"), related_name="assessments")
    kind = models.CharField(_("score"), max_length=8, choices=Score, default=Score.CURRENT)
    probability = models.PositiveSmallIntegerField(
        pgettext_lazy("risk", "probability"), choices=PROBABILITY_CHOICES, null=True, blank=True, validators=ON_SCALE
    )
    impact = _impact(_("impact"))
    impact_schedule = _impact(_("impact on the schedule"))
    impact_cost = _impact(_("impact on cost"))
    impact_quality = _impact(_("impact on quality"))
    impact_reputation = _impact(_("impact on reputation"))
    impact_legal = _impact(_("legal impact"))
    level = models.CharField(_("level"), max_length=9, choices=LEVEL_CHOICES, blank=True, default="", editable=False)
    matrix_version = models.PositiveSmallIntegerField(default=CURRENT_VERSION, editable=False)
    reason = ProseField(_("reason"))
    author = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("author"), null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    sight = "risk_id"
    objects = OfRiskQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-at", "-id"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [
            models.Index(fields=["risk", "kind", "-at"], name="assessment_latest"),
            models.Index(fields=["team", "-at"], name="assessment_of_team"),
            # All that the board asks of the rating each risk points at.
            models.Index(fields=["id", "probability", "impact", "level"], name="assessment_square"),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(probability=None, impact=None, level="")
                | Q(probability__range=(1, 5), impact__range=(1, 5)) & ~Q(level=""),
                name="assessment_both_or_neither",
                violation_error_message=_("Give both probability and impact, or neither."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"kind": self.kind, "level": self.level}

    @classmethod
    def name_from(cls, facts):
        level = dict(LEVEL_CHOICES).get(facts["level"], _("not rated"))
        return f"{Score(facts['kind']).label}: {level}"

    @property
    def short_name(self):
        return self.get_level_display() if self.level else str(_("not rated"))

    def get_absolute_url(self):
        return self.risk.get_absolute_url()

    @property
    def is_rating(self):
        return self.level != ""

    @property
    def matrix(self):
        """Return the Matrix this was judged by."""
        return matrix_numbered(self.team, self.matrix_version)

    @property
    def by_dimension(self):
        """Return {Dimension: impact} of those that were judged."""
        found = {dimension: getattr(self, dimension.field) for dimension in Dimension}
        return {dimension: figure for dimension, figure in found.items() if figure is not None}

    @property
    def probability_word(self):
        """Return what its probability is called by the matrix it was judged by; empty where it is not rated."""
        return (self.probability and probability_word(self.probability, self.matrix)) or ""

    @property
    def impact_word(self):
        """Return what its impact is called; the same figure has another name where it does good."""
        return (self.impact and impact_word(self.impact, self.matrix, kind=self.risk.kind)) or ""

    @property
    def dimension_words(self):
        """Return (dimension, what its impact is called) of those that were judged."""
        judged = self.by_dimension.items()
        return [(each.label, impact_word(figure, self.matrix, kind=self.risk.kind)) for each, figure in judged]

    # Making

    def set_derived(self):
        """The impact of what is judged by dimension is the worst of them."""
        super().set_derived()
        if judged := [figure for figure in self.by_dimension.values() if isinstance(figure, int)]:
            self.impact = max(judged)

    def clean(self):
        super().clean()
        on_scale = all(figure in (None, 1, 2, 3, 4, 5) for figure in (self.probability, self.impact))
        level = level_of(self.probability, self.impact, self.matrix) if on_scale else None
        self.level = level or ""
