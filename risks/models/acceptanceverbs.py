"""What becomes of a request to accept a risk: approved or rejected, confirmed, revoked, and what ends it by itself."""

from contextlib import nullcontext

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from planner.models import calendar_of
from risks.acceptance_states import AcceptanceState, LapseCause
from risks.lapse_words import facts_of, tell_lapse
from risks.lapsing import Lapse, lapse_of
from teams.models import Change, change, membership_of, take_back
from teams.models.taking_back import CHANGED_SINCE

RENEWED = gettext_noop("{who} approved {row}")


class AcceptanceVerbs(models.Model):
    """The verbs of an acceptance, each of which holds its risk first."""

    verbs = {
        "approved": _("{who} approved {row}"),
        "rejected": _("{who} rejected {row}"),
        "confirmed": _("{who} confirmed {row}"),
        "revoked": _("{who} revoked {row}"),
        "expired": _("{who} noted that {row} has expired"),
        "superseded": _("{who} noted that {row} no longer holds"),
    }

    class Meta:
        abstract = True

    # By people

    @transaction.atomic
    def approve(self, *, by, reason=""):
        """Accept the risk until the day named; an acceptance that stood gives way. Alone, only with a reason."""
        self.hold()
        if self.is_approved:
            return
        person = membership_of(by)
        self._refuse_to_decide(person)
        self._refuse_changed()
        self.alone = person is not None and person.pk == self.requester_id
        former = self.risk.acceptances.approved().first()
        with self._act(by) if former else nullcontext(by) as act:
            if former is not None:
                former.risk = self.risk
                former.give_way(by=act)
            self._decide(AcceptanceState.APPROVED, by=act, reason=reason)

    @transaction.atomic
    def reject(self, *, by, reason):
        """Decline, saying why; the risk stays as it is."""
        self.hold()
        if self.state == AcceptanceState.REJECTED:
            return
        self._refuse_to_decide(membership_of(by))
        self._decide(AcceptanceState.REJECTED, by=by, reason=reason)

    @transaction.atomic
    def confirm(self, *, by):
        """Stand by what another person has accepted alone."""
        self.hold()
        if self.confirmed_at is not None:
            return
        person = membership_of(by)
        if person is None or not self.may_be_confirmed_by(person):
            message = _("Only an acceptance that somebody else gave alone can be confirmed.")
            raise ValidationError(message, code="nothing_to_confirm")
        self.confirmed_by, self.confirmed_at = person, timezone.now()
        self.write("confirmed", by=by)

    @transaction.atomic
    def revoke(self, *, by, reason):
        """End an acceptance before its day, saying why; what becomes of the risk, a person decides."""
        self.hold()
        if self.state == AcceptanceState.REVOKED:
            return
        self._leave(AcceptanceState.APPROVED)
        self.state, self.end_reason = AcceptanceState.REVOKED, reason.strip()
        self.ended_at, self.ended_by = timezone.now(), membership_of(by)
        self.write("revoked", by=by)

    def undo_approval(self, *, by):
        """Take the approval back, with what gave way to it, if nothing has happened since."""
        self._take_back("approved", by)

    def undo_rejection(self, *, by):
        """Let the request wait again, if nothing has happened since."""
        self._take_back("rejected", by)

    @transaction.atomic
    def undo_revocation(self, *, by):
        """Let it stand again, if nothing has happened since, and the risk is still the one accepted."""
        self._take_back("revoked", by)
        if self.is_approved and self.lapse_at(self.risk.basis()) is not None:
            raise ValidationError(CHANGED_SINCE, code="changed_since", params={"row": self.risk})

    # By the system

    def lapse_at(self, now):
        """Return the Lapse of an acceptance that stands, whose risk stands like this, or None while it holds."""
        if self.expires_on < self.team.today():
            return Lapse("expired")
        return lapse_of(self.accepted, now, calendar_of(self.team)) if self.risk.is_open else None

    @transaction.atomic
    def lapse_if_due(self, *, by=None):
        """End this acceptance where its time is over or the risk is no longer the one accepted; return whether it was.

        The risk then waits to be treated anew, and says why.
        """
        self.hold()
        now = self.risk.basis()
        lapse = self.lapse_at(now) if self.is_approved else None
        if lapse is None:
            return False
        state = AcceptanceState.EXPIRED if lapse.cause == LapseCause.EXPIRED else AcceptanceState.SUPERSEDED
        facts = facts_of(lapse, accepted=self.accepted, now=now, expires_on=self.expires_on)
        self._end(state, lapse.cause, facts, by=by)
        with translation.override(self.team.language):
            reason = tell_lapse(lapse.cause, facts)
        self.risk.return_to_assessed(reason, by=by)
        return True

    def give_way(self, *, by):
        """End this acceptance because a newer one takes its place."""
        self.hold()
        self._end(AcceptanceState.SUPERSEDED, LapseCause.RENEWED, {}, by=by)

    def freeze(self):
        """Keep the risk as it is now: its scores, its place in the appetite, and when its milestones are due."""
        current, residual, now = self.risk.current, self.risk.residual, self.risk.basis()
        self.matrix_version = current.matrix_version if current else self.matrix_version
        self.level, self.probability, self.impact = _figures(current)
        self.residual_level, self.residual_probability, self.residual_impact = _figures(residual)
        self.zone = now.zone
        self.milestones = [
            {"id": key, "name": each.name, "due_on": each.due_on and each.due_on.isoformat()}
            for key, each in now.milestones.items()
            if not each.is_cancelled
        ]

    def hold(self):
        """Hold the risk and then this acceptance, in the order in which all do, so that nobody waits for ever."""
        risk = self.risk
        risk.lock()
        self.lock()
        self.risk = risk

    def _decide(self, state, *, by, reason):
        self.state, self.reason = state, reason.strip()
        self.decided_by, self.decided_at = membership_of(by), timezone.now()
        self.write(str(state), by=by)

    def _end(self, state, cause, facts, *, by):
        self.state, self.lapse_cause, self.lapse_facts = state, cause, facts
        self.ended_at = timezone.now()
        self.write(str(state), by=by)

    @transaction.atomic
    def _take_back(self, verb, by):
        self.hold()
        take_back(self, verb, by=by)

    def _act(self, by):
        return nullcontext(by) if isinstance(by, Change) or by is None else change(by, RENEWED, row=self)

    def _leave(self, state):
        if self.state != state:
            message = _("An acceptance that is “%(state)s” cannot become another.")
            raise ValidationError(message, code="unreachable_state", params={"state": self.get_state_display()})

    def _refuse_to_decide(self, person):
        self._leave(AcceptanceState.REQUESTED)
        if person is None or self.may_be_decided_by(person):
            return
        if self.approver is None:
            raise ValidationError(_("This is for another person to decide."), code="not_yours")
        message = _("This is for %(person)s to decide.")
        raise ValidationError(message, code="not_yours", params={"person": self.approver.name})

    def _refuse_changed(self):
        """Refuse to accept what is no longer what was asked about, or what is over already."""
        if not self.risk.is_open:
            raise ValidationError(_("This risk is closed. Reopen it first."), code="risk_closed")
        if self.expires_on < self.team.today():
            raise ValidationError(_("The day until which it was asked for is over. Ask anew."), code="past")
        if lapse_of(self.accepted, self.risk.basis(), calendar_of(self.team)) is not None:
            message = _("The risk has become another one since this was asked for. Reject it, and ask anew.")
            raise ValidationError(message, code="changed_since")


def _figures(assessment):
    return (assessment.level, assessment.probability, assessment.impact) if assessment else ("", None, None)
