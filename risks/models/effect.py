"""RiskMilestone: a risk concerns a milestone, and what it would do to it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from planner.estimates import SUGGESTED
from risks.effects import LEAST_FACTOR, MOST_DAYS, MOST_FACTOR, is_contrary
from risks.querysets import RiskMilestoneQuerySet
from risks.states import Effect, Kind
from teams.models import TeamOwned
from teams.models.holding import hold
from teams.models.values import differences, stored_values
from teams.models.writing import keep, remove_rows

FIGURES = ("effect_min", "effect_likely", "effect_max")
ESTIMATE = ("effect", *FIGURES, "parallel")
IN_REACH = [MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)]


def _figure(label):
    return models.SmallIntegerField(label, null=True, blank=True, validators=IN_REACH)


class RiskMilestone(TeamOwned):
    """A link with the working days a risk would add, or the per cent to which it would stretch the duration.

    A link without an effect is not estimated. The links of a risk are chosen by `milestones` of the risk, too: those
    that stay keep their effects.
    """

    risk = models.ForeignKey("risks.Risk", models.CASCADE, verbose_name=_("risk"), related_name="milestone_links")
    milestone = models.ForeignKey(
        "planner.Milestone", models.PROTECT, verbose_name=_("milestone"), related_name="risk_links"
    )
    effect = models.CharField(_("effect"), max_length=6, choices=Effect, blank=True, default="")
    effect_min = _figure(_("at least"))
    effect_likely = _figure(_("most likely"))
    effect_max = _figure(_("at most"))
    parallel = models.BooleanField(
        _("at the same time as other risks"),
        default=False,
        help_text=_("Of such risks on one milestone only the one that adds most counts; others add up."),
    )
    estimated_on = models.DateField(_("estimated"), null=True, blank=True, editable=False)

    index, index_label = "risks:register", _("Risk register")
    named_by = "milestone__title"
    verbs = {
        "created": _("{who} linked {row}"),
        "changed": _("{who} changed the effect of {row}"),
        "discarded": _("{who} unlinked {row}"),
    }
    sight = "risk_id"
    objects = RiskMilestoneQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = [F("milestone__due_on").asc(nulls_last=True), "milestone__number", "id"]
        verbose_name = _("effect on a milestone")
        verbose_name_plural = _("effects on milestones")
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["risk", "milestone"],
                name="risk_once_per_milestone",
                violation_error_message=_("This risk concerns that milestone already."),
            ),
            models.CheckConstraint(
                condition=Q(effect="") | Q(effect_likely__isnull=False),
                name="effect_has_likely",
                violation_error_message=_("Give the most likely figure; or choose “not estimated”."),
            ),
            models.CheckConstraint(
                condition=~Q(effect="") | Q(effect_min=None, effect_likely=None, effect_max=None),
                name="effect_says_of_what",
                violation_error_message=_(
                    "Say whether these figures are working days or a percentage of the duration."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(effect_min=None) | Q(effect_likely=None) | Q(effect_min__lte=F("effect_likely")))
                & (Q(effect_max=None) | Q(effect_likely=None) | Q(effect_max__gte=F("effect_likely"))),
                name="effect_in_order",
                violation_error_message=_("The most likely figure lies between “at least” and “at most”."),
            ),
            models.CheckConstraint(
                condition=~Q(effect=Effect.FACTOR)
                | (Q(effect_min=None) | Q(effect_min__gte=LEAST_FACTOR))
                & (Q(effect_likely=None) | Q(effect_likely__range=(LEAST_FACTOR, MOST_FACTOR)))
                & (Q(effect_max=None) | Q(effect_max__lte=MOST_FACTOR)),
                name="effect_factor_in_range",
                violation_error_message=_("A duration becomes 1%% to 1,000%% of itself; 100 changes nothing."),
            ),
        ]

    def __str__(self):
        return f"{self.risk} → {self.milestone}"

    def get_absolute_url(self):
        return self.risk.get_absolute_url()

    # Questions

    @property
    def is_estimated(self):
        return self.effect != ""

    @property
    def is_suggested(self):
        """Say whether the effect is what a template suggests, and nobody has judged it since."""
        return self.external_source == SUGGESTED

    @property
    def figures(self):
        """Return (at least, most likely, at most), each None where nobody gave it."""
        return self.effect_min, self.effect_likely, self.effect_max

    def points_away_from(self, kind):
        """Say whether a risk of this kind cannot have such an effect: threats save no time, opportunities take none."""
        return is_contrary(self.effect, self.figures, saves=kind == Kind.OPPORTUNITY)

    # Making, editing, removing

    @transaction.atomic
    def store(self, *, by, **given):
        """Store; a new link changes its risk too, so that whoever edits that at the time is told."""
        self._hold_risk()
        is_new = self._state.adding
        before = self._milestones_of_risk() if is_new else None
        super().store(by=by, **given)
        if is_new:
            self._tell_risk(before, by=by)
        return self

    @transaction.atomic
    def discard(self, *, by):
        """Remove the link with its effect; its risk is changed too."""
        self._hold_risk()
        before = self._milestones_of_risk()
        super().discard(by=by)
        self._tell_risk(before, by=by)

    @classmethod
    def undo_creation(cls, run, *, by):
        """Remove links that were made; what their risks tell of it is undone beside them."""
        remove_rows(list(hold(cls, [activity.subject_id for activity in run]).values()), by=by)

    def judge_edit(self, before):
        """Keep the day of a new estimate, unless that is what is changed; it is a person's own from now on."""
        super().judge_edit(before)
        changed = differences(before, stored_values(self)) if before else {}
        if not changed.keys() & set(ESTIMATE):
            return
        if "estimated_on" not in changed:
            self.estimated_on = self.team.today()
        if self.is_suggested:
            self.external_source = ""

    def set_derived(self):
        """What is not estimated has no day of an estimate, and is beside nothing."""
        super().set_derived()
        if not self.is_estimated:
            self.estimated_on, self.parallel = None, False
        elif self.estimated_on is None:
            self.estimated_on = self.team.today()

    def clean(self):
        super().clean()
        if self.risk_id is None or not self.points_away_from(self.risk.kind):
            return
        message = _("A threat adds time: give 0 days or more, or 100% of the duration or more.")
        if self.risk.kind == Kind.OPPORTUNITY:
            message = _("An opportunity saves time: give 0 days or less (−5), or 100% of the duration or less.")
        raise ValidationError(message, code="contrary_effect")

    def _hold_risk(self):
        """Hold the risk, so that nobody makes it one of another kind meanwhile."""
        if self.risk_id is not None:
            self.risk.lock()

    def _milestones_of_risk(self):
        links = type(self)._base_manager.filter(risk=self.risk_id)
        return sorted(map(str, links.values_list("milestone_id", flat=True)))

    def _tell_risk(self, before, *, by):
        pair = [before, self._milestones_of_risk()]
        keep([self.risk], "changed", by=by, changes={self.risk_id: {"milestones": pair}})
