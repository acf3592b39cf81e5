"""Acceptance: somebody asks that a risk be borne as it is until a day, and another person decides."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import ProseField
from risks.acceptance_querysets import AcceptanceQuerySet
from risks.acceptance_states import AcceptanceState, LapseCause, Zone
from risks.lapse_words import tell_lapse
from risks.lapsing import Basis, Landmark
from risks.scoring import CURRENT_VERSION
from risks.states import LEVEL_CHOICES, Kind
from teams.models import Membership, TeamOwned, WhoField, membership_of
from teams.models.values import differences, stored_values

from .acceptanceverbs import AcceptanceVerbs
from .needing import Needing
from .restriction import LetsRead

LONGEST_DAYS = 366
APPROVING = "risks.approve_acceptance"
ASKED_FOR = {"justification", "conditions", "expires_on"}


def _who(label):
    return models.ForeignKey(
        "teams.Membership", models.PROTECT, verbose_name=label, null=True, blank=True, editable=False, related_name="+"
    )


def _level(label):
    return models.CharField(label, max_length=9, choices=LEVEL_CHOICES, blank=True, default="", editable=False)


def _figure():
    return models.PositiveSmallIntegerField(null=True, editable=False)


class Acceptance(LetsRead, AcceptanceVerbs, Needing, TeamOwned):
    """A request to bear a risk until a day, what it was when that was asked, and what became of the request."""

    risk = models.ForeignKey("risks.Risk", models.PROTECT, verbose_name=_("risk"), related_name="acceptances")
    requester = _who(_("asked for by"))
    approver = WhoField(_("decided by"), help_text=_("Another person, who may accept risks for the team."))
    justification = ProseField(_("why it can be borne"))
    conditions = ProseField(_("conditions"), help_text=_("What must stay true, or be done meanwhile."))
    expires_on = models.DateField(_("accepted until"))
    state = models.CharField(
        _("state"), max_length=10, choices=AcceptanceState, default=AcceptanceState.REQUESTED, editable=False
    )
    # The risk as it was when this was asked for; see `accepted`.
    level = _level(_("level then"))
    probability, impact = _figure(), _figure()
    residual_level = _level(_("residual level then"))
    residual_probability, residual_impact = _figure(), _figure()
    matrix_version = models.PositiveSmallIntegerField(default=CURRENT_VERSION, editable=False)
    zone = models.CharField(_("appetite then"), max_length=5, choices=Zone, blank=True, default="", editable=False)
    milestones = models.JSONField(default=list, editable=False)  # [{"id", "name", "due_on"}]
    # What was decided, and what became of it.
    alone = models.BooleanField(_("decided alone"), default=False, editable=False)
    decided_by = _who(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = ProseField(_("reason of the decision"), editable=False)
    confirmed_by = _who(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    ended_by = _who(_("ended by"))
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    end_reason = ProseField(_("why revoked"), editable=False)
    lapse_cause = models.CharField(
        _("why it lapsed"), max_length=9, choices=LapseCause, blank=True, default="", editable=False
    )
    lapse_facts = models.JSONField(default=dict, editable=False)

    index, index_label = "risks:register", _("Risk register")
    named_by = "risk__title"
    named_through = ("risk",)
    finished_states = (AcceptanceState.APPROVED, AcceptanceState.REJECTED)
    read_by = "approver"
    sight = "risk_id"
    objects = AcceptanceQuerySet.as_manager()

    class Meta(TeamOwned.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = _("risk acceptance")
        verbose_name_plural = _("risk acceptances")
        indexes = [
            models.Index(fields=["risk", "-created_at"], name="acceptance_of_risk"),
            models.Index(fields=["expires_on"], name="acceptance_standing", condition=Q(state="approved")),
            models.Index(fields=["team", "expires_on"], name="acceptance_of_team"),
        ]
        constraints = [
            *TeamOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(state="requested"),
                name="acceptance_one_requested",
                violation_error_message=_("Somebody has asked for this already. Decide on that first, or remove it."),
            ),
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(state="approved"),
                name="acceptance_one_approved",
                violation_error_message=_("This risk is accepted already."),
            ),
            models.CheckConstraint(
                condition=~Q(justification=""),
                name="acceptance_has_justification",
                violation_error_message=_("Say why this risk can be borne."),
            ),
            models.CheckConstraint(
                condition=Q(alone=True) | Q(approver=None) | Q(requester=None) | ~Q(approver=F("requester")),
                name="acceptance_by_two",
                violation_error_message=_("Whoever asks for it cannot accept the risk, too: name another person."),
            ),
            models.CheckConstraint(
                condition=Q(state="requested", decided_at=None) | ~Q(state="requested") & Q(decided_at__isnull=False),
                name="acceptance_decided_by_verb",
                violation_error_message=_("A request is decided by “approve” or “reject”."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") & ~Q(state="approved", alone=True) | ~Q(reason=""),
                name="acceptance_reason_given",
                violation_error_message=_("Say why it is rejected, or why you accept it without another person."),
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | ~Q(end_reason=""),
                name="acceptance_revoked_with_reason",
                violation_error_message=_("Say why it is revoked."),
            ),
        ]

    def __str__(self):
        return self.name_from(self.facts)

    @property
    def facts(self):
        return {"risk": self.risk.code}

    @classmethod
    def name_from(cls, facts):
        return str(_("Acceptance of %(risk)s") % facts)

    def get_absolute_url(self):
        return reverse("risks:acceptance", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        """Say whether it waits for a decision."""
        return self.state == AcceptanceState.REQUESTED

    @property
    def is_approved(self):
        return self.state == AcceptanceState.APPROVED

    @property
    def lapse(self):
        """Return why it no longer holds, in the reader's language; nothing where nobody but a person ended it."""
        return tell_lapse(self.lapse_cause, self.lapse_facts)

    @property
    def accepted(self):
        """Return the Basis on which the risk was accepted."""
        landmarks = {
            each["id"]: Landmark(each["name"], each["due_on"] and dt.date.fromisoformat(each["due_on"]))
            for each in self.milestones
        }
        return Basis(self.level or None, self.zone, landmarks)

    def may_be_decided_by(self, membership):
        """Say whether a person may decide: the one it names; of a request that names nobody, whoever may but asked."""
        if not membership.has_perm(APPROVING) or self.approver_id not in (None, membership.pk):
            return False
        return membership.pk != self.requester_id or not others_who_accept(membership).exists()

    def may_be_confirmed_by(self, membership):
        """Say whether a person may confirm what another accepted alone."""
        is_waiting = self.is_approved and self.alone and self.confirmed_at is None
        return is_waiting and membership.pk != self.decided_by_id and membership.has_perm(APPROVING)

    # Making and editing

    def store(self, *, by, **given):
        person = membership_of(by)
        if self._state.adding and self.requester_id is None:
            self.requester = person
        self.editor = person
        return super().store(by=by, **given)

    def needs(self):
        return {"justification": "acceptance_has_justification"}

    def judge_edit(self, before):
        """Refuse what cannot be asked for, and to change what was decided."""
        super().judge_edit(before)
        if not self.is_open:
            message = _("What was decided stays as it is. Ask anew.")
            raise ValidationError(message, code="decided")
        if before is None:
            self._refuse_risk()
        else:
            self._refuse_another_wish(before)
        self._judge_approver()
        self._judge_expiry()

    def _refuse_another_wish(self, before):
        """Let nobody but who asks change what is asked for: others could then accept it alone."""
        editor, changed = getattr(self, "editor", None), differences(before, stored_values(self)).keys()
        if editor is not None and self.requester_id not in (None, editor.pk) and changed & ASKED_FOR:
            message = _("Only who asks changes what is asked for. Decline it, and say what you would accept.")
            raise ValidationError(message, code="of_another")

    def _refuse_risk(self):
        if self.risk_id is None:
            return
        if self.risk.kind != Kind.THREAT:
            self._refuse("risk", _("An opportunity needs no acceptance."), "no_threat")
        if not self.risk.is_open:
            self._refuse("risk", _("This risk is closed. Reopen it first."), "risk_closed")
        if self.risk.current_id is None:
            self._refuse("risk", _("Rate this risk first: what is accepted must be known."), "not_rated")

    def _judge_approver(self):
        self.alone = self.approver_id is not None and self.approver_id == self.requester_id
        if self.approver is None:
            self._refuse("approver", _("Choose who decides."), "no_approver")
        if not self.approver.has_perm(APPROVING):
            message = _("%(person)s may not accept risks here.")
            self._refuse("approver", message, "may_not", person=self.approver.name)
        if self.alone and others_who_accept(self.approver).exists():
            message = _("Whoever asks for it cannot accept the risk, too: name another person.")
            self._refuse("approver", message, "acceptance_by_two")

    def _judge_expiry(self):
        if self.expires_on is None:
            return
        today = self.team.today()
        if self.expires_on <= today:
            self._refuse("expires_on", _("Choose a day that is still to come."), "past")
        if self.expires_on > today + dt.timedelta(days=LONGEST_DAYS):
            message = _("A risk is accepted for %(most)d days at most.")
            self._refuse("expires_on", message, "too_long", most=LONGEST_DAYS)

    @staticmethod
    def _refuse(field, message, code, **params):
        raise ValidationError({field: ValidationError(message, code=code, params=params)})

    @classmethod
    def fill_new(cls, rows, *, by):
        """Keep what is asked to be accepted: the risk as it is now."""
        super().fill_new(rows, by=by)
        for row in rows:
            if row.risk_id is not None and not row.level:
                row.freeze()

    @classmethod
    def follow_changes(cls, rows, before):
        """Let anybody decide, instead of whoever asked, where that person takes over from another."""
        super().follow_changes(rows, before)
        for row in rows:
            if row.pk in before and row.is_open and not row.alone and row.approver_id == row.requester_id:
                row.approver = None

    @classmethod
    def judge_removal(cls, rows, *, by):
        """Keep what was decided."""
        super().judge_removal(rows, by=by)
        if not all(row.is_open for row in rows):
            raise ValidationError(_("What was decided stays to be seen."), code="decided")


def others_who_accept(person):
    """Return who else in the team may accept risks."""
    return Membership.objects.with_account().holding(APPROVING).filter(team=person.team_id).exclude(pk=person.pk)
