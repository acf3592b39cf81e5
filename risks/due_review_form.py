"""The form of one risk whose review is due."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import tell
from core.stale import GoneError, StaleError

from .acceptance_states import ReviewOutcome
from .review_form import ReviewForm, spelt
from .states import ClosureReason


class DueReviewForm(ReviewForm):
    """What a review came to, which the button says, and why; another rating, or why the risk ends, where that is it."""

    outcome = forms.ChoiceField(choices=ReviewOutcome.choices, widget=forms.HiddenInput)
    reason = None
    closure_reason = forms.ChoiceField(
        label=_("Why it ends"), required=False, choices=[("", _("It does not end")), *ClosureReason.choices]
    )

    field_order = ["note", "probability", "impact", "closure_reason", "shown", "outcome"]
    folded = {_("If it is closed"): ("closure_reason",)}

    class Meta(ReviewForm.Meta):
        labels = {"note": _("Reason")}
        help_texts = {"note": _("What you looked at, and why the risk stands as it does.")}

    @property
    def rating(self):
        """Return (probability, impact) where the risk is judged anew, be it as before, else None."""
        is_rescored = self.cleaned_data.get("outcome") == ReviewOutcome.RESCORED
        return self.figures() if is_rescored or spelt(self.figures()) != self.cleaned_data.get("shown") else None

    def store(self, *, by):
        """Note the review; returns it, or None with the reason among the form's errors."""
        given = self.cleaned_data
        try:
            return self.instance.risk.review(
                given["outcome"],
                by=by,
                reason=given["note"],
                rating=self.rating,
                closure_reason=given["closure_reason"],
            )
        except forms.ValidationError as error:
            tell(self, error)
        except GoneError:
            raise
        except StaleError:
            self._tell_of_another_rating()
        return None
