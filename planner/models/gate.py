"""GateCheck: what must be shown before a milestone counts as reached."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import DecimalTextField, LineField, ProseField
from core.text import web_address
from planner import gates
from planner.gates import MET
from teams.models import File, TeamOwned, TeamQuerySet, WhoField, membership_of
from teams.models.holding import hold

from .gatestates import NUMBER, SIGNS, Comparison, GateKind, GateState
from .gateverbs import GateVerbs
from .milestone import Milestone

MOST_CHECKS = 30  # of one milestone, whose page shows all of them

# What only a check of one kind has.
OF_KIND = {
    GateKind.METRIC: {"comparison": "", "threshold": "", "unit": "", "valid_days": None},
    GateKind.APPROVAL: {"approver": None},
}
# A value that counts only up to the day before is as good as none.
EXPIRED = "counts_until__lt"


class GateQuerySet(TeamQuerySet):
    def met(self, *, on):
        """Return the checks that are passed or waived on a day."""
        return self.filter(state__in=MET).exclude(**{"state": GateState.PASSED, EXPIRED: on})

    def in_the_way(self, *, on):
        """Return the required checks that are neither passed nor waived on a day."""
        expired = Q(**{"state": GateState.PASSED, EXPIRED: on})
        return self.filter(~Q(state__in=MET) | expired, is_required=True)

    def failed(self):
        """Return the required checks that have failed."""
        return self.filter(state=GateState.FAILED, is_required=True)

    def to_approve(self):
        """Return approvals nobody has given yet, of milestones still to be reached."""
        waiting = self.filter(kind=GateKind.APPROVAL, state=GateState.OPEN)
        return waiting.filter(milestone__in=Milestone.objects.open())

    def open(self):
        """Return what is neither passed nor waived, of milestones still to be reached."""
        return self.exclude(state__in=MET).filter(milestone__in=Milestone.objects.open())

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a closed project can be opened again, with its milestones."""
        return self.exclude(state__in=MET)

    def unconfirmed(self):
        """Return what one person decided alone and nobody else has confirmed yet."""
        return self.filter(state=GateState.PASSED, decided_alone=True, confirmed_at=None)

    def for_lists(self):
        """Fetch what a row of a list shows."""
        people = ("approver", "requested_by", "decided_by", "confirmed_by")
        return self.select_related("team", "milestone__project", *people)


