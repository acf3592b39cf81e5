"""Forms of indicators: what is measured, and a value."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField
from planner.forms import id_in, offer_open
from teams.forms import TeamModelForm

from .models import Indicator

FIGURE = {"inputmode": "decimal", "autocomplete": "off"}


class FigureField(AmountField):
    """A figure as people type it, which is no money."""

    default_error_messages = {"invalid": _("Enter a number such as 12.5.")}


class IndicatorForm(TeamModelForm):
    """What is measured, and from which value on it is amber and red."""

    parents = ("risk",)
    folded = {_("More about it"): ("source", "stale_after_days")}

    class Meta:
        model = Indicator
        fields = ["risk", "name", "unit", "direction", "amber", "red", "owner", "source", "stale_after_days"]
        field_classes = {"amber": FigureField, "red": FigureField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "risk")
        self.fields["stale_after_days"].required = False
        if "risk" in self.fields and id_in(self.initial.get("risk")):
            self.fields["risk"].widget = forms.HiddenInput()

    def clean_stale_after_days(self):
        given = self.cleaned_data["stale_after_days"]
        return self.instance.stale_after_days if given is None else given

    def currency_of_amounts(self):
        return ""


class ReadingForm(forms.Form):
    """What an indicator is today, or was on another day."""

    value = FigureField(label=_("Value"), widget=forms.TextInput(attrs=FIGURE))
    measured_on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args, indicator, **kwargs):
        today = indicator.team.today()
        super().__init__(*args, auto_id=f"%s-{indicator.pk}", initial={"measured_on": today}, **kwargs)
        self.fields["measured_on"].widget.attrs["max"] = today.isoformat()
