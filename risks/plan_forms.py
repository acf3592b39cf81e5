"""Forms of contingency plans: what one is, and its first trigger, written along with it."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import PROSE_LIMIT
from core.text import refuse_control_characters
from planner.forms import id_in, offer_open
from teams.forms import TeamModelForm
from teams.models import change

from .models import ContingencyPlan, Trigger
from .trigger_states import TriggerKind


class ContingencyPlanForm(TeamModelForm):
    parents = ("risk",)
    folded = {
        _("What it changes"): ("days_saved", "money_saved", "own_cost"),
        _("Lead time, and what follows what"): ("lead_time_days", "fallback_of"),
    }

    class Meta:
        model = ContingencyPlan
        fields = [
            "risk",
            "title",
            "owner",
            "reserve",
            "currency",
            "days_saved",
            "money_saved",
            "own_cost",
            "lead_time_days",
            "fallback_of",
        ]
        labels = {"fallback_of": _("Kept in case another plan fails")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "risk")
        if self.instance._state.adding:
            self.initial.setdefault("currency", self.instance.team.currency)
        risk = id_in(self.initial.get("risk")) if self.instance._state.adding else self.instance.risk_id
        if risk:
            field = self.fields["fallback_of"]
            field.queryset = field.queryset.filter(risk=risk).exclude(pk=self.instance.pk)


class NewPlanForm(ContingencyPlanForm):
    """A new plan says at once what somebody has to see; what a machine sees is added on its page."""

    trigger = forms.CharField(
        label=_("Starts when"),
        required=False,
        max_length=PROSE_LIMIT,
        validators=[refuse_control_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In your words. Days, milestones and money that the product watches are added on the plan's page."),
    )
    field_order = ["risk", "title", "trigger"]

    def store(self, *, by):
        text = self.cleaned_data["trigger"].strip()
        if not text:
            return super().store(by=by)
        with change(by, gettext_noop("{who} wrote {row}"), row=self.instance.title) as act:
            plan = super().store(by=act)
            if plan is None:
                transaction.set_rollback(True)
            else:
                Trigger(team=plan.team, plan=plan, kind=TriggerKind.MANUAL, text=text).store(by=act)
        return plan
