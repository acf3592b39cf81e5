"""Forms of the forecast: which milestone it speaks of, and the settings of the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.models import Milestone, Project
from planner.reasons import ReasonField
from teams.choice_fields import RowField
from teams.forms import TeamModelForm

from .change_kinds import SUBJECTS, WITH_DAY, WITH_NUMBER, ChangeKind, candidates
from .models import Scenario, ScenarioChange, Settings


class ChoiceForm(forms.Form):
    """Which milestone the page is about, among those of a project."""

    milestone = RowField(Milestone.objects.all(), label=_("Milestone"), required=False, empty_label=_("the next one"))
    project = RowField(Project.objects.all(), label=_("Project"), required=False, empty_label=_("all"))

    def __init__(self, data, *, membership):
        super().__init__(data)
        for field in self.fields.values():
            field.offer(membership)
        milestones = self.fields["milestone"]
        milestones.queryset = milestones.queryset.open().exclude(due_on=None)

    def chosen(self, name):
        """Return the row chosen in a field, or None; what cannot be read is left out and said beside the chips."""
        self.is_valid()
        return self.cleaned_data.get(name)


class SettingsForm(TeamModelForm):
    """What the forecast speaks of first, and what it takes for granted."""

    folded = {_("What it takes for granted"): ("iterations", "deal_correlation", "expense_spread")}

    class Meta:
        model = Settings
        fields = ["headline", "line_percent", "iterations", "deal_correlation", "expense_spread"]


class ScenarioForm(TeamModelForm):
    """The name of a scenario, and why it is tried."""

    class Meta:
        model = Scenario
        fields = ["name", "note"]


# How the number of a change is asked for.
NUMBERS = {
    ChangeKind.SOONER: (_("Working days less"), _("A negative number makes the work longer.")),
    ChangeKind.EXPENSE: (_("Change (%)"), _("−10 is a tenth less, 25 a quarter more.")),
}
ABOUT = {
    ChangeKind.DUE: _("Milestone"),
    ChangeKind.SOONER: _("Milestone"),
    ChangeKind.WON: _("Opportunity"),
    ChangeKind.LOST: _("Opportunity"),
    ChangeKind.PLAN: _("Contingency plan"),
    ChangeKind.READY: _("Contingency plan"),
    ChangeKind.RISK: _("Risk"),
}


class ScenarioChangeForm(TeamModelForm):
    """One change of a scenario: its kind decides what else is asked, and of which rows one is chosen."""

    class Meta:
        model = ScenarioChange
        fields = ["kind", "subject", "day", "number"]

    def __init__(self, data=None, *args, membership, **kwargs):
        super().__init__(data, *args, membership=membership, **kwargs)
        kind = self._kind()
        if not self.instance._state.adding:
            del self.fields["kind"], self.fields["subject"]
        elif kind in SUBJECTS:
            rows = SUBJECTS[kind].model.objects.all()
            self.fields["subject"] = field = RowField(rows, label=ABOUT[kind], empty_label=_("Choose one"))
            field.offer(membership)
            field.queryset = candidates(kind, membership)
        else:
            del self.fields["subject"]
        if kind and "kind" in self.fields:
            self.fields["kind"].widget = forms.HiddenInput()
        if kind not in WITH_DAY:
            del self.fields["day"]
        if kind not in WITH_NUMBER:
            del self.fields["number"]
        else:
            self.fields["number"].label, self.fields["number"].help_text = NUMBERS[kind]
        for name in {"day", "number"} & self.fields.keys():
            self.fields[name].required = True

    def _kind(self):
        if not self.instance._state.adding:
            return self.instance.kind
        given = self.data.get("kind") if self.is_bound else self.initial.get("kind")
        return given if given in ChangeKind.values else None

    def clean_subject(self):
        row = self.cleaned_data["subject"]
        return row and row.pk


class TrialForm(forms.Form):
    """A change of the list of what helps most, to become a scenario of its own."""

    kind = forms.ChoiceField(choices=ChangeKind.choices)
    subject = forms.UUIDField(required=False)
    number = forms.IntegerField(required=False)


class ApplicationForm(forms.Form):
    """Why dates move, and what somebody looked at before applying."""

    reason = ReasonField(label=_("Why the dates move"))
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
