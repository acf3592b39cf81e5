"""Forms of the forecast: which milestone it speaks of, and the settings of the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from planner.models import Milestone, Project
from teams.choice_fields import RowField
from teams.forms import TeamModelForm

from .models import Settings


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
