"""The course a risk takes: judged, treated, come true, ended and open again."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from risks.scoring import next_review
from risks.states import ENDED, Dimension, Score, Status
from teams.models import Change, membership_of, record, take_back

from .assessment import Assessment
from .matrix import matrix_of
from .settings import Settings

# What takes the right to change a risk to undo, and what the right to end it.
STATUS_VERBS = ("status_changed", "occurred")
ENDING_VERBS = ("closed", "rejected")


UNRATED_AS = "moderate"  # by whose cadence a risk is looked at again that nobody has rated


class Course(models.Model):
    """What happens to a risk; mixed into Risk."""

    verbs = {
        "assessed": _("{who} rated {row}"),
        "reviewed": _("{who} reviewed {row}"),
        "reread": _("{who} changed the matrix by which {row} is judged"),
        "status_changed": _("{who} changed the status of {row}"),
        "occurred": _("{who} noted that {row} has occurred"),
        "closed": _("{who} closed {row}"),
        "rejected": _("{who} rejected {row}"),
        "reopened": _("{who} reopened {row}"),
    }
    verb_fields = {"assessed": "current", "status_changed": "status", "closed": "closure_reason"}

    class Meta:
        abstract = True

    @transaction.atomic
    def assess(
        self, probability, impact, *, by, kind=Score.CURRENT, reason="", next_review_on=None, source="", impacts=None
    ):
        """Judge this risk anew and return the Assessment; no figures take the rating back.

        A current rating makes an identified risk an assessed one, and back when it is taken back; it plans the next
        review: on the day given, else by the level, unless an earlier one is planned already. `source` is SUGGESTED
        for what no person judged. `impacts` maps dimensions to figures, the worst of which is the impact.
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
            matrix_version=matrix_of(self.team).version,
            **{Dimension(name).field: figure for name, figure in (impacts or {}).items()},
        ).store(by=by)
        setattr(self, assessment.kind, assessment if assessment.is_rating else None)
        if assessment.kind == Score.CURRENT and assessment.is_rating:
            self._follow_rating(assessment, next_review_on)
        elif self.status == Status.ASSESSED and self.current is None:
            self.status = Status.IDENTIFIED
        self.find_zone()
        self.write("assessed", by=by)
        self.follow_acceptance(by=by if isinstance(by, Change) else None)
        return assessment

    def _follow_rating(self, assessment, wanted):
        if self.status in (Status.DRAFT, Status.IDENTIFIED):
            self.status = Status.ASSESSED
        self._plan_review(assessment.level, wanted)

    def _plan_review(self, level, wanted=None):
        today, planned = self.team.today(), self.next_review_on
        due = next_review(today, level, Settings.of(self.team).cadence)
        is_sooner = planned is not None and today < planned <= due
        self.next_review_on = wanted or (planned if is_sooner else due)

    @transaction.atomic
    def plan_review(self, *, by):
        """Note that this risk was looked at: the next time is due by its level, unless one is planned before that."""
        self.lock()
        before = self.next_review_on
        is_due = before is not None and before <= self.team.today()
        if self.is_open and (self.level or is_due):
            self._plan_review(self.level or UNRATED_AS)
        if self.next_review_on == before:
            record(self, "reviewed", by=by)  # nobody's copy of this risk is outdated by a look at it
        else:
            self.write("reviewed", by=by)

    @transaction.atomic
    def change_status(self, status, *, by, closure_reason="", reason=""):
        """Enter another status; raises ValidationError when it cannot be reached from here."""
        self.lock()
        if self.status == status:
            return
        if not self.may_enter(status):
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
