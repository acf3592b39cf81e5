"""Forms of quality gates."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.text import web_address
from teams.forms import TeamModelForm

from .forms import id_in
from .models import GateCheck, GateKind, GateReading

OF_METRIC, OF_APPROVAL = ("comparison", "threshold", "unit", "valid_days"), ("approver",)


class GateCheckForm(TeamModelForm):
    """One check; what only a metric or an approval has is folded away until that kind is chosen."""

    parents = ("milestone", "kind")
    field_order = ["milestone", "title", "kind", "is_required"]
    folded = {
        _("For a metric"): OF_METRIC,
        _("For an approval"): OF_APPROVAL,
        _("Order"): ("position",),
    }
    unfolds = {"kind": {GateKind.METRIC: OF_METRIC, GateKind.APPROVAL: OF_APPROVAL}}

    class Meta:
        model = GateCheck
        fields = [
            "milestone",
            "title",
            "kind",
            "is_required",
            "comparison",
            "threshold",
            "unit",
            "valid_days",
            "approver",
            "position",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        people = self.fields["approver"]
        people.queryset = people.queryset.with_account()
        if "milestone" in self.fields and id_in(self.initial.get("milestone")):
            self.fields["milestone"].widget = forms.HiddenInput()
        if not self.instance._state.adding:
            self._keep_own_kind()

    def clean_position(self):
        return self.cleaned_data["position"] or 0

    def _keep_own_kind(self):
        """Leave out what only other kinds have, and show what this one has."""
        for kind, names in self.unfolds["kind"].items():
            if kind != self.instance.kind:
                for name in names:
                    del self.fields[name]


class GateReadingForm(TeamModelForm):
    """A value that was measured, and where it is written down."""

    class Meta:
        model = GateReading
        fields = ["value", "measured_on", "evidence_url", "source", "run_id"]

    folded = {_("Where it comes from"): ("source", "run_id")}

    def store(self, *, by):
        """Report the value to its metric; returns the reading, or None with the reason among the form's errors."""
        try:
            return self.instance.gate.measure(by=by, **self.cleaned_data)
        except ValidationError as error:
            self._update_errors(error)
            return None


class GateWaiverForm(forms.Form):
    """Why a milestone may be completed without this."""

    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance

    def store(self, *, by):
        """Waive the check; returns it, or None with the reason it refused among the form's errors."""
        try:
            self.instance.waive(by=by, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
            return None
        return self.instance


class GatePassingForm(forms.Form):
    """Where the evidence is, if it is not attached."""

    evidence_url = forms.CharField(max_length=500, required=False, validators=[web_address])


class GateFailureForm(forms.Form):
    """Why a check is not met."""

    reason = forms.CharField(max_length=2_000, required=False)
