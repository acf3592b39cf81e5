"""Forms that judge a risk, in the words of the team's matrix."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.forms import TeamModelForm

from .matrix_words import impact_choices, probability_choices
from .models import Assessment, matrix_of
from .states import Dimension, Kind, Score

DIMENSIONS = tuple(dimension.field for dimension in Dimension)


class FiguresMixin(forms.Form):
    """Probability and impact, both or neither, in the words of the team's matrix."""

    probability = forms.TypedChoiceField(
        label=pgettext_lazy("risk", "Probability"), coerce=int, empty_value=None, required=False
    )
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        matrix = matrix_of(self.membership.team)
        self.fields["probability"].choices = probability_choices(matrix)
        self.fields["impact"].choices = impact_choices(matrix, kind=self.kind_of_risk())

    def kind_of_risk(self):
        """Return the kind whose words the impact is in."""
        return Kind.THREAT

    def figures(self):
        """Return (probability, impact), each None when it was left open."""
        return self.cleaned_data.get("probability"), self.cleaned_data.get("impact")


class AssessmentForm(FiguresMixin, TeamModelForm):
    """Judge a risk anew. Its risk is set by the page.

    Where the team judges impact by dimension, each is asked for and the worst is the impact.
    """

    next_review_on = forms.DateField(
        label=_("Next review"), required=False, help_text=_("Left empty, it follows from the level.")
    )

    class Meta:
        model = Assessment
        fields = ["kind", "probability", "impact", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    is_put_onto_a_square = False
    field_order = ["kind", "probability", "impact", *DIMENSIONS, "reason", "next_review_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        matrix = matrix_of(self.membership.team)
        if matrix.by_dimension:
            if self.is_put_onto_a_square:
                self.fields["impact"].help_text = _("Where a dimension is judged, the worst of them counts instead.")
            else:
                del self.fields["impact"]
            for dimension in Dimension:
                self.fields[dimension.field] = forms.TypedChoiceField(
                    label=Assessment._meta.get_field(dimension.field).verbose_name.capitalize(),
                    choices=impact_choices(matrix, kind=self.kind_of_risk(), dimension=dimension),
                    coerce=int,
                    empty_value=None,
                    required=False,
                )
            self.order_fields(self.field_order)

    def kind_of_risk(self):
        return self.instance.risk.kind

    def clean(self):
        values = super().clean()
        judged = {name: values[name] for name in DIMENSIONS if values.get(name) is not None}
        return values | ({"impact": max(judged.values())} if judged else {})

    def store(self, *, by):
        """Assess the risk; returns it, or None with the reason among the form's errors."""
        given = self.cleaned_data
        values = {name: given.get(name) for name in ("kind", "probability", "impact", "reason", "next_review_on")}
        impacts = {each: given[each.field] for each in Dimension if given.get(each.field) is not None}
        try:
            self.instance.risk.assess(by=by, impacts=impacts, **values)
        except forms.ValidationError as error:
            self._update_errors(error)
            return None
        return self.instance.risk


class PlacingForm(AssessmentForm):
    """Judge a risk by the square it was put onto. A changed rating says why; the first one needs no reason."""

    is_put_onto_a_square = True  # which is an impact of its own, also where a team judges by dimension

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = (self.data.get(self.add_prefix("kind")) if self.is_bound else self.initial.get("kind")) or ""
        self.fields["reason"].required = kind in Score.values and getattr(self.instance.risk, f"{kind}_id") is not None


def half_a_rating():
    """Return the error of a rating that lacks a figure, in the words of the table's own rule."""
    rule = next(rule for rule in Assessment._meta.constraints if rule.name == "assessment_both_or_neither")
    return forms.ValidationError(rule.violation_error_message, code=rule.name)
