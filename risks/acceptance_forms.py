"""Forms of acceptances and appetites: what is asked for, what is decided, and how much risk a team bears."""

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.bonus_forms import DecisionForm
from planner.forms import id_in, offer_open
from teams.forms import TeamModelForm, mark_needed

from .lapsing import suggested_expiry
from .models import Acceptance, Appetite, Risk
from .models.acceptance import APPROVING


class AcceptanceForm(TeamModelForm):
    """Ask that a risk be borne until a day; which risk stays as it is."""

    parents = ("risk",)

    class Meta:
        model = Acceptance
        fields = ["risk", "approver", "justification", "conditions", "expires_on"]
        widgets = {
            "justification": forms.Textarea(attrs={"rows": 3}),
            "conditions": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = self.fields["approver"]
        people.queryset = who_accepts(people.queryset, self.membership)
        mark_needed(self, ["approver", *self.instance.needs()])
        if "risk" in self.fields:
            self._offer_risk()

    def _offer_risk(self):
        offer_open(self, "risk")
        named = id_in(self.initial.get("risk"))
        risk = named and Risk.objects.visible_to(self.membership).select_related("current").filter(pk=named).first()
        if risk:
            self.fields["risk"].widget = forms.HiddenInput()
        self.initial.setdefault("expires_on", suggested_expiry(self.membership.team.today(), risk and risk.level))
        self.fields["expires_on"].help_text = _("Suggested by the level: 30 days if high or critical, 90, or 180.")


def who_accepts(people, asking):
    """Return who may decide what a person asks for: others, and without any of them that person alone."""
    known = people.with_account().holding(APPROVING)
    others = known.exclude(pk=asking.pk)
    return others if others.exists() else known


class ApprovalForm(DecisionForm):
    """Why somebody accepts alone what they asked for themselves; others are asked nothing."""

    reason = forms.CharField(
        label=_("Why you decide alone"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.requester_id != self.membership.pk:
            del self.fields["reason"]

    def decide(self, by, **values):
        self.instance.approve(by=by, **values)


class ReasonForm(DecisionForm):
    """Why a decision is made; the verb stands in what inherits from it."""

    reason = forms.CharField(label=_("Reason"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class RejectionForm(ReasonForm):
    def decide(self, by, reason):
        self.instance.reject(by=by, reason=reason)


class RevocationForm(ReasonForm):
    def decide(self, by, reason):
        self.instance.revoke(by=by, reason=reason)


class AppetiteForm(TeamModelForm):
    """The borders of a category from a day on."""

    class Meta:
        model = Appetite
        fields = ["category", "amber", "red", "valid_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", self.membership.team.today())
        for name in ("amber", "red"):
            self.fields[name].choices = [("", _("no border")), *self.fields[name].choices[1:]]
