"""What happens to a quality gate: it passes or fails, is waived or approved, and values are measured for it."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planner.gates import FAILED, OPEN, PASSED, WAIVED
from teams.models import membership_of
from teams.models.holding import hold

from .gatestates import GateKind

BY_VALUES = _("A metric passes or fails by its values. Report one.")
BY_APPROVAL = _("This is for %(person)s to decide.")
BY_MANAGERS = _("This is for a manager to decide.")


class GateVerbs(models.Model):
    """The verbs of a check; whatever was decided is taken back by another verb, not forgotten."""

    verbs = {
        "passed": _("{who} marked {row} as passed"),
        "failed": _("{who} marked {row} as failed"),
        "approved": _("{who} approved {row}"),
        "confirmed": _("{who} confirmed the approval of {row}"),
        "reopened": _("{who} opened {row} again"),
        "waived": _("{who} waived {row}"),
        "waiver_withdrawn": _("{who} took the waiver of {row} back"),
        "measured": _("{who} reported a value for {row}"),
        "missed": _("{who} reported a value that fails {row}"),
        "fell_back": _("{who} reported a value with which {row} no longer passes"),
    }
    verb_fields = {"measured": "value", "missed": "value", "fell_back": "value"}

    class Meta:
        abstract = True

    @transaction.atomic
    def mark_passed(self, *, by, evidence_url=""):
        """Say that a check by hand is met; one by evidence needs a link, or a file that was attached."""
        self.lock()
        if self.state == PASSED:
            return
        self._refuse_unless_by_hand()
        self.evidence_url = evidence_url or self.evidence_url
        if self.kind == GateKind.EVIDENCE and not self.has_evidence:
            raise ValidationError(_("Give a link to the evidence, or attach a file first."), code="no_evidence")
        self._decide(PASSED, "passed", by=by)

    @transaction.atomic
    def mark_failed(self, *, by, reason=""):
        """Say that it is not met; of an approval, that it is declined."""
        self.lock()
        if self.state == FAILED:
            return
        if self.kind == GateKind.APPROVAL:
            self._refuse_to_decide(membership_of(by))
        else:
            self._refuse_unless_by_hand()
        self._refuse_waived()
        self._decide(FAILED, "failed", by=by, reason=reason)

    @transaction.atomic
    def approve(self, *, by):
        """Approve; by whoever asked for the approval it is decided alone, and for another person to confirm."""
        self.lock()
        if self.state == PASSED and self.kind == GateKind.APPROVAL:
            return
        if self.kind != GateKind.APPROVAL:
            raise ValidationError(_("This is no approval."), code="no_approval")
        person = membership_of(by)
        self._refuse_to_decide(person)
        self._refuse_waived()
        alone = person is not None and person.pk == self.requested_by_id
        self._decide(PASSED, "approved", by=by, alone=alone)

    @transaction.atomic
    def confirm(self, *, by):
        """Stand by what another person has approved alone."""
        self.lock()
        if self.confirmed_at is not None:
            return
        person = membership_of(by)
        if person is None or not self.may_be_confirmed_by(person):
            message = _("Only an approval that somebody else gave alone can be confirmed.")
            raise ValidationError(message, code="nothing_to_confirm")
        self.confirmed_by, self.confirmed_at = person, timezone.now()
        self.write("confirmed", by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """Take back that it was passed, approved or failed."""
        self.lock()
        if self.kind == GateKind.METRIC:
            raise ValidationError(BY_VALUES, code="by_values")
        if self.state not in (PASSED, FAILED):
            return
        if self.kind == GateKind.APPROVAL:
            self._refuse_to_decide(membership_of(by))
        self._refuse_completed()
        self.reset()
        self.write("reopened", by=by)

    @transaction.atomic
    def waive(self, *, by, reason):
        """Let the milestone be completed without it; the reason stays to be seen."""
        self.lock()
        if self.state == WAIVED:
            return
        if self.is_met:
            raise ValidationError(_("This has passed: there is nothing to waive."), code="passed")
        self._decide(WAIVED, "waived", by=by, reason=reason)

    @transaction.atomic
    def withdraw_waiver(self, *, by):
        """Ask for it again; a metric stands as its latest value does."""
        self.lock()
        if self.state != WAIVED:
            return
        self._refuse_completed()
        self.reset()
        self.write("waiver_withdrawn", by=by)

    @transaction.atomic
    def measure(self, *, by, value, measured_on=None, evidence_url="", source="", run_id=""):
        """Keep a value that was measured, and judge the metric by the latest there is; return the reading.

        The same value of the same run is kept once. Raises ValidationError.
        """
        self.lock()
        if self.kind != GateKind.METRIC:
            raise ValidationError(_("Values are measured for metrics alone."), code="no_metric")
        reading = self.readings.model(
            team=self.team,
            gate=self,
            value=value,
            measured_on=measured_on or self.team.today(),
            evidence_url=evidence_url,
            source=source,
            run_id=run_id,
            by=membership_of(by),
        )
        reading.clean_fields()
        if known := self._reported(reading):
            return known
        reading.judge()
        reading.save(force_insert=True)
        stood = self.state
        if self.measured_on is None or reading.measured_on >= self.measured_on:
            self._take(reading)
        self.write(self._told(stood), by=by)
        return reading

    def reset(self):
        """Forget what was decided; what was measured stays."""
        self.state, self.reason = OPEN, ""
        self.decided_by, self.decided_at, self.decided_alone = None, None, False
        self.confirmed_by, self.confirmed_at = None, None

    def _take(self, reading):
        self.value, self.measured_on, self.evidence_url = reading.value, reading.measured_on, reading.evidence_url
        if self.state != WAIVED:
            self.decided_by, self.decided_at = reading.by, reading.at
            self.state = self.judged()

    def _told(self, stood):
        """Return the verb of a new value: whether it fails, and whether what had passed no longer does."""
        if stood == PASSED and self.state != PASSED:
            return "fell_back"
        return "missed" if self.state == FAILED else "measured"

    def _reported(self, reading):
        """Return the reading of the same run, if that reported the same; another value breaks a rule of readings."""
        if not reading.run_id:
            return None
        same = {name: getattr(reading, name) for name in ("source", "run_id", "value", "measured_on")}
        return self.readings.filter(**same).first()

    def _decide(self, state, verb, *, by, reason="", alone=False):
        self._refuse_completed()
        self.reset()
        self.state, self.reason, self.decided_alone = state, reason, alone
        self.decided_by, self.decided_at = membership_of(by), timezone.now()
        self.write(verb, by=by)

    def _refuse_unless_by_hand(self):
        if self.kind == GateKind.METRIC:
            raise ValidationError(BY_VALUES, code="by_values")
        if self.kind == GateKind.APPROVAL:
            raise ValidationError(_("An approval is given by “approve”."), code="by_approval")
        self._refuse_waived()

    def _refuse_to_decide(self, person):
        if person is None or self.may_be_approved_by(person):
            return
        if self.approver is None:
            raise ValidationError(BY_MANAGERS, code="not_yours")
        raise ValidationError(BY_APPROVAL, code="not_yours", params={"person": self.approver.name})

    def _refuse_waived(self):
        if self.state == WAIVED:
            raise ValidationError(_("This is waived. Take the waiver back first."), code="waived")

    def _refuse_completed(self):
        """Refuse to decide anew what a milestone was completed by; values go on being measured.

        Holds the milestone, so that nobody completes it by what is about to be taken back.
        """
        self.milestone = hold(self._meta.get_field("milestone").related_model, [self.milestone_id])[self.milestone_id]
        if self.milestone.is_done:
            message = _("This milestone is completed. Reopen it to decide on its quality gates.")
            raise ValidationError(message, code="milestone_completed")
