"""Looking at a risk again, by itself or in a meeting: what it came to, and when somebody looks next."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.stale import StaleError
from risks.acceptance_states import ReviewOutcome
from risks.states import NEXT_STATUSES, Status
from teams.models import change, membership_of

REVIEWED = gettext_noop("{who} reviewed {row}")


class Reviewed(models.Model):
    """Mixed into Risk."""

    class Meta:
        abstract = True

    @transaction.atomic
    def review(self, outcome, *, by, reason, rating=None, closure_reason=""):
        """Note what a look at this risk came to, and why; returns the Review.

        Rescored, it is judged by `rating`, (probability, impact); closed, it ends for the `closure_reason`. Else the
        next look is due by its level. Raises StaleError where somebody else rated it since it was read.
        """
        if not self.is_open:
            raise ValidationError(_("This risk is closed. Reopen it first."), code="risk_closed")
        _refuse_half(outcome, rating)
        with change(by, REVIEWED, row=self) as act:
            assessment = None
            if outcome == ReviewOutcome.RESCORED:
                assessment = rate_anew(self, (*rating, reason), by=act)
            elif outcome == ReviewOutcome.CLOSE:
                self._end_reviewed(closure_reason, reason, by=act)
            else:
                self.plan_review(by=act)
            review = self.reviews.model(
                team_id=self.team_id,
                risk=self,
                outcome=outcome,
                note=reason,
                assessment=assessment,
                author=membership_of(by),
            ).store(by=act)
            review.act = act
        return review

    def _end_reviewed(self, closure_reason, reason, *, by):
        """Close this risk, or reject it where it never came to be treated."""
        ends = Status.REJECTED if Status.REJECTED in NEXT_STATUSES[Status(self.status)] else Status.CLOSED
        self.change_status(ends, by=by, closure_reason=closure_reason, reason=shortened(reason))


def _refuse_half(outcome, rating):
    """Refuse an outcome that says another thing than the figures beside it."""
    is_rated = rating is not None and None not in rating
    if outcome == ReviewOutcome.RESCORED and not is_rated:
        raise ValidationError(_("Give the new rating: both probability and impact."), code="no_rating")
    if outcome != ReviewOutcome.RESCORED and rating is not None:
        raise ValidationError(_("You have changed the rating: that is “Rescored”."), code="rating_given")


def rate_anew(risk, rating, *, by):
    """Judge a risk as (probability, impact, reason); raises StaleError where another rated it since it was read."""
    probability, impact, reason = rating
    if not reason.strip():
        raise ValidationError(
            {"reason": ValidationError(_("Say why you are changing the rating."), code="reason_missing")}
        )
    seen = risk.current_id
    risk.lock()
    if risk.current_id != seen:
        raise StaleError(risk)
    return risk.assess(probability, impact, by=by, reason=reason)


def shortened(reason):
    """Return a reason as one line, as long as a status keeps."""
    line = " ".join(reason.split())
    return line if len(line) <= 300 else f"{line[:299]}…"
