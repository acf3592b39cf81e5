"""Forms of key results, of their values, and of check-ins."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField
from teams.forms import TeamModelForm

from .figures import written
from .forms import id_in, offer_open
from .models import CheckIn, KeyResult, Metric
from .models.checking_in import value_name

YES_OR_NO = [("", _("not known")), ("0", _("no")), ("1", _("yes"))]


class KeyResultForm(TeamModelForm):
    """What a goal is measured by; the goal it is opened for is not asked again."""

    parents = ("goal",)
    folded = {_("More about it"): ("weight",)}

    class Meta:
        model = KeyResult
        fields = ["goal", "title", "metric", "unit", "currency", "start", "target", "weight"]
        help_texts = {"metric": _("A yes or no needs no start and no target.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "goal")
        if "goal" in self.fields and id_in(self.initial.get("goal")):
            self.fields["goal"].widget = forms.HiddenInput()
        for name in ("start", "target", "weight"):
            self.fields[name].required = False

    def currency_of_amounts(self):
        """Amounts of money alone are in a currency; other figures may be finer."""
        return super().currency_of_amounts() if self["metric"].value() == Metric.CURRENCY else ""

    def clean(self):
        values = super().clean()
        if values.get("start") is None and "start" not in self.errors:
            values["start"] = Decimal(0)
        if values.get("metric") == Metric.YES_NO:
            values["start"], values["target"] = Decimal(0), Decimal(1)
        elif values.get("target") is None and "target" not in self.errors:
            self.add_error("target", ValidationError(self.fields["target"].error_messages["required"], code="required"))
        return values


class ValueForm(forms.Form):
    """What a key result is now, or was on another day."""

    value = AmountField(label=_("Value"))
    on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today, unless you say another."),
    )

    def __init__(self, *args, key_result, **kwargs):
        super().__init__(*args, auto_id=f"%s-{key_result.pk}", initial={"value": key_result.current}, **kwargs)
        self.key_result = key_result
        self.fields["value"] = value_field(key_result, label=_("Value"))

    def currency_of_amounts(self):
        return self.key_result.currency

    def values(self):
        """Return what `measure` takes."""
        return [(self.cleaned_data["on"], self.cleaned_data["value"])]


def value_field(row, **kwargs):
    """Return the field in which a value of a key result is typed or chosen."""
    if row.is_yes_no:
        return forms.TypedChoiceField(choices=YES_OR_NO, coerce=Decimal, empty_value=None, **kwargs)
    field = AmountField(**kwargs)
    field.currency = row.currency
    field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return field


class CheckInForm(TeamModelForm):
    """How a goal stands: its health, what was measured meanwhile, and three short texts."""

    class Meta:
        model = CheckIn
        fields = ["health", "done", "next", "blockers"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("done", "next", "blockers")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        goal = self.instance.goal
        self.key_results = {value_name(row.pk): row for row in goal.key_results.all()}
        for name, row in self.key_results.items():
            told = _("Now: %(value)s. Left empty, it stays so.") % {"value": written(row, row.current)}
            row.goal, row.team = goal, goal.team
            self.fields[name] = value_field(row, label=row.title, required=False, help_text=told)
        self.order_fields(["health", *self.key_results])

    def currency_of_amounts(self):
        return ""

    def store(self, *, by):
        """Check in and keep the values; returns the goal, or None with the reason among the form's errors."""
        told = {name: self.cleaned_data[name] for name in ("done", "next", "blockers")}
        measured = {row.pk: self.cleaned_data.get(name) for name, row in self.key_results.items()}
        values = {pk: value for pk, value in measured.items() if value is not None}
        try:
            self.instance.goal.check_in(self.cleaned_data["health"], by=by, values=values, **told)
        except ValidationError as error:
            self._update_errors(error)
            return None
        return self.instance.goal