class GateCheck(GateVerbs, TeamOwned):
    """One condition of quality on the way to a milestone; a required one stands in the way until it is met."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, verbose_name=_("milestone"), related_name="gate_checks")
    kind = models.CharField(_("kind"), max_length=8, choices=GateKind, default=GateKind.CHECKBOX)
    title = LineField(_("what is checked"))
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("The milestone cannot be completed before this is passed or waived.")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, validators=[MaxValueValidator(999)], help_text=_("Left at 0, a new check comes last.")
    )
    comparison = models.CharField(_("passes when"), max_length=2, choices=Comparison, blank=True, default="")
    threshold = DecimalTextField(_("threshold"), blank=True, default="", **NUMBER)
    unit = LineField(_("unit"), max_length=20, blank=True, default="", help_text=_("Such as %, ms or EUR a request."))
    valid_days = models.PositiveSmallIntegerField(
        _("valid for days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("A value older than this no longer counts. Left open, it counts for ever."),
    )
    approver = WhoField(_("approved by"))
    state = models.CharField(_("state"), max_length=6, choices=GateState, default=GateState.OPEN, editable=False)
    value = DecimalTextField(_("value"), blank=True, default="", editable=False, **NUMBER)
    measured_on = models.DateField(_("measured on"), null=True, blank=True, editable=False)
    counts_until = models.DateField(_("counts until"), null=True, blank=True, editable=False)
    evidence_url = models.CharField(
        _("evidence"), max_length=500, blank=True, default="", validators=[web_address], editable=False
    )
    reason = ProseField(_("reason"), editable=False)
    requested_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("asked for by"), null=True, editable=False, related_name="+"
    )
    decided_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("decided by"), null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_alone = models.BooleanField(_("decided alone"), default=False, editable=False)
    confirmed_by = models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=_("confirmed by"), null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    index, index_label = "planner:milestone-list", _("Milestones")
    is_discussed = True
    finished_states = (GateState.PASSED,)
    objects = GateQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["position", "created_at", "id"]
        verbose_name = _("quality gate")
        verbose_name_plural = _("quality gates")
        indexes = [
            models.Index(fields=["milestone", "position"], name="gatecheck_of_milestone"),
            models.Index(fields=["approver"], name="gatecheck_to_approve", condition=Q(kind="approval", state="open")),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="metric") | ~Q(comparison="") & ~Q(threshold=""),
                name="gatecheck_metric_has_threshold",
                violation_error_message=_("Say when a metric passes: above or below which threshold."),
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(reason=""),
                name="gatecheck_waiver_has_reason",
                violation_error_message=_("Say why this is waived."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("planner:gate", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_closed(self):
        return self.state in MET or self.milestone.is_given_up

    @property
    def rule(self):
        """Return when a metric passes, such as “≥ 0.9 F1”."""
        return " ".join(part for part in (SIGNS.get(self.comparison, ""), self.threshold, self.unit) if part)

    @property
    def measured(self):
        """Return the latest value with its unit."""
        return " ".join(part for part in (self.value, self.unit) if part)

    @property
    def standing(self):
        """Return how this stands today: what passed by a value that has expired is open."""
        return gates.standing(self.state, self.counts_until, self.team.today())

    @property
    def standing_word(self):
        return GateState(self.standing).label

    @property
    def tone(self):
        return {gates.PASSED: "good", gates.FAILED: "bad", gates.WAIVED: "warn"}.get(self.standing, "neutral")

    @property
    def is_met(self):
        return self.standing in MET

    @property
    def has_evidence(self):
        return bool(self.evidence_url) or File.objects.about(self).exists()

    @property
    def has_expired(self):
        return self.standing != self.state

    def may_be_loosened_by(self, membership):
        """Say whether a person may change or remove this: who asked for it, and whoever could waive it."""
        own = membership.pk == self.requested_by_id and membership.has_perm("planner.change_gatecheck")
        return own or membership.has_perm("planner.waive_gatecheck")

    def may_be_approved_by(self, membership):
        """Say whether a person may decide an approval: the one it names; of one that names nobody, a manager."""
        if not membership.has_perm("planner.approve_gatecheck"):
            return False
        if self.approver_id is None:
            return membership.has_perm("planner.waive_gatecheck")
        return self.approver_id == membership.pk

    def may_be_confirmed_by(self, membership):
        """Say whether a person may confirm what another decided alone."""
        is_waiting = self.state == GateState.PASSED and self.decided_alone and self.confirmed_at is None
        return is_waiting and membership.pk != self.decided_by_id and membership.has_perm("planner.approve_gatecheck")

    # Making and editing

    def store(self, *, by, version=None, links=None, reason=""):
        """Check and save; raises ValidationError for who neither asked for this nor could waive it."""
        if not self._state.adding:
            self.refuse_to_loosen(membership_of(by))
        return super().store(by=by, version=version, links=links, reason=reason)

    @classmethod
    def judge_removal(cls, rows, *, by):
        """As `store`, by who asked for it or could waive it."""
        super().judge_removal(rows, by=by)
        for row in rows:
            row.refuse_to_loosen(membership_of(by))

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep who asked for it, and put new checks last; holds their milestones, which nobody completes meanwhile."""
        super().fill_new(rows, by=by)
        held = hold(Milestone, sorted({row.milestone_id for row in rows if row.milestone_id}))
        counted = Milestone.objects.filter(pk__in=held).with_gates(on=rows[0].team.today())
        for pk, count in counted.order_by().values_list("pk", "gate_counts"):
            held[pk].gate_counts = count  # `clean` asks once for all
        for row in rows:
            row.milestone = held.get(row.milestone_id)
            row.requested_by = row.requested_by or membership_of(by)
            if not row.position:
                last = cls._base_manager.filter(milestone=row.milestone_id).aggregate(last=Max("position"))["last"]
                row.position = min((last or 0) + 1, 999)

    def set_derived(self):
        """Let a metric stand as its latest value does, whatever was edited."""
        super().set_derived()
        self.clear_other_kinds()
        self.counts_until = gates.counts_until(self.measured_on, self.valid_days)
        if self.kind == GateKind.METRIC and self.state != GateState.WAIVED:
            self.state = self.judged()

    def judged(self):
        """Return the state of a metric by its latest value."""
        threshold, value = DecimalTextField.number_of(self.threshold), DecimalTextField.number_of(self.value)
        has_evidence = bool(self.evidence_url)
        if threshold is None or self.comparison not in Comparison.values:
            return GateState.OPEN
        return GateState(gates.judge(self.comparison, threshold, value, has_evidence=has_evidence))

    def judge_edit(self, before):
        """Refuse an approver who may not approve; another one than before is asked anew."""
        super().judge_edit(before)
        if before is None and self.kind == GateKind.APPROVAL and self.approver_id is None:
            raise ValidationError({"approver": ValidationError(_("Choose who approves."), code="no_approver")})
        named = None if before is None else before["approver"]
        if self.kind != GateKind.APPROVAL or named == (self.approver_id and str(self.approver_id)):
            return
        if self.approver is not None and not self.approver.has_perm("planner.approve_gatecheck"):
            message = _("%(person)s may not approve anything here.")
            params = {"person": self.approver.name}
            raise ValidationError({"approver": ValidationError(message, code="may_not", params=params)})
        if before is not None:
            self._refuse_completed()
        if self.state != GateState.WAIVED:
            self.reset()

    def clear_other_kinds(self):
        """Empty what only checks of another kind have."""
        for kind, fields in OF_KIND.items():
            if kind != self.kind:
                for name, nothing in fields.items():
                    setattr(self, name, nothing)

    def clean(self):
        super().clean()
        self.clear_other_kinds()
        if not self._state.adding or "milestone" not in self._state.fields_cache:
            return
        if self.milestone.is_done:
            message = _("This milestone is completed. Reopen it before you ask for more.")
            raise ValidationError({"milestone": ValidationError(message, code="milestone_completed")})
        if self.milestone.gate_tally.total >= MOST_CHECKS:
            message, most = _("A milestone has at most %(most)d quality gates."), {"most": MOST_CHECKS}
            raise ValidationError({"milestone": ValidationError(message, code="too_many", params=most)})

    def refuse_to_loosen(self, person):
        if person is not None and not self.may_be_loosened_by(person):
            message = _("Only who asked for this, or a manager, can change or remove it.")
            raise ValidationError(message, code="not_yours")
