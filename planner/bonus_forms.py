"""Forms of bonuses: what is promised, and what an owner decides about it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import tell
from teams.forms import TeamModelForm

from .forms import id_in
from .models import Bonus


class BonusForm(TeamModelForm):
    """A promise to one person; for whom and for which milestone stays as it is."""

    parents = ("milestone", "beneficiary")
    folded = {_("Note"): ("note",)}

    class Meta:
        model = Bonus
        fields = ["milestone", "beneficiary", "title", "kind", "amount", "currency", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["currency"] = self.instance.currency or self.membership.team.currency
        if "milestone" in self.fields and id_in(self.initial.get("milestone")):
            self.fields["milestone"].widget = forms.HiddenInput()


class DecisionForm(forms.Form):
    """Base of what an owner decides: `decide` calls the verb with what was typed."""

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance, self.membership = instance, membership

    def store(self, *, by):
        """Decide; returns the bonus, or None with the reasons at their fields."""
        try:
            self.decide(by, **self.cleaned_data)
        except ValidationError as error:
            tell(self, error)
            return None
        return self.instance


class ApprovalForm(DecisionForm):
    """Why a sole owner approves their own bonus; others are asked nothing."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.asks_why(self.membership):
            del self.fields["reason"]

    def decide(self, by, **values):
        self.instance.approve(by=by, **values)


class PaymentForm(DecisionForm):
    """On which day it was paid or given."""

    on = forms.DateField(
        label=pgettext_lazy("bonus", "Paid on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", self.membership.team.today())

    def decide(self, by, on):
        self.instance.pay(by=by, on=on)


class VoidingForm(DecisionForm):
    """Why it counts no longer."""

    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def decide(self, by, reason):
        self.instance.make_void(by=by, reason=reason)
