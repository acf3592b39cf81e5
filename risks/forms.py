"""Forms of the register."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from core.fields import AmountField
from planner.forms import offer_open
from teams.forms import TeamModelForm
from teams.models import JobRole, change

from .effects import MOST_DAYS
from .models import ContingencyStep, ResponseAction, Risk, RiskMilestone
from .models.verifying import PLANNED, RESULTS
from .rating_forms import FiguresMixin, half_a_rating
from .states import (
    ENDED,
    FOR_BOTH,
    ONLY_OPPORTUNITIES,
    ONLY_THREATS,
    OPEN,
    OPEN_ACTIONS,
    Category,
    ClosureReason,
    Effect,
    Kind,
    Occasion,
    Outcome,
)


def strategies():
    """Return the strategies, grouped by the kind of risk they answer."""
    groups = [
        (_("For any risk"), FOR_BOTH),
        (_("For a threat"), ONLY_THREATS),
        (_("For an opportunity"), ONLY_OPPORTUNITIES),
    ]
    return [("", _("none")), *((name, [(each.value, each.label) for each in some]) for name, some in groups)]


class RiskForm(TeamModelForm):
    class Meta:
        model = Risk
        fields = [
            "title",
            "category",
            "owner",
            "strategy",
            "next_review_on",
            "cause",
            "event",
            "effect",
            "milestones",
            "kind",
            "strategy_detail",
            "window_from",
            "window_to",
            "probability_percent",
            "money_likely",
            "money_min",
            "money_max",
            "currency",
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("cause", "event", "effect")}

    folded = {
        _("Cause and effect"): ("cause", "event", "effect"),
        _("Milestones concerned"): ("milestones",),
        _("Kind, recipient and time window"): ("kind", "strategy_detail", "window_from", "window_to"),
        _("More: probability (%), money"): (
            "probability_percent",
            "money_likely",
            "money_min",
            "money_max",
            "currency",
        ),
    }

    usual = {"kind": Kind.THREAT}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "milestones")
        self.fields["title"].label = _("What could happen")
        self.fields["strategy"].label = _("Response")
        self.fields["category"].choices = [("", _("Choose one")), *Category.choices]
        self.fields["strategy"].choices = strategies()
        self.fields["next_review_on"].help_text = _("Left empty, the first rating plans it by its level.")


class NewRiskForm(FiguresMixin, RiskForm):
    """A new risk may be rated at once, which is one act, and be restricted from the first moment on."""

    is_restricted = forms.BooleanField(
        label=_("Restricted"), required=False, help_text=Risk._meta.get_field("is_restricted").help_text
    )
    folded = RiskForm.folded | {_("Who sees it"): ("is_restricted",)}
    field_order = ["title", "category", "owner", "probability", "impact", "strategy", "next_review_on"]

    def kind_of_risk(self):
        chosen = self.data.get("kind") or self.initial.get("kind")
        return Kind.OPPORTUNITY if chosen == Kind.OPPORTUNITY else Kind.THREAT

    def clean(self):
        values = super().clean()
        probability, impact = self.figures()
        if (probability is None) != (impact is None):
            self.add_error("impact" if impact is None else "probability", half_a_rating())
        return values

    def store(self, *, by):
        probability, impact = self.figures()
        self.instance.is_restricted = self.cleaned_data["is_restricted"]
        if probability is None:
            return super().store(by=by)
        with change(by, gettext_noop("{who} added and rated {row}"), row=self.instance.title) as act:
            risk = super().store(by=act)
            if risk is None:
                transaction.set_rollback(True)
            else:
                risk.assess(probability, impact, by=act, next_review_on=risk.next_review_on)
        return risk


class RiskEffectForm(TeamModelForm):
    """What a risk would do to a milestone."""

    parents = ("risk", "milestone")

    class Meta:
        model = RiskMilestone
        fields = ["risk", "milestone", "effect", "effect_likely", "effect_min", "effect_max", "parallel"]

    def __init__(self, *args, begin=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["effect"].widget.attrs["autofocus"] = begin
        self.fields["effect"].choices = [("", _("Not estimated")), *Effect.choices]
        if self.instance._state.adding:
            offer_open(self, "risk")
            offer_open(self, "milestone")


class StatusForm(forms.Form):
    """Which status a risk enters next while it stays open."""

    status = forms.ChoiceField(label=_("Status"), choices=[(status.value, status.label) for status in OPEN])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args, risk=None, **kwargs):
        super().__init__(*args, **kwargs)
        if risk is not None:
            self.fields["status"].choices = risk.ways_on


class ClosingForm(forms.Form):
    """How and why a risk ends."""

    status = forms.ChoiceField(label=_("End"), choices=[(status.value, status.label) for status in ENDED])
    closure_reason = forms.ChoiceField(label=_("Why"), choices=ClosureReason.choices)
    reason = forms.CharField(label=_("In your words"), required=False, max_length=300)

    def __init__(self, *args, risk=None, **kwargs):
        super().__init__(*args, **kwargs)
        if risk is not None:
            offered = [status for status in risk.next_statuses if status in ENDED]
            self.fields["status"].choices = [(status.value, status.label) for status in offered]


class ReopeningForm(forms.Form):
    """Why a risk is open again."""

    reason = forms.CharField(label=_("Why is it open again?"), max_length=300)


EFFECTS = (*(name for pair in zip(PLANNED, RESULTS, strict=True) for name in pair), "cost", "currency")


class ResponseActionForm(TeamModelForm):
    class Meta:
        model = ResponseAction
        fields = ["title", "owner", "due_on", "state", "description", "risks", *EFFECTS]

    folded = {_("More: what it takes off, and costs"): EFFECTS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "risks")
        if not self.instance.is_done:
            for name in RESULTS:
                del self.fields[name]
        if self.instance.is_verified:
            for name in (*PLANNED, *RESULTS):
                del self.fields[name]
        if self.instance._state.adding or self.instance.is_open:
            self.fields["state"].choices = [(state.value, state.label) for state in OPEN_ACTIONS]
        else:
            del self.fields["state"]


class ContingencyStepForm(TeamModelForm):
    parents = ("plan",)

    class Meta:
        model = ContingencyStep
        fields = ["plan", "title", "offset_days", "responsible", "job_role", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["job_role"].choices = [("", _("none")), *JobRole.choices]
        if self.instance._state.adding:
            del self.fields["position"]  # a new step comes last
            if self.initial.get("plan"):
                self.fields["plan"].widget = forms.HiddenInput()


class PlanActivationForm(forms.Form):
    """Whether a plan is started because its risk has come true; left out, it is not."""

    occasion = forms.ChoiceField(choices=Occasion.choices, required=False)

    def clean_occasion(self):
        return self.cleaned_data["occasion"] or Occasion.TRIGGERED


class PlanEndForm(forms.Form):
    """What an activated plan came to."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    effect = forms.CharField(
        label=_("What it achieved"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    days_used = forms.IntegerField(
        label=_("Working days it took"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Left empty, it is not known, which is not the same as none."),
    )
    money_used = AmountField(
        label=_("Money it took"),
        required=False,
        help_text=_("In %(currency)s. Left empty, it is not known."),
    )

    def __init__(self, *args, currency, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["money_used"].asks_in(currency)
