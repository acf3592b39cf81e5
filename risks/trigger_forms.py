"""Forms of what a contingency plan waits for: each kind of trigger asks for what is its own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.forms import id_in, offer_open
from teams.forms import TeamModelForm, mark_needed

from .conditions import CONDITIONS
from .indicator_forms import FIGURE, FigureField
from .models import MoneyTrigger, Trigger
from .trigger_states import MoneyKind, TriggerKind


class KindFormMixin(forms.Form):
    """Leaves out the fields of other kinds; which kind it is, the address or the row says."""

    usual_kind = ""  # where nothing says which

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self._kind()
        for name in {*self.instance.asked} - {*CONDITIONS[kind].asks}:
            del self.fields[name]
        if "kind" in self.fields:
            self.fields["kind"].initial = self.initial["kind"] = kind
            self.fields["kind"].widget = forms.HiddenInput()
        mark_needed(self, self.instance.needed[kind])
        if "plan" in self.fields and self.initial.get("plan"):
            self.fields["plan"].widget = forms.HiddenInput()

    def _kind(self):
        chosen = self.instance.kind or self.data.get("kind") or self.initial.get("kind")
        known = dict(self.instance._meta.get_field("kind").choices)
        return chosen if chosen in known else self.usual_kind


class TriggerForm(KindFormMixin, TeamModelForm):
    parents = ("plan", "kind")
    usual_kind = TriggerKind.MANUAL

    class Meta:
        model = Trigger
        fields = ["plan", "kind", "on", "milestone", "days", "percent", "indicator", "threshold", "text"]
        field_classes = {"threshold": FigureField}
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "threshold": forms.TextInput(attrs=FIGURE)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "milestone" in self.fields:
            offer_open(self, "milestone")
        if "indicator" in self.fields:
            offer_open(self, "indicator")
            field, plan = self.fields["indicator"], self._plan()
            if plan is not None:
                field.queryset = field.queryset.filter(risk=plan.risk_id)
                if not field.queryset.exists():
                    field.help_text = _("The risk of this plan has no indicator yet. Add one on the page of the risk.")

    def _plan(self):
        """Return the plan this is about, as far as it is known before the form is sent, or None."""
        if self.instance.plan_id is not None:
            return self.instance.plan
        named = id_in(self.data.get("plan") or self.initial.get("plan"))
        return self.fields["plan"].queryset.filter(pk=named).first() if named else None


class MoneyTriggerForm(KindFormMixin, TeamModelForm):
    parents = ("plan", "kind")
    usual_kind = MoneyKind.FINANCING

    class Meta:
        model = MoneyTrigger
        fields = ["plan", "kind", "counted", "amount", "currency", "round", "by_on", "percent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "round" in self.fields:
            self.fields["round"].empty_label = _("all rounds")
            if self.instance._state.adding:
                self.initial.setdefault("currency", self.instance.team.currency)
