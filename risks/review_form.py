"""The form of one risk in a meeting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import PROSE_LIMIT
from core.stale import GoneError, StaleError
from teams.forms import TeamModelForm

from .models import Review
from .rating_forms import FiguresMixin, half_a_rating

RATED_MEANWHILE = _("Someone else has rated this risk in the meantime. Save again to keep your rating instead.")


class ReviewForm(FiguresMixin, TeamModelForm):
    """What a meeting makes of a risk: another rating, a decision, both, or neither. Its risk is set by the page.

    `shown` holds the figures the form began with: others are a rating, unless somebody else was faster.
    """

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=PROSE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Required if you change the rating."),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["probability", "impact", "reason", "note", "shown"]
    in_rows = {_("Rating"): ("probability", "impact")}

    class Meta:
        model = Review
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"note": _("Leave it empty if nothing changes: the risk counts as looked at.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.present = self._present()
        self.initial |= dict(zip(("probability", "impact"), self.present, strict=True))
        self.initial["shown"] = spelt(self.present)

    def kind_of_risk(self):
        return self.instance.risk.kind

    def _present(self):
        rating = self.instance.risk.current
        return (rating.probability, rating.impact) if rating else (None, None)

    def clean(self):
        values = super().clean()
        figures = self.figures()
        if (figures[0] is None) != (figures[1] is None):
            self.add_error("impact" if figures[1] is None else "probability", half_a_rating())
        elif self.rating is not None and spelt(self.present) != values.get("shown"):
            self._tell_of_another_rating()
        return values

    def _tell_of_another_rating(self):
        self.add_error(None, forms.ValidationError(RATED_MEANWHILE, code="rated_meanwhile"))
        self.data = self.data.copy()
        self.data[self.add_prefix("shown")] = spelt(self._present())  # what is sent again knows of it

    @property
    def rating(self):
        """Return (probability, impact, reason) where the risk is judged anew, else None."""
        reason = self.cleaned_data.get("reason", "")
        is_rated = reason or spelt(self.figures()) != self.cleaned_data.get("shown")
        return (*self.figures(), reason) if is_rated else None

    def store(self, *, by):
        """Note the review; returns it, or None with the reason among the form's errors."""
        row = self.instance
        try:
            return row.meeting.review(row.risk, by=by, note=self.cleaned_data["note"], rating=self.rating)
        except forms.ValidationError as error:
            self._update_errors(error)
        except GoneError:
            raise
        except StaleError:
            self._tell_of_another_rating()
        return None


def spelt(figures):
    """Return figures as the form carries them, such as 4-5; nothing while a risk is not rated."""
    return "" if None in figures else "-".join(map(str, figures))
