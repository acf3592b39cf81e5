"""Forms of tranches: one of them, and what is entered when it is paid."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import tell
from teams.forms import TeamModelForm

from .models import Tranche
from .moves import balance_field, date_field, offer_balance, position_of, refuse_undated_balance
from .states import TrancheState


class TrancheForm(TeamModelForm):
    """A tranche; a new one goes to the end."""

    class Meta:
        model = Tranche
        fields = ["amount", "due_on", "milestone", "days_after", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days_after"].required = False
        if self.instance._state.adding:
            del self.fields["position"]

    def clean_days_after(self):
        """Return the usual days where none are given."""
        given = self.cleaned_data["days_after"]
        return Tranche._meta.get_field("days_after").default if given is None else given


class TrancheStateForm(forms.Form):
    """Which state a tranche enters next."""

    state = forms.ChoiceField(choices=TrancheState.choices)


class PaymentForm(forms.Form):
    """On which day a tranche was paid, and what there is on the accounts since."""

    paid_on = date_field(_("Paid on"))
    balance = balance_field()
    balance_on = date_field(_("As of"))

    def __init__(self, *args, instance, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.initial.setdefault("paid_on", membership.team.today())
        offer_balance(self, membership)

    def clean(self):
        values = super().clean()
        refuse_undated_balance(self)
        return values

    def store(self, *, by):
        """Mark the tranche as paid; returns it, or None with the reasons at their fields."""
        values = dict(self.cleaned_data)
        position = position_of(values)
        try:
            self.instance.change_state(TrancheState.PAID, by=by, paid_on=values["paid_on"], position=position)
        except ValidationError as error:
            tell(self, error)
            return None
        return self.instance
